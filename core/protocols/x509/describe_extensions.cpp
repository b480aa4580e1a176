#include "core/protocols/x509/names.h"
#include "core/protocols/x509/walk.h"

#include <algorithm>

namespace pr::x509 {

namespace {

// RFC 5280 4.2.1.1.
void describeAuthorityKey(FieldSink& sink, const Element& value)
{
    const auto scope = openElement(sink, ce::authorityKeyIdentifierElement, value);
    Elements in{value};
    addBytes(sink, ce::keyIdentifier, in.next(primitive(0)));
    describeGeneralNames(sink, ce::authorityCertIssuer, in.next(constructed(1)));
    addBytes(sink, ce::authorityCertSerialNumber, in.next(primitive(2)));
}

void describeSubjectKey(FieldSink& sink, const Element& value)
{
    addBytes(sink, ce::subjectKeyIdentifier, value);
}

// RFC 5280 4.2.1.3: bit 0 is the highest of the first byte; trailing zero bits are not encoded.
void describeKeyUsage(FieldSink& sink, const Element& value)
{
    constexpr std::array uses{&ce::keyUsageDigitalSignature, &ce::keyUsageContentCommitment,
        &ce::keyUsageKeyEncipherment, &ce::keyUsageDataEncipherment, &ce::keyUsageKeyAgreement,
        &ce::keyUsageKeyCertSign, &ce::keyUsageCrlSign, &ce::keyUsageEncipherOnly, &ce::keyUsageDecipherOnly};
    const auto bytes = bitsIn(value);
    const ByteRange range{value.contentAt + 1, static_cast<std::uint32_t>(bytes.size())};
    const auto scope = sink.open(ce::keyUsage, Value::bytes(bytes), range);
    for (std::size_t bit = 0; bit < uses.size(); ++bit) {
        const bool set =
            bit / 8 < bytes.size() && (std::to_integer<unsigned>(bytes[bit / 8]) >> (7 - bit % 8) & 1) != 0;
        sink.add(*uses[bit], Value::boolean(set), {range.offset + static_cast<std::uint32_t>(bit / 8), 1});
    }
}

void describeAlternativeNames(FieldSink& sink, const Element& value)
{
    describeGeneralNames(sink, ce::generalNames, value);
}

void describeBasicConstraints(FieldSink& sink, const Element& value)
{
    const auto scope = openElement(sink, ce::basicConstraintsSyntaxElement, value);
    Elements in{value};
    if (const auto authority = in.next(Boolean))
        sink.add(ce::isAuthority, Value::boolean(integerIn(authority) != 0), contentOf(authority));
    if (const auto length = in.next(Integer))
        sink.add(ce::pathLenConstraint, static_cast<std::uint64_t>(integerIn(length)), contentOf(length));
}

// RFC 5280 4.2.1.13.
void describeDistributionPoints(FieldSink& sink, const Element& value)
{
    const auto scope = openCount(sink, ce::crlDistPointsSyntax, value);
    for (Elements points{value}; const auto point = points.next(Sequence);) {
        const auto item = openElement(sink, ce::distributionPointElement, point);
        if (const auto name = Elements{point}.next(constructed(0))) {
            const auto choice = Elements{name}.next();
            const auto number = openChoice(sink, ce::distributionPoint, choice.tag & 0x1FU, choice);
            if (choice.is(constructed(0)))
                describeGeneralNames(sink, ce::fullName, choice);
        }
    }
}

struct DisplayText {
    std::uint8_t tag;
    std::uint8_t number;
    const Field* field;
};
constexpr std::array displayTexts{
    DisplayText{Ia5String, 0, &pkixImplicit::ia5String},
    DisplayText{VisibleString, 1, &pkixImplicit::visibleString},
    DisplayText{BmpString, 2, &pkixImplicit::bmpString},
    DisplayText{Utf8String, 3, &pkixImplicit::utf8String},
};

void describeDisplayText(FieldSink& sink, const Field& field, const Element& text)
{
    const auto kind = std::ranges::find(displayTexts, text.tag, &DisplayText::tag);
    if (kind == displayTexts.end())
        return;
    const auto scope = openChoice(sink, field, kind->number, text);
    addText(sink, *kind->field, text);
}

void describeUserNotice(FieldSink& sink, const Element& notice)
{
    const auto scope = openElement(sink, pkixImplicit::userNoticeElement, notice);
    Elements in{notice};
    if (const auto reference = in.next(Sequence)) {
        const auto item = openElement(sink, pkixImplicit::noticeRefElement, reference);
        Elements parts{reference};
        describeDisplayText(sink, pkixImplicit::organization, parts.next());
        if (const auto numbers = parts.next(Sequence)) {
            const auto count = openCount(sink, pkixImplicit::noticeNumbers, numbers);
            for (Elements list{numbers}; const auto number = list.next(Integer);)
                addNumber(sink, pkixImplicit::noticeNumbersItem, number);
        }
    }
    describeDisplayText(sink, pkixImplicit::explicitText, in.next());
}

// RFC 5280 4.2.1.4.
void describePolicies(FieldSink& sink, const Element& value)
{
    const auto scope = openCount(sink, ce::certificatePoliciesSyntax, value);
    for (Elements policies{value}; const auto policy = policies.next(Sequence);) {
        const auto item = openElement(sink, ce::policyInformationElement, policy);
        Elements parts{policy};
        addBytes(sink, ce::policyIdentifier, parts.next(ObjectIdentifier));
        const auto qualifiers = parts.next(Sequence);
        if (!qualifiers)
            continue;
        const auto count = openCount(sink, ce::policyQualifiers, qualifiers);
        for (Elements list{qualifiers}; const auto qualifier = list.next(Sequence);) {
            const auto one = openElement(sink, ce::policyQualifierInfoElement, qualifier);
            Elements both{qualifier};
            const auto type = both.next(ObjectIdentifier);
            addBytes(sink, ce::id, type);
            const auto what = both.next();
            if (isOid(type, "1.3.6.1.5.5.7.2.1"))
                addText(sink, pkixExplicit::directoryString, what);
            else if (isOid(type, "1.3.6.1.5.5.7.2.2") && what.is(Sequence))
                describeUserNotice(sink, what);
        }
    }
}

void describeKeyPurposes(FieldSink& sink, const Element& value)
{
    const auto scope = openCount(sink, ce::keyPurposeIds, value);
    for (Elements list{value}; const auto purpose = list.next(ObjectIdentifier);)
        addBytes(sink, ce::keyPurposeId, purpose);
}

// RFC 5280 4.2.2.1.
void describeAuthorityAccess(FieldSink& sink, const Element& value)
{
    const auto scope = openCount(sink, pkixImplicit::authorityInfoAccessSyntax, value);
    for (Elements list{value}; const auto access = list.next(Sequence);) {
        const auto item = openElement(sink, pkixImplicit::accessDescriptionElement, access);
        Elements parts{access};
        addBytes(sink, pkixImplicit::accessMethod, parts.next(ObjectIdentifier));
        const auto location = parts.next();
        if (!location)
            continue;
        const auto choice = openChoice(sink, pkixImplicit::accessLocation, location.tag & 0x1FU, location);
        describeGeneralName(sink, location);
    }
}

// RFC 3280 4.2.1.4.
void describePrivateKeyUsage(FieldSink& sink, const Element& value)
{
    const auto scope = openElement(sink, ce::privateKeyUsagePeriodElement, value);
    Elements in{value};
    const auto add = [&sink](const Field& field, Element time) {
        time.tag = GeneralizedTime;  // implicitly tagged
        addTime(sink, field, time);
    };
    if (const auto from = in.next(primitive(0)))
        add(ce::notBefore, from);
    if (const auto to = in.next(primitive(1)))
        add(ce::notAfter, to);
}

// Microsoft, szOID_CERTIFICATE_TEMPLATE.
void describeTemplate(FieldSink& sink, const Element& value)
{
    const auto scope = openElement(sink, ce::certificateTemplateElement, value);
    Elements in{value};
    addBytes(sink, ce::templateId, in.next(ObjectIdentifier));
    addNumber(sink, ce::templateMajorVersion, in.next(Integer));
    addNumber(sink, ce::templateMinorVersion, in.next(Integer));
}

void describeCertificateAuthorityVersion(FieldSink& sink, const Element& value)
{
    addNumber(sink, sat::integer, value);
}

void describeNextPublication(FieldSink& sink, const Element& value)
{
    addUtcTime(sink, sat::utcTime, value);
}

// RFC 3709 4.1: of pictures of the issuer, the algorithms of their hashes.
void describeLogotype(FieldSink& sink, const Element& value)
{
    const auto issuer = Elements{value}.next(constructed(1));
    const auto direct = Elements{issuer}.next(constructed(0));
    for (Elements images{Elements{direct}.next(Sequence)}; const auto image = images.next(Sequence);) {
        Elements details{Elements{image}.next(Sequence)};
        details.next(Ia5String);
        for (Elements hashes{details.next(Sequence)}; const auto hash = hashes.next(Sequence);)
            addBytes(sink, af::algorithmId, Elements{Elements{hash}.next(Sequence)}.next(ObjectIdentifier));
    }
}

// RFC 6960 4.2.2.2.1: an OCSP signer whose own certificate nobody checks.
void describeNoCheck(FieldSink& sink, const Element& value)
{
    sink.add(ocsp::nullElement, Value{}, contentOf(value));
}

// RFC 6960 4.4.1, 4.4.4.
void describeNonce(FieldSink& sink, const Element& value)
{
    addBytes(sink, ocsp::reOcspNonce, value);
}

void describeArchiveCutoff(FieldSink& sink, const Element& value)
{
    addTime(sink, ocsp::archiveCutoff, value);
}

struct Description {
    std::string_view oid;
    void (*describe)(FieldSink& sink, const Element& value);
};

constexpr std::array descriptions{
    Description{"2.5.29.14", describeSubjectKey},
    Description{"2.5.29.15", describeKeyUsage},
    Description{"2.5.29.16", describePrivateKeyUsage},
    Description{"2.5.29.17", describeAlternativeNames},
    Description{"2.5.29.18", describeAlternativeNames},
    Description{"2.5.29.19", describeBasicConstraints},
    Description{"2.5.29.31", describeDistributionPoints},
    Description{"2.5.29.32", describePolicies},
    Description{"2.5.29.35", describeAuthorityKey},
    Description{"2.5.29.37", describeKeyPurposes},
    Description{"1.3.6.1.5.5.7.1.1", describeAuthorityAccess},
    Description{"1.3.6.1.5.5.7.1.12", describeLogotype},
    Description{"1.3.6.1.4.1.311.21.1", describeCertificateAuthorityVersion},
    Description{"1.3.6.1.4.1.311.21.4", describeNextPublication},
    Description{"1.3.6.1.4.1.311.21.7", describeTemplate},
    Description{"1.3.6.1.4.1.311.21.10", describePolicies},  // of applications: the same form
    Description{"1.3.6.1.5.5.7.48.1.2", describeNonce},
    Description{"1.3.6.1.5.5.7.48.1.5", describeNoCheck},
    Description{"1.3.6.1.5.5.7.48.1.6", describeArchiveCutoff},
};

constexpr std::array<std::string_view, 2> timestampLists{"1.3.6.1.4.1.11129.2.4.2", "1.3.6.1.4.1.11129.2.4.5"};

void describeExtension(FieldSink& sink, const Field& id, const Element& extension, DescribeTimestamps timestamps)
{
    Elements parts{extension};
    const auto type = parts.next(ObjectIdentifier);
    const auto oid = dottedOid(type.content);
    if (id.type == FieldType::Oid)
        addBytes(sink, id, type);
    else if (type && sink.wants(id))
        sink.add(id, Value::text(sink.arena().copy(std::string_view{oid})), contentOf(type));
    if (const auto critical = parts.next(Boolean))
        sink.add(af::critical, Value::boolean(integerIn(critical) != 0), contentOf(critical));
    const auto octets = parts.next(OctetString);
    const auto value = Elements{octets}.next();
    if (timestamps && value.is(OctetString) && std::ranges::find(timestampLists, oid) != timestampLists.end()) {
        FieldReader list{sink, Cursor{value.content}, value.contentAt};
        return timestamps(list);
    }
    for (const auto& description : descriptions)
        if (description.oid == oid && value)
            return description.describe(sink, value);
}

}  // namespace

void describeExtensions(
    FieldSink& sink, const ExtensionFields& fields, const Element& extensions, DescribeTimestamps timestamps)
{
    if (!extensions)
        return;
    const auto scope = openCount(sink, fields.list, extensions);
    for (Elements list{extensions}; const auto extension = list.next(Sequence);) {
        const auto one = openElement(sink, fields.item, extension);
        if (sink.wantsLabels())
            sink.label(one.node(), nameOrOid(Elements{extension}.next(ObjectIdentifier)).insert(0, "Extension: "));
        describeExtension(sink, fields.id, extension, timestamps);
    }
}

}  // namespace pr::x509
