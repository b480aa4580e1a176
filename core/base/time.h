// Packet time: nanoseconds since 1970 UTC.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pr {

using Nanoseconds = std::chrono::nanoseconds;
using Timestamp = std::chrono::sys_time<Nanoseconds>;  ///< packet time, UTC

/// `2026-11-23T11:16:00.000000000Z` (RFC 3339, nine decimals).
std::string rfc3339(Timestamp time);
/// Seconds since 1970 with nine decimals: `1.000002000`, `-0.500000000`.
std::string epochSeconds(Timestamp time);
/// tshark's form of an absolute time: `Jan  1, 1970 00:00:01.000002000 UTC`.
std::string tsharkTime(Timestamp time);
/// Seconds with nine decimals: `0.180032000`, `-1.000000000`.
std::string relativeSeconds(Nanoseconds span);
/// Reads rfc3339() and shorter forms of it: a date, `T` or a space, time with up to nine decimals, `Z` or nothing
/// (UTC). Nothing for what is no time, or is before 1678 or after 2261, where nanoseconds end.
std::optional<Timestamp> parseTime(std::string_view text);

}  // namespace pr
