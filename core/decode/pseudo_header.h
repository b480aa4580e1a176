// What some link types put before the packet to say how it came: no part of it, for tshark and for frame.len.
#pragma once

#include "core/base/packet.h"

#include <cstdint>
#include <optional>

namespace pr::decode {

/// How many bytes at the beginning of a packet of this link type are not the packet's; 0 for most.
std::uint32_t pseudoHeaderSize(LinkType type);

/// Whether the host that captured sent the packet or received it, where its pseudo header says so: the values of
/// `frame.p2p_dir`.
enum class Direction : std::int8_t { Sent = 0, Received = 1 };
std::optional<Direction> directionOf(const PacketView& packet);

}  // namespace pr::decode
