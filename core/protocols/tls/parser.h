// Records and hellos of TLS as plain structs (RFC 8446, RFC 5246; SSL 2.0 and 3.0 as far as they are seen).
#pragma once

#include "core/base/cursor.h"
#include "core/base/limits.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pr::tls {

enum class ContentType : std::uint8_t {
    ChangeCipherSpec = 20,
    Alert = 21,
    Handshake = 22,
    ApplicationData = 23,
    Heartbeat = 24,
};

enum class HandshakeType : std::uint8_t {
    HelloRequest = 0,
    ClientHello = 1,
    ServerHello = 2,
    NewSessionTicket = 4,
    EndOfEarlyData = 5,
    EncryptedExtensions = 8,
    Certificate = 11,
    ServerKeyExchange = 12,
    CertificateRequest = 13,
    ServerHelloDone = 14,
    CertificateVerify = 15,
    ClientKeyExchange = 16,
    Finished = 20,
    CertificateStatus = 22,
    KeyUpdate = 24,
};

enum ExtensionType : std::uint16_t {
    ServerName = 0,
    StatusRequest = 5,
    CertType = 9,
    SupportedGroups = 10,
    EcPointFormats = 11,
    SignatureAlgorithms = 13,
    HeartbeatExtension = 15,
    Alpn = 16,
    StatusRequestV2 = 17,
    SignedCertificateTimestamp = 18,
    ClientCertificateType = 19,
    ServerCertificateType = 20,
    Padding = 21,
    EncryptThenMac = 22,
    ExtendedMasterSecret = 23,
    CompressCertificate = 27,
    RecordSizeLimit = 28,
    DelegatedCredentials = 34,
    SessionTicket = 35,
    PreSharedKeyOld = 40,  ///< key_share of the TLS 1.3 drafts up to 22
    PreSharedKey = 41,
    EarlyData = 42,
    SupportedVersions = 43,
    PskKeyExchangeModes = 45,
    CertificateAuthorities = 47,
    PostHandshakeAuth = 49,
    SignatureAlgorithmsCert = 50,
    KeyShare = 51,
    QuicTransportParameters = 57,
    NextProtocolNegotiation = 13172,
    ApplicationSettings = 17513,
    RenegotiationInfo = 65281,
    QuicTransportParametersDraft = 65445,
    EncryptedServerName = 65486,
};

inline constexpr std::uint16_t kSsl3 = 0x0300;
inline constexpr std::uint16_t kTls12 = 0x0303;
inline constexpr std::uint16_t kTls13 = 0x0304;

/// The drafts had numbers of their own: 0x7Fnn, Facebook's 0xFBnn.
constexpr bool isTls13(std::uint16_t version)
{
    return version == kTls13 || version >> 8 == 0x7F || version >> 8 == 0xFB;
}

inline constexpr std::size_t kRecordHeader = 5;
inline constexpr std::size_t kHandshakeHeader = 4;

/// RFC 8701: the sixteen values that clients offer to keep servers tolerant.
constexpr bool isGrease(std::uint16_t value)
{
    return (value & 0x0F0F) == 0x0A0A && value >> 8 == (value & 0xFF);
}

/// RFC 8446 5.1.
struct RecordHeader {
    ContentType type;
    std::uint16_t version;
    std::uint16_t length;  ///< of the fragment behind the header
};
/// The header at the front of `bytes`; nothing where they are too few or no header of TLS.
std::optional<RecordHeader> parseRecordHeader(Bytes bytes);

/// RFC 8446 4. Only types that some version of TLS has: what encrypted bytes seldom look like.
struct HandshakeHeader {
    HandshakeType type;
    std::uint32_t length;  ///< of the body behind the header
};
std::optional<HandshakeHeader> parseHandshakeHeader(Bytes bytes);

struct Extension {
    std::uint16_t type;
    Bytes body;
};

/// The extensions of a hello in their order, at most limits::tlsExtensions.
class Extensions {
public:
    const Extension* begin() const { return m_all.data(); }
    const Extension* end() const { return m_all.data() + m_count; }
    /// The first of that type; null for none.
    const Extension* find(std::uint16_t type) const;
    /// False: there are more than we hold.
    bool add(Extension extension);

private:
    std::array<Extension, limits::tlsExtensions> m_all;
    std::size_t m_count = 0;
};

/// RFC 8446 4.1.2. The spans look into the message.
struct ClientHello {
    std::uint16_t version = 0;
    Bytes random;
    Bytes sessionId;
    Bytes cipherSuites;  ///< two bytes each
    Bytes compressionMethods;
    Extensions extensions;
};

/// RFC 8446 4.1.3; a HelloRetryRequest has the same form.
struct ServerHello {
    std::uint16_t version = 0;  ///< as it stands there: TLS 1.3 says 1.2 here, selectedVersion() knows better
    Bytes random;
    Bytes sessionId;
    std::uint16_t cipherSuite = 0;
    std::uint8_t compressionMethod = 0;
    Extensions extensions;

    /// What both sides speak from here on; kTls13 for its drafts too.
    std::uint16_t selectedVersion() const;
    bool isRetryRequest() const;
};

/// `body`: what follows the handshake header.
Result<ClientHello> parseClientHello(Bytes body);
Result<ServerHello> parseServerHello(Bytes body);

/// The body of EncryptedExtensions (RFC 8446 4.3.1).
Result<Extensions> parseExtensions(Bytes body);

/// The first host name of server_name (RFC 6066 3); empty for none.
std::string_view serverName(const Extensions& extensions);
/// The list in ALPN (RFC 7301 3.1), each with its length byte before it; empty for none.
Bytes alpnNames(const Extensions& extensions);
/// The list of an extension whose body is a length (of `lengthBytes`) and values; empty for none.
Bytes listIn(const Extensions& extensions, std::uint16_t type, std::size_t lengthBytes);

/// Calls `visit` with each 16-bit number of a list; an odd byte at the end is ignored.
template <class Visit> void forEachU16(Bytes list, Visit visit)
{
    for (Cursor in{list}; in.remaining() >= 2;)
        visit(in.u16be());
}
/// Calls `visit` with each name of a list of names with a length byte before each; stops where a length lies.
template <class Visit> void forEachName(Bytes list, Visit visit)
{
    for (Cursor in{list}; !in.atEnd();) {
        const auto name = in.take(in.u8());
        if (!in.ok())
            return;
        visit(textOf(name));
    }
}

/// How the keys of a cipher suite are agreed upon: decides the form of the key exchange messages of TLS 1.2 and before.
enum class KeyExchange : std::uint8_t { Unknown, Rsa, DiffieHellman, EllipticCurve, Psk };
KeyExchange keyExchangeOf(std::uint16_t cipherSuite);

/// SSL 2.0 CLIENT-HELLO, which old clients send to offer SSL 3.0 or TLS (RFC 5246 E.2). Gives the length of the whole
/// record, two bytes of length included; 0 where the bytes are none. Needs five bytes.
std::size_t sslV2HelloLength(Bytes bytes);

}  // namespace pr::tls
