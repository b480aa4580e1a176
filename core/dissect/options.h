// What shapes a tree besides the bytes: part of the analysis digest.
#pragma once

#include "core/base/limits.h"

#include <cstdint>

namespace pr::dissect {

/// What a flow is taken to cost: Memory::flows has room for so many.
inline constexpr std::size_t kBytesPerFlow = 256;

struct DissectOptions {
    limits::Memory memory;
    std::uint64_t seed = 0;  ///< of hash tables; results do not depend on it
    /// A flow's checkpoint is due after so many of its packets, or after it had packets in so many blocks.
    std::uint32_t checkpointPackets = 1024;
    std::uint16_t checkpointBlocks = 32;
    /// A flow is quiet after so many packets of others: it gives back most of its memory.
    std::uint64_t quietPackets = 16'384;
};

}  // namespace pr::dissect
