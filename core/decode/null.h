// BSD loopback, and IP without a link layer.
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace null {

inline constexpr Field protocol{"null", "Null/Loopback", FieldType::Protocol};
inline constexpr Field family{"null.family", "Family", FieldType::UInt32};
inline constexpr Field type{"null.type", "Type", FieldType::UInt16, Base::Hex};
inline constexpr Field raw{"raw", "Raw packet data", FieldType::Protocol};

inline constexpr std::array<const Field*, 4> fields{
    &protocol,
    &family,
    &type,
    &raw,
};

}  // namespace null

void describeNull(const LayerView& view, FieldSink& sink);
void describeRawIp(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
