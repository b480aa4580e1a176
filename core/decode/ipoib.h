// IP over InfiniBand (RFC 4391), behind the receiver from the global route header.
#pragma once

#include "core/decode/describe.h"
#include "core/decode/value_names.h"

#include <array>

namespace pr::decode {

namespace ipoib {

inline constexpr Field protocol{"ipoib", "IP over Infiniband", FieldType::Protocol};
inline constexpr Field destination{"ipoib.daddr", "Destination address", FieldType::None};
inline constexpr Field queuePair{"ipoib.daddr.qpn", "Destination QPN", FieldType::UInt24, Base::Hex};
inline constexpr Field destinationGid{"ipoib.dgid", "Destination GID", FieldType::Ipv6};
inline constexpr Field type{"ipoib.type", "Type", FieldType::UInt16, Base::Hex, etherTypes};
inline constexpr Field reserved{"ipoib.reserved", "Reserved", FieldType::UInt16, Base::Hex};

inline constexpr std::array<const Field*, 6> fields{
    &protocol,
    &destination,
    &queuePair,
    &destinationGid,
    &type,
    &reserved,
};

}  // namespace ipoib

void describeIpoib(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
