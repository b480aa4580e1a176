#include "core/decode/udp.h"

#include <algorithm>

namespace pr::decode {

namespace {

using namespace udp;

constexpr std::uint32_t headerBytes = 8;

// traceroute counts ports up from 33434, three probes a hop.
constexpr std::uint16_t firstProbe = 33'435;
constexpr std::uint16_t lastProbe = 33'464;

enum ChecksumStatus : std::uint8_t { Unverified = 2, NotPresent = 3, Illegal = 4 };

void expert(FieldSink& sink, const Field& field)
{
    sink.addGenerated(field, Value::number(1));
}

// What the header's length covers; a jumbogram's is that of the IP payload (RFC 2675 4).
std::uint32_t lengthOf(const TransportView& view, const UdpHeader& header)
{
    return header.length == 0 && view.ipv6 && view.original > 65'535 ? view.original : header.length;
}

}  // namespace

Result<UdpHeader> parseUdp(Cursor& in)
{
    const UdpHeader header{in.u16be(), in.u16be(), in.u16be(), in.u16be()};
    return in.ok() ? Result<UdpHeader>{header} : in.error("UDP header");
}

bool udpCoversHeader(const TransportView& view, const UdpHeader& header)
{
    return lengthOf(view, header) >= headerBytes;
}

Bytes udpPayload(const TransportView& view, const UdpHeader& header)
{
    const auto length = lengthOf(view, header);
    if (length <= headerBytes || view.bytes.size() <= headerBytes)
        return {};
    return view.bytes.subspan(headerBytes, std::min<std::size_t>(length, view.bytes.size()) - headerBytes);
}

std::uint32_t udpPayloadLength(const TransportView& view, const UdpHeader& header)
{
    const auto length = std::min(lengthOf(view, header), view.original);
    return length > headerBytes ? length - headerBytes : 0;
}

bool mayWantUdp(const FieldSink& sink)
{
    constexpr auto group = FieldGroup::of(udp::fields);
    return sink.mayWant(group);
}

FieldSink::Scope openUdp(const TransportView& view, FieldSink& sink)
{
    const auto there = std::min<std::size_t>(headerBytes, view.bytes.size());
    return sink.openLayer(protocol, view.bytes, {view.offset, static_cast<std::uint32_t>(there)});
}

Fault describeUdp(const TransportView& view, const StreamContext& context, FieldSink& sink, std::size_t node)
{
    const auto range = [&](std::uint32_t offset, std::uint32_t length) {
        return ByteRange{view.offset + offset, length};
    };
    const auto missing = [&](std::uint32_t needed) { return needed > view.original ? Fault::Malformed : Fault::Cut; };
    Cursor in{view.bytes, view.original};
    const auto source = in.u16be();
    const auto destination = in.u16be();
    if (!in.ok())
        return in.fault();
    if (node != FieldSink::npos && sink.wantsLabels())
        sink.label(node,
            "User Datagram Protocol, Src Port: " + std::to_string(source)
                + ", Dst Port: " + std::to_string(destination));
    sink.add(sourcePort, source, range(0, 2));
    sink.add(destinationPort, destination, range(2, 2));
    sink.addHidden(port, Value::number(source), range(0, 2));
    sink.addHidden(port, Value::number(destination), range(2, 2));

    if (view.bytes.size() < 6)
        return missing(6);
    const auto claimed = in.u16be();
    sink.add(length, claimed, range(4, 2));
    const UdpHeader header{source, destination, claimed, 0};
    const auto covered = lengthOf(view, header);
    if (covered < headerBytes) {
        expert(sink, claimed == 0 && view.ipv6 ? lengthBadZero : lengthBad);
        return Fault::Malformed;
    }
    if (covered > view.original && !view.fragment && view.quoted == TransportView::Quoted::No)
        expert(sink, lengthBad);

    const auto sum = in.u16be();
    if (!in.ok())
        return in.fault();
    sink.add(checksum, sum, range(6, 2));
    const bool allowed = !view.ipv6 || view.quoted != TransportView::Quoted::No;
    if (sum == 0 && !allowed)
        expert(sink, checksumZero);
    sink.addGenerated(checksumStatus,
        Value::number(sum != 0 ? Unverified
                : allowed      ? NotPresent
                               : Illegal),
        range(6, 0));
    if (!context.known)
        return Fault::None;
    sink.addGenerated(stream, Value::number(context.stream));
    // tshark takes no time of quoted datagrams and of those without a payload.
    if (covered > headerBytes && view.quoted == TransportView::Quoted::No && !context.unknown) {
        sink.addGenerated(timeRelative, Value::duration(context.timeRelative));
        sink.addGenerated(timeDelta, Value::duration(context.timeDelta));
    }

    const auto bytes = udpPayload(view, header);
    if (!bytes.empty()) {
        const auto at =
            sink.add(payload, Value::bytes(bytes), range(headerBytes, static_cast<std::uint32_t>(bytes.size())));
        if (at != FieldSink::npos && sink.wantsLabels()) {
            const auto size = udpPayloadLength(view, header);
            sink.label(at, "UDP payload (" + std::to_string(size) + (size == 1 ? " byte)" : " bytes)"));
        }
    }
    if (destination >= firstProbe && destination <= lastProbe)
        expert(sink, possibleTraceroute);
    return Fault::None;
}

}  // namespace pr::decode
