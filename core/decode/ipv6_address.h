// What an IPv6 address says beyond itself: the MAC address or the IPv4 address that it was made from.
// Internal to core/decode.
#pragma once

#include "core/decode/ipv6.h"

namespace pr::decode {

struct Ipv6AddressFields {
    const Field &address, &host, &slaacMac, &gateway, &sla, &server, &port, &client, &embedded;
};
inline constexpr Ipv6AddressFields ipv6Source{ipv6::source, ipv6::srcHost, ipv6::srcSlaacMac, ipv6::src6to4GwIpv4,
    ipv6::src6to4SlaId, ipv6::srcTsIpv4, ipv6::srcTcPort, ipv6::srcTcIpv4, ipv6::srcEmbedIpv4};
inline constexpr Ipv6AddressFields ipv6Destination{ipv6::destination, ipv6::dstHost, ipv6::dstSlaacMac,
    ipv6::dst6to4GwIpv4, ipv6::dst6to4SlaId, ipv6::dstTsIpv4, ipv6::dstTcPort, ipv6::dstTcIpv4, ipv6::dstEmbedIpv4};

/// Adds all but the address itself: `address` is 16 bytes at `at` of the current source.
void describeIpv6Address(Bytes address, std::uint32_t at, const Ipv6AddressFields& fields, FieldSink& sink);

}  // namespace pr::decode
