// Token Ring (IEEE 802.5).
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace tr {

inline constexpr Field protocol{"tr", "Token-Ring", FieldType::Protocol};
inline constexpr Field access{"tr.ac", "Access Control", FieldType::UInt8, Base::Hex};
inline constexpr Field priority{"tr.priority", "Priority", FieldType::UInt8, Base::Dec, {}, 0xe0};
inline constexpr Field frame{"tr.frame", "Frame", FieldType::Boolean, Base::Dec, {}, 0x10};
inline constexpr Field monitorCount{"tr.monitor_cnt", "Monitor Count", FieldType::UInt8, Base::Dec, {}, 0x8};
inline constexpr Field reservation{
    "tr.priority_reservation", "Priority Reservation", FieldType::UInt8, Base::Dec, {}, 0x7};
inline constexpr Field control{"tr.fc", "Frame Control", FieldType::UInt8, Base::Hex};
inline constexpr Field frameType{"tr.frame_type", "Frame Type", FieldType::UInt8, Base::Dec, {}, 0xc0};
inline constexpr Field controlBits{"tr.frame_pcf", "Frame PCF", FieldType::UInt8, Base::Dec, {}, 0xf};
inline constexpr Field destination{"tr.dst", "Destination", FieldType::Ether};
inline constexpr Field source{"tr.src", "Source", FieldType::Ether};
inline constexpr Field address{"tr.addr", "Source or Destination Address", FieldType::Ether};
inline constexpr Field sourceRouted{"tr.sr", "Source Routed", FieldType::Boolean};
inline constexpr Field routeBytes{"tr.rif_bytes", "RIF Bytes", FieldType::UInt8};

inline constexpr std::array<const Field*, 14> fields{
    &protocol,
    &access,
    &priority,
    &frame,
    &monitorCount,
    &reservation,
    &control,
    &frameType,
    &controlBits,
    &destination,
    &source,
    &address,
    &sourceRouted,
    &routeBytes,
};

}  // namespace tr

void describeTokenRing(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
