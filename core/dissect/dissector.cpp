#include "core/dissect/dissector.h"

#include "core/base/limits.h"
#include "core/decode/frame.h"
#include "core/dissect/data.h"
#include "core/dissect/dissector_current.h"
#include "core/dissect/protocols.h"
#include "core/flow/community_id.h"

#include <algorithm>

namespace pr::dissect {

namespace {

constexpr std::uint8_t kAddressProtocol = 0xFE;  // flows of ARP: no IP protocol, two hardware addresses
constexpr std::uint8_t kAttempts = 16;           // payloads of a flow in which a service is looked for

bool isNetwork(decode::LayerKind kind)
{
    return kind == decode::LayerKind::Ipv4 || kind == decode::LayerKind::Ipv6;
}

bool isTransport(decode::LayerKind kind)
{
    return kind == decode::LayerKind::Tcp || kind == decode::LayerKind::Udp;
}

// Source and destination address of an IP header that is there as a whole.
flow::Endpoints addressesOf(const decode::Layer& network, Bytes header)
{
    const bool v4 = network.kind == decode::LayerKind::Ipv4;
    const std::size_t from = v4 ? 12 : 8, size = v4 ? 4 : 16;
    if (header.size() < from + 2 * size)
        return {};
    return {.source = header.subspan(from, size), .destination = header.subspan(from + size, size)};
}

constexpr std::uint16_t bit(Mark mark)
{
    return static_cast<std::uint16_t>(mark);
}

std::uint16_t marksOf(const decode::TcpContext& context, const decode::TcpHeader& header)
{
    struct Pair {
        decode::TcpFinding finding;
        Mark mark;
    };
    constexpr Pair pairs[] = {
        {decode::TcpFinding::Retransmission, Mark::Retransmission},
        {decode::TcpFinding::FastRetransmission, Mark::Retransmission},
        {decode::TcpFinding::SpuriousRetransmission, Mark::Retransmission},
        {decode::TcpFinding::OutOfOrder, Mark::OutOfOrder},
        {decode::TcpFinding::LostSegment, Mark::LostSegment},
        {decode::TcpFinding::AckLostSegment, Mark::LostSegment},
        {decode::TcpFinding::ZeroWindow, Mark::ZeroWindow},
        {decode::TcpFinding::KeepAlive, Mark::KeepAlive},
        {decode::TcpFinding::DuplicateAck, Mark::DuplicateAck},
    };
    std::uint16_t marks = header.rst() ? bit(Mark::Reset) : 0;
    for (const auto& [finding, mark] : pairs)
        if (context.found(finding))
            marks |= bit(mark);
    return marks;
}

}  // namespace

Dissector::Dissector(const DissectOptions& options, OnFlow onFlow, OnFlowChange onChange)
    : m_options{options}, m_onFlow{std::move(onFlow)}, m_reassembly{options.memory.reassembly / 3},
      m_transport{std::max<std::size_t>(16, options.memory.flows / kBytesPerFlow), options.seed,
          [this](std::uint32_t slot, const flow::StreamTable::Entry& entry, flow::StreamTable::End) {
              endFlow(slot, entry);
          }},
      m_awakeFlows{
          std::max(kLeastAwake, options.awakeFlows ? options.awakeFlows : options.memory.flows / kBytesPerAwakeFlow)},
      m_mostWaiting{options.memory.reassembly / 3 * 2}
{
    m_onChange = std::move(onChange);
}

Dissector::~Dissector() = default;

OpenFlow& Dissector::flowAt(std::uint32_t slot)
{
    if (slot >= m_open.size())
        m_open.resize(slot + std::size_t{1});
    return m_open[slot].flow();
}

void Dissector::endFlow(std::uint32_t slot, const flow::StreamTable::Entry& entry)
{
    auto& flow = flowAt(slot);
    // no state: nothing of the flow was dissected but what ICMP errors quote of it
    if (flow.conversation && flow.conversation->service && flow.conversation->service->finish && m_events)
        if (auto& talk = flow.talk(); talk.state)
            talk.service->finish(talk.state.get(), *m_events, {m_packet, m_time, entry.flow});
    if (auto* inner = flow.conversation ? flow.conversation->inner.get() : nullptr;
        inner && inner->state && inner->service->finish && m_events)
        inner->service->finish(inner->state.get(), *m_events, {m_packet, m_time, entry.flow});
    if (m_onFlow)
        m_onFlow(recordOf(entry, flow));
    if (flow.conversation)
        m_waiting -= std::min(m_waiting, waitingOf(*flow.conversation));
    m_open[slot].clear();
}

void Dissector::shown(const PacketView& packet)
{
    if (packet.hasTime)
        m_shownTime = packet.time;
}

void Dissector::finish(EventBuffer* events)
{
    m_events = events;
    // in the order of the flows' numbers, so that the rows do not depend on which was quiet longest
    const auto& table = m_transport.table();
    std::vector<std::uint32_t> slots;
    slots.reserve(table.size());
    table.visit([&](std::uint32_t slot, const auto&) { slots.push_back(slot); });
    std::sort(slots.begin(), slots.end(),
        [&](std::uint32_t a, std::uint32_t b) { return table.at(a).flow < table.at(b).flow; });
    for (const auto slot : slots)
        endFlow(slot, table.at(slot));
    m_events = nullptr;
}

void Dissector::visitOpen(const OnFlow& visit) const
{
    m_transport.table().visit([&](std::uint32_t slot, const auto& entry) {
        if (slot < m_open.size())
            visit(m_open[slot].record(entry));
    });
}

PacketAnalysis Dissector::dissect(
    const PacketView& packet, const decode::FrameContext& frame, FieldSink& sink, EventBuffer* events)
{
    PacketView seen = packet;  // what lies beyond is stored, and not dissected
    seen.bytes = seen.bytes.first(std::min(seen.bytes.size(), limits::snaplen));
    Current now{.packet = seen, .sink = sink, .events = events, .frame = frame};
    m_events = events;
    m_packet = packet.number;
    m_time = packet.time;
    if (packet.hasTime) {
        if (!m_hasFirstTime)
            m_firstTime = m_previousTime = packet.time;
        m_hasFirstTime = true;
        now.frame.timeDelta = packet.time - m_previousTime;
        now.frame.timeDeltaDisplayed = packet.time - m_shownTime.value_or(packet.time);
        now.frame.timeRelative = packet.time - m_firstTime;
        m_previousTime = packet.time;
    }

    take(now);
    noteFragments();
    noteCheckpoints(now);
    boundWaiting();
    hushQuiet();
    auto analysis = conclude(now);
    if (!m_slots.empty())
        analysis.memo = &flowAt(m_slots.back()).paths[now.direction & 1U];
    return analysis;
}

// The packet through its layers: what follows is the same in order and again.
void Dissector::take(Current& now)
{
    now.sink.begin(now.packet.bytes);
    decode::decode(now.packet, &m_reassembly, m_decoded);
    m_echo = {};
    m_flows.clear();
    m_pathFlows.clear();
    m_slots.clear();
    m_facts.clear();
    m_checkpoints.clear();
    m_streams.clear();
    for (const auto& before : m_seen)  // what the packet before put together was shown by now
        if (auto* flow = before.readable && before.slot < m_open.size() ? m_open[before.slot].live() : nullptr;
            flow && flow->conversation)
            if (auto& stream = flow->conversation->streams[static_cast<std::size_t>(before.side)])
                stream->forgetChunks();
    m_seen.clear();
    m_stack.clear();
    decode::appendProtocols(m_stack, m_decoded.all());
    if (m_decoded.fault == Fault::Cut)
        now.marks |= bit(Mark::Cut);
    else if (m_decoded.fault == Fault::Malformed)
        now.marks |= bit(Mark::Malformed);
    else if (m_decoded.fault == Fault::Limit)
        now.marks |= bit(Mark::Limit);

    followLayers(now);
    describeLayers(now);
}

// Gives each network header its flow: the stream of its TCP or UDP header, or that of the address pair.
void Dissector::followLayers(Current& now)
{
    const auto layers = m_decoded.all();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto& layer = layers[i];
        if (layer.flags & decode::Fragment)
            now.marks |= bit(Mark::Fragment);
        if (isTransport(layer.kind)) {
            auto network = i;
            while (network > 0 && !isNetwork(layers[network].kind))
                --network;
            followTransport(now, i, layers[network]);
        } else if (isNetwork(layer.kind) || layer.kind == decode::LayerKind::Arp) {
            auto next = i + 1;
            while (next < layers.size() && layers[next].kind >= decode::LayerKind::Ipv6HopByHop
                && layers[next].kind <= decode::LayerKind::Ah)
                ++next;
            if (next == layers.size() || !isTransport(layers[next].kind))
                followOther(now, i);
        }
    }
}

