// Fields that no packet shows by itself: another one, later, tells them of it.
#pragma once

#include "core/fields/field.h"

#include <array>

namespace pr::dissect::ahead {

inline constexpr Field ipReassembledIn{.abbreviation = "ip.reassembled_in",
    .name = "Reassembled IPv4 in frame",
    .type = FieldType::FrameNumber,
    .lookAhead = true};
inline constexpr Field ipv6ReassembledIn{.abbreviation = "ipv6.reassembled.in",
    .name = "Reassembled IPv6 in frame",
    .type = FieldType::FrameNumber,
    .lookAhead = true};
inline constexpr Field icmpRespIn{
    .abbreviation = "icmp.resp_in", .name = "Response frame", .type = FieldType::FrameNumber, .lookAhead = true};
inline constexpr Field icmpv6RespIn{
    .abbreviation = "icmpv6.resp_in", .name = "Response In", .type = FieldType::FrameNumber, .lookAhead = true};
inline constexpr Field tlsHandshakeReassembledIn{.abbreviation = "tls.handshake.reassembled_in",
    .name = "Reassembled Handshake Message in frame",
    .type = FieldType::FrameNumber,
    .lookAhead = true};

inline constexpr std::array<const Field*, 5> fields{
    &ipReassembledIn, &ipv6ReassembledIn, &icmpRespIn, &icmpv6RespIn, &tlsHandshakeReassembledIn};

}  // namespace pr::dissect::ahead
