// Asks a checked filter of one packet's fields.
#pragma once

#include "core/fields/sink.h"
#include "core/query/syntax.h"

namespace pr::query {

/// Whether the packet described in `tree` passes. A comparison of an absent field is false, its negation true.
bool evaluate(const Expression& root, const FieldSink& tree);

}  // namespace pr::query
