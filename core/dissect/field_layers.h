// In which layers a field can stand: a packet whose stack (frame.protocols) names none of them cannot have it.
#pragma once

#include "core/fields/field.h"

#include <span>
#include <string_view>

namespace pr::dissect {

/// Names of the layers, one of which is in the stack of every packet that has the field. Empty: nothing is known, any
/// packet may have it.
std::span<const std::string_view> layersWith(const Field& field);

/// Whether a layer is what a flow carries: it depends on more than one packet. Else decode names it.
bool isCarried(std::string_view layer);

/// Whether a protocol is in a packet exactly when its name is in the stack.
bool isNamedByStack(const Field& protocol);

}  // namespace pr::dissect