void Dissector::followTransport(Current& now, std::size_t index, const decode::Layer& network)
{
    const auto& layer = m_decoded.layers[index];
    const auto source = m_decoded.sourceOf(layer, now.packet.bytes);
    Seen seen;
    seen.layer = index;
    seen.quoted = (layer.flags & decode::Quoted) != 0;
    seen.view.bytes = source.subspan(layer.offset, layer.end - layer.offset);
    seen.view.original = layer.endOriginal - layer.offset;
    seen.view.offset = layer.offset;
    seen.view.ipv6 = network.kind == decode::LayerKind::Ipv6;
    if (seen.quoted) {
        const auto outer = std::ranges::find_if(m_decoded.all(),
            [](const auto& l) { return l.kind == decode::LayerKind::Icmp || l.kind == decode::LayerKind::Icmpv6; });
        seen.view.quoted = outer != m_decoded.all().end() && outer->kind == decode::LayerKind::Icmpv6
            ? decode::TransportView::Quoted::InIcmpv6
            : decode::TransportView::Quoted::InIcmp;
    }
    seen.view.fragment = (network.flags & decode::Fragment) != 0;

    seen.ends = addressesOf(network, m_decoded.headerOf(network, now.packet.bytes));
    seen.ends.sourcePort = layer.sourcePort;
    seen.ends.destinationPort = layer.destinationPort;
    const bool hasPorts = layer.ports && !seen.ends.source.empty();
    if (layer.kind == decode::LayerKind::Tcp) {
        Cursor in{seen.view.bytes, seen.view.original};
        if (const auto header = decode::parseTcp(in); header && hasPorts) {
            seen.tcpHeader = *header;
            if (const auto known = guided(); !m_guide || known) {
                seen.readable = true;
                const auto result = m_transport.tcp(
                    seen.view, *header, seen.ends, now.packet.number, now.packet.time, known ? &*known : nullptr);
                seen.slot = result.found.slot;
                seen.side = result.found.side;
                seen.context = result.context;
                enterFlow(seen.slot, result.reused);
            } else {
                seen.context.stream = passFlow();
                seen.context.known = seen.context.stream != decode::kNoStream;
                seen.context.unknown = true;
            }
        }
    } else if (Cursor in{seen.view.bytes, seen.view.original}; hasPorts) {
        const auto header = decode::parseUdp(in);
        if (header && !decode::udpCoversHeader(seen.view, *header)) {
            followOther(now, static_cast<std::size_t>(&network - m_decoded.layers.data()));
        } else if (const auto known = guided(); !m_guide || known) {
            seen.readable = true;
            const auto result = m_transport.udp(seen.view, header ? *header : decode::UdpHeader{}, seen.ends,
                now.packet.time, known ? &*known : nullptr);
            seen.slot = result.found.slot;
            seen.side = result.found.side;
            static_cast<decode::StreamContext&>(seen.context) = result.context;
            enterFlow(seen.slot, false);
        } else {
            seen.context.stream = passFlow();
            seen.context.known = seen.context.stream != decode::kNoStream;
            seen.context.unknown = true;
        }
    }
    m_streams.push_back(seen.readable && seen.context.known ? seen.context.stream : decode::kNoStream);
    if (seen.readable && !seen.quoted) {
        const auto payload = layer.kind == decode::LayerKind::Tcp
            ? seen.context.length
            : (seen.view.original > layer.header ? seen.view.original - layer.header : 0);
        count(now, seen.slot, seen.side, payload);
        if (layer.kind == decode::LayerKind::Tcp) {
            now.tcpFlags = static_cast<std::uint8_t>(seen.tcpHeader.flags);
            now.marks |= marksOf(seen.context, seen.tcpHeader);
            if (!m_guide)
                seeHistory(seen);
        }
    }
    if (m_onChange && (layer.kind == decode::LayerKind::Tcp || seen.quoted))
        tellChange(now, seen);
    m_seen.push_back(seen);
}

