#include "core/dissect/dissector.h"
#include "core/dissect/dissector_current.h"

#include <algorithm>

namespace pr::dissect {

namespace {

constexpr std::uint32_t kUnreachable = 3, kFragmentationNeeded = 4;  // ICMP (RFC 792, RFC 1191)
constexpr std::uint32_t kUnreachable6 = 1;                           // ICMPv6 (RFC 4443)

bool isNetwork(const decode::Layer& layer)
{
    return layer.kind == decode::LayerKind::Ipv4 || layer.kind == decode::LayerKind::Ipv6;
}

bool saysUnreachable(const decode::Layer& error)
{
    const auto type = error.number >> 8U;
    if (error.kind == decode::LayerKind::Icmp)
        return type == kUnreachable && (error.number & 0xFFU) != kFragmentationNeeded;
    return error.kind == decode::LayerKind::Icmpv6 && type == kUnreachable6;
}

}  // namespace

void Dissector::tellChange(const Current& now, const Seen& seen) const
{
    using Kind = FlowChange::Kind;
    const auto& layer = m_decoded.layers[seen.layer];
    const bool tcp = layer.kind == decode::LayerKind::Tcp;
    FlowChange change;
    bool fromInitiator = true;
    if (seen.quoted) {
        const auto layers = m_decoded.all().first(seen.layer);
        if (!layer.ports || seen.ends.source.empty() || std::none_of(layers.begin(), layers.end(), saysUnreachable))
            return;
        change.kind = Kind::Unreachable;
    } else if (tcp && seen.readable && seen.tcpHeader.syn()) {
        fromInitiator = !seen.tcpHeader.ack();
        change.kind = fromInitiator ? Kind::Attempt : Kind::Accepted;
    } else if (tcp && seen.readable && seen.side == flow::Side::Responder) {
        const auto said = m_open[seen.slot].live()->payload[1];  // this packet took it up
        fromInitiator = false;
        if (seen.context.length > 0 && said == seen.context.length)
            change.kind = Kind::Data;
        else if (seen.tcpHeader.rst() && said == 0)
            change.kind = Kind::Refused;
        else
            return;
    } else {
        return;
    }
    // a tunnel in the datagram: what it carries has its own news
    const auto further = m_decoded.all().subspan(seen.layer + 1);
    if (std::any_of(further.begin(), further.end(), isNetwork))
        return;
    change.tcp = tcp;
    change.initiator = fromInitiator ? seen.ends.source : seen.ends.destination;
    change.responder = fromInitiator ? seen.ends.destination : seen.ends.source;
    change.initiatorPort = fromInitiator ? seen.ends.sourcePort : seen.ends.destinationPort;
    change.responderPort = fromInitiator ? seen.ends.destinationPort : seen.ends.sourcePort;
    change.packet = now.packet.number;
    change.time = now.packet.time;
    for (const auto& one : m_decoded.all()) {
        change.ipv4 += one.kind == decode::LayerKind::Ipv4;
        change.ipv6 += one.kind == decode::LayerKind::Ipv6;
        change.udp += one.kind == decode::LayerKind::Udp;
    }
    m_onChange(change);
}

}  // namespace pr::dissect
