// TCP: RFC 9293 3.1. Options: RFC 2018, 2883, 5925, 6824, 7323, 7413 and others of the IANA list.
#pragma once

#include "core/base/cursor.h"
#include "core/decode/tcp_fields.h"
#include "core/decode/tcp_option_fields.h"
#include "core/decode/transport_context.h"
#include "core/fields/sink.h"

#include <array>

namespace pr::decode {

/// Bits of TcpHeader::flags: the twelve bits after the data offset.
enum TcpFlag : std::uint16_t {
    TcpFin = 0x001,
    TcpSyn = 0x002,
    TcpRst = 0x004,
    TcpPush = 0x008,
    TcpAck = 0x010,
    TcpUrg = 0x020,
    TcpEce = 0x040,
    TcpCwr = 0x080,
    TcpAe = 0x100,
};

struct TcpHeader {
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgment = 0;
    std::uint8_t length = 0;     ///< of header and options in bytes, as the header says: below 20 is bogus
    std::uint16_t flags = 0;     ///< TcpFlag bits, reserved ones too
    std::uint16_t window = 0;    ///< unscaled
    std::uint16_t checksum = 0;  ///< 0 where `captured` is below 18
    std::uint16_t urgent = 0;    ///< 0 where `captured` is below 20
    std::uint8_t captured = 0;   ///< bytes of the fixed header that are there: 16 to 20

    bool syn() const { return (flags & TcpSyn) != 0; }
    bool ack() const { return (flags & TcpAck) != 0; }
    bool fin() const { return (flags & TcpFin) != 0; }
    bool rst() const { return (flags & TcpRst) != 0; }
    /// Sequence numbers that the segment takes besides its payload.
    std::uint32_t phantom() const { return (syn() ? 1U : 0U) + (fin() ? 1U : 0U); }
};

/// Reads the fixed header. Its first 16 bytes are enough: all that a flow needs stands there, and that is what some
/// captures and most ICMP errors have of it. Leaves the cursor behind the fixed header; options are for
/// readTcpOptions().
Result<TcpHeader> parseTcp(Cursor& in);

/// What the analysis of a stream takes from the options.
struct TcpOptions {
    struct Range {
        std::uint32_t left, right;  ///< sequence numbers as they stand there
    };
    std::int8_t windowShift = -1;  ///< 0 to 14; -1: no such option
    bool hasCookie = false;        ///< Fast Open with a cookie
    bool accurateEcn = false;
    bool cut = false;  ///< the snaplen ended them
    std::uint8_t sackCount = 0;
    std::array<Range, 4> sack{};
};

/// Reads `options` (behind the fixed header, `length` bytes on the wire). Never fails: bad options end the reading.
TcpOptions readTcpOptions(Bytes options, std::size_t length);

/// The payload of a segment as it was captured; empty where header or options are bogus or cut.
Bytes tcpPayload(const TransportView& view, const TcpHeader& header);

/// False where the sink takes no field of TCP, reassembly included: nothing of a segment need be described.
bool mayWantTcp(const FieldSink& sink);
/// The layer's node; what belongs to it is added while the Scope lives.
FieldSink::Scope openTcp(const TransportView& view, FieldSink& sink);
/// Adds all of a segment within the scope of openTcp(), whose node is `node`, but what reassembly has to say.
/// Gives why it ended early, else None.
Fault describeTcp(const TransportView& view, const TcpContext& context, FieldSink& sink, std::size_t node);

/// What reassembly shows within TCP's layer: bytes of a PDU that this segment holds a part of.
void describeSegmentData(Bytes bytes, std::uint32_t offset, bool retransmitted, FieldSink& sink);

/// One segment that a PDU was put together from.
struct SegmentPart {
    std::uint64_t packet;
    std::uint32_t offset;  ///< within the PDU
    std::uint32_t length;
    bool overlap = false;
    bool conflict = false;  ///< its bytes differ from what another segment had there
};
/// The layer-like "Reassembled TCP Segments" behind TCP in the packet that completes a PDU. `source` is the sink's
/// number of the assembled bytes.
void describeReassembly(std::span<const SegmentPart> parts, Bytes pdu, std::uint8_t source, FieldSink& sink);

/// Options as they stand in the tree: called by describeTcp(). Gives why it ended early, else None.
Fault describeTcpOptions(Bytes options, std::size_t length, std::uint32_t offset, const TcpHeader& header,
    const TcpContext& context, FieldSink& sink);

}  // namespace pr::decode