void Dissector::seeHistory(const Seen& seen)
{
    auto& flow = flowAt(seen.slot);
    if (!flow.history)
        flow.history = std::make_unique<flow::TcpHistory>();
    const auto& context = seen.context;
    flow.history->see({.header = seen.tcpHeader,
        .side = seen.side,
        .length = context.length,
        .repeated = context.found(decode::TcpFinding::Retransmission)
            || context.found(decode::TcpFinding::FastRetransmission)
            || context.found(decode::TcpFinding::SpuriousRetransmission),
        .afterGap = context.found(decode::TcpFinding::LostSegment),
        .turned = context.packetInStream == 1 && seen.side == flow::Side::Responder});
}

void Dissector::followOther(Current& now, std::size_t index)
{
    const auto& layer = m_decoded.layers[index];
    const auto header = m_decoded.headerOf(layer, now.packet.bytes);
    flow::Transport::Udp result;
    if (layer.kind == decode::LayerKind::Arp) {
        if (header.size() < 24 || std::to_integer<unsigned>(header[4]) != 6)
            return;
        const auto known = guided();
        if (m_guide && !known) {
            passFlow();
            return;
        }
        result = m_transport.other(kAddressProtocol, header.subspan(8, 6), header.subspan(18, 6), 0, now.packet.time,
            known ? &*known : nullptr);
    } else {
        const auto ends = addressesOf(layer, header);
        if (ends.source.empty())
            return;
        // what tells flows between two addresses apart: the identifier of an echo, another ICMP type, the SPI of ESP
        std::uint32_t number = 0, message = 0;
        std::size_t asks = 0;  // the layer of an echo
        auto protocol = static_cast<std::uint8_t>(layer.number);
        for (auto next = index + 1; next < m_decoded.count && !isNetwork(m_decoded.layers[next].kind); ++next) {
            const auto& upper = m_decoded.layers[next];
            const auto bytes = m_decoded.headerOf(upper, now.packet.bytes);
            if (upper.kind == decode::LayerKind::Esp) {
                number = upper.number;
            } else if (upper.kind == decode::LayerKind::Other && protocol == flow::kSctp) {
                // the ports of RFC 9260, section 3.1, which a later fragment does not have
                const auto ports = m_decoded.payloadOf(upper, now.packet.bytes);
                number = ports.size() >= 4 && !(upper.flags & decode::Fragment) ? u32be(ports.data()) : 0;
            } else if (upper.kind == decode::LayerKind::Icmp || upper.kind == decode::LayerKind::Icmpv6) {
                protocol = upper.kind == decode::LayerKind::Icmp ? 1 : 58;
                const auto type = upper.number >> 8U;
                message = upper.number;
                asks = asks == 0 ? next : asks;
                const bool echo =
                    upper.kind == decode::LayerKind::Icmp ? type == 0 || type == 8 : type == 128 || type == 129;
                if (echo && bytes.size() >= 6)
                    number = u16be(bytes.data() + 4);
                else if (asks == next)
                    number = flow::icmpTalk(protocol, static_cast<std::uint8_t>(type),
                        static_cast<std::uint8_t>(message), textOf(ends.source) < textOf(ends.destination));
            } else if (upper.kind >= decode::LayerKind::Ipv6HopByHop && upper.kind <= decode::LayerKind::Ah) {
                protocol = static_cast<std::uint8_t>(upper.number);
            }
        }
        const auto known = guided();
        if (m_guide && !known) {
            passFlow();
            return;
        }
        result = m_transport.other(
            protocol, ends.source, ends.destination, number, now.packet.time, known ? &*known : nullptr);
        if (result.found.created) {
            flowAt(result.found.slot).messageType = static_cast<std::uint16_t>(message >> 8U);
            flowAt(result.found.slot).messageCode = static_cast<std::uint16_t>(message & 0xFFU);
        }
        if (asks != 0 && asks == decode::echoLayer(m_decoded)) {
            auto& echoes = flowAt(result.found.slot).talk().echoes;
            if (!echoes)
                echoes = std::make_unique<decode::EchoTable>();
            m_echo = echoes->observe(now.packet, m_decoded, asks);
        }
    }
    enterFlow(result.found.slot, false);
    if (!(layer.flags & decode::Quoted))
        count(now, result.found.slot, result.found.side, layer.end - layer.offset - layer.header);
}

