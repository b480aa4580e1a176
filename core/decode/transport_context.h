// What the flow knows of a transport header beyond its bytes: filled by core/flow, described by tcp.cpp and udp.cpp.
#pragma once

#include "core/base/time.h"

#include <cstdint>

namespace pr::decode {

/// tshark's udp.stream or tcp.stream and the times within it.
struct StreamContext {
    bool known = false;            ///< false for a header cut before the ports
    std::uint32_t stream = 0;
    Nanoseconds timeRelative{};    ///< since the first packet of the stream
    Nanoseconds timeDelta{};       ///< since the packet before it in the stream
    std::uint32_t packetInStream = 0;
};

/// The findings of TCP analysis for one segment; each is a field `tcp.analysis.*` of the same name.
enum class TcpFinding : std::uint32_t {
    Retransmission = 1U << 0,
    FastRetransmission = 1U << 1,
    SpuriousRetransmission = 1U << 2,
    OutOfOrder = 1U << 3,
    LostSegment = 1U << 4,
    AckLostSegment = 1U << 5,
    WindowUpdate = 1U << 6,
    WindowFull = 1U << 7,
    KeepAlive = 1U << 8,
    KeepAliveAck = 1U << 9,
    DuplicateAck = 1U << 10,
    ZeroWindow = 1U << 11,
    ZeroWindowProbe = 1U << 12,
    ZeroWindowProbeAck = 1U << 13,
    ReusedPorts = 1U << 14,
};

struct TcpContext : StreamContext {
    std::uint32_t sequence = 0;           ///< relative, as tshark counts (first seen = 0 with SYN, 1 in mid-stream)
    std::uint32_t acknowledgment = 0;     ///< relative
    std::uint32_t nextSequence = 0;       ///< relative
    std::int32_t windowFactor = -1;       ///< multiplier; -1 handshake not seen, -2 no scaling agreed
    std::uint8_t completeness = 0;        ///< running value, as one pass sees it
    std::uint32_t findings = 0;           ///< TcpFinding bits
    std::uint64_t acksFrame = 0;          ///< tcp.analysis.acks_frame; 0: none
    Nanoseconds ackRtt{};                 ///< with acksFrame
    Nanoseconds initialRtt{};             ///< 0: not known
    std::uint32_t bytesInFlight = 0;      ///< 0: none
    std::uint32_t pushBytesSent = 0;      ///< 0: none
    std::uint32_t duplicateAckNumber = 0;
    std::uint64_t duplicateAckFrame = 0;
    std::uint64_t rtoFrame = 0;           ///< tcp.analysis.rto_frame; 0: none
    Nanoseconds rto{};
};

}  // namespace pr::decode
