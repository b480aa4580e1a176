// What is kept of each open flow besides its place in the stream table: counts for its record, its service, the state
// of its parsers. One entry a slot of the table.
#pragma once

#include "core/decode/echo_table.h"
#include "core/dissect/inner_talk.h"
#include "core/dissect/outcome.h"
#include "core/flow/protocol.h"
#include "core/flow/quiet.h"
#include "core/flow/stream_table.h"
#include "core/flow/tcp_history.h"
#include "core/flow/tcp_reassembly.h"

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace pr::dissect {

/// Why a flow is taken for a service.
enum class ServiceReason : std::uint8_t { None, Content, Port, Parser, Expected, DecodeAs };
std::string_view wordOf(ServiceReason reason);

/// Made at the first payload of a flow; most scans and acknowledgments never have one.
struct Conversation {
    const flow::Protocol* service = nullptr;
    ServiceReason reason = ServiceReason::None;
    bool decided = false;  ///< no service was found in the first bytes of either side and none is looked for any more
    PacketNumber servicePacket;
    std::unique_ptr<flow::FlowState> state;
    std::unique_ptr<flow::StreamAssembler> streams[2];
    PacketNumber queuedAsWaiting;  ///< what the flow's place in the queue of those that wait says; 0: it has none
    std::uint8_t attempts = 0;
    std::uint32_t gaps = 0;
    std::unique_ptr<InnerTalk> inner;           ///< what the service carries, decrypted
    std::unique_ptr<decode::EchoTable> echoes;  ///< of ICMP and ICMPv6 only
};

/// Bytes that wait in its streams for the rest of a PDU.
std::size_t waitingOf(const Conversation& talk);

struct OpenFlow {
    PacketNumber first, last;
    std::uint64_t packets[2] = {0, 0};
    std::uint64_t bytes[2] = {0, 0};
    std::uint64_t payload[2] = {0, 0};
    std::unique_ptr<flow::TcpHistory> history;       ///< of TCP only
    std::uint16_t messageType = 0, messageCode = 0;  ///< of the first ICMP or ICMPv6 packet, for the Community ID
    std::unique_ptr<Conversation> conversation;
    std::uint32_t lastBlock = 0;    ///< that the flow had a packet in
    std::uint16_t sinceBlocks = 0;  ///< touched since the last checkpoint
    std::uint32_t sincePackets = 0;
    std::array<PathMemo, 2> paths;  ///< by direction; forgotten when the flow is put away

    Conversation& talk()
    {
        if (!conversation)
            conversation = std::make_unique<Conversation>();
        return *conversation;
    }
};

/// What was said in a flow into, or out of, an archive: its service, the parsers' state, what waits in its streams.
void archiveTalk(flow::Archive& archive, OpenFlow& flow);

/// The flow in a slot: one that says nothing for long stands there as the bytes of an archive.
class FlowPlace {
public:
    /// Made, or taken up again, where it is not there.
    OpenFlow& flow();
    /// Null where it is quiet, or nothing is there.
    OpenFlow* live() { return m_live.get(); }
    const OpenFlow* live() const { return m_live.get(); }
    /// The record, without taking it up.
    FlowRecord record(const flow::StreamTable::Entry& entry) const;
    /// Puts the flow away, unless bytes wait in one of its streams.
    void hush();
    void clear()
    {
        m_live.reset();
        m_quiet.clear();
    }

private:
    std::unique_ptr<OpenFlow> m_live;
    flow::Quiet m_quiet;
};

/// The record of a flow as it stands now.
FlowRecord recordOf(const flow::StreamTable::Entry& entry, const OpenFlow& flow);

}  // namespace pr::dissect
