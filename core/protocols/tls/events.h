// The rows that TLS writes: one for each handshake, one for each certificate seen in one.
#pragma once

#include "core/flow/protocol.h"
#include "core/protocols/tls/parser.h"

#include <string>

namespace pr::tls {

inline constexpr std::array handshakeColumns{
    Column{"client", ColumnType::Text, "Client address"},
    Column{"client_port", ColumnType::Integer, "Client port"},
    Column{"server", ColumnType::Text, "Server address"},
    Column{"server_port", ColumnType::Integer, "Server port"},
    Column{"sni", ColumnType::Text, "Server name asked for (SNI)"},
    Column{"alpn", ColumnType::Text, "Protocols offered (ALPN)"},
    Column{"alpn_selected", ColumnType::Text, "Protocol chosen, where the server says so in clear"},
    Column{"ja3", ColumnType::Text, "JA3 of the client"},
    Column{"ja3_raw", ColumnType::Text, "JA3 before hashing"},
    Column{"ja3s", ColumnType::Text, "JA3S of the server"},
    Column{"ja3s_raw", ColumnType::Text, "JA3S before hashing"},
    Column{"ja4", ColumnType::Text, "JA4 of the client"},
    Column{"ja4_raw", ColumnType::Text, "JA4 before hashing"},
    Column{"version", ColumnType::Text, "Version agreed upon, else the highest offered in the hello"},
    Column{"cipher", ColumnType::Text, "Cipher suite chosen"},
    Column{"resumed", ColumnType::Integer, "1: an earlier session went on, 0: not, empty: not known"},
    Column{"certificates", ColumnType::Text, "SHA-256 of the server's certificates, its own first"},
};
inline constexpr EventTable handshakeTable{"tls", handshakeColumns};

inline constexpr std::array certificateColumns{
    Column{"fingerprint_sha256", ColumnType::Text, "SHA-256"},
    Column{"subject", ColumnType::Text, "Subject"},
    Column{"issuer", ColumnType::Text, "Issuer"},
    Column{"serial", ColumnType::Text, "Serial number"},
    Column{"not_before", ColumnType::Integer, "Valid from, nanoseconds since 1970 UTC"},
    Column{"not_after", ColumnType::Integer, "Valid to, nanoseconds since 1970 UTC"},
    Column{"sans", ColumnType::Text, "Alternative names, kind before each"},
    Column{"key", ColumnType::Text, "Public key"},
    Column{"server", ColumnType::Text, "Address that showed it"},
    Column{"server_port", ColumnType::Integer, "Port that showed it"},
    Column{"sni", ColumnType::Text, "Server name asked for (SNI)"},
    Column{"position", ColumnType::Integer, "Place in the chain, 0 the certificate of the server itself"},
    Column{"from_client", ColumnType::Integer, "1: the client showed it"},
    Column{"der", ColumnType::Certificate, "The certificate"},
};
inline constexpr EventTable certificateTable{"certificate", certificateColumns};

/// What is known of a handshake while it runs. Text from the wire is kept to `kTextLimit` bytes, the rest shown as "…".
struct Handshake {
    static constexpr std::size_t kTextLimit = 2048;

    bool serverSeen = false;  ///< a ServerHello that is no HelloRetryRequest
    bool certificateSeen = false;
    bool helloDone = false;      ///< TLS 1.2: the server proved or agreed upon keys, so nothing is resumed
    bool keyFromTicket = false;  ///< TLS 1.3: the server took a pre-shared key
    EventPlace place{};          ///< of the first hello
    std::string client, server;  ///< address text
    std::uint16_t clientPort = 0, serverPort = 0;
    std::uint16_t version = 0;
    std::uint16_t cipherSuite = 0;
    std::string sni, alpn, alpnSelected;
    std::string ja3, ja3Raw, ja3s, ja3sRaw, ja4, ja4Raw;
    std::string certificates;  ///< comma-separated

    void take(const ClientHello& hello);
    void take(const ServerHello& hello);
    /// The extensions that TLS 1.3 sends encrypted.
    void takeEncrypted(const Extensions& extensions);
    void archive(flow::Archive& archive);
};

void writeHandshake(const Handshake& handshake, EventBuffer& events);

/// The certificates in the body of a Certificate message of that version, to the events of the PDU, which it must
/// have. Notes the server's in `handshake`.
void writeCertificates(Bytes body, std::uint16_t version, const flow::Pdu& pdu, bool fromServer, Handshake& handshake);

}  // namespace pr::tls
