// The value of a field in a packet: 16 bytes, owns nothing.
#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"

#include <bit>
#include <cassert>
#include <cstdint>

namespace pr {

class Value {
public:
    enum class Kind : std::uint8_t {
        None,
        Unsigned,
        Signed,  ///< also times, in nanoseconds
        Real,
        Bytes,  ///< also addresses, GUIDs, OIDs (the encoded bytes)
        Text,   ///< bytes that a protocol calls characters, in no promised encoding
    };

    constexpr Value() = default;
    static constexpr Value number(std::uint64_t value) { return Value{Kind::Unsigned, value, 0}; }
    static constexpr Value boolean(bool value) { return Value{Kind::Unsigned, value ? 1U : 0U, 0}; }
    static constexpr Value signedNumber(std::int64_t value)
    {
        return Value{Kind::Signed, static_cast<std::uint64_t>(value), 0};
    }
    static constexpr Value real(double value) { return Value{Kind::Real, std::bit_cast<std::uint64_t>(value), 0}; }
    static Value time(Timestamp value) { return signedNumber(value.time_since_epoch().count()); }
    static Value duration(Nanoseconds value) { return signedNumber(value.count()); }
    /// The bytes must live as long as the sink's content: in the packet or in the sink's arena.
    static Value bytes(Bytes value)
    {
        return Value{
            Kind::Bytes, reinterpret_cast<std::uintptr_t>(value.data()), static_cast<std::uint32_t>(value.size())};
    }
    /// As bytes().
    static Value text(std::string_view value)
    {
        return Value{
            Kind::Text, reinterpret_cast<std::uintptr_t>(value.data()), static_cast<std::uint32_t>(value.size())};
    }

    constexpr Kind kind() const { return m_kind; }
    constexpr std::uint64_t asUnsigned() const { return m_word; }
    constexpr std::int64_t asSigned() const { return static_cast<std::int64_t>(m_word); }
    constexpr double asReal() const { return std::bit_cast<double>(m_word); }
    Bytes asBytes() const
    {
        if (m_kind != Kind::Bytes && m_kind != Kind::Text)
            return {};
        return {reinterpret_cast<const std::byte*>(static_cast<std::uintptr_t>(m_word)), m_size};
    }
    std::string_view asText() const { return textOf(asBytes()); }

private:
    constexpr Value(Kind kind, std::uint64_t word, std::uint32_t size) : m_word{word}, m_size{size}, m_kind{kind} { }

    std::uint64_t m_word = 0;
    std::uint32_t m_size = 0;
    Kind m_kind = Kind::None;
};
static_assert(sizeof(Value) == 16);

}  // namespace pr
