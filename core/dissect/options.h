// What shapes a tree besides the bytes: part of the analysis digest.
#pragma once

#include "core/base/limits.h"

#include <cstdint>

namespace pr::dissect {

struct DissectOptions {
    limits::Memory memory;
    std::uint64_t seed = 0;  ///< of hash tables; results do not depend on it
};

}  // namespace pr::dissect