void Dissector::count(Current& now, std::uint32_t slot, flow::Side side, std::uint64_t payload)
{
    auto& flow = flowAt(slot);
    const auto at = static_cast<std::size_t>(side);
    ++flow.packets[at];
    flow.bytes[at] += now.packet.originalLength;
    flow.payload[at] += payload;
    now.direction = static_cast<std::uint8_t>(side);
}

// Describes the layers in order; a transport header comes with what it carries.
void Dissector::describeLayers(Current& now)
{
    const decode::DescribeContext context{
        .packet = now.packet, .decoded = m_decoded, .frame = &now.frame, .echo = m_echo};
    if (now.sink.wantsAnything())
        decode::describeFrame(context, now.sink);
    auto seen = m_seen.begin();
    for (std::size_t i = 0; i < m_decoded.count; ++i) {
        const auto kind = m_decoded.layers[i].kind;
        if (isTransport(kind)) {
            if (seen == m_seen.end() || seen->layer != i)
                continue;
            const auto sourceBefore = now.sink.source();
            if (kind == decode::LayerKind::Tcp)
                describeTcp(now, *seen);
            else
                describeUdp(now, *seen);
            now.sink.useSource(sourceBefore);
            ++seen;
        } else if (kind == decode::LayerKind::Data && now.sink.mode() != FieldSink::Mode::Index) {
            const auto& layer = m_decoded.layers[i];
            const auto bytes = m_decoded.payloadOf(layer, now.packet.bytes);
            describeData(now, bytes, {layer.offset, static_cast<std::uint32_t>(bytes.size())});
        } else if (now.sink.wantsAnything()) {
            decode::describeLayer(context, i, now.sink);
        }
    }
}

