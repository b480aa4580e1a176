#include "core/query/literal.h"

#include "core/base/text.h"

#include <arpa/inet.h>
#include <charconv>
#include <cmath>
#include <limits>

namespace pr::query {

namespace {

std::string quotedText(std::string_view text)
{
    return '"' + escaped(text) + '"';
}

std::uint64_t largest(FieldType type)
{
    const auto size = wireSize(type);
    return size >= 8 || size == 0 ? std::numeric_limits<std::uint64_t>::max() : (1ULL << (8 * size)) - 1;
}

// 12, 0x1f, 017, 0b101; the whole text or nothing.
std::optional<std::uint64_t> magnitude(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X"))
        base = 16;
    else if (text.starts_with("0b") || text.starts_with("0B"))
        base = 2;
    if (base != 10)
        text.remove_prefix(2);
    else if (text.size() > 1 && text.starts_with('0'))
        base = 8;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return {};
    return value;
}

std::string number(Expression& literal, FieldType type, const Field* field)
{
    if (literal.character) {
        literal.value = Value::number(static_cast<unsigned char>(literal.text[0]));
        return {};
    }
    if (literal.quoted) {
        if (field)
            for (const auto& name : field->names)
                if (name.name == literal.text) {
                    literal.value = Value::number(name.value);
                    return {};
                }
        return quotedText(literal.text) + " is not a value name of this field; write its number.";
    }
    std::string_view text = literal.text;
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    const auto value = magnitude(text);
    if (!value)
        return quotedText(literal.text) + " is not a number.";
    if (isSigned(type)) {
        const auto most = largest(type) / 2;
        if (*value > most + (negative ? 1 : 0))
            return quotedText(literal.text) + " does not fit into this field: it holds "
                + std::to_string(-static_cast<std::int64_t>(most) - 1) + " to " + std::to_string(most) + '.';
        literal.value =
            Value::signedNumber(negative ? -static_cast<std::int64_t>(*value) : static_cast<std::int64_t>(*value));
        return {};
    }
    if (*value > largest(type))
        return quotedText(literal.text) + " does not fit into this field: the largest value is "
            + std::to_string(largest(type)) + '.';
    literal.value = Value::number(negative ? 0 - *value : *value);  // below zero is a value that no packet has
    return {};
}

std::string boolean(Expression& literal, const Field* field)
{
    if (literal.text == "True" || literal.text == "TRUE" || literal.text == "true") {
        literal.value = Value::boolean(true);
        return {};
    }
    if (literal.text == "False" || literal.text == "FALSE" || literal.text == "false") {
        literal.value = Value::boolean(false);
        return {};
    }
    if (literal.quoted) {
        // "Set" and "Not set" are Wireshark's words for flags whose field names no others
        if (field && field->names.empty() && (literal.text == "Set" || literal.text == "Not set")) {
            literal.value = Value::boolean(literal.text == "Set");
            return {};
        }
        return number(literal, FieldType::Boolean, field);
    }
    const auto value = magnitude(literal.text);
    if (!value)
        return quotedText(literal.text) + " is neither 1, 0, True nor False.";
    literal.value = Value::boolean(*value != 0);
    return {};
}

void keepBytes(Expression& literal, std::string bytes, bool text = false)
{
    literal.storage = std::move(bytes);
    literal.value = text ? Value::text(literal.storage) : Value::bytes(bytesOf(literal.storage));
}

// "47:45:54", "47.45.54", "47-45-54", "474554", "1", "0xff": pairs of digits, one separator for all of them.
std::optional<std::string> byteString(std::string_view text)
{
    if (text.size() == 4 && text.starts_with("0x"))
        text.remove_prefix(2);
    const auto isDigit = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    std::string digits;
    std::size_t group = 0;
    for (const char c : text) {
        if (isDigit(c)) {
            digits += c;
            ++group;
        } else if ((c == ':' || c == '.' || c == '-') && (group == 2 || group == 4 || group == 1)) {
            if (group == 1)
                digits.insert(digits.size() - 1, 1, '0');
            group = 0;
        } else {
            return {};
        }
    }
    if (group == 1)
        digits.insert(digits.size() - 1, 1, '0');
    if (digits.empty() || digits.size() % 2)
        return {};
    return bytesFromHex(digits);
}

std::string bytes(Expression& literal, FieldType type, bool partial)
{
    if (literal.character) {
        keepBytes(literal, literal.text.substr(0, 1));
        return {};
    }
    if (literal.quoted && (type == FieldType::Bytes || type == FieldType::Protocol || partial)) {
        keepBytes(literal, literal.text);
        return {};
    }
    const auto value = byteString(literal.text);
    const bool wrongSize = value && type == FieldType::Ether && !partial && value->size() != 6;
    if (!value || wrongSize)
        return quotedText(literal.text)
            + (type == FieldType::Ether && !partial ? " is not an Ethernet address such as 02:00:00:00:00:01."
                                                    : " is not a string of bytes such as 47:45:54.");
    keepBytes(literal, *value);
    return {};
}

std::string address(Expression& literal, FieldType type)
{
    std::string text = literal.text;
    const bool v4 = type == FieldType::Ipv4;
    if (const auto slash = text.find('/'); slash != std::string::npos) {
        const auto bits = magnitude(std::string_view{text}.substr(slash + 1));
        if (!bits || *bits > (v4 ? 32U : 128U))
            return quotedText(literal.text)
                + (v4 ? " has a network length above 32." : " has a network length above 128.");
        literal.prefix = static_cast<int>(*bits);
        text.resize(slash);
    }
    std::array<char, 16> raw{};
    if (inet_pton(v4 ? AF_INET : AF_INET6, text.c_str(), raw.data()) != 1)
        return quotedText(literal.text) + (v4 ? " is not an IPv4 address." : " is not an IPv6 address.");
    keepBytes(literal, std::string{raw.data(), v4 ? 4U : 16U});
    return {};
}

// Wireshark's forms: 2018-01-01, with T or a space, fractions, Z or +hh:mm; "Jan  1, 2020 00:00:00"; without a zone
// UTC.
std::optional<Timestamp> absoluteTime(std::string text)
{
    Nanoseconds zone{};
    const auto tail = text.size() > 6 ? text.size() - 6 : 0;
    if (text.size() > 16 && (text[tail] == '+' || text[tail] == '-') && text[tail + 3] == ':') {
        const int h = (text[tail + 1] - '0') * 10 + (text[tail + 2] - '0'),
                  m = (text[tail + 4] - '0') * 10 + (text[tail + 5] - '0');
        if (h < 0 || h > 23 || m < 0 || m > 59)
            return {};
        zone = std::chrono::minutes{h * 60 + m} * (text[tail] == '+' ? 1 : -1);
        text.resize(tail);
    }
    static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() >= 12 && text[3] == ' ') {
        const auto month = months.find(text.substr(0, 3));
        if (month == std::string_view::npos || month % 3 || text[6] != ',')
            return {};
        auto day = text.substr(4, 2);
        if (day[0] == ' ')
            day[0] = '0';
        auto monthText = std::to_string(month / 3 + 1);
        if (monthText.size() == 1)
            monthText.insert(0, 1, '0');
        text = text.substr(8, 4) + '-' + monthText + '-' + day + text.substr(12);
    }
    const auto time = parseTime(text);
    return time ? std::optional{*time - zone} : std::nullopt;
}

// Decimal seconds with up to nine digits behind the point, exactly.
std::optional<Nanoseconds> seconds(std::string_view text)
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    const auto point = text.find('.');
    const auto whole = text.substr(0, point),
               fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
    if (whole.empty() || error != std::errc{} || end != whole.data() + whole.size() || value > 9'000'000'000
        || fraction.size() > 9 || (point != std::string_view::npos && fraction.empty()))
        return {};
    std::int64_t nano = 0;
    for (std::size_t i = 0; i < 9; ++i) {
        const char c = i < fraction.size() ? fraction[i] : '0';
        if (c < '0' || c > '9')
            return {};
        nano = nano * 10 + (c - '0');
    }
    value = value * 1'000'000'000 + nano;
    return Nanoseconds{negative ? -value : value};
}

