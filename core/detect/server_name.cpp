#include "core/detect/server_name.h"

#include "core/base/text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace pr::detect {

namespace {

constexpr std::size_t kLabel = 63, kName = 253;

// The code points of UTF-8 text; nothing where it is not UTF-8.
std::optional<std::vector<std::uint32_t>> codePoints(std::string_view text)
{
    std::vector<std::uint32_t> points;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<std::uint8_t>(text[i]);
        const std::size_t length = lead < 0x80 ? 1
            : lead >> 5U == 6                  ? 2
            : lead >> 4U == 14                 ? 3
            : lead >> 3U == 30                 ? 4
                                               : 0;
        if (length == 0 || i + length > text.size())
            return std::nullopt;
        auto point = length == 1 ? std::uint32_t{lead} : lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<std::uint8_t>(text[i + k]);
            if (next >> 6U != 2)
                return std::nullopt;
            point = point << 6U | (next & 0x3FU);
        }
        points.push_back(point);
        i += length;
    }
    return points;
}

// RFC 3492 6.3, with the parameters of 5.
std::string punycode(const std::vector<std::uint32_t>& points)
{
    constexpr std::uint32_t base = 36, least = 1, most = 26, skew = 38, damp = 700;
    const auto digit = [](std::uint32_t d) { return static_cast<char>(d < 26 ? 'a' + d : '0' + (d - 26)); };
    std::string out;
    for (const auto point : points)
        if (point < 0x80)
            out += static_cast<char>(point);
    const auto basic = static_cast<std::uint32_t>(out.size());
    if (basic > 0)
        out += '-';
    std::uint32_t n = 0x80, bias = 72, handled = basic;
    std::uint64_t delta = 0;
    while (handled < points.size()) {
        std::uint32_t next = 0xFFFF'FFFF;
        for (const auto point : points)
            if (point >= n)
                next = std::min(next, point);
        delta += std::uint64_t{next - n} * (handled + 1);
        n = next;
        for (const auto point : points) {
            delta += point < n;
            if (point != n)
                continue;
            auto q = delta;
            for (std::uint32_t k = base;; k += base) {
                const auto t = k <= bias ? least : k >= bias + most ? most : k - bias;
                if (q < t)
                    break;
                out += digit(static_cast<std::uint32_t>(t + (q - t) % (base - t)));
                q = (q - t) / (base - t);
            }
            out += digit(static_cast<std::uint32_t>(q));
            auto share = handled == basic ? delta / damp : delta / 2;
            share += share / (handled + 1);
            std::uint32_t k = 0;
            for (; share > (base - least) * most / 2; k += base)
                share /= base - least;
            bias = static_cast<std::uint32_t>(k + (base - least + 1) * share / (share + skew));
            delta = 0;
            ++handled;
        }
        ++delta;
        ++n;
    }
    return out;
}

std::string asciiLabel(std::string_view label)
{
    const bool plain =
        std::all_of(label.begin(), label.end(), [](char c) { return static_cast<signed char>(c) > ' '; });
    std::string out;
    if (plain) {
        for (const auto c : label)
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    } else if (const auto points = codePoints(label); points && label.size() <= 4 * kLabel) {
        if (std::any_of(points->begin(), points->end(), [](std::uint32_t p) { return p <= ' ' || p == 0x7F; }))
            return {};
        out = "xn--" + punycode(*points);
    }
    return out.size() <= kLabel ? out : std::string{};
}

}  // namespace

std::string asciiName(std::string_view name)
{
    if (name.ends_with('.'))
        name.remove_suffix(1);
    std::string out;
    for (bool more = !name.empty(); more;) {
        const auto dot = name.find('.');
        more = dot != std::string_view::npos;
        const auto label = asciiLabel(name.substr(0, dot));
        if (label.empty())
            return {};
        out.append(out.empty() ? "" : ".").append(label);
        if (more)
            name.remove_prefix(dot + 1);
    }
    return out.size() <= kName ? out : std::string{};
}

bool isAddress(std::string_view text, std::string& address)
{
    if (text.starts_with('[') && text.ends_with(']'))
        text = text.substr(1, text.size() - 2);
    const std::string copy{text};
    std::array<std::byte, 16> bytes{};
    const auto family = copy.find(':') == std::string::npos ? AF_INET : AF_INET6;
    if (::inet_pton(family, copy.c_str(), bytes.data()) != 1)
        return false;
    address = addressText(Bytes{bytes}.first(family == AF_INET ? 4 : 16));
    return true;
}

bool nameMatches(std::string_view pattern, std::string_view name)
{
    if (!pattern.starts_with("*."))
        return !pattern.empty() && pattern.find('*') == std::string_view::npos && pattern == name;
    const auto dot = name.find('.');
    const auto parent = pattern.substr(2);
    return dot != std::string_view::npos && dot > 0 && !name.starts_with("xn--") && !parent.empty()
        && parent.find('*') == std::string_view::npos && name.substr(dot + 1) == parent;
}

NameVerdict judgeName(const dissect::Certificate& certificate, std::string_view asked)
{
    using Kind = dissect::AlternativeName::Kind;
    std::string wanted;
    const bool address = isAddress(asked, wanted);
    if (!address)
        wanted = asciiName(asked);
    if (wanted.empty())
        return NameVerdict::NotJudged;
    bool usable = false;
    for (const auto& name : certificate.alternativeNames) {
        if (name.kind != (address ? Kind::Ip : Kind::Dns))
            continue;
        usable = true;
        if (address ? name.text == wanted : nameMatches(asciiName(name.text), wanted))
            return NameVerdict::Covered;
    }
    // whoever has names of the other kind has named itself
    return usable || !certificate.alternativeNames.empty() ? NameVerdict::Mismatch : NameVerdict::NoUsableName;
}

std::string commonName(std::string_view subject)
{
    std::size_t at = 0;
    while (at < subject.size() && !subject.substr(at).starts_with("CN=")) {
        at = subject.find_first_of(",+", at);  // an escaped one is followed by no type that could be taken for this
        if (at == std::string_view::npos)
            return {};
        ++at;
    }
    if (at >= subject.size())
        return {};
    const auto value = subject.substr(at + 3);
    return std::string{value.substr(0, value.find_first_of(",+\\"))};
}

}  // namespace pr::detect
