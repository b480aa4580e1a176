// What stands behind the payload of an Ethernet frame: padding, bytes that taps add, the check sequence.
// Internal to core/decode.
#pragma once

#include "core/decode/describe.h"

namespace pr::decode {

enum class CheckSequence : std::uint8_t { None, Maybe };

/// Adds eth.padding, `trailer` and eth.fcs of a frame or VLAN tag whose payload ended before the frame did.
void describeTrailer(const LayerView& view, const Field& trailer, CheckSequence check, FieldSink& sink);

}  // namespace pr::decode
