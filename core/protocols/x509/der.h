// DER (X.690) as X.509 uses it: tags of one byte, definite lengths. Descents follow the definitions in RFC 5280, none
// is driven by the input, so nesting is bounded by the code and never by what a certificate claims.
#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>

namespace pr::x509 {

enum Tag : std::uint8_t {
    Boolean = 0x01,
    Integer = 0x02,
    BitString = 0x03,
    OctetString = 0x04,
    Null = 0x05,
    ObjectIdentifier = 0x06,
    Enumerated = 0x0A,
    Utf8String = 0x0C,
    PrintableString = 0x13,
    TeletexString = 0x14,
    Ia5String = 0x16,
    UtcTime = 0x17,
    GeneralizedTime = 0x18,
    VisibleString = 0x1A,
    UniversalString = 0x1C,
    BmpString = 0x1E,
    Sequence = 0x30,
    Set = 0x31,
};
/// [number] of a choice or an optional member, with elements inside or without.
constexpr std::uint8_t constructed(unsigned number)
{
    return static_cast<std::uint8_t>(0xA0 | number);
}
constexpr std::uint8_t primitive(unsigned number)
{
    return static_cast<std::uint8_t>(0x80 | number);
}

/// One element. Tag 0 is none at all: the end of a list, another tag than the one asked for, or an encoding that lies.
struct Element {
    std::uint8_t tag = 0;
    Bytes content;
    Bytes whole;           ///< header included
    std::uint32_t at = 0;  ///< where the header stands
    std::uint32_t contentAt = 0;

    explicit operator bool() const { return tag != 0; }
    bool is(std::uint8_t wanted) const { return tag == wanted; }
};

/// Walks the elements in the content of another, in order. Each turn consumes or ends.
class Elements {
public:
    /// `at`: where the first byte stands, in the terms of the caller.
    Elements(Bytes content, std::uint32_t at) : m_left{content}, m_at{at} { }
    explicit Elements(const Element& outer) : Elements{outer.content, outer.contentAt} { }

    bool more() const { return !m_left.empty(); }
    Element next();
    /// The next one if it has that tag; else none, and it stays to be read.
    Element next(std::uint8_t tag);

private:
    Bytes m_left;
    std::uint32_t m_at;
};

/// How many elements stand in the content of one.
std::uint64_t countIn(const Element& outer);
/// A small INTEGER or ENUMERATED; numbers of more than eight bytes give their lowest eight.
std::int64_t integerIn(const Element& element);
/// The bits of a BIT STRING without the byte that counts the unused ones.
Bytes bitsIn(const Element& element);
/// UTCTime or GeneralizedTime in the only forms of RFC 5280 4.1.2.5: with seconds, UTC.
std::optional<Timestamp> timeIn(const Element& element);
/// A character string of any kind as UTF-8.
std::string textIn(const Element& element);
/// Whether the content is the encoded identifier.
bool isOid(const Element& element, std::string_view dotted);
/// `1.2.840.113549.1.1.11`; empty where it is none.
std::string dottedOid(Bytes encoded);

}  // namespace pr::x509
