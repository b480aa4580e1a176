// Times as the window writes them: in one form, chosen for all of it.
#pragma once

#include "models/packet_source.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace pr::models {

/// The forms of Wireshark's View > Time Display Format, in the order of their keys here: UTC first.
enum class TimeForm : std::uint8_t {
    UtcDate,
    UtcTime,
    LocalDate,
    LocalTime,
    Epoch,
    SinceFirst,
    SincePrevious,
    SinceShown
};
inline constexpr int timeForms = 8;

/// `time`: ns since 1970 UTC. Local times end with their offset to UTC, which is not the same in summer and winter. A
/// form that counts from another packet is written as UtcDate.
std::string timeText(std::int64_t time, TimeForm form);
/// The time of a packet; forms that count from another packet are seconds, empty where there is no such packet.
std::string timeText(std::int64_t time, const RowClock& clock, TimeForm form);
/// What the header of a time column says: "Time (UTC)", "Start (local)". `relative`: the column follows the forms that
/// count from another packet.
std::string timeTitle(std::string_view title, TimeForm form, bool relative);

}  // namespace pr::models
