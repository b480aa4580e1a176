// Cutting PDUs out of one direction of a TCP stream, segment by segment, the way tshark does with its default
// preferences: a PDU is dissected in the packet that completes it, segments after a gap are dissected as they come, and
// data that was seen before is not dissected again. Segments that overtook others are put in order within a PDU only.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/limits.h"
#include "core/decode/tcp.h"
#include "core/flow/protocol.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace pr::flow {

/// One chunk of bytes handed to a protocol.
struct PduBytes {
    Bytes bytes;
    std::size_t original = 0;  ///< above bytes.size(): the rest is not here and will not be waited for
    std::uint32_t offset = 0;  ///< of the bytes, in the segment's payload or in the reassembled bytes
    bool reassembled = false;  ///< `offset` is in the bytes of the last put-together chunk
    bool afterGap = false;     ///< bytes of the stream before it are missing
};

/// What a StreamAssembler tells and asks, in the order in which tshark would do it.
class AssemblyHandler {
public:
    virtual ~AssemblyHandler() = default;
    /// Where the first PDU of these bytes ends: Protocol::frame of the flow's protocol.
    virtual Framing frame(Bytes buffered) = 0;
    /// A whole PDU, or what is there of one that cannot be waited for. False: nothing more can be read of this chunk.
    virtual bool pdu(const PduBytes& pdu) = 0;
    /// The bytes begin a PDU whose end is not there, and no other stands before it in the chunk.
    virtual void begun(const PduBytes& bytes) = 0;
    /// Bytes that the protocol does not know, and the contents of keep-alives.
    virtual void data(const PduBytes& bytes) = 0;
    /// Before the first pdu() of a chunk put together from segments. The bytes live until the next feed() or
    /// forgetChunks().
    virtual void putTogether(Bytes bytes) = 0;
    /// The chunk was understood: show which segments it came from. `length` bytes of the last chunk belong to it.
    virtual void showSegments(std::span<const decode::SegmentPart> parts, std::size_t length) = 0;
    /// Bytes of this segment that are a part of some PDU: at `offset` of its payload.
    virtual void showSegmentData(std::uint32_t offset, std::uint32_t length, bool retransmitted) = 0;
    /// The bytes belong to a PDU that an earlier packet completed; the rest of the segment is not looked at. (tshark
    /// ends the packet there: "New fragment overlaps old data (retransmission?)".)
    virtual void repeated(PacketNumber completedIn) = 0;
    /// A FIN that was seen in an earlier packet already.
    virtual void showFinRetransmission(PacketNumber packet) = 0;
    /// Two segments have different bytes for the same place of the stream: somebody may be hiding something.
    virtual void conflict(PacketNumber earlier) = 0;
    /// A bound was reached: bytes of an unfinished PDU were given up.
    virtual void limit() = 0;
};

/// One direction of one connection. Not more than `bound` bytes wait in it.
class StreamAssembler {
public:
    explicit StreamAssembler(std::size_t bound = limits::reassemblyDirection) : m_bound{bound} { }

    struct Segment {
        Bytes payload;               ///< as captured
        std::uint32_t original = 0;  ///< its length on the wire
        std::uint32_t sequence = 0;  ///< relative (TcpContext::sequence), plus 1 with a SYN
        std::uint32_t findings = 0;  ///< TcpContext::findings
        bool fin = false;
        PacketNumber packet;
        /// Whether PDUs may wait for more segments: not of quoted segments, fragments and segments that were cut.
        bool mayWait = true;
    };
    /// Takes in the segments of its direction in packet order. Those with a RST have no payload here.
    void feed(const Segment& segment, AssemblyHandler& handler);

    /// Frees what the last feed() put together, when nobody looks at it any more: a quiet flow keeps no bytes.
    void forgetChunks() { m_chunks.clear(); }

