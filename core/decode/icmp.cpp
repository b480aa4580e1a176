#include "core/decode/icmp.h"

#include "core/decode/field_reader.h"

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

// RFC 4884 4.1: length of the quote in units of four bytes, where extensions follow it.
void describeQuoteLength(FieldReader& in, FieldSink& sink)
{
    const auto words = in.number(icmp::length, 1);
    if (words != 0)
        sink.addGenerated(icmp::lengthOriginalDatagram, Value::number(words * 4));
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
        in.bytes(icmp::unused, 1);
        describeQuoteLength(in, sink);
        if (code == fragmentationNeeded)
            in.number(icmp::mtu, 2);
        else
            in.bytes(icmp::unused, 2);
        return;
    case timeExceeded:
        in.bytes(icmp::unused, 1);
        describeQuoteLength(in, sink);
        in.bytes(icmp::unused, 2);
        return;
    case parameterProblem:
        in.number(icmp::pointer, 1);
        describeQuoteLength(in, sink);
        in.bytes(icmp::unused, 2);
        return;
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

/// What pings put first into their data: seconds and microseconds, in either order of bytes and either width.
struct DataTime {
    std::uint32_t size = 0;  ///< 0: it does not look like a time
    Timestamp time;
};

DataTime dataTime(Bytes data, Timestamp packet)
{
    const auto little = [&](std::size_t at, std::size_t size) {
        std::uint64_t value = 0;
        for (std::size_t i = size; i-- > 0;)
            value = value << 8 | std::to_integer<std::uint64_t>(data[at + i]);
        return value;
    };
    const auto near = [&](std::uint64_t seconds) {  // within a day of the packet's own time
        constexpr std::int64_t day = 86'400;
        const auto own = std::chrono::duration_cast<std::chrono::seconds>(packet.time_since_epoch()).count();
        const auto difference = static_cast<std::int64_t>(seconds) - own;
        return seconds < std::uint64_t{1} << 33 && difference > -day && difference < day;
    };
    const auto at = [](std::uint64_t seconds, std::uint64_t micros) {
        return Timestamp{std::chrono::seconds{seconds} + std::chrono::microseconds{micros & 0xFFFF'FFFF}};
    };
    if (data.size() >= 16) {
        if (const auto seconds = little(0, 8); near(seconds))
            return {16, at(seconds, little(8, 8))};
        if (const auto seconds = u64be(data.data()); near(seconds))
            return {16, at(seconds, u64be(data.data() + 8))};
    }
    if (data.size() >= 8) {
        if (const auto seconds = little(0, 4); near(seconds))
            return {8, at(seconds, little(4, 4))};
        if (const auto seconds = u32be(data.data()); near(seconds))
            return {8, at(seconds, u32be(data.data() + 4))};
    }
    return {};
}

void describeEcho(const LayerView& view, FieldReader& in, FieldSink& sink)
{
    const auto& context = view.context;
    if (context.echo.packet != 0 && !(view.layer().flags & Quoted)) {
        sink.addGenerated(icmp::respTo, Value::number(context.echo.packet));
        sink.addGenerated(
            icmp::resptime, Value::real(std::chrono::duration<double, std::milli>(context.echo.after).count()));
    }
    const auto found = dataTime(view.source().subspan(in.at(), in.remaining()), context.packet.time);
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
