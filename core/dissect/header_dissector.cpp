#include "core/dissect/header_dissector.h"

#include "core/base/limits.h"
#include "core/decode/arp.h"
#include "core/decode/ethernet.h"
#include "core/decode/frame.h"
#include "core/decode/geneve.h"
#include "core/decode/gre.h"
#include "core/decode/icmp.h"
#include "core/decode/icmpv6.h"
#include "core/decode/igmp.h"
#include "core/decode/ipv4.h"
#include "core/decode/ipv6.h"
#include "core/decode/mpls.h"
#include "core/decode/null.h"
#include "core/decode/path.h"
#include "core/decode/ppp.h"
#include "core/decode/pppoe.h"
#include "core/decode/sll.h"
#include "core/decode/tcp.h"
#include "core/decode/udp.h"
#include "core/decode/vlan.h"
#include "core/decode/vxlan.h"
#include "core/dissect/protocols.h"
#include "core/protocols/dns/fields.h"

#include <algorithm>
#include <vector>

namespace pr::dissect {

namespace {

using decode::LayerKind;

// Of TCP the header as it stands there: no relative numbers, no scaled window, no analysis, nothing of reassembly.
constexpr const Field* kTcp[] = {
    &decode::tcp::protocol,
    &decode::tcp::sourcePort,
    &decode::tcp::destinationPort,
    &decode::tcp::port,
    &decode::tcp::stream,
    &decode::tcp::sequenceRaw,
    &decode::tcp::acknowledgmentRaw,
    &decode::tcp::headerLength,
    &decode::tcp::flags,
    &decode::tcp::flagsRes,
    &decode::tcp::flagsUrg,
    &decode::tcp::flagsAck,
    &decode::tcp::flagsPush,
    &decode::tcp::flagsReset,
    &decode::tcp::flagsSyn,
    &decode::tcp::flagsFin,
    &decode::tcp::window,
    &decode::tcp::checksum,
    &decode::tcp::checksumStatus,
    &decode::tcp::urgentPointer,
    &decode::tcp::length,
    &decode::tcp::payload,
    &decode::tcp::resetCause,
    &decode::tcp::shortSegment,
    &decode::tcp::ackNonzero,
    &decode::tcp::connectionSyn,
    &decode::tcp::connectionSynack,
    &decode::tcp::connectionFin,
    &decode::tcp::connectionRst,
    &decode::tcp::urgentPointerNonZero,
    &decode::tcp::bogusHeaderLength,
};

// Those of the lists below that need packets before this one.
constexpr const Field* kOthers[] = {
    &decode::icmp::respTo,
    &decode::icmp::resptime,
    &decode::icmpv6::respTo,
    &decode::icmpv6::resptime,
    &decode::udp::timeRelative,
    &decode::udp::timeDelta,
    &decode::tcp::option::sackLeft,
    &decode::tcp::option::sackRight,
    &decode::tcp::option::duplicateSack,
    &decode::tcp::option::duplicateSackLeft,
    &decode::tcp::option::duplicateSackRight,
};

// Those of a DNS message that need messages before it.
constexpr const Field* kOtherDns[] = {
    &dns::field::responseIn, &dns::field::responseTo, &dns::field::time, &dns::field::retransmission,
    &dns::field::retransmitRequest, &dns::field::retransmitRequestIn, &dns::field::retransmitResponse,
    &dns::field::retransmitResponseIn, &dns::field::unsolicited,
    &dns::field::length,  // over TCP only
};

// Messages of these are datagrams, and each says by itself what the fields above do not.
constexpr std::string_view kDatagramProtocols[] = {"dns", "mdns", "llmnr"};

template <class List> bool isIn(const Field& field, const List& list)
{
    return std::find(std::begin(list), std::end(list), &field) != std::end(list);
}

const std::vector<const Field*>& knownFields()
{
    static const auto known = [] {
        std::vector<const Field*> out;
        const auto add = [&](const auto& list) {
            for (const auto* field : list)
                out.push_back(field);
        };
        add(decode::frame::fields);
        add(decode::eth::fields);
        add(decode::vlan::fields);
        add(decode::ieee8021ad::fields);
        add(decode::sll::fields);
        add(decode::null::fields);
        add(decode::ppp::fields);
        add(decode::lcp::fields);
        add(decode::ipcp::fields);
        add(decode::ipv6cp::fields);
        add(decode::pap::fields);
        add(decode::pppoe::fields);
        add(decode::mpls::fields);
        add(decode::gre::fields);
        add(decode::vxlan::fields);
        add(decode::geneve::fields);
        add(decode::arp::fields);
        add(decode::ip::fields);
        add(decode::ipv6::fields);
        add(decode::icmp::fields);
        add(decode::icmpv6::fields);
        add(decode::igmp::fields);
        add(decode::udp::fields);
        add(kTcp);
        add(decode::tcp::option::fields);
        for (const auto* field : dns::field::all)
            if (field->type != FieldType::Protocol && !isIn(*field, kOtherDns))
                out.push_back(field);
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        for (const auto* field : kOthers)
            out.erase(std::remove(out.begin(), out.end(), field), out.end());
        return out;
    }();
    return known;
}

constexpr std::uint8_t kOfFragment = decode::Fragment | decode::Reassembled;

bool isNetwork(LayerKind kind)
{
    return kind == LayerKind::Ipv4 || kind == LayerKind::Ipv6;
}

}  // namespace

bool HeaderDissector::knows(const Field& field)
{
    const auto& known = knownFields();
    return std::binary_search(known.begin(), known.end(), &field);
}

bool HeaderDissector::needsPath(const Field& field)
{
    return &field == &decode::tcp::stream || &field == &decode::udp::stream;
}

bool HeaderDissector::isCarried(const Field& field)
{
    return field.type != FieldType::Protocol && isIn(field, dns::field::all) && !isIn(field, kOtherDns);
}

bool HeaderDissector::tellsCarried(std::string_view stack)
{
    std::size_t found = 0, at = 0;
    std::string_view before, last;
    for (; at <= stack.size();) {
        const auto end = std::min(stack.find(':', at), stack.size());
        before = last;
        last = stack.substr(at, end - at);
        found += std::find(std::begin(kDatagramProtocols), std::end(kDatagramProtocols), last)
            != std::end(kDatagramProtocols);
        at = end + 1;
    }
    const bool isLast =
        std::find(std::begin(kDatagramProtocols), std::end(kDatagramProtocols), last) != std::end(kDatagramProtocols);
    return found == 0 || (found == 1 && isLast && before == "udp");
}

bool HeaderDissector::standsInHeaders(const Field& field)
{
    static constexpr const Field* others[] = {&decode::frame::number, &decode::frame::length, &decode::eth::source,
        &decode::eth::destination, &decode::eth::addr, &decode::eth::type, &decode::vlan::id};
    const auto isValue = [](FieldType type) {
        return (type >= FieldType::Boolean && type <= FieldType::Int64) || type == FieldType::Ipv4
            || type == FieldType::Ipv6;
    };
    // whether a checksum is right depends on all that it covers, what fragments give on all of them
    const bool inHeader = isValue(field.type) && field.abbreviation.find(".checksum.") == std::string_view::npos
        && !field.abbreviation.starts_with("ip.fragment") && !field.abbreviation.starts_with("ip.reassembled")
        && (isIn(field, decode::ip::fields) || isIn(field, kTcp) || isIn(field, decode::tcp::option::fields));
    return knows(field) && (isIn(field, others) || inHeader);
}

void HeaderDissector::want(std::span<const Field* const> fields)
{
    const auto has = [&](auto&& is) {
        return std::any_of(fields.begin(), fields.end(), [&](const Field* field) { return is(*field); });
    };
    m_wantsCarried = has(isCarried);
    m_wantsTcp = has([](const Field& field) { return field.abbreviation.starts_with("tcp."); });
}

bool HeaderDissector::standsBeforeFragment(Bytes path) const
{
    decode::PathView stored{path};
    decode::PathLayer layer;
    bool fromFragment = false;
    while (stored.next(layer)) {
        const auto kind = layer.kind;
        const bool plain = kind == LayerKind::Data || kind == LayerKind::Udp || kind == LayerKind::Icmp
            || kind == LayerKind::Icmpv6 || (kind == LayerKind::Tcp && !m_wantsTcp);
        if (fromFragment && !plain)
            return false;
        fromFragment = fromFragment || (layer.flags & kOfFragment);
    }
    return stored.ok();
}

bool HeaderDissector::sawAllHeaders(Bytes path) const
{
    decode::PathView stored{path};
    decode::PathLayer layer;
    for (const auto& seen : m_decoded.all()) {
        constexpr auto compared = static_cast<std::uint8_t>(~kOfFragment);
        if (!stored.next(layer) || layer.kind != seen.kind || seen.source != 0
            || (layer.flags & compared) != (seen.flags & compared))
            return false;
        if (layer.flags & kOfFragment)
            return true;
    }
    return !m_carried && stored.ok() && !stored.next(layer);
}

void HeaderDissector::gather(const PacketView& fragment)
{
    PacketView seen = fragment;
    seen.bytes = seen.bytes.first(std::min(seen.bytes.size(), limits::snaplen));
    decode::decode(seen, &m_reassembly, m_decoded);
}

void HeaderDissector::describe(const PacketView& packet, const decode::FrameContext& frame, Bytes path, Bytes stack,
    Fragments fragments, FieldSink& sink)
{
    PacketView seen = packet;
    seen.bytes = seen.bytes.first(std::min(seen.bytes.size(), limits::snaplen));
    sink.begin(seen.bytes);
    if (fragments == Fragments::PutTogether) {
        decode::decode(seen, &m_reassembly, m_decoded);
    } else {
        decode::decode(seen, nullptr, m_decoded);
        for (std::size_t i = 0; i < m_decoded.count; ++i)
            if (m_decoded.layers[i].flags & kOfFragment)
                m_decoded.count = i + 1;
    }
    auto told = frame;
    told.protocols = textOf(stack);
    const decode::DescribeContext context{.packet = seen, .decoded = m_decoded, .frame = &told, .echo = {}};
    decode::describeFrame(context, sink);

    decode::PathView streams{path};
    decode::PathLayer stored;
    const auto layers = m_decoded.all();
    m_carried = false;
    const decode::Layer* network = nullptr;
    bool icmpv6 = false, icmp = false;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto& layer = layers[i];
        const bool isStored = streams.next(stored) && stored.kind == layer.kind;
        if (isNetwork(layer.kind))
            network = &layer;
        if (!icmp && (layer.kind == LayerKind::Icmp || layer.kind == LayerKind::Icmpv6)) {
            icmp = true;
            icmpv6 = layer.kind == LayerKind::Icmpv6;
        }
        if (layer.kind != LayerKind::Tcp && layer.kind != LayerKind::Udp) {
            decode::describeLayer(context, i, sink);
            continue;
        }
        decode::TransportView view;
        view.bytes = m_decoded.sourceOf(layer, seen.bytes).subspan(layer.offset, layer.end - layer.offset);
        view.original = layer.endOriginal - layer.offset;
        view.offset = layer.offset;
        view.ipv6 = network && network->kind == LayerKind::Ipv6;
        view.fragment = network && (network->flags & decode::Fragment);
        if (layer.flags & decode::Quoted)
            view.quoted = icmpv6 ? decode::TransportView::Quoted::InIcmpv6 : decode::TransportView::Quoted::InIcmp;
        // a flow needs both addresses and both ports
        const bool hasEnds =
            network && layer.ports && network->header >= (network->kind == LayerKind::Ipv4 ? 20U : 40U);
        decode::TcpContext flow;
        flow.known = isStored ? stored.stream != decode::kNoStream : path.empty() && hasEnds;
        flow.stream = isStored && flow.known ? stored.stream : 0;
        if (layer.kind == LayerKind::Udp) {
            {
                const auto scope = decode::openUdp(view, sink);
                decode::describeUdp(view, flow, sink, scope.node());
            }
            if (flow.known && !(layer.flags & decode::Quoted))
                describeCarried(seen, layer, view, textOf(stack), sink);
            continue;
        }
        Cursor in{view.bytes, view.original};
        if (const auto header = decode::parseTcp(in); header && flow.known && !(layer.flags & decode::Quoted)
            && !view.fragment && view.original >= header->length) {
            flow.analysed = true;
            flow.length = view.original - header->length;
        }
        const auto scope = decode::openTcp(view, sink);
        decode::describeTcp(view, flow, sink, scope.node());
    }
}

