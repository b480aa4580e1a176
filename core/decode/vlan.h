// IEEE 802.1Q tags; 802.1ad service tags.
#pragma once

#include "core/decode/describe.h"
#include "core/decode/value_names.h"

#include <array>

namespace pr::decode {

namespace vlan {

inline constexpr Field protocol{"vlan", "802.1Q Virtual LAN", FieldType::Protocol};
inline constexpr Field priority{"vlan.priority", "Priority", FieldType::UInt16, Base::Dec, {}, 0xe000};
inline constexpr Field dei{"vlan.dei", "DEI", FieldType::Boolean, Base::Dec, {}, 0x1000};
inline constexpr Field id{"vlan.id", "ID", FieldType::UInt16, Base::Dec, {}, 0xfff};
inline constexpr Field etype{"vlan.etype", "Type", FieldType::UInt16, Base::Hex, etherTypes};
inline constexpr Field length{"vlan.len", "Length", FieldType::UInt16};
inline constexpr Field trailer{"vlan.trailer", "Trailer", FieldType::Bytes};

inline constexpr std::array<const Field*, 7> fields{
    &protocol,
    &priority,
    &dei,
    &id,
    &etype,
    &length,
    &trailer,
};

}  // namespace vlan

namespace ieee8021ad {

inline constexpr Field protocol{"ieee8021ad", "IEEE 802.1ad", FieldType::Protocol};
inline constexpr Field priority{"ieee8021ad.priority", "Priority", FieldType::UInt16, Base::Dec, {}, 0xe000};
inline constexpr Field dei{"ieee8021ad.dei", "DEI", FieldType::UInt16, Base::Dec, {}, 0x1000};
inline constexpr Field id{"ieee8021ad.id", "ID", FieldType::UInt16, Base::Dec, {}, 0xfff};

inline constexpr std::array<const Field*, 4> fields{
    &protocol,
    &priority,
    &dei,
    &id,
};

}  // namespace ieee8021ad

void describeVlan(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
