// Dissecting packets in any order: what the in-order pass writes for it, and how it is read.
#include "core/dissect/dissector.h"
#include "core/dissect/dissector_current.h"
#include "core/dissect/protocols.h"

#include <algorithm>

namespace pr::dissect {

namespace {

constexpr std::size_t kSmallState = 4 * limits::KiB;
constexpr std::size_t kBytesPerPacket = 4;  // what checkpoints may cost where a state does not get small
constexpr std::uint32_t kNoFlow = 0x7FFF'FFFF;

}  // namespace

// A checkpoint of each flow that was spread over many blocks or packets since its last one, where its state is small.
void Dissector::noteCheckpoints(const Current& now)
{
    if (m_blockPackets == limits::blockPackets
        || (m_blockPackets > 0 && m_blockBytes + now.packet.bytes.size() > limits::blockBytes)) {
        ++m_block;
        m_blockBytes = m_blockPackets = 0;
    }
    m_blockBytes += now.packet.bytes.size();
    ++m_blockPackets;
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        const auto slot = m_slots[i];
        auto& flow = flowAt(slot);
        if (flow.lastBlock != m_block) {
            flow.lastBlock = m_block;
            ++flow.sinceBlocks;
        }
        ++flow.sincePackets;
        const bool due =
            flow.sinceBlocks >= m_options.checkpointBlocks || flow.sincePackets % m_options.checkpointPackets == 0;
        if (!due || m_transport.table().at(slot).flow != m_flows[i])
            continue;
        flow::Archive state;
        m_transport.archive(state, slot);
        archiveTalk(state, flow);
        if (state.stored().size() <= std::max(kSmallState, kBytesPerPacket * flow.sincePackets)) {
            m_checkpoints.push_back({m_flows[i], state.stored()});
            flow.sinceBlocks = 0;
            flow.sincePackets = 0;
        } else {
            flow.sinceBlocks /= 2;
        }
    }
}

void Dissector::putCheckpoint(std::uint32_t slot)
{
    auto& flow = flowAt(slot);
    flow::Archive state;
    m_transport.archive(state, slot);
    archiveTalk(state, flow);
    m_checkpoints.push_back({m_transport.table().at(slot).flow, state.stored()});
    flow.sinceBlocks = 0;
    flow.sincePackets = 0;
}

void Dissector::noteFragments()
{
    const auto layers = m_decoded.all();
    const auto whole = static_cast<std::size_t>(std::count_if(layers.begin(), layers.end(),
        [](const decode::Layer& layer) { return (layer.flags & decode::Reassembled) != 0; }));
    if (whole == 0)
        return;
    std::vector<std::uint64_t> packets;
    for (std::size_t i = 0; i < std::min(whole, m_decoded.datagrams.size()); ++i)  // others are of earlier packets
        for (const auto& fragment : m_decoded.datagrams[i].fragments)
            if (fragment.packet != m_packet.value)
                packets.push_back(fragment.packet);
    if (packets.empty())
        return;
    std::sort(packets.begin(), packets.end());
    packets.erase(std::unique(packets.begin(), packets.end()), packets.end());
    m_facts.push_back({FactKind::Reassembled, packPackets(packets)});
}

bool Dissector::restore(FlowId flow, Bytes checkpoint, const std::function<Bytes(PacketNumber packet)>& payloadOfPacket)
{
    flow::Archive stored{checkpoint};
    const auto slot = m_transport.restore(stored, flow);
    auto& open = flowAt(slot);
    open = {};
    archiveTalk(stored, open);
    if (!stored.ok())
        return false;
    if (auto* talk = open.conversation.get())
        for (auto& stream : talk->streams)
            if (stream)
                stream->restoreBytes(payloadOfPacket);
    return true;
}

void Dissector::gather(const PacketView& fragment)
{
    PacketView seen = fragment;
    seen.bytes = seen.bytes.first(std::min(seen.bytes.size(), limits::snaplen));
    decode::decode(seen, &m_reassembly, m_decoded);
}

PacketAnalysis Dissector::again(
    const PacketView& packet, const decode::FrameContext& frame, const Guide& guide, FieldSink& sink)
{
    PacketView seen = packet;
    seen.bytes = seen.bytes.first(std::min(seen.bytes.size(), limits::snaplen));
    Current now{.packet = seen, .sink = sink, .events = nullptr, .frame = frame};
    m_events = nullptr;
    m_packet = packet.number;
    m_time = packet.time;
    follow(guide);
    take(now);
    m_guide = nullptr;
    return conclude(now);
}

void Dissector::follow(const Guide& guide)
{
    m_guide = &guide;
    m_guidePath = decode::PathView{guide.path};
    m_guideStreams.clear();
    for (decode::PathLayer layer; m_guidePath.next(layer);)
        if (layer.kind == decode::LayerKind::Tcp || layer.kind == decode::LayerKind::Udp)
            m_guideStreams.push_back(layer.stream);
}

// What was decided about the flow of the layer at hand; nothing where it is not to be followed.
std::optional<flow::StreamTable::Known> Dissector::guided() const
{
    const auto at = m_flows.size();
    if (!m_guide || at >= m_guidePath.flows() || (at < m_guide->take.size() && m_guide->take[at] == 0))
        return std::nullopt;
    return flow::StreamTable::Known{.flow = FlowId{m_guidePath.flow(at)},
        .stream = m_streams.size() < m_guideStreams.size() ? m_guideStreams[m_streams.size()] : 0,
        .reused = m_guidePath.reused(at)};
}

// The layer has a flow that is not followed now. Gives the number of its stream.
std::uint32_t Dissector::passFlow()
{
    const auto at = m_flows.size();
    const auto known = at < m_guidePath.flows();
    m_flows.push_back(FlowId{known ? m_guidePath.flow(at) : kNoFlow});
    m_slots.push_back(~std::uint32_t{0});
    m_pathFlows.push_back(kNoFlow);
    return m_streams.size() < m_guideStreams.size() ? m_guideStreams[m_streams.size()] : decode::kNoStream;
}

Bytes Dissector::payloadOf(const PacketView& packet, const Guide& guide, FlowId flow)
{
    PacketView seen = packet;
    seen.bytes = seen.bytes.first(std::min(seen.bytes.size(), limits::snaplen));
    decode::decode(seen, &m_reassembly, m_decoded);
    decode::PathView path{guide.path};
    const auto layers = m_decoded.all();
    for (const auto& layer : layers) {
        if (layer.kind != decode::LayerKind::Tcp || (layer.flags & decode::Quoted))
            continue;
        // the flows of a path are those of its network headers; a segment that waits belongs to one of them
        bool ours = false;
        for (std::size_t i = 0; i < path.flows(); ++i)
            ours = ours || path.flow(i) == static_cast<std::uint32_t>(flow.value);
        if (!ours)
            continue;
        const auto bytes = m_decoded.sourceOf(layer, seen.bytes).subspan(layer.offset, layer.end - layer.offset);
        Cursor in{bytes, layer.endOriginal - layer.offset};
        const auto header = decode::parseTcp(in);
        if (!header)
            continue;
        return decode::tcpPayload({.bytes = bytes, .original = layer.endOriginal - layer.offset}, *header);
    }
    return {};
}

}  // namespace pr::dissect
