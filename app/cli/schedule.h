// Waiting for the time at which a capture begins: --start-at.
#pragma once

#include "core/base/time.h"

namespace pr::cli {

/// Waits for a time of the wall clock, also where the clock is set meanwhile. False when `stopFd` (an eventfd) was
/// written to before.
bool waitUntil(Timestamp time, int stopFd);

}  // namespace pr::cli
