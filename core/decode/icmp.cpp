#include "core/decode/icmp.h"

#include "core/decode/field_reader.h"
#include "core/decode/icmp_data_time.h"

namespace pr::decode {

namespace {

enum Type : unsigned {
    echoReply = 0,
    unreachable = 3,
    sourceQuench = 4,
    redirect = 5,
    echo = 8,
    routerAdvertisement = 9,
    timeExceeded = 11,
    parameterProblem = 12,
    timestampRequest = 13,
    timestampReply = 14,
    informationRequest = 15,
    informationReply = 16,
    maskRequest = 17,
    maskReply = 18,
};
constexpr unsigned fragmentationNeeded = 4;  ///< code of an unreachable

std::uint64_t swapped16(std::uint64_t value)
{
    return (value & 0xFF) << 8 | value >> 8;
}

void describeIdentifiers(FieldReader& in, FieldSink& sink)
{
    const auto identifier = in.number(icmp::identifier, 2);
    if (in.ok())
        sink.add(icmp::identLe, swapped16(identifier), {in.at() - 2, 2});
    const auto sequence = in.number(icmp::seq, 2);
    if (in.ok())
        sink.add(icmp::seqLe, swapped16(sequence), {in.at() - 2, 2});
}

// What is unused, but for a length of the quote in units of four bytes where extensions follow it (RFC 4884 4.1):
// `before` bytes and `after` bytes around it.
void describeUnused(FieldReader& in, std::uint32_t before, std::uint32_t after, FieldSink& sink)
{
    if (in.peek(1, before) == 0) {
        in.bytes(icmp::unused, before + 1 + after);
        return;
    }
    if (before > 0)
        in.bytes(icmp::unused, before);
    const auto words = in.number(icmp::length, 1);
    if (in.ok())
        sink.addGenerated(icmp::lengthOriginalDatagram, Value::number(words * 4), {in.at() - 1, 1});
    if (after > 0)
        in.bytes(icmp::unused, after);
}

void describeRestOfHeader(FieldReader& in, unsigned type, unsigned code, FieldSink& sink)
{
    switch (type) {
    case echo:
    case echoReply:
    case timestampRequest:
    case timestampReply:
    case informationRequest:
    case informationReply:
    case maskRequest:
    case maskReply: return describeIdentifiers(in, sink);
    case unreachable:
        describeUnused(in, 1, code == fragmentationNeeded ? 0 : 2, sink);
        if (code == fragmentationNeeded)
            in.number(icmp::mtu, 2);
        return;
    case timeExceeded: return describeUnused(in, 1, 2, sink);
    case parameterProblem: in.number(icmp::pointer, 1); return describeUnused(in, 0, 2, sink);
    case sourceQuench: in.bytes(icmp::unused, 4); return;
    case redirect: in.bytes(icmp::redirGw, 4); return;
    case routerAdvertisement: {
        const auto count = in.number(icmp::numAddrs, 1);
        const auto size = in.number(icmp::addrEntrySize, 1);
        in.number(icmp::lifetime, 2);
        for (std::uint64_t i = 0; i < count && size == 2 && in.ok(); ++i) {  // RFC 1256 3
            in.bytes(icmp::routerAddress, 4);
            const auto preference = static_cast<std::int32_t>(in.peek(4));
            if (!in.take(4).empty())
                sink.add(icmp::prefLevel, Value::signedNumber(preference), {in.at() - 4, 4});
        }
        return;
    }
    default: return;
    }
}

ChecksumStatus verify(const LayerView& view)
{
    const auto& layer = view.layer();
    const auto* ip = view.ip();
    if (layer.flags & Quoted || layer.end < layer.endOriginal || (ip && ip->flags & Fragment))
        return ChecksumStatus::Unverified;
    return checksumFold(checksumAdd(0, view.whole())) == 0 ? ChecksumStatus::Good : ChecksumStatus::Bad;
}

void describeEcho(const LayerView& view, FieldReader& in, FieldSink& sink)
{
    const auto& context = view.context;
    if (context.echo.packet != 0 && !(view.layer().flags & Quoted)) {
        sink.addGenerated(icmp::respTo, Value::number(context.echo.packet));
        sink.addGenerated(
            icmp::resptime, Value::real(std::chrono::duration<double, std::milli>(context.echo.after).count()));
    }
    const auto found = icmpDataTime(view.source().subspan(in.at(), in.remaining()), context.packet.time);
    if (found.size == 0 || !context.packet.hasTime)
        return;
    sink.add(icmp::dataTime, Value::time(found.time), {in.at(), found.size});
    sink.addGenerated(icmp::dataTimeRelative, Value::duration(context.packet.time - found.time), {in.at(), found.size});
}

}  // namespace

void describeIcmp(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, icmp::protocol, sink);
    FieldReader in{view, sink};
    const auto type = static_cast<unsigned>(in.number(icmp::type, 1));
    const auto code = static_cast<unsigned>(in.number(icmp::code, 1));
    in.number(icmp::checksum, 2);
    if (!in.ok())
        return;
    if (sink.wants(icmp::checksumStatus) || sink.wants(icmp::checksumBad)) {
        const auto status = verify(view);
        sink.addGenerated(icmp::checksumStatus, Value::number(static_cast<unsigned>(status)));
        if (status == ChecksumStatus::Bad)
            mark(sink, icmp::checksumBad);
    }
    describeRestOfHeader(in, type, code, sink);
    if ((type == echo || type == echoReply) && in.ok())
        describeEcho(view, in, sink);
}

}  // namespace pr::decode
