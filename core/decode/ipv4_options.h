// Options of an IPv4 header. Internal to core/decode.
#pragma once

#include "core/decode/describe.h"

namespace pr::decode {

/// Adds the options between the fixed header and `header` bytes behind its begin.
void describeIpv4Options(const LayerView& view, std::uint32_t header, FieldSink& sink);

}  // namespace pr::decode
