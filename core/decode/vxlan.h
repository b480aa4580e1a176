// VXLAN (RFC 7348) with the group policy extension.
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace vxlan {

inline constexpr Field protocol{"vxlan", "Virtual eXtensible Local Area Network", FieldType::Protocol};
inline constexpr Field flags{"vxlan.flags", "Flags", FieldType::UInt16, Base::Hex};
inline constexpr Field flagsReserved{"vxlan.flags_reserved", "Reserved(R)", FieldType::UInt16, Base::Hex, {}, 0x77b7};
inline constexpr Field flagG{"vxlan.flag_g", "GBP Extension", FieldType::Boolean, Base::Dec, {}, 0x8000};
inline constexpr Field flagI{"vxlan.flag_i", "VXLAN Network ID (VNI)", FieldType::Boolean, Base::Dec, {}, 0x800};
inline constexpr Field flagD{"vxlan.flag_d", "Don't Learn", FieldType::Boolean, Base::Dec, {}, 0x40};
inline constexpr Field flagA{"vxlan.flag_a", "Policy Applied", FieldType::Boolean, Base::Dec, {}, 0x8};
inline constexpr Field gbp{"vxlan.gbp", "Group Policy ID", FieldType::UInt16};
inline constexpr Field vni{"vxlan.vni", "VXLAN Network Identifier (VNI)", FieldType::UInt24};
inline constexpr Field reserved8{"vxlan.reserved8", "Reserved", FieldType::UInt8};

inline constexpr std::array<const Field*, 10> fields{
    &protocol,
    &flags,
    &flagsReserved,
    &flagG,
    &flagI,
    &flagD,
    &flagA,
    &gbp,
    &vni,
    &reserved8,
};

}  // namespace vxlan

void describeVxlan(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
