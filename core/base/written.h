// Values as people write them, on a command line or in a field of the window.
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace pr {

/// A whole number that is not negative, with k, M or G (powers of 1024) behind it or not; nothing for any other text.
std::optional<std::uint64_t> parseNumber(std::string_view text);
/// What parseNumber() takes, to be read behind a name.
inline constexpr std::string_view kNumberWords = "takes a whole number that is not negative (k, M, G may follow)";

/// ISO 8601: `2026-11-23T22:00:00Z` is UTC; without the Z it is this machine's own time. The time may be shorter
/// (`2026-11-23 22:00`), a date alone is its midnight.
std::optional<Timestamp> wallTime(std::string_view text);

}  // namespace pr
