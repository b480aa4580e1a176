#include "core/base/time.h"

#include <array>
#include <cstdio>

namespace pr {

namespace {

constexpr std::int64_t kNano = 1'000'000'000;

struct Parts {
    std::chrono::year_month_day day;
    std::int64_t hour, minute, second, nano;
};

Parts partsOf(Timestamp time)
{
    const auto days = std::chrono::floor<std::chrono::days>(time);
    const auto rest = (time - days).count();
    const auto seconds = rest / kNano;
    return {std::chrono::year_month_day{days}, seconds / 3600, seconds / 60 % 60, seconds % 60, rest % kNano};
}

std::string signedSeconds(std::int64_t nano)
{
    const auto magnitude =
        nano < 0 ? 0ULL - static_cast<unsigned long long>(nano) : static_cast<unsigned long long>(nano);
    std::array<char, 40> text{};
    const auto length = std::snprintf(
        text.data(), text.size(), "%s%llu.%09llu", nano < 0 ? "-" : "", magnitude / kNano, magnitude % kNano);
    return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

std::string rfc3339(Timestamp time)
{
    const auto p = partsOf(time);
    std::array<char, 64> text{};
    const auto length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%09dZ",
        int{p.day.year()}, unsigned{p.day.month()}, unsigned{p.day.day()}, static_cast<int>(p.hour),
        static_cast<int>(p.minute), static_cast<int>(p.second), static_cast<int>(p.nano));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string epochSeconds(Timestamp time)
{
    return signedSeconds(time.time_since_epoch().count());
}

std::string tsharkTime(Timestamp time)
{
    static constexpr const char* months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto p = partsOf(time);
    std::array<char, 64> text{};
    const auto length = std::snprintf(text.data(), text.size(), "%s %2u, %d %02d:%02d:%02d.%09d UTC",
        months[unsigned{p.day.month()} - 1], unsigned{p.day.day()}, int{p.day.year()}, static_cast<int>(p.hour),
        static_cast<int>(p.minute), static_cast<int>(p.second), static_cast<int>(p.nano));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string relativeSeconds(Nanoseconds span)
{
    return signedSeconds(span.count());
}

std::optional<Timestamp> parseTime(std::string_view text)
{
    if (!text.empty() && text.back() == 'Z')
        text.remove_suffix(1);
    const auto digits = [&](std::size_t from, std::size_t count) -> int {
        int value = 0;
        for (auto i = from; i < from + count; ++i) {
            if (i >= text.size() || text[i] < '0' || text[i] > '9')
                return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    const auto is = [&](std::size_t at, std::string_view any) {
        return at < text.size() && any.find(text[at]) != std::string_view::npos;
    };
    const int year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
    if (year < 0 || month < 0 || day < 0 || !is(4, "-") || !is(7, "-"))
        return {};
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day))};
    constexpr int first = 1678, last = 2261;  // whole years that 64 bits of nanoseconds reach
    if (!date.ok() || year < first || year > last)
        return {};
    int hour = 0, minute = 0, second = 0;
    std::int64_t nano = 0;
    if (text.size() > 10) {
        hour = digits(11, 2);
        minute = digits(14, 2);
        if (!is(10, "T ") || !is(13, ":") || hour < 0 || hour > 23 || minute < 0 || minute > 59)
            return {};
        if (text.size() > 16) {
            second = digits(17, 2);
            if (!is(16, ":") || second < 0 || second > 60)
                return {};
        }
        if (text.size() > 19) {
            const auto count = text.size() - 20;
            if (!is(19, ".") || count == 0 || count > 9)
                return {};
            nano = digits(20, count);
            if (nano < 0)
                return {};
            for (auto i = count; i < 9; ++i)
                nano *= 10;
        }
    }
    return Timestamp{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute}
    + std::chrono::seconds{second} + Nanoseconds{nano};
}

}  // namespace pr
