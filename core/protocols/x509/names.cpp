#include "core/protocols/x509/names.h"

#include "core/base/text.h"
#include "core/protocols/x509/der.h"
#include "core/protocols/x509/x509.h"

#include <array>
#include <vector>

namespace pr::x509 {

namespace {

struct Known {
    std::string_view oid, name;
};

constexpr std::array known{
    Known{"0.9.2342.19200300.100.1.1", "userId"},
    Known{"0.9.2342.19200300.100.1.25", "domainComponent"},
    Known{"1.2.840.10040.4.1", "dsa"},
    Known{"1.2.840.10040.4.3", "dsa-with-SHA1"},
    Known{"1.2.840.10045.2.1", "ecPublicKey"},
    Known{"1.2.840.10045.3.1.7", "P-256"},
    Known{"1.2.840.10045.4.1", "ecdsa-with-SHA1"},
    Known{"1.2.840.10045.4.3.1", "ecdsa-with-SHA224"},
    Known{"1.2.840.10045.4.3.2", "ecdsa-with-SHA256"},
    Known{"1.2.840.10045.4.3.3", "ecdsa-with-SHA384"},
    Known{"1.2.840.10045.4.3.4", "ecdsa-with-SHA512"},
    Known{"1.2.840.10046.2.1", "dhPublicNumber"},
    Known{"1.2.840.113549.1.1.1", "rsaEncryption"},
    Known{"1.2.840.113549.1.1.2", "md2WithRSAEncryption"},
    Known{"1.2.840.113549.1.1.4", "md5WithRSAEncryption"},
    Known{"1.2.840.113549.1.1.5", "sha1WithRSAEncryption"},
    Known{"1.2.840.113549.1.1.10", "rsassaPss"},
    Known{"1.2.840.113549.1.1.11", "sha256WithRSAEncryption"},
    Known{"1.2.840.113549.1.1.12", "sha384WithRSAEncryption"},
    Known{"1.2.840.113549.1.1.13", "sha512WithRSAEncryption"},
    Known{"1.2.840.113549.1.9.1", "emailAddress"},
    Known{"1.3.6.1.4.1.11129.2.4.2", "signedCertificateTimestampList"},
    Known{"1.3.6.1.5.5.7.1.1", "authorityInfoAccess"},
    Known{"1.3.6.1.5.5.7.2.1", "cps"},
    Known{"1.3.6.1.5.5.7.2.2", "userNotice"},
    Known{"1.3.6.1.5.5.7.3.1", "serverAuth"},
    Known{"1.3.6.1.5.5.7.3.2", "clientAuth"},
    Known{"1.3.6.1.5.5.7.48.1", "ocsp"},
    Known{"1.3.6.1.5.5.7.48.2", "caIssuers"},
    Known{"1.3.101.110", "X25519"},
    Known{"1.3.101.112", "Ed25519"},
    Known{"1.3.101.113", "Ed448"},
    Known{"1.3.132.0.10", "secp256k1"},
    Known{"1.3.132.0.34", "P-384"},
    Known{"1.3.132.0.35", "P-521"},
    Known{"1.3.14.3.2.26", "sha1"},
    Known{"2.16.840.1.101.3.4.2.1", "sha256"},
    Known{"2.16.840.1.101.3.4.2.2", "sha384"},
    Known{"2.16.840.1.101.3.4.2.3", "sha512"},
    Known{"2.5.29.14", "subjectKeyIdentifier"},
    Known{"2.5.29.15", "keyUsage"},
    Known{"2.5.29.17", "subjectAltName"},
    Known{"2.5.29.18", "issuerAltName"},
    Known{"2.5.29.19", "basicConstraints"},
    Known{"2.5.29.31", "cRLDistributionPoints"},
    Known{"2.5.29.32", "certificatePolicies"},
    Known{"2.5.29.35", "authorityKeyIdentifier"},
    Known{"2.5.29.37", "extKeyUsage"},
    Known{"2.5.4.10", "organizationName"},
    Known{"2.5.4.11", "organizationalUnitName"},
    Known{"2.5.4.3", "commonName"},
    Known{"2.5.4.5", "serialNumber"},
    Known{"2.5.4.6", "countryName"},
    Known{"2.5.4.7", "localityName"},
    Known{"2.5.4.8", "stateOrProvinceName"},
    Known{"2.5.4.9", "streetAddress"},
};

// RFC 4514 3: the short words that every reader of such text knows.
constexpr std::array shortWords{
    Known{"2.5.4.3", "CN"},
    Known{"2.5.4.7", "L"},
    Known{"2.5.4.8", "ST"},
    Known{"2.5.4.10", "O"},
    Known{"2.5.4.11", "OU"},
    Known{"2.5.4.6", "C"},
    Known{"2.5.4.9", "STREET"},
    Known{"0.9.2342.19200300.100.1.25", "DC"},
    Known{"0.9.2342.19200300.100.1.1", "UID"},
    Known{"1.2.840.113549.1.9.1", "emailAddress"},
    Known{"2.5.4.5", "serialNumber"},
};

template <std::size_t N> std::string_view find(const std::array<Known, N>& list, std::string_view oid)
{
    for (const auto& entry : list)
        if (entry.oid == oid)
            return entry.name;
    return {};
}

// RFC 4514 2.4.
void appendEscaped(std::string& out, std::string_view value)
{
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const bool edge = (c == ' ' && (i == 0 || i + 1 == value.size())) || (c == '#' && i == 0);
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            const std::array byte{std::byte(c)};
            out += '\\' + hex(byte);
        } else {
            if (edge || std::string_view{",+\"\\<>;"}.find(c) != std::string_view::npos)
                out += '\\';
            out += c;
        }
    }
}

void appendAttribute(std::string& out, const Element& attribute)
{
    Elements parts{attribute};
    const auto type = parts.next(ObjectIdentifier);
    const auto value = parts.next();
    if (!type || !value)
        return;
    const auto oid = dottedOid(type.content);
    const auto word = find(shortWords, oid);
    out += word.empty() ? oid : std::string{word};
    out += '=';
    if (word.empty())
        out += '#' + hex(value.whole);
    else
        appendEscaped(out, textIn(value));
}

}  // namespace

std::string_view oidName(std::string_view dotted)
{
    return find(known, dotted);
}

std::string nameOrOid(const Element& identifier)
{
    const auto oid = dottedOid(identifier.content);
    const auto name = oidName(oid);
    return name.empty() ? oid : std::string{name};
}

std::string nameText(Bytes name)
{
    std::vector<std::string> parts;
    for (Elements sets{Elements{name, 0}.next(Sequence)}; const auto set = sets.next(Set);) {
        std::string part;
        for (Elements attributes{set}; const auto attribute = attributes.next(Sequence);) {
            if (!part.empty())
                part += '+';
            appendAttribute(part, attribute);
        }
        parts.push_back(std::move(part));
    }
    std::string out;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        if (!out.empty())
            out += ',';
        out += *part;
    }
    return out;
}

}  // namespace pr::x509
