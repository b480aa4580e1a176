// The paths of packets for those above the driver: see core/decode/path.h.
#pragma once

#include "core/decode/path.h"

namespace pr::dissect {

using decode::LayerKind;
using decode::PathLayer;
using decode::PathView;
inline constexpr std::uint8_t kReassembledLayer = decode::Reassembled;

}  // namespace pr::dissect
