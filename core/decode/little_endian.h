// Numbers that stand in the order of the machine that captured, where that is known to be little-endian. Internal to
// core/decode.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pr::decode {

/// The caller has checked that the bytes are there.
constexpr std::uint32_t u16le(const std::byte* at)
{
    return std::to_integer<std::uint32_t>(at[0]) | std::to_integer<std::uint32_t>(at[1]) << 8;
}

constexpr std::uint32_t u32le(const std::byte* at)
{
    return u16le(at) | u16le(at + 2) << 16;
}

}  // namespace pr::decode
