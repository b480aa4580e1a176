// A field's value as text: as tshark prints it with -T fields, and as the tree shows it.
#pragma once

#include "core/fields/field.h"
#include "core/fields/value.h"

#include <string>
#include <string_view>

namespace pr {

/// Appends the value in the form of `tshark -T fields` (numbers without names, `\n` and its kin escaped, bytes that are
/// not UTF-8 as U+FFFD). A protocol's text is its label; `label` may be empty, then its name in lower case stands.
void appendValue(std::string& out, const Field& field, Value value, std::string_view label = {});

/// The value as a line of the tree shows it: the name of a number beside it, booleans as words, text escaped for
/// display.
std::string displayValue(const Field& field, Value value);

/// The text after a filter's operator that selects this value: `443`, `"example.org"`, `02:00:00:00:00:01`.
std::string filterValue(const Field& field, Value value);

}  // namespace pr
