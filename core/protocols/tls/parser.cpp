#include "core/protocols/tls/parser.h"

#include "core/protocols/tls/names.h"

#include <algorithm>

namespace pr::tls {

namespace {

// RFC 8446 4.1.3: SHA-256 of "HelloRetryRequest".
constexpr std::array<std::uint8_t, 32> kRetryRandom{0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C,
    0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8,
    0x33, 0x9C};

void readExtensions(Cursor& in, Extensions& extensions)
{
    if (in.atEnd())
        return;  // SSL 3.0 and many of TLS 1.0 have none
    auto list = in.sub(in.u16be());
    while (list.ok() && !list.atEnd()) {
        const auto type = list.u16be();
        const auto body = list.take(list.u16be());
        if (list.ok() && !extensions.add({type, body}))
            list.fail(Fault::Limit);
    }
    if (!list.ok())
        in.fail(list.fault());
}

}  // namespace

std::optional<RecordHeader> parseRecordHeader(Bytes bytes)
{
    Cursor in{bytes};
    const auto type = in.u8();
    const RecordHeader header{ContentType{type}, in.u16be(), in.u16be()};
    const bool known = type >= 20 && type <= 24 && header.version >= kSsl3 && header.version <= kTls13
        && header.length <= limits::tlsRecord;
    return in.ok() && known ? std::optional{header} : std::nullopt;
}

std::optional<HandshakeHeader> parseHandshakeHeader(Bytes bytes)
{
    Cursor in{bytes};
    const auto type = in.u8();
    const HandshakeHeader header{HandshakeType{type}, in.u24be()};
    const bool known = !nameOf(names::handshakeTypes, type).empty() && header.length <= limits::tlsHandshake;
    return in.ok() && known ? std::optional{header} : std::nullopt;
}

const Extension* Extensions::find(std::uint16_t type) const
{
    const auto found = std::find_if(begin(), end(), [type](const Extension& each) { return each.type == type; });
    return found == end() ? nullptr : found;
}

bool Extensions::add(Extension extension)
{
    if (m_count == m_all.size())
        return false;
    m_all[m_count++] = extension;
    return true;
}

std::uint16_t ServerHello::selectedVersion() const
{
    const auto* versions = extensions.find(SupportedVersions);
    const auto selected = versions && versions->body.size() == 2 ? u16be(versions->body.data()) : version;
    return isTls13(selected) ? kTls13 : selected;
}

bool ServerHello::isRetryRequest() const
{
    return std::equal(random.begin(), random.end(), kRetryRandom.begin(), kRetryRandom.end(),
        [](std::byte left, std::uint8_t right) { return std::to_integer<std::uint8_t>(left) == right; });
}

Result<ClientHello> parseClientHello(Bytes body)
{
    Cursor in{body};
    ClientHello hello;
    hello.version = in.u16be();
    hello.random = in.take(32);
    hello.sessionId = in.take(in.u8());
    hello.cipherSuites = in.take(in.u16be());
    hello.compressionMethods = in.take(in.u8());
    readExtensions(in, hello.extensions);
    return in.ok() ? Result<ClientHello>{hello} : in.error("ClientHello");
}

Result<ServerHello> parseServerHello(Bytes body)
{
    Cursor in{body};
    ServerHello hello;
    hello.version = in.u16be();
    hello.random = in.take(32);
    hello.sessionId = in.take(in.u8());
    hello.cipherSuite = in.u16be();
    hello.compressionMethod = in.u8();
    readExtensions(in, hello.extensions);
    return in.ok() ? Result<ServerHello>{hello} : in.error("ServerHello");
}

Result<Extensions> parseExtensions(Bytes body)
{
    Cursor in{body};
    Extensions extensions;
    readExtensions(in, extensions);
    return in.ok() ? Result<Extensions>{extensions} : in.error("extensions");
}

Bytes listIn(const Extensions& extensions, std::uint16_t type, std::size_t lengthBytes)
{
    const auto* extension = extensions.find(type);
    if (!extension)
        return {};
    Cursor in{extension->body};
    return in.take(lengthBytes == 1 ? in.u8() : in.u16be());
}

std::string_view serverName(const Extensions& extensions)
{
    constexpr std::uint8_t hostName = 0;
    for (Cursor in{listIn(extensions, ServerName, 2)}; !in.atEnd();) {
        const auto type = in.u8();
        const auto name = in.take(in.u16be());
        if (!in.ok())
            break;
        if (type == hostName)
            return textOf(name);
    }
    return {};
}

Bytes alpnNames(const Extensions& extensions)
{
    return listIn(extensions, Alpn, 2);
}

KeyExchange keyExchangeOf(std::uint16_t cipherSuite)
{
    const auto name = nameOf(names::cipherSuites, cipherSuite);
    const auto startsWith = [name](std::string_view start) { return name.substr(0, start.size()) == start; };
    if (name.find("PSK") != name.npos)
        return KeyExchange::Psk;
    if (startsWith("TLS_ECDH"))
        return KeyExchange::EllipticCurve;
    if (startsWith("TLS_DH"))
        return KeyExchange::DiffieHellman;
    return startsWith("TLS_RSA") ? KeyExchange::Rsa : KeyExchange::Unknown;
}

std::size_t sslV2HelloLength(Bytes bytes)
{
    Cursor in{bytes};
    const auto length = in.u16be();
    const auto type = in.u8();
    const auto version = in.u16be();
    const bool hello =
        in.ok() && length > 0x8009 && type == 1 && (version == 2 || (version >= kSsl3 && version <= kTls12));
    return hello ? 2U + (length & 0x7FFFU) : 0;
}

}  // namespace pr::tls
