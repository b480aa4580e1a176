// MPLS labels (RFC 3032).
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace mpls {

inline constexpr Field protocol{"mpls", "MultiProtocol Label Switching Header", FieldType::Protocol};
inline constexpr Field label{"mpls.label", "MPLS Label", FieldType::UInt32, Base::DecHex, {}, 0xfffff000};
inline constexpr Field exp{"mpls.exp", "MPLS Experimental Bits", FieldType::UInt32, Base::Dec, {}, 0xe00};
inline constexpr Field bottom{"mpls.bottom", "MPLS Bottom Of Label Stack", FieldType::UInt32, Base::Dec, {}, 0x100};
inline constexpr Field ttl{"mpls.ttl", "MPLS TTL", FieldType::UInt32, Base::Dec, {}, 0xff};

inline constexpr std::array<const Field*, 5> fields{
    &protocol,
    &label,
    &exp,
    &bottom,
    &ttl,
};

}  // namespace mpls

void describeMpls(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
