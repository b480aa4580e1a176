// What shapes a tree besides the bytes: part of the analysis digest.
#pragma once

#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/flow/key_log.h"

#include <cstdint>
#include <memory>

namespace pr::dissect {

/// What a flow is taken to cost: Memory::flows has room for so many.
inline constexpr std::size_t kBytesPerFlow = 288;
/// One that is awake: its parsers' state and its TCP analysis stand as they are worked with.
inline constexpr std::size_t kBytesPerAwakeFlow = 8192;
/// More than a packet can belong to.
inline constexpr std::size_t kLeastAwake = 64;

struct DissectOptions {
    limits::Memory memory;
    std::uint64_t seed = 0;  ///< of hash tables; results do not depend on it
    /// A flow's checkpoint is due after so many of its packets, or after it had packets in so many blocks.
    std::uint32_t checkpointPackets = 1024;
    std::uint16_t checkpointBlocks = 32;
    /// So many flows stay awake, and at least kLeastAwake; the others, quiet longest, give back most of their memory.
    /// 0: as many as Memory::flows has room for.
    std::size_t awakeFlows = 0;
    /// Secrets that decrypt what the session holds; null for none. May grow between two packets.
    std::shared_ptr<const flow::KeyLog> keys;
};

/// Of the options that decide what a tree says: the memory that flows and reassembly may take, and how it is dealt out.
Digest digestOf(const DissectOptions& options);

}  // namespace pr::dissect
