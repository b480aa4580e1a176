#include "core/protocols/x509/names.h"
#include "core/protocols/x509/walk.h"

namespace pr::x509 {

namespace {

void describeTime(FieldSink& sink, const Field& field, const Element& time)
{
    if (!time)
        return;
    const auto scope = openChoice(sink, field, time.is(UtcTime) ? 0 : 1, time);
    if (time.is(UtcTime))
        addUtcTime(sink, af::utcTime, time);
    else
        addTime(sink, af::generalizedTime, time);
}

void describeSubjectName(FieldSink& sink, const Field& choice, const Field& sequence, const Element& name)
{
    const auto scope = openChoice(sink, choice, 0, name);
    describeRdnSequence(sink, sequence, name);
}

void describeKey(FieldSink& sink, const Element& info)
{
    const auto scope = openElement(sink, af::subjectPublicKeyInfoElement, info);
    Elements parts{info};
    const auto algorithm = parts.next(Sequence);
    describeAlgorithm(sink, af::algorithmElement, algorithm);
    const auto key = parts.next(BitString);
    addBits(sink, af::subjectPublicKey, key);
    if (!isOid(Elements{algorithm}.next(), "1.2.840.113549.1.1.1"))
        return;
    Elements numbers{Elements{bitsIn(key), key.contentAt + 1}.next(Sequence)};
    addBytes(sink, pkcs1::modulus, numbers.next(Integer));
    addNumber(sink, pkcs1::publicExponent, numbers.next(Integer));
}

// RFC 5280 4.1.
void describeSigned(FieldSink& sink, const Element& certificate, DescribeTimestamps timestamps)
{
    const auto scope = openElement(sink, af::signedCertificateElement, certificate);
    Elements in{certificate};
    if (const auto version = in.next(constructed(0)))
        addNumber(sink, af::version, Elements{version}.next(Integer));
    addBytes(sink, af::serialNumber, in.next(Integer));
    describeAlgorithm(sink, af::signatureElement, in.next(Sequence));
    describeSubjectName(sink, af::issuer, dn::rdnSequence, in.next(Sequence));
    if (const auto validity = in.next(Sequence)) {
        const auto times = openElement(sink, af::validityElement, validity);
        Elements both{validity};
        describeTime(sink, af::notBefore, both.next());
        describeTime(sink, af::notAfter, both.next());
    }
    describeSubjectName(sink, af::subject, af::rdnSequence, in.next(Sequence));
    if (const auto key = in.next(Sequence))
        describeKey(sink, key);
    in.next(primitive(1));
    in.next(primitive(2));
    if (const auto extensions = in.next(constructed(3)))
        describeExtensions(sink, {af::extensions, af::extensionElement, af::extensionId},
            Elements{extensions}.next(Sequence), timestamps);
}

}  // namespace

void describeCertificate(Bytes der, FieldSink& sink, std::uint32_t at, DescribeTimestamps timestamps)
{
    if (!sink.wantsAnything() || der.size() > limits::certificateBytes)
        return;
    Elements in{Elements{der, at}.next(Sequence)};
    if (const auto part = in.next(Sequence))
        describeSigned(sink, part, timestamps);
    describeAlgorithm(sink, af::algorithmIdentifierElement, in.next(Sequence));
    addBits(sink, af::encrypted, in.next(BitString));
}

void describeName(Bytes der, FieldSink& sink, std::uint32_t at)
{
    describeRdns(sink, Elements{der, at}.next(Sequence));
}

}  // namespace pr::x509
