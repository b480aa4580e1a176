// Options of neighbour discovery messages. Internal to core/decode.
#pragma once

#include "core/decode/field_reader.h"

namespace pr::decode {

/// Adds the options from here to the end of the message.
void describeIcmpv6Options(FieldReader& in, FieldSink& sink);

}  // namespace pr::decode
