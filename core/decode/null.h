// BSD loopback, and IP without a link layer.
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace null {

inline constexpr Field protocol{"null", "Null/Loopback", FieldType::Protocol};
inline constexpr Field family{"null.family", "Family", FieldType::UInt32};
inline constexpr Field raw{"raw", "Raw packet data", FieldType::Protocol};

inline constexpr std::array<const Field*, 3> fields{
    &protocol,
    &family,
    &raw,
};

}  // namespace null

void describeNull(const LayerView& view, FieldSink& sink);
void describeRawIp(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
