#include "core/protocols/tls/application.h"

#include <array>

namespace pr::tls {

namespace {

struct ByAlpn {
    std::string_view alpn, name, service;
};
constexpr std::array byAlpn{
    ByAlpn{"http/1.0", "Hypertext Transfer Protocol", "http"},
    ByAlpn{"http/1.1", "Hypertext Transfer Protocol", "http"},
    ByAlpn{"h2", "HyperText Transfer Protocol 2", "http2"},
    ByAlpn{"spdy/1", "SPDY", "spdy"},
    ByAlpn{"spdy/2", "SPDY", "spdy"},
    ByAlpn{"spdy/3", "SPDY", "spdy"},
    ByAlpn{"spdy/3.1", "SPDY", "spdy"},
    ByAlpn{"imap", "Internet Message Access Protocol", "imap"},
    ByAlpn{"pop3", "Post Office Protocol", "pop"},
    ByAlpn{"ftp", "File Transfer Protocol (FTP)", "ftp"},
    ByAlpn{"dot", "Domain Name System", "dns"},
};

struct ByPort {
    std::uint16_t port;
    std::string_view name, service;
};
constexpr std::array byPort{
    ByPort{21, "File Transfer Protocol (FTP)", "ftp"},  // these by STARTTLS and its like
    ByPort{25, "Simple Mail Transfer Protocol", "smtp"},
    ByPort{110, "Post Office Protocol", "pop"},
    ByPort{143, "Internet Message Access Protocol", "imap"},
    ByPort{389, "Lightweight Directory Access Protocol", "ldap"},
    ByPort{587, "Simple Mail Transfer Protocol", "smtp"},
    ByPort{443, "Hypertext Transfer Protocol", "http"},
    ByPort{465, "Simple Mail Transfer Protocol", "smtp"},
    ByPort{563, "Network News Transfer Protocol", "nntp"},
    ByPort{636, "Lightweight Directory Access Protocol", "ldap"},
    ByPort{853, "Domain Name System", "dns"},
    ByPort{989, "FTP Data", "ftp-data"},
    ByPort{990, "File Transfer Protocol (FTP)", "ftp"},
    ByPort{993, "Internet Message Access Protocol", "imap"},
    ByPort{995, "Post Office Protocol", "pop"},
    ByPort{3269, "Lightweight Directory Access Protocol", "ldap"},
    ByPort{5061, "Session Initiation Protocol", "sip"},
    ByPort{5671, "Advanced Message Queuing Protocol", "amqp"},
    ByPort{8883, "MQ Telemetry Transport Protocol", "mqtt"},
};

}  // namespace

Application applicationOf(std::string_view alpn, const flow::Endpoints& ends)
{
    for (const auto& known : byAlpn)
        if (known.alpn == alpn)
            return {known.name, known.service, true};
    for (const auto port : {ends.sourcePort, ends.destinationPort})
        for (const auto& known : byPort)
            if (known.port == port)
                return {known.name, known.service};
    return {};
}

}  // namespace pr::tls
