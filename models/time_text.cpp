#include "models/time_text.h"

#include "core/base/time.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace pr::models {

namespace {

/// Nanoseconds only where a capture has them.
std::string shortened(std::string text)
{
    if (text.ends_with("000"))
        text.resize(text.size() - 3);
    return text;
}

std::string utc(std::int64_t time)
{
    auto text = rfc3339(Timestamp{Nanoseconds{time}});
    text.pop_back();
    std::ranges::replace(text, 'T', ' ');
    return shortened(std::move(text));
}

std::string local(std::int64_t time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(Nanoseconds{time});
    const auto clock = static_cast<std::time_t>(seconds.count());
    std::tm parts{};
    if (!::localtime_r(&clock, &parts))
        return utc(time);
    std::array<char, 64> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    std::array<char, 24> fraction{};
    std::snprintf(
        fraction.data(), fraction.size(), ".%09lld", static_cast<long long>((Nanoseconds{time} - seconds).count()));
    const auto minutes = parts.tm_gmtoff / 60;
    std::array<char, 24> offset{};
    std::snprintf(offset.data(), offset.size(), "%c%02ld:%02ld", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
        std::abs(minutes) % 60);
    return std::string{text.data(), length} + shortened(fraction.data()) + offset.data();
}

std::string withoutDate(const std::string& text)
{
    const auto space = text.find(' ');
    return space == std::string::npos ? text : text.substr(space + 1);
}

std::string span(std::int64_t time, const std::optional<std::int64_t>& from)
{
    return from ? shortened(relativeSeconds(Nanoseconds{time - *from})) : std::string{};
}

}  // namespace

std::string timeText(std::int64_t time, TimeForm form)
{
    switch (form) {
    case TimeForm::UtcTime: return withoutDate(utc(time));
    case TimeForm::LocalDate: return local(time);
    case TimeForm::LocalTime: return withoutDate(local(time));
    case TimeForm::Epoch: return shortened(epochSeconds(Timestamp{Nanoseconds{time}}));
    case TimeForm::UtcDate:
    case TimeForm::SinceFirst:
    case TimeForm::SincePrevious:
    case TimeForm::SinceShown: break;
    }
    return utc(time);
}

std::string timeText(std::int64_t time, const RowClock& clock, TimeForm form)
{
    switch (form) {
    case TimeForm::SinceFirst: return span(time, clock.first);
    case TimeForm::SincePrevious: return span(time, clock.previous);
    case TimeForm::SinceShown: return span(time, clock.shown);
    default: return timeText(time, form);
    }
}

std::string timeTitle(std::string_view title, TimeForm form, bool relative)
{
    const std::string start{title};
    switch (form) {
    case TimeForm::UtcDate:
    case TimeForm::UtcTime: return start + " (UTC)";
    case TimeForm::LocalDate:
    case TimeForm::LocalTime: return start + " (local)";
    case TimeForm::Epoch: return start + " (s since 1970 UTC)";
    case TimeForm::SinceFirst: return relative ? start + " (s since first)" : start + " (UTC)";
    case TimeForm::SincePrevious: return relative ? start + " (s since packet before)" : start + " (UTC)";
    case TimeForm::SinceShown: return relative ? start + " (s since row above)" : start + " (UTC)";
    }
    return start;
}

}  // namespace pr::models
