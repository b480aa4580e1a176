// Bytes that no protocol claims.
#pragma once

#include "core/fields/field.h"

#include <array>

namespace pr::dissect::data {

inline constexpr Field protocol{"data", "Data", FieldType::Protocol};
inline constexpr Field data{"data.data", "Data", FieldType::Bytes};
inline constexpr Field length{"data.len", "Length", FieldType::Int32};
inline constexpr std::array<const Field*, 3> fields{&protocol, &data, &length};

}  // namespace pr::dissect::data
