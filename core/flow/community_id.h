// Community ID, version 1: one short name for a flow that Zeek, Suricata, Arkime and others agree on.
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <string>

namespace pr::flow {

/// "1:LQU9qZlK+B5F3KDmev6m5PMibrg=": base64 of SHA-1 over seed, the ordered endpoints, protocol and ports.
/// Addresses of 4 or 16 bytes (else empty). TCP, UDP and SCTP have ports. For ICMP and ICMPv6 the "ports" are type and
/// code; a request and its answer get the same name, as in Zeek. Other protocols: both ports 0.
std::string communityId(Bytes source, Bytes destination, std::uint8_t protocol, std::uint16_t sourcePort,
    std::uint16_t destinationPort, std::uint16_t seed = 0);

/// What tells ICMP talks (protocol 1) and ICMPv6 talks (58) between two addresses apart where no identifier does: the
/// pair of a request's type and its answer's, with who asked (`ascending`: this packet's source is the lower address);
/// of one-way messages type and code. Never an identifier of 16 bits.
std::uint32_t icmpTalk(std::uint8_t protocol, std::uint8_t type, std::uint8_t code, bool ascending);

}  // namespace pr::flow
