// From messages to the field tree: one function for each kind of record and handshake message.
#pragma once

#include "core/fields/reader.h"
#include "core/protocols/tls/parser.h"

#include <string_view>

namespace pr::tls {

/// What a flow knows already and a message does not say itself.
struct Context {
    std::uint16_t version = 0;  ///< agreed upon; 0: not known yet
    std::uint16_t cipherSuite = 0;
    bool fromServer = false;
    HandshakeType message{};    ///< which handshake message an extension stands in
    bool retryRequest = false;  ///< that message is a HelloRetryRequest
};

/// "Client Hello"; "Unknown" for types that no version of TLS has.
std::string_view handshakeName(HandshakeType type);
/// "TLSv1.2", "SSLv3"; "TLS" for a version that is not known.
std::string_view versionWord(std::uint16_t version);

/// One whole handshake message, header included, and the fingerprints of a hello.
void describeHandshake(FieldReader in, Context context);
/// Handshake bytes that no header can be read from: behind ChangeCipherSpec, or in a flow seen from the middle.
void describeEncryptedHandshake(FieldReader& in);
void describeAlert(FieldReader& in);
void describeHeartbeat(FieldReader& in);
/// SSL 2.0 CLIENT-HELLO with its two bytes of length.
void describeSslV2Hello(FieldReader& in);

/// Describes the extensions of a message: a length of two bytes and the list.
void describeExtensions(FieldReader& in, const Context& context);
/// QUIC transport parameters (RFC 9000 18), the body of that extension; `draft`: with a length before the list.
void describeQuicParameters(FieldReader& in, bool draft);
/// SignedCertificateTimestampList (RFC 6962 3.3), also in a certificate.
void describeTimestamps(FieldReader& in);
/// A signature algorithm and, below it, what its two bytes mean in TLS 1.2.
void describeSignatureAlgorithm(FieldReader& in);
/// A length of two bytes and as many signature algorithms.
void describeSignatureAlgorithms(FieldReader& in);

}  // namespace pr::tls
