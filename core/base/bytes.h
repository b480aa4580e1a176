// Looking at bytes that somebody else owns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace pr {

/// A view of bytes; never owns, never outlives the batch that does.
using Bytes = std::span<const std::byte>;

inline Bytes bytesOf(std::string_view text)
{
    return std::as_bytes(std::span{text.data(), text.size()});
}

inline std::string_view textOf(Bytes bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Unsigned integers in network byte order. The caller has checked that the bytes are there.
constexpr std::uint16_t u16be(const std::byte* at)
{
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(at[0]) << 8 | std::to_integer<unsigned>(at[1]));
}

constexpr std::uint32_t u32be(const std::byte* at)
{
    return std::uint32_t{u16be(at)} << 16 | u16be(at + 2);
}

constexpr std::uint64_t u64be(const std::byte* at)
{
    return std::uint64_t{u32be(at)} << 32 | u32be(at + 4);
}

}  // namespace pr