void Dissector::describeUdp(Current& now, const Seen& seen)
{
    const auto& layer = m_decoded.layers[seen.layer];
    if (decode::mayWantUdp(now.sink)) {
        auto scope = decode::openUdp(seen.view, now.sink);
        decode::describeUdp(seen.view, seen.context, now.sink, scope.node());
    }
    Cursor in{seen.view.bytes, seen.view.original};
    const auto header = decode::parseUdp(in);
    const bool carriesLayer =
        seen.layer + 1U < m_decoded.count && m_decoded.layers[seen.layer + 1U].kind != decode::LayerKind::Data;
    if (!header || !seen.readable || carriesLayer)
        return;
    const auto payload = decode::udpPayload(seen.view, *header);
    if (payload.empty())
        return;
    auto& talk = flowAt(seen.slot).talk();
    const ByteRange range{layer.offset + layer.header, static_cast<std::uint32_t>(payload.size())};
    const auto original = std::max<std::size_t>(decode::udpPayloadLength(seen.view, *header), payload.size());
    if (!service(now, seen, talk, payload, flow::Carrier::Udp)
        || dissectPdu(now, seen, talk, payload, original, range, false) == 0)
        data(now, payload, range);
}

// A layer belongs to this flow.
void Dissector::enterFlow(std::uint32_t slot, bool reused)
{
    const auto flow = m_transport.table().at(slot).flow;
    auto& open = flowAt(slot);
    if (open.first.value == 0)
        open.first = m_packet;  // a quote may come first
    open.last = m_packet;
    m_flows.push_back(flow);
    m_slots.push_back(slot);
    m_pathFlows.push_back(static_cast<std::uint32_t>(flow.value) | (reused ? decode::kFlowReused : 0));
}

const flow::Protocol* Dissector::service(
    Current& now, const Seen& seen, Conversation& talk, Bytes bytes, flow::Carrier carrier)
{
    if (talk.service || talk.decided)
        return talk.service;
    const auto choose = [&](const flow::Protocol* protocol, ServiceReason reason) {
        talk.service = protocol;
        talk.reason = reason;
        talk.servicePacket = now.packet.number;
        return protocol;
    };
    for (const auto* protocol : protocols())
        if (protocol->probe && protocol->probe(bytes, carrier, seen.ends))
            return choose(protocol, ServiceReason::Content);
    // The lower port is the more likely server's.
    const auto low = std::min(seen.ends.sourcePort, seen.ends.destinationPort);
    const auto high = std::max(seen.ends.sourcePort, seen.ends.destinationPort);
    for (const auto port : {low, high})
        if (const auto* protocol = protocolOfPort(carrier, port))
            return choose(protocol, ServiceReason::Port);
    talk.decided = ++talk.attempts >= kAttempts;
    return nullptr;
}

