#include "app/cli/schedule.h"

#include <algorithm>
#include <ctime>
#include <poll.h>

namespace pr::cli {

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

bool waitUntil(Timestamp time, int stopFd)
{
    using namespace std::chrono;
    for (auto now = system_clock::now(); now < time; now = system_clock::now()) {
        pollfd wait{stopFd, POLLIN, 0};
        const auto left = ceil<milliseconds>(time - now);
        if (::poll(&wait, 1, static_cast<int>(std::min<milliseconds>(left, 1s).count())) > 0)
            return false;
    }
    return true;
}

}  // namespace pr::cli
