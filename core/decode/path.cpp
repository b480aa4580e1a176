#include "core/decode/path.h"

#include "core/base/cursor.h"

#include <algorithm>
#include <cstring>

namespace pr::decode {

namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::uint8_t kBody = 0x80;
static_assert((Quoted | Inner | Fragment | CutHere | BadHere | Reassembled) < kBody);

/// What of a layer's header goes into the path: `size` bytes, and how much of the header must be there for it.
struct Body {
    std::uint8_t size = 0;
    std::uint8_t header = 0;
};

constexpr Body bodyOf(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Ethernet: return {14, 14};
    case LayerKind::Ieee8023: return {12, 14};
    case LayerKind::Vlan:
    case LayerKind::Ieee8021ad: return {2, 4};
    case LayerKind::Ipv4: return {9, 20};
    case LayerKind::Ipv6: return {33, 40};
    case LayerKind::Tcp:
    case LayerKind::Udp: return {8, 4};
    case LayerKind::Vxlan:
    case LayerKind::Esp: return {4, 8};
    case LayerKind::Other: return {4, 0};
    case LayerKind::None:
    case LayerKind::Data:
    case LayerKind::RawIp:
    case LayerKind::Mpls:  // its labels change with every path through the network
    case LayerKind::PwControl:
    case LayerKind::Prism:
    case LayerKind::Wlancap:
    case LayerKind::Erspan: return {};
    case LayerKind::Llc:
    case LayerKind::Arcnet: return {2, 3};
    case LayerKind::UserLink: return {2, 0};
    case LayerKind::HciH4: return {2, 1};
    case LayerKind::Ppp: return {2, 1};
    default: return {2, 4};
    }
}

void put16(std::byte* at, std::uint32_t value)
{
    at[0] = static_cast<std::byte>(value >> 8);
    at[1] = static_cast<std::byte>(value);
}

void put32(std::byte* at, std::uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value);
}

}  // namespace

std::size_t buildPath(const Decoded& decoded, Bytes frame, std::span<const std::uint32_t> streams,
    std::span<const std::uint32_t> flows, std::span<std::byte, kPathBytes> out)
{
    auto* at = out.data();
    *at++ = std::byte{kFormat};
    flows = flows.first(std::min(flows.size(), limits::layers));
    *at++ = static_cast<std::byte>(flows.size());
    for (const auto flow : flows)
        for (unsigned shift = 0; shift < 32; shift += 8)
            *at++ = static_cast<std::byte>(flow >> shift);
    std::size_t nextStream = 0;
    for (const auto& layer : decoded.all()) {
        const auto body = bodyOf(layer.kind);
        const auto present = body.size > 0 && layer.header >= body.header;
        at[0] = static_cast<std::byte>(layer.kind);
        at[1] = static_cast<std::byte>(layer.flags | (present ? kBody : 0));
        at += 2;
        const auto transport = layer.kind == LayerKind::Tcp || layer.kind == LayerKind::Udp;
        const auto stream = transport && nextStream < streams.size() ? streams[nextStream] : kNoStream;
        nextStream += transport;
        if (!present)
            continue;
        const auto* header = decoded.sourceOf(layer, frame).data() + layer.offset;
        switch (layer.kind) {
        case LayerKind::Ethernet:
        case LayerKind::Ieee8023: std::memcpy(at, header, body.size); break;
        case LayerKind::Ipv4:
            std::memcpy(at, header + 12, 8);
            at[8] = header[9];
            break;
        case LayerKind::Ipv6:
            std::memcpy(at, header + 8, 32);
            at[32] = header[6];
            break;
        case LayerKind::Tcp:
        case LayerKind::Udp:
            std::memcpy(at, header, 4);
            put32(at + 4, stream);
            break;
        default:
            if (body.size == 4)
                put32(at, layer.number);
            else
                put16(at, layer.number);
        }
        at += body.size;
    }
    return static_cast<std::size_t>(at - out.data());
}

PathView::PathView(Bytes path) : m_path{path}
{
    Cursor in{path};
    const auto format = in.u8();
    const std::size_t flows = in.u8();
    in.take(4 * flows);
    m_ok = in.ok() && format == kFormat;
    m_flows = m_ok ? flows : 0;
    m_at = kHeader + 4 * m_flows;
}

bool PathView::next(PathLayer& layer)
{
    if (!m_ok || m_at >= m_path.size())
        return false;
    Cursor in{m_path.subspan(m_at)};
    layer = {};
    layer.kind = static_cast<LayerKind>(in.u8());
    const auto flags = in.u8();
    layer.flags = flags & static_cast<std::uint8_t>(~kBody);
    layer.known = flags & kBody;
    if (layer.known) {
        switch (layer.kind) {
        case LayerKind::Ethernet:
        case LayerKind::Ieee8023:
            layer.destination = in.take(6);
            layer.source = in.take(6);
            if (layer.kind == LayerKind::Ethernet)
                layer.number = in.u16be();
            break;
        case LayerKind::Ipv4:
        case LayerKind::Ipv6: {
            const std::size_t size = layer.kind == LayerKind::Ipv4 ? 4 : 16;
            layer.source = in.take(size);
            layer.destination = in.take(size);
            layer.number = in.u8();
            break;
        }
        case LayerKind::Tcp:
        case LayerKind::Udp:
            layer.sourcePort = in.u16be();
            layer.destinationPort = in.u16be();
            layer.stream = in.u32be();
            break;
        default: layer.number = bodyOf(layer.kind).size == 4 ? in.u32be() : in.u16be();
        }
    }
    m_ok = in.ok() && layer.kind != LayerKind::None && layer.kind <= kLastLayer;
    m_at += in.at();
    return m_ok;
}

bool PathView::has(LayerKind kind) const
{
    PathView copy{m_path};
    for (PathLayer layer; copy.next(layer);)
        if (layer.kind == kind)
            return true;
    return false;
}

}  // namespace pr::decode
