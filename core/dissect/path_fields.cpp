#include "core/dissect/path_fields.h"

#include "core/base/text.h"
#include "core/decode/ethernet.h"
#include "core/decode/gre.h"
#include "core/decode/icmp.h"
#include "core/decode/icmpv6.h"
#include "core/decode/igmp.h"
#include "core/decode/ipv4.h"
#include "core/decode/ipv6.h"
#include "core/decode/path.h"
#include "core/decode/tcp_fields.h"
#include "core/decode/udp_fields.h"
#include "core/decode/vlan.h"
#include "core/decode/vxlan.h"

#include <array>

namespace pr::dissect {

namespace {

using decode::LayerKind;
using decode::PathLayer;

constexpr std::array<const Field*, 43> kFields{
    &decode::eth::protocol,
    &decode::eth::source,
    &decode::eth::destination,
    &decode::eth::addr,
    &decode::eth::type,
    &decode::vlan::protocol,
    &decode::vlan::id,
    &decode::ieee8021ad::protocol,
    &decode::ieee8021ad::id,
    &decode::ip::protocol,
    &decode::ip::version,
    &decode::ip::source,
    &decode::ip::destination,
    &decode::ip::addr,
    &decode::ip::srcHost,
    &decode::ip::dstHost,
    &decode::ip::host,
    &decode::ip::proto,
    &decode::ipv6::protocol,
    &decode::ipv6::source,
    &decode::ipv6::destination,
    &decode::ipv6::addr,
    &decode::ipv6::version,
    &decode::ipv6::nxt,
    &decode::icmp::protocol,
    &decode::icmp::type,
    &decode::icmp::code,
    &decode::icmpv6::protocol,
    &decode::icmpv6::type,
    &decode::icmpv6::code,
    &decode::igmp::protocol,
    &decode::gre::protocol,
    &decode::vxlan::protocol,
    &decode::tcp::protocol,
    &decode::tcp::sourcePort,
    &decode::tcp::destinationPort,
    &decode::tcp::port,
    &decode::tcp::stream,
    &decode::udp::protocol,
    &decode::udp::sourcePort,
    &decode::udp::destinationPort,
    &decode::udp::port,
    &decode::udp::stream,
};

void addPair(FieldSink& sink, const Field& first, const Field& second, const Field& either, Bytes one, Bytes other)
{
    sink.add(first, Value::bytes(one), {});
    sink.add(second, Value::bytes(other), {});
    sink.add(either, Value::bytes(one), {});
    sink.add(either, Value::bytes(other), {});
}

void addPorts(FieldSink& sink, const Field& source, const Field& destination, const Field& either, const Field& stream,
    const PathLayer& layer)
{
    sink.add(source, layer.sourcePort, {});
    sink.add(destination, layer.destinationPort, {});
    sink.add(either, layer.sourcePort, {});
    sink.add(either, layer.destinationPort, {});
    if (layer.stream != decode::kNoStream)
        sink.add(stream, layer.stream, {});
}

void addHosts(FieldSink& sink, const PathLayer& layer)
{
    using namespace decode;
    if (!sink.wants(ip::srcHost) && !sink.wants(ip::dstHost) && !sink.wants(ip::host))
        return;
    for (const auto& [field, address] : {std::pair{&ip::srcHost, layer.source}, {&ip::dstHost, layer.destination}}) {
        const auto text = Value::text(sink.arena().copy(ipv4Text(address)));
        sink.add(*field, text, {});
        sink.add(ip::host, text, {});
    }
}

void describeLayer(const PathLayer& layer, FieldSink& sink)
{
    using namespace decode;
    const auto open = [&](const Field& protocol) { return sink.openLayer(protocol, {}, {}); };
    switch (layer.kind) {
    case LayerKind::Ethernet:
    case LayerKind::Ieee8023: {
        const auto scope = open(eth::protocol);
        addPair(sink, eth::destination, eth::source, eth::addr, layer.destination, layer.source);  // as on the wire
        if (layer.kind == LayerKind::Ethernet)
            sink.add(eth::type, layer.number, {});
        break;
    }
    case LayerKind::Vlan: {
        const auto scope = open(vlan::protocol);
        sink.add(vlan::id, layer.number, {});
        break;
    }
    case LayerKind::Ieee8021ad: {
        const auto scope = open(ieee8021ad::protocol);
        sink.add(ieee8021ad::id, layer.number, {});
        break;
    }
    case LayerKind::Ipv4: {
        const auto scope = open(ip::protocol);
        sink.add(ip::version, 4, {});
        addPair(sink, ip::source, ip::destination, ip::addr, layer.source, layer.destination);
        addHosts(sink, layer);
        sink.add(ip::proto, layer.number, {});
        break;
    }
    case LayerKind::Ipv6: {
        const auto scope = open(ipv6::protocol);
        sink.add(ipv6::version, 6, {});
        sink.add(ip::version, 6, {});
        addPair(sink, ipv6::source, ipv6::destination, ipv6::addr, layer.source, layer.destination);
        sink.add(ipv6::nxt, layer.number, {});
        break;
    }
    case LayerKind::Icmp: {
        const auto scope = open(icmp::protocol);
        sink.add(icmp::type, layer.number >> 8, {});
        sink.add(icmp::code, layer.number & 0xFF, {});
        break;
    }
    case LayerKind::Icmpv6: {
        const auto scope = open(icmpv6::protocol);
        sink.add(icmpv6::type, layer.number >> 8, {});
        sink.add(icmpv6::code, layer.number & 0xFF, {});
        break;
    }
    case LayerKind::Igmp: {
        const auto scope = open(igmp::protocol);
        break;
    }
    case LayerKind::Gre: {
        const auto scope = open(gre::protocol);
        break;
    }
    case LayerKind::Vxlan: {
        const auto scope = open(vxlan::protocol);
        break;
    }
    case LayerKind::Tcp: {
        const auto scope = open(tcp::protocol);
        addPorts(sink, tcp::sourcePort, tcp::destinationPort, tcp::port, tcp::stream, layer);
        break;
    }
    case LayerKind::Udp: {
        const auto scope = open(udp::protocol);
        addPorts(sink, udp::sourcePort, udp::destinationPort, udp::port, udp::stream, layer);
        break;
    }
    default: break;
    }
}

// Whether the path has all fields of this list that the description of the layer adds. Of a header that ends early that
// depends on where it ends.
bool isTold(const PathLayer& layer)
{
    switch (layer.kind) {
    case LayerKind::Ethernet:
    case LayerKind::Ieee8023:
    case LayerKind::Vlan:
    case LayerKind::Ieee8021ad:
    case LayerKind::Ipv4:
    case LayerKind::Ipv6:
    case LayerKind::Icmp:
    case LayerKind::Icmpv6:
    case LayerKind::Tcp:
        return layer.known;  // a segment without a stream is cut before its window: it shows ports only
    case LayerKind::Udp:
        return layer.known && layer.stream != decode::kNoStream && !(layer.flags & (decode::CutHere | decode::BadHere));
    default: return true;
    }
}

}  // namespace

std::span<const Field* const> pathFields()
{
    return kFields;
}

std::uint64_t layersOf(const Field& field)
{
    constexpr auto bit = [](LayerKind kind) { return std::uint64_t{1} << static_cast<unsigned>(kind); };
    static_assert(static_cast<unsigned>(decode::kLastLayer) < 64);
    static constexpr std::pair<std::string_view, std::uint64_t> layers[] = {
        {"eth", bit(LayerKind::Ethernet) | bit(LayerKind::Ieee8023)},
        {"vlan", bit(LayerKind::Vlan)},
        {"ieee8021ad", bit(LayerKind::Ieee8021ad)},
        {"ip", bit(LayerKind::Ipv4) | bit(LayerKind::Ipv6)},  // ip.version is shown of both
        {"ipv6", bit(LayerKind::Ipv6)},
        {"icmp", bit(LayerKind::Icmp)},
        {"icmpv6", bit(LayerKind::Icmpv6)},
        {"tcp", bit(LayerKind::Tcp)},
        {"udp", bit(LayerKind::Udp)},
    };
    const auto protocol = field.abbreviation.substr(0, field.abbreviation.find('.'));
    for (const auto& [name, kinds] : layers)
        if (name == protocol)
            return kinds;
    return ~std::uint64_t{0};
}

PathFacts describePath(Bytes path, FieldSink& sink)
{
    PathFacts facts;
    decode::PathView view{path};
    if (!view.ok())
        return facts;
    facts.known = facts.complete = true;
    PathLayer layer;
    std::size_t transports = 0, datagrams = 0;
    while (view.next(layer)) {
        if (!isTold(layer))
            facts.untold |= std::uint64_t{1} << static_cast<unsigned>(layer.kind);
        const bool transport = layer.kind == LayerKind::Tcp || layer.kind == LayerKind::Udp;
        transports += transport;
        datagrams += layer.kind == LayerKind::Udp && isTold(layer) && !layer.quoted();
        facts.fragment = facts.fragment || (layer.flags & (decode::Fragment | decode::Reassembled));
        // a segment without a stream is cut before its flags
        if (layer.kind == LayerKind::Tcp && layer.stream != decode::kNoStream) {
            ++facts.tcp;
            facts.tcpStrange = facts.tcpStrange || (layer.flags & (decode::Quoted | decode::CutHere | decode::BadHere));
        }
        describeLayer(layer, sink);
    }
    facts.complete = facts.untold == 0;
    facts.datagram = transports == 1 && datagrams == 1;
    if (!view.ok())
        facts = {};
    return facts;
}

}  // namespace pr::dissect
