// What identifies the program behind a hello: JA3 and JA3S (Salesforce), JA4 of the client (FoxIO, BSD-3).
#pragma once

#include "core/protocols/tls/parser.h"

#include <string>

namespace pr::tls {

/// `version,ciphers,extensions,groups,point formats` in decimal, without GREASE.
std::string ja3Text(const ClientHello& hello);
/// `version,cipher,extensions` in decimal.
std::string ja3sText(const ServerHello& hello);
/// JA3 and JA3S: MD5 of their text, in hexadecimal.
std::string md5Hex(std::string_view text);

/// Which transport carried the hello: the first letter of a JA4.
enum class Transport : char { Tcp = 't', Quic = 'q', Dtls = 'd' };

struct Ja4 {
    std::string hash;  ///< t13d1516h2_8daaf6152771_e5627efa2ab1
    std::string text;  ///< the same with sorted lists in place of the two hashes: JA4_r
};
Ja4 ja4Of(const ClientHello& hello, Transport transport);

}  // namespace pr::tls
