// The driver: the only caller of decode, flow and protocols. Import, filter, window and export dissect through it, so
// there is one answer to what a packet says.
#pragma once

#include "core/base/packet.h"
#include "core/decode/decode.h"
#include "core/decode/describe.h"
#include "core/decode/echo_table.h"
#include "core/decode/ip_reassembly.h"
#include "core/decode/path.h"
#include "core/dissect/flow_book.h"
#include "core/dissect/options.h"
#include "core/dissect/outcome.h"
#include "core/fields/events.h"
#include "core/fields/sink.h"
#include "core/flow/transport.h"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pr::dissect {

/// Dissects the packets of one session in the order of capture. Not for several threads. Nothing here reads a clock:
/// time is the packets' own.
class Dissector {
public:
    /// Called with each flow's record when it ends, and at finish().
    using OnFlow = std::function<void(const FlowRecord&)>;

    explicit Dissector(const DissectOptions& options, OnFlow onFlow = {});
    Dissector(const Dissector&) = delete;
    Dissector& operator=(const Dissector&) = delete;
    ~Dissector();

    /// Takes in the next packet: describes it into `sink` as far as the sink wants, writes rows into `events` (null:
    /// none). Times of `frame` are filled in here. The result refers to memory of the dissector and of the sink until
    /// the next call.
    PacketAnalysis dissect(
        const PacketView& packet, const decode::FrameContext& frame, FieldSink& sink, EventBuffer* events);

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

    void endFlow(std::uint32_t slot, const flow::StreamTable::Entry& entry);
    OpenFlow& flowAt(std::uint32_t slot);
    void followLayers(Current& now);
    void followTransport(Current& now, std::size_t index, const decode::Layer& network);
    void seeHistory(const Seen& seen);
    void followOther(Current& now, std::size_t index);
    void count(Current& now, std::uint32_t slot, flow::Side side, std::uint64_t payload);
    void describeLayers(Current& now);
    void describeUdp(Current& now, const Seen& seen);
    void describeTcp(Current& now, const Seen& seen);
    std::size_t dissectPdu(Current& now, const Seen& seen, Conversation& talk, Bytes bytes, std::size_t original,
        ByteRange range, bool afterGap);
    const flow::Protocol* service(
        Current& now, const Seen& seen, Conversation& talk, Bytes bytes, flow::Carrier carrier);
    void data(Current& now, Bytes bytes, ByteRange range);
    PacketAnalysis conclude(Current& now);

    DissectOptions m_options;
    OnFlow m_onFlow;
    decode::IpReassembly m_reassembly;
    decode::EchoTable m_echoes;
    flow::Transport m_transport;
    std::vector<OpenFlow> m_open;  ///< by slot of the stream table
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
    std::vector<FlowId> m_flows;
    std::vector<std::uint32_t> m_streams;
    std::vector<IndexedValue> m_indexed;
};

}  // namespace pr::dissect
