// What the in-order pass concludes from one packet: the row that goes into the columns of the case file.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/dissect/facts.h"
#include "core/fields/field.h"
#include "core/fields/value.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pr::dissect {

/// Bits of a packet's `marks` column. Stored: append, never renumber.
enum class Mark : std::uint16_t {
    Retransmission = 1U << 0,
    OutOfOrder = 1U << 1,
    LostSegment = 1U << 2,
    ZeroWindow = 1U << 3,
    KeepAlive = 1U << 4,
    Reset = 1U << 5,
    Malformed = 1U << 6,
    Cut = 1U << 7,
    BadChecksum = 1U << 8,
    DuplicateAck = 1U << 9,
    Gap = 1U << 10,
    Limit = 1U << 11,  ///< a bound was hit: the packet is a candidate for everything, never an answer
    Fragment = 1U << 12,
    Alert = 1U << 13,
    Conflict = 1U << 14,  ///< two segments hold different bytes for the same place of a stream
};

/// One value of an indexed field.
struct IndexedValue {
    const Field* field;
    Value value;  ///< bytes and text live until the next packet
};

/// What whoever numbers paths remembers of the last one in a direction of a flow: most packets have the same again.
/// Kept beside the flow, where it is at hand when a packet of the flow is.
struct PathMemo {
    std::array<std::byte, 88> bytes;
    std::uint8_t size = 0;
    std::uint16_t number = 0;
    std::uint32_t numbering = 0;  ///< which numbering the number is of; 0: none
};

/// Refers to memory of the dissector until the next packet.
struct PacketAnalysis {
    Bytes path;                  ///< core/decode/path.h; interned per segment by the case file
    Bytes stack;                 ///< names of the layers in order, joined by ':' (frame.protocols); interned as well
    std::uint8_t direction = 0;  ///< 0: from the initiator, 1: from the responder, 2: no flow
    std::uint8_t tcpFlags = 0;
    std::uint16_t marks = 0;
    std::span<const FlowId> flows;  ///< flows it belongs to, outermost first; quoted and tunnelled ones too
    std::span<const IndexedValue> indexed;
    std::string_view service;  ///< name of the application protocol, or empty
    std::span<const Fact> facts;
    std::span<const Checkpoint> checkpoints;
    PathMemo* memo = nullptr;  ///< of the innermost flow and the packet's direction; null where there is none
};

/// A flow as its record stands in the case file; written when it ends and as a snapshot every 10 s, the last row
/// counts.
struct FlowRecord {
    FlowId id;
    std::string_view transport;  ///< "tcp", "udp", "icmp", "esp" …
    std::uint32_t stream = 0;    ///< tshark's number; meaningless unless hasStream
    bool hasStream = false;
    std::string initiator, responder;  ///< 4 or 16 address bytes; 6 for ARP and other MAC pairs
    std::uint16_t initiatorPort = 0, responderPort = 0;
    std::uint8_t protocol = 0;  ///< IP protocol number
    PacketNumber firstPacket, lastPacket;
    std::int64_t firstTime = 0, lastTime = 0;  ///< ns UTC
    std::uint64_t packets[2] = {0, 0};         ///< by side: initiator, responder
    std::uint64_t bytes[2] = {0, 0};           ///< original lengths of the frames
    std::uint64_t payload[2] = {0, 0};         ///< transport payload bytes
    std::string history;                       ///< Zeek's letters; empty but for TCP
    std::string state;                         ///< Zeek's connection state (S0, SF, REJ …); empty but for TCP
    std::uint32_t gaps = 0;
    std::string communityId;    ///< of flows without a stream; communityIdOf() makes that of the others
    std::string service;        ///< "dns"
    std::string serviceReason;  ///< "content", "port", "parser", "expected", "decode-as"
    PacketNumber servicePacket;
    std::uint32_t continued = 0;
};

/// The flow's Community ID; empty where there is none.
std::string communityIdOf(const FlowRecord& flow);

}  // namespace pr::dissect
