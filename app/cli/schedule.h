// When a capture begins and ends by the clock: --start-at, --stop-at.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <optional>
#include <string_view>

namespace pr::cli {

/// ISO 8601: `2026-11-23T22:00:00Z` is UTC; without the Z it is this machine's own time. The time may be shorter
/// (`2026-11-23 22:00`), a date alone is its midnight.
std::optional<Timestamp> wallTime(std::string_view text);

/// Waits for a time of the wall clock, also where the clock is set meanwhile. False when `stopFd` (an eventfd) was
/// written to before.
bool waitUntil(Timestamp time, int stopFd);

}  // namespace pr::cli