    /// Bytes that wait for the end of their PDU.
    std::size_t waiting() const { return m_waiting; }
    /// Drops what waits, as when the bound of the direction is reached: those PDUs are never dissected. Not while
    /// somebody looks at what the last feed() put together.
    void giveUpWaiting();
    /// Gives back the room that waiting bytes have to grow.
    void shrink();
    /// The highest sequence number that was handed on; 0: nothing was.
    std::uint32_t highest() const { return m_highest; }

    /// Waiting bytes go into a checkpoint as (packet, offset in its payload, length).
    void archive(Archive& archive);
    /// After reading an archive: the bytes. `bytesOfPacket` gives the TCP payload of a packet in this direction, or
    /// nothing.
    void restoreBytes(const std::function<Bytes(PacketNumber packet)>& bytesOfPacket);

private:
    struct Fragment {
        std::uint64_t packet = 0;
        std::uint32_t offset = 0;  ///< within the PDU
        std::uint32_t length = 0;
        std::uint32_t payloadOffset = 0;  ///< within the payload of its packet
        bool overlap = false;
        bool conflict = false;
        std::vector<std::byte> bytes;  ///< until they are contiguous; then in Pending::bytes
    };
    /// A PDU that began in one packet and ends, or ended, in another.
    struct Pending {
        std::uint32_t sequence = 0;
        std::uint32_t next = 0;  ///< where the PDU behind it begins, as far as is known
        std::uint64_t firstPacket = 0;
        std::uint64_t lastPacket = 0;
        std::uint64_t completedIn = 0;  ///< packet; 0: not yet
        std::uint32_t length = 0;       ///< of the whole, where hasLength
        bool hasLength = false;
        bool partial = false;             ///< was put together, but its protocol wanted more
        bool wholeSegment = false;        ///< takes all of the next segment
        bool givenUp = false;             ///< a bound was reached: its bytes are shown, never dissected
        std::vector<Fragment> fragments;  ///< by offset
        std::vector<std::byte> bytes;     ///< contiguous, from the PDU's beginning

        void archive(Archive& archive);
    };
    /// What the protocol left of a chunk.
    struct Rest {
        bool wants = false;  ///< more bytes, to go on at `offset`
        Framing::Answer how = Framing::Answer::Complete;
        std::uint32_t offset = 0;
        std::uint32_t more = 0;  ///< how many, with NeedLength
    };
    /// The part of a segment at hand: later PDUs of it are taken in turn.
    struct Part;

    bool step(Part& part, AssemblyHandler& handler);
    bool isOld(const Part& part, AssemblyHandler& handler);
    bool finish(const Segment& segment, AssemblyHandler& handler);
    Rest hand(const Segment& segment, PduBytes chunk, bool mayWait, AssemblyHandler& handler) const;
    void begin(const Part& part, const Rest& rest, AssemblyHandler& handler);
    void deliver(std::size_t at, Part& part, std::uint32_t taken, AssemblyHandler& handler);
    void goOn(std::size_t at, const Part& part, std::uint32_t taken, const Rest& rest, AssemblyHandler& handler);
    std::size_t split(std::size_t at, std::uint32_t offset, const Part& part, AssemblyHandler& handler);
    bool add(Pending& pending, const Part& part, std::uint32_t offset, std::uint32_t length, bool more,
        AssemblyHandler& handler);
    void join(Pending& pending, AssemblyHandler& handler);
    void release(Pending& pending);
    void giveUp(Pending& pending, AssemblyHandler& handler);
    static void show(const Pending& pending, AssemblyHandler& handler);
    std::size_t exactly(std::uint32_t sequence) const;
    std::size_t atOrBefore(std::uint32_t sequence) const;
    std::size_t insert(Pending pending, AssemblyHandler& handler);

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::vector<Pending> m_pending;                ///< by sequence number; those that are complete tell retransmissions
    std::vector<std::vector<std::byte>> m_chunks;  ///< what was put together since feed() began
    std::size_t m_bound;
    std::size_t m_waiting = 0;
    std::uint64_t m_finPacket = 0;
    std::uint32_t m_highest = 0;
    bool m_untilFin = false;
};

}  // namespace pr::flow