std::string real(Expression& literal)
{
    double value = 0;
    const auto& text = literal.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (literal.quoted || text.empty() || error != std::errc{} || end != text.data() + text.size())
        return quotedText(text) + " is not a number.";
    literal.value = Value::real(value);
    return {};
}

// 1.2.840.113549 as X.690 8.19 encodes it.
std::optional<std::string> encodedOid(std::string_view text)
{
    std::vector<std::uint64_t> arcs;
    while (!text.empty()) {
        const auto dot = text.find('.');
        const auto part = text.substr(0, dot);
        std::uint64_t arc = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), arc);
        if (part.empty() || error != std::errc{} || end != part.data() + part.size() || arc >> 56)
            return {};
        arcs.push_back(arc);
        text = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
    }
    if (arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] > 39))
        return {};
    arcs[1] += arcs[0] * 40;
    std::string out;
    for (std::size_t i = 1; i < arcs.size(); ++i) {
        int shift = 63;
        while (shift > 0 && !(arcs[i] >> shift))
            shift -= 7;
        for (; shift >= 0; shift -= 7)
            out += static_cast<char>((arcs[i] >> shift & 0x7F) | (shift ? 0x80 : 0));
    }
    return out;
}

}  // namespace

std::size_t wireSize(FieldType type)
{
    switch (type) {
    case FieldType::Boolean:
    case FieldType::Char:
    case FieldType::UInt8:
    case FieldType::Int8: return 1;
    case FieldType::UInt16:
    case FieldType::Int16: return 2;
    case FieldType::UInt24:
    case FieldType::Int24: return 3;
    case FieldType::UInt32:
    case FieldType::Int32:
    case FieldType::FrameNumber:
    case FieldType::Float:
    case FieldType::Ipv4: return 4;
    case FieldType::UInt40: return 5;
    case FieldType::UInt48:
    case FieldType::Ether: return 6;
    case FieldType::UInt56: return 7;
    case FieldType::UInt64:
    case FieldType::Int64:
    case FieldType::Double:
    case FieldType::AbsoluteTime:
    case FieldType::RelativeTime: return 8;
    case FieldType::Ipv6:
    case FieldType::Guid: return 16;
    default: return 0;
    }
}

