#include "core/flow/community_id.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace pr::flow {

namespace {

enum Protocol : std::uint8_t { Icmp = 1, Tcp = 6, Udp = 17, Icmpv6 = 58, Sctp = 132 };

/// The type that answers an ICMP type, or that it answers; nothing for one-way messages.
std::optional<std::uint16_t> counterpart(std::uint8_t protocol, std::uint16_t type)
{
    using Pair = std::pair<std::uint16_t, std::uint16_t>;
    static constexpr std::array<Pair, 5> icmp{Pair{8, 0}, {13, 14}, {15, 16}, {10, 9}, {17, 18}};
    static constexpr std::array<Pair, 5> icmpv6{Pair{128, 129}, {133, 134}, {135, 136}, {130, 131}, {144, 145}};
    const auto& pairs = protocol == Icmp ? icmp : icmpv6;
    for (const auto& [request, answer] : pairs) {
        if (type == request)
            return answer;
        if (type == answer)
            return request;
    }
    // Who-are-you and home address discovery of RFC 4620 and 6275.
    if (protocol == Icmpv6 && (type == 139 || type == 140))
        return type == 139 ? std::uint16_t{140} : std::uint16_t{139};
    return std::nullopt;
}

void append16(std::string& out, std::uint16_t value)
{
    out += static_cast<char>(value >> 8U);
    out += static_cast<char>(value);
}

std::string base64(Bytes bytes)
{
    static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto left = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U | (i < left ? std::to_integer<std::uint32_t>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= left ? digits[group >> (18U - 6U * i) & 63U] : '=';
    }
    return text;
}

}  // namespace

std::uint32_t icmpTalk(std::uint8_t protocol, std::uint8_t type, std::uint8_t code, bool ascending)
{
    constexpr std::uint32_t kNoIdentifier = 0x8000'0000;
    const auto other = counterpart(protocol, type);
    if (!other)
        return kNoIdentifier | std::uint32_t{type} << 16U | std::uint32_t{code} << 8U;
    const auto first = std::min<std::uint32_t>(type, *other);
    return kNoIdentifier | first << 16U | static_cast<std::uint32_t>((type == first) == ascending);
}

std::string communityId(Bytes source, Bytes destination, std::uint8_t protocol, std::uint16_t sourcePort,
    std::uint16_t destinationPort, std::uint16_t seed)
{
    if (source.size() != destination.size() || (source.size() != 4 && source.size() != 16))
        return {};
    bool hasPorts = protocol == Tcp || protocol == Udp || protocol == Sctp;
    bool oneWay = false;
    if (protocol == Icmp || protocol == Icmpv6) {
        hasPorts = true;
        if (const auto answer = counterpart(protocol, sourcePort))
            destinationPort = *answer;
        else
            oneWay = true;
    }
    const auto from = textOf(source);
    const auto to = textOf(destination);
    const bool inOrder = oneWay || from < to || (from == to && sourcePort < destinationPort);
    std::string text;
    text.reserve(48);  // seed, two addresses, protocol, two ports
    append16(text, seed);
    text += inOrder ? from : to;
    text += inOrder ? to : from;
    text += static_cast<char>(protocol);
    text += '\0';
    if (hasPorts) {
        append16(text, inOrder ? sourcePort : destinationPort);
        append16(text, inOrder ? destinationPort : sourcePort);
    }
    // Algorithm and context are kept: to look up the one and make the other costs more than the digest.
    static EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{
        EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_DigestInit_ex2(context.get(), sha1, nullptr) != 1
        || EVP_DigestUpdate(context.get(), text.data(), text.size()) != 1
        || EVP_DigestFinal_ex(context.get(), digest.data(), &size) != 1)
        return {};
    return "1:" + base64(std::as_bytes(std::span{digest.data(), size}));
}

}  // namespace pr::flow
