// Tests of one field that the case file indexes: asked once of each of its values.
#pragma once

#include "core/query/leaf.h"

namespace pr::query {

/// The leaf of a test of a single indexed field and literals; null where the values of a packet must be seen together.
/// `fields`: of the test.
std::unique_ptr<Leaf> makeIndexLeaf(const Expression& test, std::span<const Field* const> fields);

}  // namespace pr::query
