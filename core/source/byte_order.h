// Numbers of capture files: each file or section says its own byte order.
#pragma once

#include "core/base/bytes.h"

#include <cstdint>

namespace pr::source {

enum class ByteOrder : std::uint8_t { Little, Big };

/// Fixed fields of a record in the byte order of its file. Whoever makes one has taken the bytes from a Cursor, so `at`
/// plus the width lies within them.
class Fields {
public:
    Fields(Bytes bytes, ByteOrder order) : m_at{bytes.data()}, m_order{order} { }

    std::uint16_t u16(std::size_t at) const
    {
        const auto value = u16be(m_at + at);
        return m_order == ByteOrder::Big ? value : __builtin_bswap16(value);
    }
    std::uint32_t u32(std::size_t at) const
    {
        const auto value = u32be(m_at + at);
        return m_order == ByteOrder::Big ? value : __builtin_bswap32(value);
    }
    std::uint64_t u64(std::size_t at) const
    {
        const auto value = u64be(m_at + at);
        return m_order == ByteOrder::Big ? value : __builtin_bswap64(value);
    }

private:
    const std::byte* m_at;
    ByteOrder m_order;
};

}  // namespace pr::source