// The message that the stack names, as Dissector hands it on; without a memory of those before it.
void HeaderDissector::describeCarried(const PacketView& packet, const decode::Layer& layer,
    const decode::TransportView& view, std::string_view stack, FieldSink& sink)
{
    const auto last = stack.substr(stack.rfind(':') + 1);
    if (std::find(std::begin(kDatagramProtocols), std::end(kDatagramProtocols), last) == std::end(kDatagramProtocols))
        return;
    if (!m_wantsCarried || !tellsCarried(stack))
        return;
    m_carried = true;
    Cursor in{view.bytes, view.original};
    const auto header = decode::parseUdp(in);
    if (!header)
        return;
    const auto payload = decode::udpPayload(view, *header);
    if (payload.empty())
        return;
    const auto* protocol = protocolNamed(last);
    const auto state = protocol->makeState ? protocol->makeState() : nullptr;
    flow::Pdu pdu{.bytes = payload,
        .original = std::max<std::size_t>(decode::udpPayloadLength(view, *header), payload.size()),
        .range = {layer.offset + layer.header, static_cast<std::uint32_t>(payload.size())},
        .carrier = flow::Carrier::Udp,
        .side = flow::Side::Initiator,
        .ends = {},
        .packet = packet.number,
        .time = packet.time,
        .flow = {},
        .afterGap = false,
        .sink = sink,
        .events = nullptr};
    protocol->dissect(pdu, state.get());
}

}  // namespace pr::dissect
