#include "core/protocols/x509/walk.h"

namespace pr::x509 {

namespace {

// RFC 6960 4.1.1.
void describeCertId(FieldSink& sink, const Field& field, const Element& id)
{
    const auto scope = openElement(sink, field, id);
    Elements in{id};
    describeAlgorithm(sink, ocsp::hashAlgorithmElement, in.next(Sequence));
    addBytes(sink, ocsp::issuerNameHash, in.next(OctetString));
    addBytes(sink, ocsp::issuerKeyHash, in.next(OctetString));
    addBytes(sink, ocsp::serialNumber, in.next(Integer));
}

void describeCertStatus(FieldSink& sink, const Element& status)
{
    const auto scope = openChoice(sink, ocsp::certStatus, status.tag & 0x1FU, status);
    if (status.is(primitive(0))) {
        sink.add(ocsp::goodElement, Value{}, contentOf(status));
    } else if (status.is(constructed(1))) {
        const auto revoked = openElement(sink, ocsp::revokedElement, status);
        Elements in{status};
        addTime(sink, ocsp::revocationTime, in.next(GeneralizedTime));
        if (const auto reason = in.next(constructed(0)))
            addNumber(sink, ocsp::revocationReason, Elements{reason}.next(Enumerated));
    }
}

void describeSingleResponse(FieldSink& sink, const Element& response, DescribeTimestamps timestamps)
{
    const auto scope = openElement(sink, ocsp::singleResponseElement, response);
    Elements in{response};
    describeCertId(sink, ocsp::certIdElement, in.next(Sequence));
    describeCertStatus(sink, in.next());
    addTime(sink, ocsp::thisUpdate, in.next(GeneralizedTime));
    if (const auto next = in.next(constructed(0)))
        addTime(sink, ocsp::nextUpdate, Elements{next}.next(GeneralizedTime));
    if (const auto extensions = in.next(constructed(1)))
        describeExtensions(sink, {ocsp::singleExtensions, pkixExplicit::extensionElement, pkixExplicit::id},
            Elements{extensions}.next(Sequence), timestamps);
}

void describeResponder(FieldSink& sink, const Element& responder)
{
    const auto scope = openChoice(sink, ocsp::responderId, responder.tag & 0x1FU, responder);
    if (responder.is(constructed(1))) {
        const auto byName = openChoice(sink, ocsp::byName, 0, responder);
        describeRdnSequence(sink, dn::rdnSequence, Elements{responder}.next(Sequence));
    } else if (responder.is(constructed(2))) {
        addBytes(sink, ocsp::byKey, Elements{responder}.next(OctetString));
    }
}

// RFC 6960 4.2.1.
void describeResponseData(FieldSink& sink, const Element& data, DescribeTimestamps timestamps)
{
    const auto scope = openElement(sink, ocsp::tbsResponseDataElement, data);
    Elements in{data};
    if (const auto version = in.next(constructed(0)))
        addNumber(sink, ocsp::version, Elements{version}.next(Integer));
    describeResponder(sink, in.next());
    addTime(sink, ocsp::producedAt, in.next(GeneralizedTime));
    if (const auto responses = in.next(Sequence)) {
        const auto count = openCount(sink, ocsp::responses, responses);
        for (Elements list{responses}; const auto response = list.next(Sequence);)
            describeSingleResponse(sink, response, timestamps);
    }
}

void describeBasicResponse(FieldSink& sink, const Element& response, DescribeTimestamps timestamps)
{
    const auto scope = openElement(sink, ocsp::basicOcspResponseElement, response);
    Elements in{response};
    if (const auto data = in.next(Sequence))
        describeResponseData(sink, data, timestamps);
    describeAlgorithm(sink, ocsp::signatureAlgorithmElement, in.next(Sequence));
    addBits(sink, ocsp::signature, in.next(BitString));
    if (const auto certificates = in.next(constructed(0))) {
        const auto list = Elements{certificates}.next(Sequence);
        const auto count = openCount(sink, ocsp::certs, list);
        std::size_t shown = 0;
        for (Elements all{list}; shown < limits::certificates; ++shown) {
            const auto certificate = all.next(Sequence);
            if (!certificate)
                break;
            const auto item = openElement(sink, ocsp::certificateElement, certificate);
            describeCertificate(certificate.whole, sink, certificate.at, timestamps);
        }
    }
}

}  // namespace

void describeOcspResponse(Bytes der, FieldSink& sink, std::uint32_t at, DescribeTimestamps timestamps)
{
    const auto layer = sink.openLayer(ocsp::protocol, der, {at, static_cast<std::uint32_t>(der.size())});
    if (sink.wantsLabels())
        sink.label(layer.node(), "OCSP Response");
    Elements in{Elements{der, at}.next(Sequence)};
    if (const auto status = in.next(Enumerated))
        sink.add(ocsp::responseStatus, static_cast<std::uint64_t>(integerIn(status)), contentOf(status));
    const auto bytes = Elements{in.next(constructed(0))}.next(Sequence);
    if (!bytes)
        return;
    const auto scope = openElement(sink, ocsp::responseBytesElement, bytes);
    Elements parts{bytes};
    const auto type = parts.next(ObjectIdentifier);
    if (type && sink.wants(ocsp::responseTypeId))
        sink.add(ocsp::responseTypeId, Value::text(sink.arena().copy(std::string_view{dottedOid(type.content)})),
            contentOf(type));
    const auto octets = parts.next(OctetString);
    if (isOid(type, "1.3.6.1.5.5.7.48.1.1"))
        if (const auto basic = Elements{octets}.next(Sequence))
            describeBasicResponse(sink, basic, timestamps);
}

// RFC 6960 4.1.1.
void describeOcspRequest(Bytes der, FieldSink& sink, std::uint32_t at, DescribeTimestamps timestamps)
{
    const auto layer = sink.openLayer(ocsp::protocol, der, {at, static_cast<std::uint32_t>(der.size())});
    const auto request = Elements{Elements{der, at}.next(Sequence)}.next(Sequence);
    if (!request)
        return;
    const auto scope = openElement(sink, ocsp::tbsRequestElement, request);
    Elements in{request};
    if (const auto version = in.next(constructed(0)))
        addNumber(sink, ocsp::version, Elements{version}.next(Integer));
    in.next(constructed(1));  // who asks
    if (const auto requests = in.next(Sequence)) {
        const auto count = openCount(sink, ocsp::requestList, requests);
        for (Elements list{requests}; const auto one = list.next(Sequence);) {
            const auto item = openElement(sink, ocsp::requestElement, one);
            describeCertId(sink, ocsp::reqCertElement, Elements{one}.next(Sequence));
        }
    }
    if (const auto extensions = in.next(constructed(2)))
        describeExtensions(sink, {ocsp::requestExtensions, pkixExplicit::extensionElement, pkixExplicit::id},
            Elements{extensions}.next(Sequence), timestamps);
}

}  // namespace pr::x509
