// FDDI (ANSI X3.139).
#pragma once

#include "core/decode/describe.h"

#include <array>

namespace pr::decode {

namespace fddi {

inline constexpr Field protocol{"fddi", "Fiber Distributed Data Interface", FieldType::Protocol};
inline constexpr Field control{"fddi.fc", "Frame Control", FieldType::UInt8, Base::Hex};
inline constexpr Field classLengthFormat{"fddi.fc.clf", "Class/Length/Format", FieldType::UInt8, Base::Hex, {}, 0xf0};
inline constexpr Field priority{"fddi.fc.prio", "Priority", FieldType::UInt8, Base::Dec, {}, 0x7};
inline constexpr Field smtSubtype{"fddi.fc.smt_subtype", "SMT Subtype", FieldType::UInt8, Base::Dec, {}, 0xf};
inline constexpr Field macSubtype{"fddi.fc.mac_subtype", "MAC Subtype", FieldType::UInt8, Base::Dec, {}, 0xf};
inline constexpr Field destination{"fddi.dst", "Destination", FieldType::Ether};
inline constexpr Field source{"fddi.src", "Source", FieldType::Ether};
inline constexpr Field address{"fddi.addr", "Source or Destination Address", FieldType::Ether};

inline constexpr std::array<const Field*, 9> fields{
    &protocol,
    &control,
    &classLengthFormat,
    &priority,
    &smtSubtype,
    &macSubtype,
    &destination,
    &source,
    &address,
};

}  // namespace fddi

void describeFddi(const LayerView& view, FieldSink& sink);

}  // namespace pr::decode
