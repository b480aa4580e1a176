#include "core/protocols/x509/der.h"

#include "core/base/cursor.h"
#include "core/base/text.h"

#include <charconv>

namespace pr::x509 {

Element Elements::next()
{
    constexpr unsigned severalBytes = 0x1F;
    Cursor in{m_left};
    const auto tag = in.u8();
    std::size_t length = in.u8();
    if (length > 0x80 && length <= 0x84) {
        const auto bytes = in.take(length - 0x80);
        length = 0;
        for (const auto byte : bytes)
            length = length << 8 | std::to_integer<std::size_t>(byte);
    } else if (length >= 0x80) {
        in.fail(Fault::Unsupported);
    }
    const auto header = in.at();
    const auto content = in.take(length);
    if (!in.ok() || tag == 0 || (tag & severalBytes) == severalBytes) {
        m_left = {};
        return {};
    }
    const Element element{tag, content, m_left.first(in.at()), m_at, static_cast<std::uint32_t>(m_at + header)};
    m_at += static_cast<std::uint32_t>(in.at());
    m_left = m_left.subspan(in.at());
    return element;
}

Element Elements::next(std::uint8_t tag)
{
    return !m_left.empty() && std::to_integer<std::uint8_t>(m_left.front()) == tag ? next() : Element{};
}

std::uint64_t countIn(const Element& outer)
{
    std::uint64_t count = 0;
    for (Elements all{outer}; all.next();)
        ++count;
    return count;
}

std::int64_t integerIn(const Element& element)
{
    const auto& bytes = element.content;
    std::uint64_t value = !bytes.empty() && std::to_integer<unsigned>(bytes.front()) >= 0x80 ? ~std::uint64_t{0} : 0;
    for (const auto byte : bytes)
        value = value << 8 | std::to_integer<std::uint64_t>(byte);
    return static_cast<std::int64_t>(value);
}

Bytes bitsIn(const Element& element)
{
    return element.content.empty() ? Bytes{} : element.content.subspan(1);
}

std::optional<Timestamp> timeIn(const Element& element)
{
    const auto text = textOf(element.content);
    const std::size_t yearDigits = element.is(UtcTime) ? 2 : 4;
    if (text.size() != yearDigits + 11 || text.back() != 'Z')
        return {};
    const auto number = [text](std::size_t from, std::size_t count) {
        int value = -1;
        const auto* end = text.data() + from + count;
        return std::from_chars(text.data() + from, end, value).ptr == end ? value : -1;
    };
    auto year = number(0, yearDigits);
    const auto month = number(yearDigits, 2);
    const auto day = number(yearDigits + 2, 2);
    const auto hour = number(yearDigits + 4, 2);
    const auto minute = number(yearDigits + 6, 2);
    const auto second = number(yearDigits + 8, 2);
    if (yearDigits == 2)
        year += year >= 50 ? 1900 : 2000;
    // Nanoseconds in 64 bits reach from 1677 to 2262; a certificate "without end" (9999) is held at the last whole
    // year.
    constexpr int firstYear = 1678;
    constexpr int lastYear = 2261;
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59
        || second < 0 || second > 60 || year < firstYear)
        return {};
    const std::chrono::year_month_day date{std::chrono::year{std::min(year, lastYear)},
        std::chrono::month{static_cast<unsigned>(month)}, std::chrono::day{static_cast<unsigned>(day)}};
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute}
    + std::chrono::seconds{second};
}

namespace {

void appendUtf8(std::string& out, std::uint32_t character)
{
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xC0 | character >> 6);
        put(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        put(0xE0 | character >> 12);
        put(0x80 | (character >> 6 & 0x3F));
        put(0x80 | (character & 0x3F));
    } else {
        put(0xF0 | character >> 18);
        put(0x80 | (character >> 12 & 0x3F));
        put(0x80 | (character >> 6 & 0x3F));
        put(0x80 | (character & 0x3F));
    }
}

}  // namespace

std::string textIn(const Element& element)
{
    std::string out;
    Cursor in{element.content};
    switch (element.tag) {
    case BmpString:
        while (in.remaining() >= 2)
            appendUtf8(out, in.u16be());
        return validUtf8(out);  // surrogates are no characters
    case UniversalString:
        while (in.remaining() >= 4)
            appendUtf8(out, in.u32be() & 0x1FFFFF);
        return validUtf8(out);
    case TeletexString:
        for (const auto byte : element.content)
            appendUtf8(out, std::to_integer<std::uint32_t>(byte));
        return out;
    default: return validUtf8(textOf(element.content));
    }
}

std::string dottedOid(Bytes encoded)
{
    std::string out;
    std::uint64_t arc = 0;
    bool first = true;
    for (const auto byte : encoded) {
        if (arc >> 57)
            return {};
        arc = arc << 7 | (std::to_integer<unsigned>(byte) & 0x7F);
        if ((std::to_integer<unsigned>(byte) & 0x80) != 0)
            continue;
        if (first) {
            const std::uint64_t top = arc < 80 ? arc / 40 : 2;
            out += std::to_string(top);
            arc -= top * 40;
            first = false;
        }
        out += '.' + std::to_string(arc);
        arc = 0;
    }
    return out;
}

bool isOid(const Element& element, std::string_view dotted)
{
    return element.is(ObjectIdentifier) && dottedOid(element.content) == dotted;
}

}  // namespace pr::x509
