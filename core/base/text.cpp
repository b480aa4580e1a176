#include "core/base/text.h"

#include <array>
#include <cstdarg>
#include <cstdio>

namespace pr {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct CodePoint {
    char32_t value;
    std::size_t length;  // 0: not valid here
};

// Decodes strictly: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629).
CodePoint decode(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t length = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length)
        return {0, 0};
    char32_t value = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80)
            return {0, 0};
        value = value << 6 | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[length] || (value >= 0xD800 && value < 0xE000) || value > 0x10FFFF)
        return {0, 0};
    return {value, length};
}

bool isHidden(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || (c >= 0x200B && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF
        || (c >= 0xE0000 && c <= 0xE007F);
}

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...)
{
    std::array<char, 96> text{};
    va_list args;
    va_start(args, format);
    const auto length = std::vsnprintf(text.data(), text.size(), format, args);
    va_end(args);
    return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

void appendHex(std::string& out, Bytes bytes)
{
    for (const auto byte : bytes) {
        out += kDigits[std::to_integer<unsigned>(byte) >> 4];
        out += kDigits[std::to_integer<unsigned>(byte) & 15U];
    }
}

std::string hex(Bytes bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    appendHex(out, bytes);
    return out;
}

std::string bytesFromHex(std::string_view text)
{
    std::string out;
    int high = -1;
    for (const char c : text) {
        if (c == ' ' || c == ':' || c == '.' || c == '\n')
            continue;
        const auto lower = static_cast<char>(c | 0x20);
        const auto digit = kDigits.find(c >= '0' && c <= '9' ? c : lower);
        if (digit == std::string_view::npos)
            return {};
        if (high < 0) {
            high = static_cast<int>(digit);
        } else {
            out += static_cast<char>(high << 4 | static_cast<int>(digit));
            high = -1;
        }
    }
    return high < 0 ? out : std::string{};
}

std::string macText(Bytes address)
{
    std::string out;
    for (const auto byte : address) {
        if (!out.empty())
            out += ':';
        appendHex(out, {&byte, 1});
    }
    return out;
}

std::string ipv4Text(Bytes a)
{
    if (a.size() != 4)
        return {};
    const auto n = [&](std::size_t i) { return std::to_integer<unsigned>(a[i]); };
    return formatted("%u.%u.%u.%u", n(0), n(1), n(2), n(3));
}

// RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups becomes "::";
// IPv4-mapped and -compatible addresses keep their dotted tail, as inet_ntop and tshark print them.
std::string ipv6Text(Bytes a)
{
    if (a.size() != 16)
        return {};
    std::array<unsigned, 8> group{};
    for (std::size_t i = 0; i < 8; ++i)
        group[i] = u16be(a.data() + 2 * i);
    std::size_t best = 8, bestLength = 1;
    for (std::size_t i = 0; i < 8;) {
        std::size_t end = i;
        while (end < 8 && group[end] == 0)
            ++end;
        if (end - i > bestLength) {
            best = i;
            bestLength = end - i;
        }
        i = end + 1;
    }
    const bool dotted = best == 0 && (bestLength == 6 || (bestLength == 5 && group[5] == 0xFFFF));
    std::string out;
    for (std::size_t i = 0; i < 8;) {
        if (i == best) {
            out += "::";
            i += bestLength;
            continue;
        }
        if (!out.empty() && out.back() != ':')
            out += ':';
        if (dotted && i == 6)
            return out + ipv4Text(a.subspan(12));
        out += formatted("%x", group[i]);
        ++i;
    }
    return out;
}

std::string addressText(Bytes address)
{
    return address.size() == 4 ? ipv4Text(address) : address.size() == 16 ? ipv6Text(address) : hex(address);
}

std::string validUtf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto [value, length] = decode(text);
        out += length ? text.substr(0, length) : kReplacement;
        text.remove_prefix(length ? length : 1);
    }
    return out;
}

std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto [value, length] = decode(text);
        if (length == 0)
            out += formatted("\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(text[0])));
        else if (value == '\n')
            out += "\\n";
        else if (value == '\r')
            out += "\\r";
        else if (value == '\t')
            out += "\\t";
        else if (isHidden(value))
            out += value < 0x80  ? formatted("\\x%02x", static_cast<unsigned>(value))
                : value > 0xFFFF ? formatted("\\U%08x", static_cast<unsigned>(value))
                                 : formatted("\\u%04x", static_cast<unsigned>(value));
        else
            out += text.substr(0, length);
        text.remove_prefix(length ? length : 1);
    }
    return out;
}

std::string csvCell(std::string_view text)
{
    const bool formula = !text.empty() && std::string_view{"=+-@\t\r"}.find(text[0]) != std::string_view::npos;
    std::string cell = formula ? "'" : "";
    if (text.find_first_of("\",\r\n") == std::string_view::npos)
        return cell.append(text);
    std::string out = "\"" + cell;
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

std::string jsonString(std::string_view text)
{
    std::string out = "\"";
    while (!text.empty()) {
        const auto [value, length] = decode(text);
        if (length == 0)
            out += kReplacement;
        else if (value == '"' || value == '\\')
            (out += '\\') += text[0];
        else if (value == '\n')
            out += "\\n";
        else if (value == '\r')
            out += "\\r";
        else if (value == '\t')
            out += "\\t";
        else if (value < 0x20 || value == 0x7F)
            out += formatted("\\u%04x", static_cast<unsigned>(value));
        else
            out += text.substr(0, length);
        text.remove_prefix(length ? length : 1);
    }
    return out + '"';
}

std::string counted(std::uint64_t count, std::string_view singular, std::string_view plural)
{
    return grouped(count).append(" ").append(count == 1 ? singular : plural);
}

std::string grouped(std::uint64_t number)
{
    auto out = std::to_string(number);
    for (auto i = static_cast<std::ptrdiff_t>(out.size()) - 3; i > 0; i -= 3)
        out.insert(static_cast<std::size_t>(i), 1, ',');
    return out;
}

std::string humanBytes(std::uint64_t bytes)
{
    if (bytes < 1024)
        return formatted("%u B", static_cast<unsigned>(bytes));
    static constexpr const char* units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; value >= 1024 && unit < 5; ++unit)
        value /= 1024;
    return value < 10 ? formatted("%.1f %s", value, units[unit]) : formatted("%.0f %s", value, units[unit]);
}

}  // namespace pr
