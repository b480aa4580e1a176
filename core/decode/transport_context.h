// What the flow knows of a transport header beyond its bytes: filled by core/flow, described by tcp.cpp and udp.cpp.
#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"

#include <cstdint>

namespace pr::decode {

/// tshark's udp.stream or tcp.stream and the times within it.
struct StreamContext {
    bool known = false;  ///< false for a header cut before the ports
    /// What the stream did before is lost: only what the header itself says is shown.
    bool unknown = false;
    std::uint32_t stream = 0;
    Nanoseconds timeRelative{};  ///< since the first packet of the stream
    Nanoseconds timeDelta{};     ///< since the packet before it in the stream
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

/// What the header of one segment means within its stream (RFC 9293 and tshark's analysis of sequence numbers).
/// Numbers are relative where `analysed`, else as they stand in the header.
struct TcpContext : StreamContext {
    bool analysed = false;             ///< length and analysis are known: not quoted, not a fragment, no short segment
    bool hasFindings = false;          ///< tshark shows its "SEQ/ACK analysis"
    bool finIsActive = false;          ///< a FIN of the side that closes first
    bool acceptsFastOpen = false;      ///< SYN+ACK that acknowledges data of the SYN
    bool ignoresFastOpen = false;      ///< SYN+ACK that does not, though the SYN had data and a cookie
    bool accurateEcn = false;          ///< three flags are a counter (AccECN was agreed)
    std::uint32_t length = 0;          ///< of the payload on the wire
    std::uint32_t sequence = 0;        ///< relative, as tshark counts (first seen = 0 with SYN, 1 in mid-stream)
    std::uint32_t acknowledgment = 0;  ///< relative
    std::uint32_t nextSequence = 0;    ///< relative
    std::uint32_t acknowledgmentBase = 0;  ///< what acknowledgment and SACK edges are relative to
    std::uint32_t windowSize = 0;          ///< scaled
    std::int32_t windowFactor = -1;        ///< multiplier; -1 handshake not seen, -2 no scaling agreed
    std::uint8_t completeness = 0;         ///< of the stream before this segment, as one pass sees it
    std::uint32_t findings = 0;            ///< TcpFinding bits
    std::uint64_t acksFrame = 0;           ///< tcp.analysis.acks_frame; 0: none
    Nanoseconds ackRtt{};                  ///< with acksFrame
    Nanoseconds initialRtt{};              ///< 0: not known
    std::uint32_t bytesInFlight = 0;       ///< 0: none
    std::uint32_t pushBytesSent = 0;       ///< with bytesInFlight
    std::uint32_t duplicateAckNumber = 0;  ///< 0: none
    std::uint64_t duplicateAckFrame = 0;
    std::uint64_t rtoFrame = 0;  ///< tcp.analysis.rto_frame; 0: none
    Nanoseconds rto{};

    bool found(TcpFinding finding) const { return (findings & static_cast<std::uint32_t>(finding)) != 0; }
};

/// One transport header and what follows it, as describe() of TCP and UDP see it.
struct TransportView {
    enum class Quoted : std::uint8_t { No, InIcmp, InIcmpv6 };

    Bytes bytes;                 ///< from the first byte of the header to the captured end of its payload
    std::uint32_t original = 0;  ///< the same length on the wire; for quoted headers: what is there
    std::uint32_t offset = 0;    ///< of the header, in the sink's current source
    Quoted quoted = Quoted::No;  ///< stands in an ICMP error
    bool fragment = false;       ///< of a datagram that is not whole: nobody knows the segment's length
    bool ipv6 = false;
};

}  // namespace pr::decode
