#include "app/api/guard.h"

#include "core/base/limits.h"
#include "core/base/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace pr::api {

namespace {

// What a client of ours never needs; the whole request is bounded before this, by the server.
constexpr std::size_t kTarget = 8 * limits::KiB;  // path and query
constexpr std::size_t kHead = 16 * limits::KiB;
constexpr std::size_t kFields = 64;
constexpr std::size_t kBody = 48 * limits::KiB;

std::string lower(std::string_view text)
{
    std::string out{text};
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string digestOf(std::string_view text)
{
    return std::string{textOf(sha256(bytesOf(text)))};
}

bool namesASecret(std::string_view query)
{
    const auto text = "&" + lower(query);
    return std::ranges::any_of(std::array{"&token=", "&access_token=", "&key="},
        [&](std::string_view name) { return text.find(name) != std::string::npos; });
}

}  // namespace

std::string newToken()
{
    std::array<unsigned char, 32> secret{};
    if (RAND_bytes(secret.data(), static_cast<int>(secret.size())) != 1)
        std::abort();  // without randomness there is no secret, and a guessable one is worse than none
    std::array<char, 48> text{};
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), secret.data(), static_cast<int>(secret.size()));
    std::string out{text.data()};
    std::ranges::replace(out, '+', '-');
    std::ranges::replace(out, '/', '_');
    out.erase(out.find_last_not_of('=') + 1);
    return out;
}

Guard::Guard(std::uint16_t port, std::string_view token) : m_tokenDigest{digestOf(token)}
{
    for (const auto* host : {"127.0.0.1:", "localhost:", "[::1]:"})
        m_hosts.push_back(host + std::to_string(port));
}

Refusal Guard::check(const RequestHead& request) const
{
    if (request.path.size() + request.query.size() > kTarget)
        return {414, "the address is too long"};
    std::size_t head = 0;
    for (const auto& [key, value] : request.headers)
        head += key.size() + value.size();
    if (request.headers.size() > kFields || head > kHead)
        return {431, "the head is too large"};
    if (request.bodyBytes > kBody)
        return {413, "the body is too large"};
    const auto all = [&](std::string_view name) {
        std::vector<std::string> values;
        for (const auto& [key, value] : request.headers)
            if (lower(key) == name)
                values.push_back(value);
        return values;
    };
    // A page of another origin can reach loopback under a name of its own (DNS rebinding): only our names are answered.
    const auto hosts = all("host");
    if (hosts.size() != 1 || std::ranges::find(m_hosts, lower(hosts[0])) == m_hosts.end())
        return {421, "wrong host"};
    if (!all("origin").empty())
        return {403, "requests from pages are refused"};
    for (const auto& site : all("sec-fetch-site"))
        if (site != "none" && site != "same-origin")
            return {403, "requests from pages are refused"};
    if (namesASecret(request.query))
        return {400, "a token belongs into the Authorization header"};
    if (!all("transfer-encoding").empty() && !all("content-length").empty())
        return {400, "two lengths"};
    const auto authorization = all("authorization");
    constexpr std::string_view bearer = "Bearer ";
    const auto given = authorization.size() == 1 && authorization[0].starts_with(bearer)
        ? digestOf(std::string_view{authorization[0]}.substr(bearer.size()))
        : std::string(m_tokenDigest.size(), '\0');
    if (CRYPTO_memcmp(given.data(), m_tokenDigest.data(), m_tokenDigest.size()) != 0)
        return {401, "a bearer token is needed"};
    if (request.method != Method::Get && request.method != Method::Head)
        return {405, "only GET and HEAD are answered"};
    return {};
}

bool isLoopback(std::string_view address)
{
    return address == "localhost" || address == "::1"
        || (address.starts_with("127.") && address.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace pr::api
