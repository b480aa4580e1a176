// UDP: RFC 768, over IPv6 RFC 8200 8.1.
#pragma once

#include "core/base/cursor.h"
#include "core/decode/transport_context.h"
#include "core/decode/udp_fields.h"
#include "core/fields/sink.h"

namespace pr::decode {

struct UdpHeader {
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    std::uint16_t length = 0;    ///< of header and payload; 0 in IPv6 jumbograms
    std::uint16_t checksum = 0;  ///< 0: the sender made none
};

Result<UdpHeader> parseUdp(Cursor& in);

/// Whether the length that the header gives covers the header at least: tshark opens no stream for one that does not.
bool udpCoversHeader(const TransportView& view, const UdpHeader& header);
/// The datagram's payload as it was captured, not beyond the header's own length; empty where that lies.
Bytes udpPayload(const TransportView& view, const UdpHeader& header);
/// Its length on the wire.
std::uint32_t udpPayloadLength(const TransportView& view, const UdpHeader& header);

/// False where the sink takes no field of UDP: a datagram's header need not be described.
bool mayWantUdp(const FieldSink& sink);
/// The layer's node; what belongs to it is added while the Scope lives.
FieldSink::Scope openUdp(const TransportView& view, FieldSink& sink);
/// Adds all of a datagram within the scope of openUdp(), whose node is `node`. Gives why it ended early, else None.
Fault describeUdp(const TransportView& view, const StreamContext& context, FieldSink& sink, std::size_t node);

}  // namespace pr::decode
