// What a TCP segment means within its connection: relative numbers, losses, retransmissions, round trips, as tshark's
// analysis of sequence numbers sees them in one pass.
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/decode/tcp.h"
#include "core/decode/transport_context.h"
#include "core/flow/protocol.h"

#include <array>
#include <cstdint>
#include <vector>

namespace pr::flow {

/// a before b in the sequence space of RFC 9293 3.4, where numbers wrap.
constexpr bool seqBefore(std::uint32_t a, std::uint32_t b)
{
    return static_cast<std::int32_t>(a - b) < 0;
}
constexpr bool seqAtMost(std::uint32_t a, std::uint32_t b)
{
    return static_cast<std::int32_t>(a - b) <= 0;
}

/// A segment as the analysis takes it.
struct TcpSegment {
    const decode::TcpHeader& header;
    decode::TcpOptions options;  ///< empty where options are bogus or were not captured
    std::uint32_t length = 0;    ///< payload bytes on the wire
    bool lengthKnown = false;    ///< not quoted, not of a fragment, and the header fits: the analysis runs
    bool optionsWhole = false;   ///< header and options were captured to their end
    bool fromA = true;           ///< which end sent it
    PacketNumber packet;
    Timestamp time;
};

/// State of one connection. Its memory grows with segments that nobody acknowledged, to `unackedLimit` a direction.
class TcpAnalysis {
public:
    static constexpr std::size_t unackedLimit = 10'000;

    /// Whether this SYN opens a new connection on the same ports. Ask before see(); if so, begin with a new TcpAnalysis
    /// and say Begin::Reused.
    bool opensAnother(const decode::TcpHeader& header, bool fromA) const;

    enum class Begin : std::uint8_t {
        No,      ///< a later segment
        First,   ///< the first of the stream
        Reused,  ///< the SYN that opensAnother() was asked about
    };
    /// Takes the segment in and says what describe() needs. `stream`: number and times.
    decode::TcpContext see(const TcpSegment& segment, Begin begin, const decode::StreamContext& stream);

    /// tshark's tcp.completeness after the last segment: 1 SYN, 2 SYN+ACK, 4 ACK, 8 data, 16 FIN, 32 RST.
    std::uint8_t completeness() const { return m_completeness; }
    Nanoseconds initialRtt() const { return m_initialRtt; }
    /// The port that a SYN or SYN+ACK showed to be the server's; 0: none.
    std::uint16_t serverPort() const { return m_serverPort; }

    void archive(Archive& archive);
    /// Bytes of heap memory.
    std::size_t memory() const
    {
        return (m_sides[0].unacked.capacity() + m_sides[1].unacked.capacity()) * sizeof(Unacked);
    }

private:
    struct Unacked {
        std::uint32_t sequence, next;
        std::uint64_t packet;
        std::int64_t time;
    };
    struct Range {
        std::uint32_t left, right;
    };
    struct Direction {
        std::vector<Unacked> unacked;  ///< oldest first
        std::uint64_t nextPacket = 0;  ///< that moved `next`
        std::uint64_t lastNewAck = 0;  ///< packet that duplicates refer to
        std::int64_t nextTime = 0;
        std::int64_t lastAckTime = 0;
        std::uint32_t base = 0;        ///< the initial sequence number
        std::uint32_t next = 0;        ///< highest sequence number seen; 0: none
        std::uint32_t contiguous = 0;  ///< highest that an ACK may name without a loss; 0: none
        std::uint32_t lastAck = 0;
        std::uint32_t lastLength = 0;       ///< payload of the segment that moved `next`
        std::uint32_t window = 0xFFFFFFFF;  ///< unscaled
        std::uint32_t pushBytes = 0;
        std::uint32_t lastFindings = 0;
        std::int32_t duplicateAcks = 0;                 ///< -1: a loss was reported already
        std::uint32_t flightFirst = 0, flightLast = 0;  ///< over `unacked`, relative to base
        std::array<Range, 3> sack{};                    ///< of the last segment, relative
        std::uint8_t sackCount = 0;
        std::int8_t windowShift = -1;  ///< -1 not known, -2 not in use
        bool hasBase = false;
        bool validFlight = true;
        bool pushSetLast = false;
        bool beforeFirstAck = false;
        bool closesFirst = false;

        void archive(Archive& archive);
    };
    /// One call of see().
    struct Work;

    void analyse(Work& work);
    bool findWindowAndAcks(Work& work);
    void findDuplicateAck(Work& work);
    void findLostAck(Work& work);
    void findRetransmission(Work& work);
    void remember(Work& work);
    void dropAcknowledged(Work& work);
    void countFlight(Work& work);
    void relativeNumbers(Work& work);
    void moveCompleteness(const TcpSegment& segment, Begin begin);
    void followHandshake(Work& work);
    void takeOptions(const TcpSegment& segment, Direction& forward, Direction& reverse);
    static void measureFlight(Direction& direction);

    std::array<Direction, 2> m_sides;  ///< sent by a, sent by b
    std::int64_t m_synTime = 0;
    Nanoseconds m_initialRtt{};
    std::uint16_t m_serverPort = 0;
    std::uint8_t m_completeness = 0;
    bool m_accurateEcnSyn = false;
    bool m_accurateEcnSynAck = false;
    bool m_accurateEcnOption = false;
    bool m_fastOpenData = false;
};

}  // namespace pr::flow
