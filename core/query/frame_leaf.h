// Tests of what the evidence columns say of a frame: number, times, lengths, interface.
#pragma once

#include "core/query/leaf.h"

namespace pr::query {

/// The leaf of a comparison or a set with one of those fields on the left and literals on the right; else null.
std::unique_ptr<Leaf> makeFrameLeaf(const Expression& test, const SessionFacts& session);

}  // namespace pr::query
