#include "core/pipeline/capture_rules.h"

#include "core/base/limits.h"
#include "core/store/ring.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace pr::pipeline {

namespace {

constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kHundredYears = 100ULL * 365 * 86'400;
constexpr std::uint64_t kLeastSnaplen = 64;

struct Range {
    std::string_view option;
    std::uint64_t least, most;
    std::string_view words;
};

constexpr std::string_view kSeconds = "takes a second or more, and less than a hundred years";
static_assert(limits::snaplen == 262'144 && store::RingLimits::leastBytes == 4 * limits::MiB, "the words say so");
constexpr std::array kRanges{
    Range{"snaplen", kLeastSnaplen, limits::snaplen, "takes 64 to 262144 bytes"},
    Range{"duration", 0, kHundredYears, "takes less than a hundred years"},
    Range{"count", 0, kAny, {}},
    Range{"filesize", 0, kAny, {}},
    Range{"min-free", 0, kAny, {}},
    Range{"ring-size", store::RingLimits::leastBytes, kAny,
        "takes 4M or more: packets are dropped by blocks of up to 1 MiB"},
    Range{"ring-duration", 1, kHundredYears, kSeconds},
    Range{"pre-trigger", 1, kHundredYears, kSeconds},
    Range{"sample", 1, std::numeric_limits<std::uint32_t>::max(), "takes a number from 1 on"},
};

class Check {
public:
    Check(const WrittenOptions& written, Timestamp now) : m_written{written}, m_now{now} { }

    /// Nothing where the option is right, or was not given.
    std::optional<WrongOption> look(std::string_view option) const
    {
        const auto text = of(option);
        if (text.empty())
            return {};
        if (const auto* range =
                std::find_if(kRanges.begin(), kRanges.end(), [&](const Range& one) { return one.option == option; });
            range != kRanges.end()) {
            const auto number = parseNumber(text);
            if (!number)
                return WrongOption{option, kNumberWords};
            if (*number < range->least || *number > range->most)
                return WrongOption{option, range->words};
        }
        if (option == "pre-trigger" && !of("ring-duration").empty())
            return WrongOption{option, "excludes %, which has no end: give one of the two", "ring-duration"};
        if (option == "trigger-on" && of("pre-trigger").empty())
            return WrongOption{option, "goes with % only", "pre-trigger"};
        if (option == "sample" && parseNumber(text) != 1 && of("backend") != "xdp")
            return WrongOption{option, "is for XDP only: give % xdp", "backend"};
        if (option == "start-at" || option == "stop-at")
            return time(option, text);
        return {};
    }

private:
    std::string_view of(std::string_view option) const
    {
        const auto found = m_written.find(option);
        return found == m_written.end() ? std::string_view{} : found->second;
    }
    std::optional<WrongOption> time(std::string_view option, std::string_view text) const
    {
        const auto at = wallTime(text);
        if (!at)
            return WrongOption{
                option, "takes a time: 2026-11-23T22:00 is this machine's own, 2026-11-23T22:00Z is UTC"};
        const auto begin = std::max(m_now, wallTime(of("start-at")).value_or(m_now));
        if (option == "stop-at" && *at <= begin)
            return WrongOption{option, "comes before the capture can begin; without a Z it is this machine's own time"};
        return {};
    }

    const WrittenOptions& m_written;
    Timestamp m_now;
};

}  // namespace

std::string WrongOption::said(const std::function<std::string(std::string_view option)>& nameOf) const
{
    const auto place = words.find('%');
    if (other.empty() || place == std::string_view::npos)
        return std::string{words};
    return std::string{words.substr(0, place)} + nameOf(other) + std::string{words.substr(place + 1)};
}

std::vector<WrongOption> wrongOptions(const WrittenOptions& written, Timestamp now)
{
    std::vector<WrongOption> wrong;
    const Check check{written, now};
    for (const auto option : kCheckedOptions)
        if (const auto found = check.look(option))
            wrong.push_back(*found);
    return wrong;
}

}  // namespace pr::pipeline
