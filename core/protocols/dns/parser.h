// DNS messages as plain structs (RFC 1035 4). One form for UDP, TCP, mDNS (RFC 6762) and LLMNR (RFC 4795).
#pragma once

#include "core/base/cursor.h"
#include "core/base/limits.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace pr::dns {

/// RFC 1035 4.1.1. The counts are what the sender claims, not what is there.
struct Header {
    static constexpr std::size_t size = 12;

    std::uint16_t id, flags, questions, answers, authorities, additionals;

    bool isResponse() const { return flags & 0x8000; }
    unsigned opcode() const { return bits(flags, 11, 4); }
    unsigned responseCode() const { return bits(flags, 0, 4); }
};

inline constexpr unsigned updateOpcode = 5;  // RFC 2136: the sections have other names

/// A domain name put together from its labels: dots between them, bytes as they came, empty for the root.
class Name {
public:
    std::string_view text() const { return {m_text.data(), m_size}; }
    unsigned labels() const { return m_labels; }

private:
    friend void readName(Bytes message, Cursor& in, Name& name);

    std::array<char, limits::dnsNameBytes> m_text;  // not cleared: m_size says what counts
    std::uint8_t m_size = 0;
    std::uint8_t m_labels = 0;
};

/// Reads the name at `in`, which stands in `message`, follows its pointers (RFC 1035 4.1.4) and moves `in` behind it.
/// A pointer must lead to before the labels it ends, so no name loops. What is wrong becomes the fault of `in`.
void readName(Bytes message, Cursor& in, Name& name);

/// Which part of a message a record stands in.
enum class Section : std::uint8_t { Question, Answer, Authority, Additional, End };

/// Offsets count from the start of the message.
struct Question {
    std::uint32_t at, nameEnd;
    std::uint16_t type, klass;
    Name name;
};

struct Record {
    Section section;
    std::uint32_t at, nameEnd;
    std::uint16_t type, klass;
    std::uint32_t ttl;
    std::uint16_t length;
    std::uint32_t dataAt;
    Name name;
};

/// Walks a message from front to back: header, questions, records. Ends at the first fault, which fault() names.
class Reader {
public:
    /// `original`: length of the message on the wire.
    Reader(Bytes message, std::size_t original);

    const Header& header() const { return m_header; }
    Bytes message() const { return m_message; }
    std::size_t original() const { return m_original; }
    std::size_t at() const { return m_in.at(); }
    bool ok() const { return m_in.ok(); }
    ParseError error() const { return m_in.error(m_part).error; }

    /// Reads the next question; false behind the last or at a fault.
    bool next(Question& question);
    /// Reads the next record of any section, without a look at its data; false behind the last or at a fault.
    /// All questions come first: next(Question&) must have said false.
    bool next(Record& record);

private:
    std::uint16_t claimed(Section section) const;

    Bytes m_message;
    std::size_t m_original;
    Cursor m_in;
    const char* m_part = "DNS header";
    Header m_header;
    Section m_section = Section::Question;
    std::size_t m_read = 0;   // in this section
    std::size_t m_total = 0;  // records of all sections
};

/// RFC 4034 appendix B: the key tag of a DNSKEY, KEY or CDNSKEY record's data.
std::uint16_t keyTag(Bytes data);

}  // namespace pr::dns
