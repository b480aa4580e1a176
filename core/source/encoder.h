// Numbers of capture files, the other way round: into bytes.
#pragma once

#include "core/base/bytes.h"
#include "core/source/byte_order.h"
#include "core/source/pcapng_format.h"

#include <string_view>
#include <vector>

namespace pr::source {

/// A growing record in one byte order. Reused from record to record, it allocates nothing.
class Encoder {
public:
    explicit Encoder(ByteOrder order = ByteOrder::Little) : m_order{order} { }

    void start(ByteOrder order)
    {
        m_order = order;
        m_bytes.clear();
    }
    Bytes bytes() const { return m_bytes; }

    void u8(std::uint8_t value) { m_bytes.push_back(std::byte{value}); }
    void u16(std::uint16_t value) { number<2>(value); }
    void u32(std::uint32_t value) { number<4>(value); }
    void u64(std::uint64_t value) { number<8>(value); }
    void raw(Bytes bytes) { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }
    void pad(std::size_t length) { m_bytes.resize(m_bytes.size() + padded(length) - length); }

    /// Options of pcapng. A text longer than an option can hold is cut.
    void optionText(std::uint16_t code, std::string_view text)
    {
        if (text.empty())
            return;
        const auto kept = bytesOf(text.substr(0, 0xffff));
        optionHead(code, kept.size());
        raw(kept);
        pad(kept.size());
    }
    void optionU8(std::uint16_t code, std::uint8_t value)
    {
        optionHead(code, 1);
        u8(value);
        pad(1);
    }
    void optionU64(std::uint16_t code, std::uint64_t value)
    {
        optionHead(code, 8);
        u64(value);
    }
    void optionHead(std::uint16_t code, std::size_t length)
    {
        u16(code);
        u16(static_cast<std::uint16_t>(length));
    }

private:
    template <std::size_t N> void number(std::uint64_t value)
    {
        for (std::size_t i = 0; i < N; ++i)
            m_bytes.push_back(static_cast<std::byte>(value >> (8 * (m_order == ByteOrder::Little ? i : N - 1 - i))));
    }

    ByteOrder m_order;
    std::vector<std::byte> m_bytes;
};

}  // namespace pr::source