const flow::Protocol* Dissector::serviceHandedTo(Current& now, const Seen& seen, Conversation& talk, Bytes bytes)
{
    if (talk.decided)
        return nullptr;
    for (const auto* protocol : protocols()) {
        if (!protocol->probe || !protocol->probe(bytes, flow::Carrier::Tcp, seen.ends))
            continue;
        if (talk.service->finish && talk.state && now.events)
            talk.service->finish(talk.state.get(), *now.events,
                {now.packet.number, now.packet.time, m_transport.table().at(seen.slot).flow});
        talk.state.reset();
        talk.inner.reset();
        talk.service = protocol;
        talk.reason = ServiceReason::Parser;
        talk.servicePacket = now.packet.number;
        return protocol;
    }
    talk.decided = ++talk.attempts >= kAttempts;
    return nullptr;
}

std::size_t Dissector::dissectPdu(Current& now, const Seen& seen, Conversation& talk, Bytes bytes, std::size_t original,
    ByteRange range, bool afterGap)
{
    const auto& protocol = *talk.service;
    // what an ICMP error quotes was said before: it is described, and changes nothing
    std::unique_ptr<flow::FlowState> quoted;
    auto& state = seen.quoted ? quoted : talk.state;
    if (!state && protocol.makeState)
        state = protocol.makeState();
    flow::Pdu pdu{.bytes = bytes,
        .original = original,
        .range = range,
        .carrier =
            m_decoded.layers[seen.layer].kind == decode::LayerKind::Tcp ? flow::Carrier::Tcp : flow::Carrier::Udp,
        .side = seen.side,
        .ends = seen.ends,
        .packet = now.packet.number,
        .time = now.packet.time,
        .flow = m_transport.table().at(seen.slot).flow,
        .afterGap = afterGap,
        .sink = now.sink,
        .events = seen.quoted ? nullptr : now.events,
        .keys = m_options.keys.get(),
        .inner = seen.quoted ? nullptr : &m_inner};
    const auto understood = protocol.dissect(pdu, state.get());
    if (understood > 0) {
        m_stack.append(":").append(protocol.name);
        now.service = protocol.name;
    }
    if (!m_inner.empty())
        followInner(now, seen, talk);
    return understood;
}

void Dissector::data(Current& now, Bytes bytes, ByteRange range)
{
    m_stack.append(":data");
    describeData(now, bytes, range);
}

void Dissector::describeData(Current& now, Bytes bytes, ByteRange range)
{
    if (!now.sink.wantsAnything())
        return;
    const auto layer = now.sink.openLayer(data::protocol, bytes, range);
    if (now.sink.wantsLabels())
        now.sink.label(
            layer.node(), "Data (" + std::to_string(bytes.size()) + (bytes.size() == 1 ? " byte)" : " bytes)"));
    now.sink.add(data::data, Value::bytes(bytes), range);
    now.sink.addGenerated(data::length, Value::number(bytes.size()), range);
}

PacketAnalysis Dissector::conclude(Current& now)
{
    // "frame.protocols" stands first in the tree and is known last.
    if (now.sink.wants(decode::frame::protocols))
        for (std::size_t i = 0; i < now.sink.nodes().size(); ++i)
            if (now.sink.nodes()[i].field == &decode::frame::protocols) {
                now.sink.setValue(i, Value::text(now.sink.arena().copy(m_stack)));
                break;
            }
    m_indexed.clear();
    if (now.sink.mode() == FieldSink::Mode::Index)
        for (const auto& node : now.sink.nodes())
            m_indexed.push_back({node.field, node.value});
    const auto path = decode::buildPath(m_decoded, now.packet.bytes, m_streams, m_pathFlows, m_path);
    return {.path = Bytes{m_path}.first(path),
        .stack = bytesOf(m_stack),
        .direction = now.direction,
        .tcpFlags = now.tcpFlags,
        .marks = now.marks,
        .flows = m_flows,
        .indexed = m_indexed,
        .service = now.service,
        .facts = m_facts,
        .checkpoints = m_checkpoints};
}

}  // namespace pr::dissect
