// The driver: the only caller of decode, flow and protocols. Import, filter, window and export dissect through it, so there
// is one answer to what a packet says.
#pragma once

#include "core/base/packet.h"
#include "core/decode/decode.h"
#include "core/decode/describe.h"
#include "core/decode/ip_reassembly.h"
#include "core/decode/path.h"
#include "core/dissect/flow_book.h"
#include "core/dissect/options.h"
#include "core/dissect/outcome.h"
#include "core/fields/events.h"
#include "core/fields/sink.h"
#include "core/flow/transport.h"

#include <functional>
#include <string>
#include <vector>

namespace pr::dissect {

/// Dissects the packets of one session in the order of capture. Not for several threads. Nothing here reads a clock: time is
/// the packets' own.
class Dissector {
public:
    /// Called with each flow's record when it ends, and at finish().
    using OnFlow = std::function<void(const FlowRecord&)>;

    explicit Dissector(const DissectOptions& options, OnFlow onFlow = {});
    ~Dissector();

    /// Takes in the next packet: describes it into `sink` as far as the sink wants, writes rows into `events` (null: none).
    /// The result refers to memory of the dissector and of the sink until the next call.
    PacketAnalysis dissect(const PacketView& packet, const decode::FrameContext& frame, FieldSink& sink, EventBuffer* events);

    /// Ends all flows: rows that waited are written, records handed out.
    void finish(EventBuffer* events);
    /// The records of all open flows, for a snapshot.
    void visitOpen(const OnFlow& visit) const;

    std::size_t openFlows() const { return m_transport.table().size(); }
    std::uint64_t flows() const { return m_transport.table().flows(); }

private:
    struct Current;

    void endFlow(std::uint32_t slot, const flow::StreamTable::Entry& entry);
    OpenFlow& flowAt(std::uint32_t slot);
    void followLayers(Current& now);
    void followTransport(Current& now, const decode::Layer& layer, std::size_t index, const flow::Endpoints& ends);
    void followOther(Current& now, const decode::Layer& network, const decode::Layer* upper, const flow::Endpoints& ends);
    void account(Current& now, std::uint32_t slot, flow::Side side, std::uint64_t payload);
    void describeLayers(Current& now);
    void datagram(Current& now, const decode::Layer& layer, Bytes payload);
    void segment(Current& now, const decode::Layer& layer, Bytes payload);
    bool dissectPdu(Current& now, Conversation& talk, Bytes bytes, std::size_t original, ByteRange range, bool afterGap);
    const flow::Protocol* chooseService(Current& now, Conversation& talk, Bytes bytes);
    void data(Current& now, Bytes bytes, ByteRange range);
    PacketAnalysis conclude(Current& now);

    DissectOptions m_options;
    OnFlow m_onFlow;
    decode::IpReassembly m_reassembly;
    decode::DescribeState m_describeState;
    flow::Transport m_transport;
    std::vector<OpenFlow> m_open;
    decode::Decoded m_decoded;
    EventBuffer* m_events = nullptr;
    PacketNumber m_packet;
    Timestamp m_time;

    std::array<std::byte, decode::kPathBytes> m_path;
    std::string m_stack;
    std::vector<FlowId> m_flows;
    std::vector<std::uint32_t> m_streams;
    std::vector<IndexedValue> m_indexed;
};

}  // namespace pr::dissect
