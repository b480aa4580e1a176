// What the in-order pass decides beyond one flow, and where a flow's state stood: written once by the import, read by
// whoever dissects a packet again, in any order.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pr::dissect {

/// Stored: append, never renumber.
enum class FactKind : std::uint32_t {
    Reassembled = 1,  ///< the packet completes IP datagrams; body: the packets of their fragments (packPackets)
    Path = 2,         ///< the path of a packet that has none in the columns
    GaveUp = 3,       ///< bytes that waited in a flow were dropped behind the packet; body: the flow (packPackets)
    RingEdge = 4,     ///< a ring dropped the session's first packets; body: the highest flow among them (packPackets)
};

struct Fact {
    FactKind kind;
    std::string body;
};

/// The state of a flow after a packet, as Dissector::restore() reads it.
struct Checkpoint {
    FlowId flow;
    std::string body;
};

/// Ascending packet numbers as differences in LEB128.
std::string packPackets(std::span<const std::uint64_t> packets);
/// What packPackets() wrote; damaged bytes give fewer.
std::vector<std::uint64_t> unpackPackets(Bytes bytes);

}  // namespace pr::dissect
