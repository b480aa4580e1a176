#include "core/dissect/path_shapes.h"

#include "core/decode/ethernet.h"
#include "core/decode/icmp.h"
#include "core/decode/icmpv6.h"
#include "core/decode/ipv4.h"
#include "core/decode/ipv6.h"
#include "core/decode/path.h"
#include "core/decode/tcp_fields.h"
#include "core/decode/udp_fields.h"
#include "core/decode/vlan.h"

#include <algorithm>

namespace pr::dissect {

namespace {

using decode::LayerKind;

constexpr std::size_t kMostShapes = 256;
constexpr std::size_t kLayerHeader = 2;  // kind and flags
constexpr std::size_t kStream = 4;       // within the body of TCP and UDP
constexpr std::byte kBody{0x80};         // bit of the flags: a body follows

/// A field in the body of a layer.
struct FieldPlace {
    const Field* field;
    LayerKind kind;
    PathPlace place;  // from the beginning of the body
};

constexpr FieldPlace kPlaces[] = {
    {&decode::eth::destination, LayerKind::Ethernet, {0, 6, false}},
    {&decode::eth::source, LayerKind::Ethernet, {6, 6, false}},
    {&decode::eth::addr, LayerKind::Ethernet, {0, 6, false}},
    {&decode::eth::addr, LayerKind::Ethernet, {6, 6, false}},
    {&decode::eth::type, LayerKind::Ethernet, {12, 2, true}},
    {&decode::eth::destination, LayerKind::Ieee8023, {0, 6, false}},
    {&decode::eth::source, LayerKind::Ieee8023, {6, 6, false}},
    {&decode::eth::addr, LayerKind::Ieee8023, {0, 6, false}},
    {&decode::eth::addr, LayerKind::Ieee8023, {6, 6, false}},
    {&decode::vlan::id, LayerKind::Vlan, {0, 2, true}},
    {&decode::ieee8021ad::id, LayerKind::Ieee8021ad, {0, 2, true}},
    {&decode::ip::source, LayerKind::Ipv4, {0, 4, false}},
    {&decode::ip::destination, LayerKind::Ipv4, {4, 4, false}},
    {&decode::ip::addr, LayerKind::Ipv4, {0, 4, false}},
    {&decode::ip::addr, LayerKind::Ipv4, {4, 4, false}},
    {&decode::ip::proto, LayerKind::Ipv4, {8, 1, true}},
    {&decode::ipv6::source, LayerKind::Ipv6, {0, 16, false}},
    {&decode::ipv6::destination, LayerKind::Ipv6, {16, 16, false}},
    {&decode::ipv6::addr, LayerKind::Ipv6, {0, 16, false}},
    {&decode::ipv6::addr, LayerKind::Ipv6, {16, 16, false}},
    {&decode::ipv6::nxt, LayerKind::Ipv6, {32, 1, true}},
    {&decode::icmp::type, LayerKind::Icmp, {0, 1, true}},
    {&decode::icmp::code, LayerKind::Icmp, {1, 1, true}},
    {&decode::icmpv6::type, LayerKind::Icmpv6, {0, 1, true}},
    {&decode::icmpv6::code, LayerKind::Icmpv6, {1, 1, true}},
    {&decode::tcp::sourcePort, LayerKind::Tcp, {0, 2, true}},
    {&decode::tcp::destinationPort, LayerKind::Tcp, {2, 2, true}},
    {&decode::tcp::port, LayerKind::Tcp, {0, 2, true}},
    {&decode::tcp::port, LayerKind::Tcp, {2, 2, true}},
    {&decode::tcp::stream, LayerKind::Tcp, {kStream, 4, true}},
    {&decode::udp::sourcePort, LayerKind::Udp, {0, 2, true}},
    {&decode::udp::destinationPort, LayerKind::Udp, {2, 2, true}},
    {&decode::udp::port, LayerKind::Udp, {0, 2, true}},
    {&decode::udp::port, LayerKind::Udp, {2, 2, true}},
    {&decode::udp::stream, LayerKind::Udp, {kStream, 4, true}},
};

bool hasStream(Bytes path, std::size_t layer)
{
    const auto stream = path.subspan(layer + kLayerHeader + kStream, 4);
    return std::any_of(stream.begin(), stream.end(), [](std::byte byte) { return byte != std::byte{0xFF}; });
}

}  // namespace

bool PathShapes::fits(const Shape& shape, Bytes path)
{
    return path.size() == shape.size && path[0] == shape.format && path[1] == shape.flows
        && std::all_of(shape.layers.begin(), shape.layers.end(), [&](const Layer& layer) {
               return path[layer.offset] == layer.kind && path[layer.offset + 1U] == layer.flags
                   && (!layer.hasStream || hasStream(path, layer.offset));
           });
}

std::size_t PathShapes::of(Bytes path)
{
    if (m_last < m_shapes.size() && fits(m_shapes[m_last], path))
        return m_last;
    for (std::size_t i = 0; i < m_shapes.size(); ++i)
        if (fits(m_shapes[i], path))
            return m_last = i;
    return m_shapes.size() < kMostShapes ? add(path) : none;
}

std::size_t PathShapes::add(Bytes path)
{
    FieldSink nothing;
    Shape shape;
    shape.facts = describePath(path, nothing);
    if (!shape.facts.known)
        return none;
    shape.size = path.size();
    shape.format = path[0];
    shape.flows = path[1];
    decode::PathView view{path};
    auto at = view.position();
    for (decode::PathLayer layer; view.next(layer); at = view.position()) {
        const bool transport = layer.known && (layer.kind == LayerKind::Tcp || layer.kind == LayerKind::Udp);
        if (transport && layer.stream == decode::kNoStream)
            return none;
        shape.layers.push_back({static_cast<std::uint16_t>(at), path[at], path[at + 1], transport});
    }
    m_shapes.push_back(std::move(shape));
    return m_last = m_shapes.size() - 1;
}

std::optional<std::vector<PathPlace>> PathShapes::places(std::size_t shape, const Field& field) const
{
    std::vector<PathPlace> out;
    bool known = false;
    for (const auto& entry : kPlaces) {
        if (entry.field != &field)
            continue;
        known = true;
        for (const auto& layer : m_shapes[shape].layers)
            if (layer.kind == static_cast<std::byte>(entry.kind) && (layer.flags & kBody) != std::byte{}) {
                auto place = entry.place;
                place.offset = static_cast<std::uint16_t>(place.offset + layer.offset + kLayerHeader);
                out.push_back(place);
            }
    }
    return known ? std::optional{std::move(out)} : std::nullopt;
}

}  // namespace pr::dissect
