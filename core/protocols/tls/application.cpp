#include "core/protocols/tls/application.h"

#include <array>

namespace pr::tls {

namespace {

struct ByAlpn {
    std::string_view alpn, name;
};
constexpr std::array byAlpn{
    ByAlpn{"http/1.0", "Hypertext Transfer Protocol"},
    ByAlpn{"http/1.1", "Hypertext Transfer Protocol"},
    ByAlpn{"h2", "HyperText Transfer Protocol 2"},
    ByAlpn{"spdy/1", "SPDY"},
    ByAlpn{"spdy/2", "SPDY"},
    ByAlpn{"spdy/3", "SPDY"},
    ByAlpn{"spdy/3.1", "SPDY"},
    ByAlpn{"imap", "Internet Message Access Protocol"},
    ByAlpn{"pop3", "Post Office Protocol"},
    ByAlpn{"ftp", "File Transfer Protocol (FTP)"},
    ByAlpn{"dot", "Domain Name System"},
};

struct ByPort {
    std::uint16_t port;
    std::string_view name;
};
constexpr std::array byPort{
    ByPort{21, "File Transfer Protocol (FTP)"},  // these by STARTTLS and its like
    ByPort{25, "Simple Mail Transfer Protocol"},
    ByPort{110, "Post Office Protocol"},
    ByPort{143, "Internet Message Access Protocol"},
    ByPort{389, "Lightweight Directory Access Protocol"},
    ByPort{587, "Simple Mail Transfer Protocol"},
    ByPort{443, "Hypertext Transfer Protocol"},
    ByPort{465, "Simple Mail Transfer Protocol"},
    ByPort{563, "Network News Transfer Protocol"},
    ByPort{636, "Lightweight Directory Access Protocol"},
    ByPort{853, "Domain Name System"},
    ByPort{989, "FTP Data"},
    ByPort{990, "File Transfer Protocol (FTP)"},
    ByPort{993, "Internet Message Access Protocol"},
    ByPort{995, "Post Office Protocol"},
    ByPort{3269, "Lightweight Directory Access Protocol"},
    ByPort{5061, "Session Initiation Protocol"},
    ByPort{5671, "Advanced Message Queuing Protocol"},
    ByPort{8883, "MQ Telemetry Transport Protocol"},
};

}  // namespace

std::string_view applicationName(std::string_view alpn, const flow::Endpoints& ends)
{
    for (const auto& known : byAlpn)
        if (known.alpn == alpn)
            return known.name;
    for (const auto port : {ends.sourcePort, ends.destinationPort})
        for (const auto& known : byPort)
            if (known.port == port)
                return known.name;
    return {};
}

}  // namespace pr::tls
