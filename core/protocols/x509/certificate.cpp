#include "core/base/cursor.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/protocols/x509/der.h"
#include "core/protocols/x509/names.h"
#include "core/protocols/x509/x509.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>

namespace pr::x509 {

namespace {

unsigned bitLength(Bytes number)
{
    while (!number.empty() && number.front() == std::byte{0})
        number = number.subspan(1);
    if (number.empty())
        return 0;
    const auto top = std::to_integer<std::uint8_t>(number.front());
    return static_cast<unsigned>((number.size() - 1) * 8) + static_cast<unsigned>(std::bit_width(top));
}

// RFC 3279 2.3, RFC 5480, RFC 8410.
void readKey(const Element& info, Certificate& certificate)
{
    Elements parts{info};
    const auto algorithm = parts.next(Sequence);
    const auto key = parts.next(BitString);
    Elements algorithmParts{algorithm};
    const auto oid = dottedOid(algorithmParts.next(ObjectIdentifier).content);
    const auto parameters = algorithmParts.next();
    if (oid == "1.2.840.113549.1.1.1") {
        certificate.keyType = KeyType::Rsa;
        const auto numbers = Elements{bitsIn(key), 0}.next(Sequence);
        certificate.keyBits = bitLength(Elements{numbers}.next(Integer).content);
    } else if (oid == "1.2.840.10045.2.1") {
        certificate.keyType = KeyType::Ec;
        const auto curve = dottedOid(parameters.is(ObjectIdentifier) ? parameters.content : Bytes{});
        certificate.keyCurve = oidName(curve).empty() ? curve : std::string{oidName(curve)};
        const auto point = bitsIn(key);  // one byte of form, two coordinates
        certificate.keyBits = certificate.keyCurve == "P-521" ? 521 : static_cast<unsigned>(point.size() / 2 * 8);
    } else if (oid == "1.2.840.10040.4.1") {
        certificate.keyType = KeyType::Dsa;
        certificate.keyBits = bitLength(Elements{parameters}.next(Integer).content);
    } else if (oid == "1.2.840.10046.2.1" || oid == "1.2.840.113549.1.3.1") {
        certificate.keyType = KeyType::DiffieHellman;
        certificate.keyBits = bitLength(Elements{parameters}.next(Integer).content);
    } else if (oid == "1.3.101.112") {
        certificate.keyType = KeyType::Ed25519;
        certificate.keyBits = 256;
    } else if (oid == "1.3.101.113") {
        certificate.keyType = KeyType::Ed448;
        certificate.keyBits = 456;
    }
}

void readAlternativeNames(Bytes value, std::vector<AlternativeName>& names)
{
    using Kind = AlternativeName::Kind;
    for (Elements list{Elements{value, 0}.next(Sequence)}; const auto name = list.next();) {
        switch (name.tag) {
        case primitive(1): names.push_back({Kind::Email, textIn(name)}); break;
        case primitive(2): names.push_back({Kind::Dns, textIn(name)}); break;
        case primitive(6): names.push_back({Kind::Uri, textIn(name)}); break;
        case primitive(7):
            if (name.content.size() == 4 || name.content.size() == 16)
                names.push_back({Kind::Ip, addressText(name.content)});
            break;
        default: break;
        }
    }
}

void readExtensions(const Element& extensions, Certificate& certificate)
{
    for (Elements list{extensions}; const auto extension = list.next(Sequence);) {
        Elements parts{extension};
        const auto oid = dottedOid(parts.next(ObjectIdentifier).content);
        parts.next(Boolean);
        const auto value = parts.next(OctetString).content;
        if (oid == "2.5.29.17")
            readAlternativeNames(value, certificate.alternativeNames);
        else if (oid == "2.5.29.19")
            certificate.isAuthority = integerIn(Elements{Elements{value, 0}.next(Sequence)}.next(Boolean)) != 0;
        else if (oid == "1.3.6.1.4.1.11129.2.4.2")
            certificate.logged = true;
    }
}

}  // namespace

Result<Certificate> parseCertificate(Bytes der)
{
    const auto failed = [](Fault fault, std::size_t at, const char* what) {
        return Unexpected<ParseError>{{fault, at, what}};
    };
    if (der.size() > limits::certificateBytes)
        return failed(Fault::Limit, 0, "certificate");
    const auto outer = Elements{der, 0}.next(Sequence);
    Elements parts{outer};
    const auto signedPart = parts.next(Sequence);
    const auto signature = parts.next(Sequence);
    if (!signedPart || !signature || !parts.next(BitString))
        return failed(Fault::Malformed, 0, "certificate");

    Elements in{signedPart};
    Certificate certificate;
    if (const auto version = in.next(constructed(0)))
        certificate.version = static_cast<int>(integerIn(Elements{version}.next(Integer)) & 0xFF) + 1;
    const auto serial = in.next(Integer);
    in.next(Sequence);  // the signature's algorithm once more
    const auto issuer = in.next(Sequence);
    const auto validity = in.next(Sequence);
    const auto subject = in.next(Sequence);
    const auto key = in.next(Sequence);
    Elements times{validity};
    const auto notBefore = timeIn(times.next());
    const auto notAfter = timeIn(times.next());
    if (!key || !notBefore || !notAfter)
        return failed(Fault::Malformed, signedPart.at, "signed part of the certificate");

    certificate.serial = hex(serial.content);
    certificate.issuer = nameText(issuer.whole);
    certificate.subject = nameText(subject.whole);
    certificate.selfSigned = std::ranges::equal(issuer.whole, subject.whole);
    certificate.notBefore = *notBefore;
    certificate.notAfter = *notAfter;
    certificate.signatureAlgorithm = nameOrOid(Elements{signature}.next(ObjectIdentifier));
    readKey(key, certificate);
    in.next(primitive(1));  // unique identifiers, which nobody uses
    in.next(primitive(2));
    if (const auto extensions = in.next(constructed(3)))
        readExtensions(Elements{extensions}.next(Sequence), certificate);
    certificate.sha256 = sha256(outer.whole);
    EVP_Digest(outer.whole.data(), outer.whole.size(), reinterpret_cast<unsigned char*>(certificate.sha1.data()),
        nullptr, EVP_sha1(), nullptr);
    return certificate;
}

std::string keyText(const Certificate& certificate)
{
    const auto bits = certificate.keyBits ? " " + std::to_string(certificate.keyBits) : std::string{};
    switch (certificate.keyType) {
    case KeyType::Rsa: return "RSA" + bits;
    case KeyType::Dsa: return "DSA" + bits;
    case KeyType::DiffieHellman: return "DH" + bits;
    case KeyType::Ec: return certificate.keyCurve.empty() ? "EC" + bits : "EC " + certificate.keyCurve;
    case KeyType::Ed25519: return "Ed25519";
    case KeyType::Ed448: return "Ed448";
    case KeyType::Unknown: break;
    }
    return {};
}

std::string joined(const std::vector<AlternativeName>& names)
{
    constexpr std::array<std::string_view, 4> words{"DNS:", "IP:", "email:", "URI:"};
    std::string out;
    for (const auto& name : names) {
        if (!out.empty())
            out += ", ";
        out += words[static_cast<std::size_t>(name.kind)];
        out += name.text;
    }
    return out;
}

}  // namespace pr::x509
