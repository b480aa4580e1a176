// Literals as values of a field's type: what may stand on the right of an operator.
#pragma once

#include "core/query/syntax.h"

namespace pr::query {

/// Turns a literal into a value of `type`, in place. `field` gives value names (`ip.proto == "TCP"`), and may be null.
/// `partial`: bytes of any number are fine (contains, slices). Gives the reason in words, empty for success.
std::string convertLiteral(Expression& literal, FieldType type, const Field* field, bool partial);

/// Bytes a number of that type has on the wire, 0 for types of varying length.
std::size_t wireSize(FieldType type);

constexpr bool isNumber(FieldType type)
{
    return isUnsigned(type) || isSigned(type);
}
constexpr bool isBytesLike(FieldType type)
{
    return type == FieldType::Bytes || type == FieldType::Ether || type == FieldType::Protocol || type == FieldType::Oid
        || type == FieldType::Guid;
}

}  // namespace pr::query