std::string convertLiteral(Expression& literal, FieldType type, const Field* field, bool partial)
{
    literal.type = type;
    literal.typed = true;
    if (isNumber(type))
        return number(literal, type, field);
    switch (type) {
    case FieldType::Boolean: return boolean(literal, field);
    case FieldType::String: keepBytes(literal, literal.text, true); return {};
    case FieldType::Bytes:
    case FieldType::Protocol:
    case FieldType::Guid:
    case FieldType::Ether: return bytes(literal, type, partial);
    case FieldType::Oid: {
        const auto encoded = literal.quoted ? std::nullopt : encodedOid(literal.text);
        if (!encoded)
            return quotedText(literal.text) + " is not an object identifier such as 1.2.840.113549 (without quotes).";
        keepBytes(literal, *encoded);
        return {};
    }
    case FieldType::Ipv4:
    case FieldType::Ipv6: return address(literal, type);
    case FieldType::AbsoluteTime: {
        const auto time = absoluteTime(literal.text);
        if (!time)
            return quotedText(literal.text) + " is not a time such as \"2026-01-31 12:00:00\".";
        literal.value = Value::time(*time);
        return {};
    }
    case FieldType::RelativeTime: {
        const auto span = literal.quoted ? std::nullopt : seconds(literal.text);
        if (!span)
            return quotedText(literal.text) + " is not a number of seconds such as 0.25.";
        literal.value = Value::duration(*span);
        return {};
    }
    case FieldType::Float:
    case FieldType::Double: return real(literal);
    default: return "A mark without a value cannot be compared; its name alone asks whether it is there.";
    }
}

}  // namespace pr::query
