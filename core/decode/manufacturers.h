// Who made a network card: the names of the first three bytes of hardware addresses, kept in the program.
#pragma once

#include <cstdint>
#include <string_view>

namespace pr::decode {

/// The manufacturer of a prefix of 24 bits, or nothing. A binary search of the sorted list: no table is built, and
/// pages that nobody asks for are never read.
std::string_view manufacturerOf(std::uint32_t prefix);

}  // namespace pr::decode
