// The interfaces of this network namespace, as any user may see them. Needs no right.
#pragma once

#include "capture/wire/messages.h"

namespace pr::helper {

/// In the kernel's order, at most maxListed, those only whose names a capture would take. Empty where the kernel does
/// not say.
wire::Interfaces listInterfaces();

}  // namespace pr::helper
