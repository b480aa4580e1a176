// IP over IEEE 1394, in the form that Apple hands to captures.
#pragma once

#include "core/decode/describe.h"
#include "core/decode/value_names.h"

#include <array>

namespace pr::decode {

namespace ieee1394 {

inline constexpr Field protocol{"ap1394", "Apple IP-over-IEEE 1394", FieldType::Protocol};
inline constexpr Field destination{"ap1394.dst", "Destination", FieldType::Bytes};
inline constexpr Field source{"ap1394.src", "Source", FieldType::Bytes};
inline constexpr Field type{"ap1394.type", "Type", FieldType::UInt16, Base::Hex, etherTypes};

inline constexpr std::array<const Field*, 4> fields{
    &protocol,
    &destination,
    &source,
    &type,
};

}  // namespace ieee1394

void describeIeee1394(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
