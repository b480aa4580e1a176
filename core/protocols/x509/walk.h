// What the descriptions of this folder share: elements to fields.
#pragma once

#include "core/base/limits.h"
#include "core/fields/sink.h"
#include "core/protocols/x509/der.h"
#include "core/protocols/x509/fields.h"
#include "core/protocols/x509/x509.h"

namespace pr::x509 {

inline ByteRange contentOf(const Element& element)
{
    return {element.contentAt, static_cast<std::uint32_t>(element.content.size())};
}
inline ByteRange wholeOf(const Element& element)
{
    return {element.at, static_cast<std::uint32_t>(element.whole.size())};
}

/// Each adds its field only where the element is there.
void addBytes(FieldSink& sink, const Field& field, const Element& element);
void addBits(FieldSink& sink, const Field& field, const Element& bitString);
void addNumber(FieldSink& sink, const Field& field, const Element& integer);
void addText(FieldSink& sink, const Field& field, const Element& string);
/// UTCTime as text: `2015-11-03 00:00:00 (UTC)`.
void addUtcTime(FieldSink& sink, const Field& field, const Element& time);
void addTime(FieldSink& sink, const Field& field, const Element& time);

/// A SEQUENCE OF or a CHOICE: its value is the number of items, or of the alternative.
inline FieldSink::Scope openCount(FieldSink& sink, const Field& field, const Element& list)
{
    return sink.open(field, Value::number(countIn(list)), contentOf(list));
}
inline FieldSink::Scope openChoice(FieldSink& sink, const Field& field, std::uint64_t choice, const Element& element)
{
    return sink.open(field, Value::number(choice), contentOf(element));
}
inline FieldSink::Scope openElement(FieldSink& sink, const Field& field, const Element& element)
{
    return sink.open(field, Value{}, wholeOf(element));
}

/// AlgorithmIdentifier with its parameters (RFC 5280 4.1.1.2), below `field`.
void describeAlgorithm(FieldSink& sink, const Field& field, const Element& algorithm);
/// The RDNs of a Name.
void describeRdns(FieldSink& sink, const Element& name);
/// The same below `field`, which holds their number.
void describeRdnSequence(FieldSink& sink, const Field& field, const Element& name);
void describeGeneralName(FieldSink& sink, const Element& name);
/// GeneralNames below `field`, which holds their number.
void describeGeneralNames(FieldSink& sink, const Field& field, const Element& names);
/// How a list of extensions is named: in a certificate and in OCSP the words differ.
struct ExtensionFields {
    const Field& list;  ///< holds their number
    const Field& item;
    const Field& id;
};
/// Extensions (RFC 5280 4.1.2.9).
void describeExtensions(
    FieldSink& sink, const ExtensionFields& fields, const Element& extensions, DescribeTimestamps timestamps);

}  // namespace pr::x509
