// Who may ask the local API what: every rule in one place, without a socket, so that each has a test.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pr::api {

enum class Method : std::uint8_t { Get, Head, Post, Options, Other };

/// The head of a request as it came: header names in any case, every field that was sent.
struct RequestHead {
    Method method = Method::Get;
    std::string path;
    std::string query;
    std::vector<std::pair<std::string, std::string>> headers;
    std::size_t bodyBytes = 0;
};

struct Refusal {
    int status = 0;  ///< 0: none
    std::string_view reason;
};

/// A secret of 32 random bytes as base64url: new at each start.
std::string newToken();

class Guard {
public:
    /// `port`: where the server listens; `token`: what Authorization must bear.
    Guard(std::uint16_t port, std::string_view token);

    /// The first rule that the request breaks. Missing headers are a reason to refuse: the server drops all of them
    /// when there are too many.
    Refusal check(const RequestHead& request) const;

private:
    std::vector<std::string> m_hosts;
    std::string m_tokenDigest;
};

/// True for 127.0.0.0/8 and ::1 and "localhost".
bool isLoopback(std::string_view address);

}  // namespace pr::api
