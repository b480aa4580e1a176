#include "core/base/written.h"

#include <charconv>
#include <ctime>

namespace pr {

std::optional<std::uint64_t> parseNumber(std::string_view text)
{
    std::uint64_t factor = 1;
    if (!text.empty()) {
        constexpr std::string_view units = "kMG";
        if (const auto unit = units.find(text.back()); unit != std::string_view::npos) {
            factor = 1ULL << (10 * (unit + 1));
            text.remove_suffix(1);
        }
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value > UINT64_MAX / factor)
        return {};
    return value * factor;
}

std::optional<Timestamp> wallTime(std::string_view text)
{
    using namespace std::chrono;
    const auto read = parseTime(text);  // reads a time without zone as UTC
    if (!read || text.empty() || text.back() == 'Z')
        return read;
    const auto day = floor<days>(*read);
    const year_month_day date{day};
    const hh_mm_ss clock{*read - day};
    std::tm local{};
    local.tm_year = static_cast<int>(date.year()) - 1900;
    local.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
    local.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
    local.tm_hour = static_cast<int>(clock.hours().count());
    local.tm_min = static_cast<int>(clock.minutes().count());
    local.tm_sec = static_cast<int>(clock.seconds().count());
    local.tm_isdst = -1;
    const auto seconds = std::mktime(&local);
    return Timestamp{std::chrono::seconds{seconds} + clock.subseconds()};
}

}  // namespace pr
