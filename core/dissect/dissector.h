// The driver: the only caller of decode, flow and protocols. Import, filter, window and export dissect through it, so
// there is one answer to what a packet says.
#pragma once

#include "core/base/packet.h"
#include "core/decode/decode.h"
#include "core/decode/describe.h"
#include "core/decode/ip_reassembly.h"
#include "core/decode/path.h"
#include "core/dissect/facts.h"
#include "core/dissect/flow_book.h"
#include "core/dissect/flow_change.h"
#include "core/dissect/options.h"
#include "core/dissect/outcome.h"
#include "core/fields/events.h"
#include "core/fields/sink.h"
#include "core/flow/transport.h"

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pr::dissect {

/// What the in-order pass decided about a packet that is dissected again.
struct Guide {
    Bytes path;  ///< PacketAnalysis::path of then
    /// For each flow of the path whether to follow it; empty: all. What is said of one that is not followed stands in
    /// the packet's own headers.
    std::span<const std::uint8_t> take;
};

/// Dissects the packets of one session: in the order of capture with dissect(), which decides what belongs together; or
/// again with again(), which is told so and needs no more than the packets of the flows at hand. One object does
/// either. Not for several threads. Nothing here reads a clock: time is the packets' own.
class Dissector {
public:
    /// Called with each flow's record when it ends, and at finish().
    using OnFlow = std::function<void(const FlowRecord&)>;

    explicit Dissector(const DissectOptions& options, OnFlow onFlow = {}, OnFlowChange onChange = {});
    Dissector(const Dissector&) = delete;
    Dissector& operator=(const Dissector&) = delete;
    ~Dissector();

    /// Takes in the next packet: describes it into `sink` as far as the sink wants, writes rows into `events` (null:
    /// none). Times of `frame` are filled in here. The result refers to memory of the dissector and of the sink until
    /// the next call.
    PacketAnalysis dissect(
        const PacketView& packet, const decode::FrameContext& frame, FieldSink& sink, EventBuffer* events);

    /// Dissects a packet of which `guide` knows what belongs to it. The state of its flows must be that before it:
    /// their packets since restore(), or since their beginning, were taken in by this. Times of `frame` stand as they
    /// are given.
    PacketAnalysis again(
        const PacketView& packet, const decode::FrameContext& frame, const Guide& guide, FieldSink& sink);
    /// Takes in a fragment of a datagram that a packet dissected next completes.
    void gather(const PacketView& fragment);
    /// Forgets what was gathered.
    void clearGathered() { m_reassembly.clear(); }
    /// The flow's state as Checkpoint::body says. `payloadOfPacket`: the TCP payload of an earlier packet of the flow,
    /// valid until the next call. False for a body that is none.
    bool restore(FlowId flow, Bytes checkpoint, const std::function<Bytes(PacketNumber packet)>& payloadOfPacket);
    /// The TCP payload of a packet in a flow, as long as the packet lives and nothing else is dissected.
    Bytes payloadOf(const PacketView& packet, const Guide& guide, FlowId flow);
    /// The flow will not be asked for again.
    void forget(FlowId flow) { m_transport.forget(flow); }

    /// The packet was shown to somebody: frame.time_delta_displayed of the next one counts from it.
    void shown(const PacketView& packet);

    /// Ends all flows: rows that waited are written, records handed out.
    void finish(EventBuffer* events);
    /// The records of all open flows, for a snapshot.
    void visitOpen(const OnFlow& visit) const;

    std::size_t openFlows() const { return m_transport.table().size(); }
    std::uint64_t flows() const { return m_transport.table().flows(); }

private:
    struct Current;
    class SegmentHandler;
    class InnerStream;
    /// The transport header of a layer and what its stream knows: made before anything is described.
    struct Seen {
        std::size_t layer = 0;
        std::uint32_t slot = 0;
        flow::Side side = flow::Side::Initiator;
        bool quoted = false;
        decode::TransportView view;
        decode::TcpHeader tcpHeader;
        decode::TcpContext context;
        flow::Endpoints ends;
        bool readable = false;
    };

    void take(Current& now);
    void endFlow(std::uint32_t slot, const flow::StreamTable::Entry& entry);
    OpenFlow& flowAt(std::uint32_t slot);
    void followLayers(Current& now);
    void followTransport(Current& now, std::size_t index, const decode::Layer& network);
    void seeHistory(const Seen& seen);
    void tellChange(const Current& now, const Seen& seen) const;
    void followOther(Current& now, std::size_t index);
    std::optional<flow::StreamTable::Known> guided() const;
    std::uint32_t passFlow();
    void enterFlow(std::uint32_t slot, bool reused);
    void noteFragments();
    void hushQuiet();
    struct Waiter;
    void noteWaiting(std::uint32_t slot, std::size_t before, std::size_t after);
    Conversation* stillWaits(const Waiter& waiter);
    void boundWaiting();
    void putCheckpoint(std::uint32_t slot);
    void noteCheckpoints(const Current& now);
    void follow(const Guide& guide);
    void count(Current& now, std::uint32_t slot, flow::Side side, std::uint64_t payload);
    void describeLayers(Current& now);
    void describeUdp(Current& now, const Seen& seen);
    void describeTcp(Current& now, const Seen& seen);
    std::size_t dissectPdu(Current& now, const Seen& seen, Conversation& talk, Bytes bytes, std::size_t original,
        ByteRange range, bool afterGap);
    const flow::Protocol* service(
        Current& now, const Seen& seen, Conversation& talk, Bytes bytes, flow::Carrier carrier);
    /// The service that the content of `bytes` tells, where that of the conversation hands its stream over; it is that
    /// of the conversation from now on. Null: nothing known, and nothing changes.
    const flow::Protocol* serviceHandedTo(Current& now, const Seen& seen, Conversation& talk, Bytes bytes);
    void followInner(Current& now, const Seen& seen, Conversation& talk);
    void data(Current& now, Bytes bytes, ByteRange range);
    void describeData(Current& now, Bytes bytes, ByteRange range);
    PacketAnalysis conclude(Current& now);

    DissectOptions m_options;
    OnFlow m_onFlow;
    OnFlowChange m_onChange;
    decode::IpReassembly m_reassembly;
    flow::Transport m_transport;
    std::vector<FlowPlace> m_open;  ///< by slot of the stream table
    std::size_t m_awakeFlows;
    /// A flow in whose streams bytes began to wait, and its last packet when somebody looked; at most one a flow
    /// (Conversation::queuedAsWaiting).
    struct Waiter {
        std::uint32_t slot;
        FlowId flow;
        PacketNumber last;
    };
    std::deque<Waiter> m_waiters;
    static constexpr std::size_t kLeastSwept = 1024;
    std::size_t m_waitersSwept = kLeastSwept;  ///< so many are looked through for those that wait no more
    std::size_t m_waiting = 0, m_mostWaiting;  ///< bytes, in all flows
    decode::Decoded m_decoded;
    EventBuffer* m_events = nullptr;
    PacketNumber m_packet;
    Timestamp m_time;
    bool m_hasFirstTime = false;
    Timestamp m_firstTime, m_previousTime;
    std::optional<Timestamp> m_shownTime;

    std::array<std::byte, decode::kPathBytes> m_path;
    std::string m_stack;
    std::vector<Seen> m_seen;
    decode::EchoMatch m_echo;
    std::vector<FlowId> m_flows;
    std::vector<std::uint32_t> m_pathFlows;  ///< as they stand in the path
    std::vector<std::uint32_t> m_slots;      ///< of m_flows
    std::vector<flow::InnerBytes> m_inner;   ///< what the PDU at hand carries
    const Guide* m_guide = nullptr;          ///< of again()
    decode::PathView m_guidePath{{}};
    std::vector<std::uint32_t> m_guideStreams;  ///< of its transport layers
    std::uint32_t m_block = 1;  ///< blocks of the case file, cut by the same rule: how far a flow is spread
    std::size_t m_blockBytes = 0, m_blockPackets = 0;
    std::vector<Fact> m_facts;
    std::vector<Checkpoint> m_checkpoints;
    std::vector<std::uint32_t> m_streams;
    std::vector<IndexedValue> m_indexed;
};

}  // namespace pr::dissect
