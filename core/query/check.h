// Gives names and types to a parsed filter: fields are looked up, literals become values of the type they are compared
// with.
#pragma once

#include "core/fields/registry.h"
#include "core/query/syntax.h"

namespace pr::query {

/// Checks the whole tree in place. The fields that it needs are appended to `fields`, each once.
Result<void, FilterError> check(Expression& root, const FieldRegistry& registry, std::vector<const Field*>& fields);

}  // namespace pr::query
