// What Solaris says of an IP packet that it hands out (ipnet(7D)).
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace ipnet {

inline constexpr Field protocol{"ipnet", "Solaris IPNET", FieldType::Protocol};
inline constexpr Field version{"ipnet.version", "Header version", FieldType::UInt8};
inline constexpr Field family{"ipnet.family", "Address family", FieldType::UInt8};
inline constexpr Field hookType{"ipnet.htype", "Hook type", FieldType::UInt16};
inline constexpr Field dataLength{"ipnet.pktlen", "Data length", FieldType::UInt32};
inline constexpr Field interface {
    "ipnet.ifindex", "Interface index", FieldType::UInt32
};
inline constexpr Field group{"ipnet.grifindex", "Group interface index", FieldType::UInt32};
inline constexpr Field sourceZone{"ipnet.zsrc", "Source Zone ID", FieldType::UInt32};
inline constexpr Field destinationZone{"ipnet.zdst", "Destination Zone ID", FieldType::UInt32};

inline constexpr std::array<const Field*, 9> fields{
    &protocol,
    &version,
    &family,
    &hookType,
    &dataLength,
    &interface,
    &group,
    &sourceZone,
    &destinationZone,
};

}  // namespace ipnet

void describeIpnet(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
