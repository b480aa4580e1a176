// Certificates: as a plain struct for events and detectors, and as a field tree. From our own walk over the DER.
#pragma once

#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/base/time.h"
#include "core/fields/reader.h"
#include "core/flow/protocol.h"
#include "core/protocols/x509/fields.h"

#include <array>
#include <string>
#include <vector>

namespace pr::x509 {

/// A name that a certificate stands for besides its subject (RFC 5280 4.2.1.6).
struct AlternativeName {
    enum class Kind : std::uint8_t { Dns, Ip, Email, Uri };
    Kind kind;
    std::string text;
};

enum class KeyType : std::uint8_t { Unknown, Rsa, Dsa, Ec, Ed25519, Ed448, DiffieHellman };

/// What people and detectors ask of a certificate. Text is UTF-8.
struct Certificate {
    int version = 1;
    std::string serial;   ///< hexadecimal
    std::string subject;  ///< RFC 4514: the most specific part first
    std::string issuer;
    Timestamp notBefore{}, notAfter{};
    std::vector<AlternativeName> alternativeNames;
    KeyType keyType = KeyType::Unknown;
    unsigned keyBits = 0;            ///< 0: not known
    std::string keyCurve;            ///< "P-256", or its identifier; empty where the key has none
    std::string signatureAlgorithm;  ///< "sha256WithRSAEncryption", or its identifier
    bool isAuthority = false;
    bool logged = false;      ///< holds signed timestamps of certificate logs (RFC 6962 3.3): issued for the public
    bool selfSigned = false;  ///< subject and issuer are the same name; the signature is not checked
    Digest sha256{};
    std::array<std::byte, 20> sha1{};
};

/// RFC 5280 4.1. `der`: one whole certificate, at most limits::certificateBytes.
Result<Certificate> parseCertificate(Bytes der);

/// "RSA 2048", "EC P-256", "Ed25519"; empty where the key is of no kind we know.
std::string keyText(const Certificate& certificate);
/// "DNS:a.example, IP:192.0.2.1".
std::string joined(const std::vector<AlternativeName>& names);
/// RFC 4514 text of a Name; `name` is its SEQUENCE with header.
std::string nameText(Bytes name);

/// Describes signed certificate timestamps: they are of TLS, which this folder does not know.
using DescribeTimestamps = void (*)(FieldReader& list);

/// The tree of a certificate. `at`: where its first byte stands in the sink's current source.
void describeCertificate(Bytes der, FieldSink& sink, std::uint32_t at, DescribeTimestamps timestamps = nullptr);
/// The parts of a Name (RFC 5280 4.1.2.4), as it stands in a CertificateRequest.
void describeName(Bytes der, FieldSink& sink, std::uint32_t at);
/// OCSPResponse (RFC 6960 4.2.1) with its own layer.
void describeOcspResponse(Bytes der, FieldSink& sink, std::uint32_t at, DescribeTimestamps timestamps = nullptr);

/// OCSPRequest (RFC 6960 4.1.1) with its own layer: what HTTP carries to a responder.
void describeOcspRequest(Bytes der, FieldSink& sink, std::uint32_t at, DescribeTimestamps timestamps = nullptr);

/// Its fields are known through the registry; nothing carries it by itself.
inline constexpr flow::Protocol protocol{
    .name = "x509", .layer = &af::protocol, .fields = allFields, .ports = {}, .tables = {}};

}  // namespace pr::x509
