// Reading bytes of unknown honesty: one cursor, a sticky fault, named reasons.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstring>

namespace pr {

/// Reads a span from front to back. After a fault all reads give zeros and nothing moves, so a parser asks ok() once
/// after a fixed part and once a turn in a loop. `original` is the length the bytes had on the wire: running past the
/// captured bytes but not past the original length is Cut, past both is Malformed.
class Cursor {
public:
    explicit Cursor(Bytes bytes) : Cursor{bytes, bytes.size()} { }
    Cursor(Bytes bytes, std::size_t original)
        : m_bytes{bytes}, m_original{original < bytes.size() ? bytes.size() : original}
    {
    }

    bool ok() const { return m_fault == Fault::None; }
    Fault fault() const { return m_fault; }
    std::size_t at() const { return m_at; }                              ///< offset of the next byte
    std::size_t remaining() const { return m_bytes.size() - m_at; }      ///< captured bytes that are left
    std::size_t remainingOriginal() const { return m_original - m_at; }  ///< the same on the wire
    bool atEnd() const { return m_at == m_bytes.size(); }

    /// The next n bytes, or nothing and a fault.
    Bytes take(std::size_t n)
    {
        if (m_fault != Fault::None)
            return {};
        if (n > m_bytes.size() - m_at) {  // never m_at + n: a length from the wire can make it wrap
            m_fault = n > m_original - m_at ? Fault::Malformed : Fault::Cut;
            return {};
        }
        m_at += n;
        return m_bytes.subspan(m_at - n, n);
    }

    void skip(std::size_t n) { take(n); }
    /// All bytes that are left.
    Bytes rest() { return take(remaining()); }
    /// Looks at the next n bytes without moving; fewer, and no fault, where fewer are left.
    Bytes peek(std::size_t n) const
    {
        return ok() ? m_bytes.subspan(m_at, n < remaining() ? n : remaining()) : Bytes{};
    }

    std::uint8_t u8() { return static_cast<std::uint8_t>(number<1>()); }
    std::int8_t i8() { return static_cast<std::int8_t>(u8()); }
    std::uint16_t u16be() { return static_cast<std::uint16_t>(number<2>()); }
    std::uint32_t u24be() { return static_cast<std::uint32_t>(number<3>()); }
    std::uint32_t u32be() { return static_cast<std::uint32_t>(number<4>()); }
    std::int32_t i32be() { return static_cast<std::int32_t>(u32be()); }
    std::uint64_t u48be() { return number<6>(); }
    std::uint64_t u64be() { return number<8>(); }
    std::uint16_t u16le() { return static_cast<std::uint16_t>(numberLe<2>()); }
    std::uint32_t u32le() { return static_cast<std::uint32_t>(numberLe<4>()); }
    std::uint64_t u64le() { return numberLe<8>(); }

    /// A cursor over the next n bytes that cannot leave them; this one moves past them.
    /// Where the snaplen cut inside them, the nested cursor holds what is left and knows its original length.
    Cursor sub(std::size_t n)
    {
        if (!ok() || n > m_original - m_at) {
            take(n);
            Cursor none{Bytes{}};
            none.m_fault = m_fault == Fault::None ? Fault::Malformed : m_fault;
            return none;
        }
        const auto there = n < remaining() ? n : remaining();
        Cursor nested{m_bytes.subspan(m_at, there), n};
        m_at += there;
        if (there < n)
            m_fault = Fault::Cut;
        return nested;
    }

    /// Marks the input as broken here; the first fault stays.
    void fail(Fault fault)
    {
        if (ok())
            m_fault = fault;
    }

    /// The sticky fault as a value to return; `what` names the part that was read and is a literal.
    Unexpected<ParseError> error(const char* what) const { return {ParseError{m_fault, m_at, what}}; }

private:
    template <std::size_t N> std::uint64_t number()
    {
        const auto bytes = take(N);
        std::uint64_t value = 0;
        for (const auto byte : bytes)
            value = value << 8 | std::to_integer<std::uint64_t>(byte);
        return value;
    }
    template <std::size_t N> std::uint64_t numberLe()
    {
        const auto bytes = take(N);
        std::uint64_t value = 0;
        for (std::size_t i = bytes.size(); i-- > 0;)
            value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
        return value;
    }

    Bytes m_bytes;
    std::size_t m_original;
    std::size_t m_at = 0;
    Fault m_fault = Fault::None;
};

/// Bits [from, from + count) of a value, bit 0 the least significant.
constexpr unsigned bits(unsigned value, unsigned from, unsigned count)
{
    return value >> from & ((1U << count) - 1U);
}

}  // namespace pr
