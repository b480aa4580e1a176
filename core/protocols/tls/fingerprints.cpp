#include "core/protocols/tls/fingerprints.h"

#include "core/base/sha256.h"
#include "core/base/text.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace pr::tls {

namespace {

/// Numbers joined by a separator, as the fingerprints write them.
class List {
public:
    explicit List(std::string& out, char separator) : m_out{out}, m_separator{separator} { }
    void decimal(unsigned value)
    {
        std::array<char, 12> digits{};
        append({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr});
    }
    void hexadecimal(std::uint16_t value)
    {
        const std::array bytes{std::byte(value >> 8), std::byte(value & 0xFF)};
        append(hex(bytes));
    }

private:
    void append(const std::string& text)
    {
        if (!m_first)
            m_out += m_separator;
        m_first = false;
        m_out += text;
    }

    std::string& m_out;
    char m_separator;
    bool m_first = true;
};

void appendNumbers(std::string& out, Bytes list)
{
    List numbers{out, '-'};
    forEachU16(list, [&](std::uint16_t value) {
        if (!isGrease(value))
            numbers.decimal(value);
    });
}

void appendTypes(std::string& out, const Extensions& extensions)
{
    List numbers{out, '-'};
    for (const auto& extension : extensions)
        if (!isGrease(extension.type))
            numbers.decimal(extension.type);
}

std::vector<std::uint16_t> withoutGrease(Bytes list)
{
    std::vector<std::uint16_t> values;
    forEachU16(list, [&](std::uint16_t value) {
        if (!isGrease(value))
            values.push_back(value);
    });
    return values;
}

std::string joined(const std::vector<std::uint16_t>& values)
{
    std::string out;
    List list{out, ','};
    for (const auto value : values)
        list.hexadecimal(value);
    return out;
}

std::string_view versionLetters(const ClientHello& hello)
{
    auto highest = hello.version;
    if (const auto offered = withoutGrease(listIn(hello.extensions, SupportedVersions, 1)); !offered.empty())
        highest = *std::max_element(offered.begin(), offered.end());
    switch (highest) {
    case 0x0304: return "13";
    case 0x0303: return "12";
    case 0x0302: return "11";
    case 0x0301: return "10";
    case 0x0300: return "s3";
    case 0x0002: return "s2";
    case 0xFEFF: return "d1";
    case 0xFEFD: return "d2";
    case 0xFEFC: return "d3";
    default: return "00";
    }
}

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// First and last letter of the first protocol offered; where one of them is no letter or digit, the first and last
// hexadecimal digit of the name.
std::string alpnLetters(const Extensions& extensions)
{
    std::string_view first;
    forEachName(alpnNames(extensions), [&](std::string_view name) { first = first.empty() ? name : first; });
    if (first.empty())
        return "00";
    if (isAlphanumeric(first.front()) && isAlphanumeric(first.back()))
        return {first.front(), first.back()};
    const auto digits = hex(bytesOf(first));
    return {digits.front(), digits.back()};
}

std::string twoDigits(std::size_t count)
{
    const auto shown = std::min<std::size_t>(count, 99);
    return {static_cast<char>('0' + shown / 10), static_cast<char>('0' + shown % 10)};
}

std::string twelveDigits(std::string_view text)
{
    if (text.empty())
        return std::string(12, '0');
    const auto digest = sha256(bytesOf(text));
    return hex(Bytes{digest}.first(6));
}

}  // namespace

std::string ja3Text(const ClientHello& hello)
{
    std::string out = std::to_string(hello.version) + ',';
    appendNumbers(out, hello.cipherSuites);
    out += ',';
    appendTypes(out, hello.extensions);
    out += ',';
    appendNumbers(out, listIn(hello.extensions, SupportedGroups, 2));
    out += ',';
    List formats{out, '-'};
    for (const auto format : listIn(hello.extensions, EcPointFormats, 1))
        formats.decimal(std::to_integer<unsigned>(format));
    return out;
}

std::string ja3sText(const ServerHello& hello)
{
    std::string out = std::to_string(hello.version) + ',' + std::to_string(hello.cipherSuite) + ',';
    appendTypes(out, hello.extensions);
    return out;
}

std::string md5Hex(std::string_view text)
{
    std::array<unsigned char, 16> digest{};
    static const auto* const md5 =
        EVP_MD_fetch(nullptr, "MD5", nullptr);  // looked up once: that costs more than hashing
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, md5, nullptr);
    return hex(std::as_bytes(std::span{digest}));
}

Ja4 ja4Of(const ClientHello& hello, Transport transport)
{
    auto suites = withoutGrease(hello.cipherSuites);
    std::vector<std::uint16_t> extensions;
    std::size_t extensionCount = 0;
    for (const auto& extension : hello.extensions) {
        if (isGrease(extension.type))
            continue;
        ++extensionCount;  // server name and ALPN count but are not hashed: they differ from site to site
        if (extension.type != ServerName && extension.type != Alpn)
            extensions.push_back(extension.type);
    }
    std::string start{static_cast<char>(transport)};
    start += versionLetters(hello);
    start += hello.extensions.find(ServerName) ? 'd' : 'i';
    start += twoDigits(suites.size()) + twoDigits(extensionCount) + alpnLetters(hello.extensions) + '_';

    std::sort(suites.begin(), suites.end());
    std::sort(extensions.begin(), extensions.end());
    const auto suiteText = joined(suites);
    auto extensionText = joined(extensions);
    const auto algorithms = joined(withoutGrease(listIn(hello.extensions, SignatureAlgorithms, 2)));
    if (!algorithms.empty())
        extensionText += '_' + algorithms;
    return {
        start + twelveDigits(suiteText) + '_' + twelveDigits(extensionText), start + suiteText + '_' + extensionText};
}

}  // namespace pr::tls
