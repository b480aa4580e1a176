#include "core/protocols/x509/walk.h"

#include "core/base/time.h"
#include "core/protocols/x509/names.h"

namespace pr::x509 {

void addBytes(FieldSink& sink, const Field& field, const Element& element)
{
    if (element)
        sink.add(field, Value::bytes(element.content), contentOf(element));
}

void addBits(FieldSink& sink, const Field& field, const Element& bitString)
{
    if (!bitString || bitString.content.empty())
        return;
    const auto range = contentOf(bitString);
    sink.add(field, Value::bytes(bitsIn(bitString)), {range.offset + 1, range.length - 1});
}

void addNumber(FieldSink& sink, const Field& field, const Element& integer)
{
    if (integer)
        sink.add(field, Value::signedNumber(integerIn(integer)), contentOf(integer));
}

void addText(FieldSink& sink, const Field& field, const Element& string)
{
    if (!string || !sink.wants(field))
        return;
    const bool sameBytes = string.is(Utf8String) || string.is(PrintableString) || string.is(Ia5String);
    sink.add(field,
        Value::text(sameBytes ? textOf(string.content) : sink.arena().copy(std::string_view{textIn(string)})),
        contentOf(string));
}

void addUtcTime(FieldSink& sink, const Field& field, const Element& time)
{
    const auto moment = timeIn(time);
    if (!moment || !sink.wants(field))
        return;
    auto text = rfc3339(*moment).substr(0, 19) + " (UTC)";  // of 2015-11-03T00:00:00.000000000Z
    text[10] = ' ';
    sink.add(field, Value::text(sink.arena().copy(std::string_view{text})), contentOf(time));
}

void addTime(FieldSink& sink, const Field& field, const Element& time)
{
    if (const auto moment = timeIn(time))
        sink.add(field, Value::time(*moment), contentOf(time));
}

void describeAlgorithm(FieldSink& sink, const Field& field, const Element& algorithm)
{
    if (!algorithm)
        return;
    const auto scope = openElement(sink, field, algorithm);
    Elements parts{algorithm};
    const auto identifier = parts.next(ObjectIdentifier);
    addBytes(sink, af::algorithmId, identifier);
    if (sink.wantsLabels())
        sink.label(scope.node(), std::string{field.name} + " (" + nameOrOid(identifier) + ')');
    const auto parameters = parts.next();
    const auto oid = dottedOid(identifier.content);
    if (oid == "1.2.840.10045.2.1" && parameters.is(ObjectIdentifier)) {
        constexpr std::uint64_t namedCurve = 1;
        const auto curve = openChoice(sink, pkcs1::ecParameters, namedCurve, parameters);
        addBytes(sink, pkcs1::namedCurve, parameters);
    } else if (oid == "1.2.840.10040.4.1" && parameters.is(Sequence)) {
        const auto dsa = openElement(sink, af::dssParamsElement, parameters);
        Elements numbers{parameters};
        for (const auto* number : {&af::dsaP, &af::dsaQ, &af::dsaG})
            addBytes(sink, *number, numbers.next(Integer));
    } else if (oid == "1.2.840.113549.1.1.10" && parameters.is(Sequence)) {  // RSASSA-PSS, RFC 4055 3.1
        const auto pss = openElement(sink, pkcs1::rsaPssParamsElement, parameters);
        Elements options{parameters};
        if (const auto hash = options.next(constructed(0)))
            describeAlgorithm(sink, pkcs1::hashAlgorithmElement, Elements{hash}.next(Sequence));
        if (const auto mask = options.next(constructed(1))) {
            const auto function = Elements{mask}.next(Sequence);
            const auto maskScope = openElement(sink, pkcs1::maskGenAlgorithmElement, function);
            addBytes(sink, af::algorithmId, Elements{function}.next(ObjectIdentifier));
        }
        if (const auto salt = options.next(constructed(2)))
            addNumber(sink, pkcs1::saltLength, Elements{salt}.next(Integer));
    }
}

namespace {

struct Choice {
    std::uint8_t tag;
    std::uint8_t number;
    const Field* field;
};
constexpr std::array directoryStrings{
    Choice{TeletexString, 0, &sat::chosenTeletexString},
    Choice{PrintableString, 1, &sat::chosenPrintableString},
    Choice{UniversalString, 2, nullptr},
    Choice{BmpString, 3, nullptr},
    Choice{Utf8String, 4, &sat::chosenUtf8String},
};

void describeAttributeValue(FieldSink& sink, std::string_view type, const Element& value)
{
    if (type == "2.5.4.6" || type == "1.3.6.1.4.1.311.60.2.1.3")
        return addText(sink, sat::countryName, value);
    if (type == "2.5.4.5" || type == "2.5.4.46")
        return addText(sink, sat::printableString, value);
    if (value.is(Ia5String))
        return addText(sink, sat::ia5String, value);
    for (const auto& choice : directoryStrings) {
        if (choice.tag != value.tag)
            continue;
        const auto scope = openChoice(sink, sat::directoryString, choice.number, value);
        if (choice.field)
            addText(sink, *choice.field, value);
    }
}

void describeRdn(FieldSink& sink, const Element& rdn)
{
    const auto scope = openCount(sink, dn::rdnSequenceItem, rdn);
    for (Elements attributes{rdn}; const auto attribute = attributes.next(Sequence);) {
        const auto item = openElement(sink, dn::relativeDistinguishedNameItemElement, attribute);
        Elements parts{attribute};
        const auto type = parts.next(ObjectIdentifier);
        addBytes(sink, dn::oid, type);
        describeAttributeValue(sink, dottedOid(type.content), parts.next());
    }
}

}  // namespace

void describeRdns(FieldSink& sink, const Element& name)
{
    for (Elements rdns{name}; const auto rdn = rdns.next(Set);)
        describeRdn(sink, rdn);
}

void describeRdnSequence(FieldSink& sink, const Field& field, const Element& name)
{
    if (!name)
        return;
    const auto scope = openCount(sink, field, name);
    if (sink.wantsLabels())
        sink.label(scope.node(), std::string{field.name} + ": " + nameText(name.whole));
    describeRdns(sink, name);
}

void describeGeneralName(FieldSink& sink, const Element& name)
{
    switch (name.tag) {
    case constructed(0): {
        const auto scope = openElement(sink, ce::otherNameElement, name);
        addBytes(sink, ce::typeId, Elements{name}.next(ObjectIdentifier));
        break;
    }
    case primitive(1): sink.add(ce::rfc822Name, Value::text(textOf(name.content)), contentOf(name)); break;
    case primitive(2): sink.add(ce::dnsName, Value::text(textOf(name.content)), contentOf(name)); break;
    case constructed(4): {
        const auto scope = openChoice(sink, ce::directoryName, 0, name);
        describeRdnSequence(sink, dn::rdnSequence, Elements{name}.next(Sequence));
        break;
    }
    case primitive(6):
        sink.add(ce::uniformResourceIdentifier, Value::text(textOf(name.content)), contentOf(name));
        break;
    case primitive(7):
        if (name.content.size() == 4)
            addBytes(sink, ce::ipV4, name);
        else if (name.content.size() == 16)
            addBytes(sink, ce::ipV6, name);
        break;
    default: break;
    }
}

void describeGeneralNames(FieldSink& sink, const Field& field, const Element& names)
{
    if (!names)
        return;
    const auto scope = openCount(sink, field, names);
    for (Elements list{names}; const auto name = list.next();) {
        const auto item = openChoice(sink, ce::generalName, name.tag & 0x1FU, name);
        describeGeneralName(sink, name);
    }
}

}  // namespace pr::x509
