#include "core/source/clock.h"

#include <gtest/gtest.h>
#include <limits>

namespace pr::source {
namespace {

constexpr auto earliest = std::numeric_limits<std::int64_t>::min();
constexpr auto latest = std::numeric_limits<std::int64_t>::max();
constexpr auto highest = std::numeric_limits<std::uint64_t>::max();

struct Case {
    const char* name;
    std::uint8_t resolution;
    std::int64_t offset;
    std::uint64_t raw;
    std::int64_t nanoseconds;
};

constexpr Case cases[] = {
    {"microseconds", 6, 0, 1'700'000'000'250'001, 1'700'000'000'250'001'000},
    {"nanoseconds", 9, 0, 1'700'000'000'250'001'002, 1'700'000'000'250'001'002},
    {"seconds", 0, 0, 3, 3'000'000'000},
    {"picoseconds are rounded down", 12, 0, 1'999, 1},
    {"2^-10 s", 0x8a, 0, 1024 + 512, 1'500'000'000},
    {"2^-20 s is exact to the digit", 0x94, 0, 1, 953},
    {"an offset", 6, 1'000'000'000, 5, 1'000'000'000'000'005'000},
    {"a negative offset", 6, -10, 5, -9'999'995'000},
    {"a unit so fine that no time is left", 127, 0, highest, 0},
    {"2^-127 s", 0xff, 0, highest, 0},
    {"beyond 2262", 6, 0, highest, latest},
    {"beyond 2262 in nanoseconds", 9, 0, highest, latest},
    {"a count of 0 with an offset", 6, 7, 0, 7'000'000'000},
    {"an offset into the far past", 6, earliest, 0, earliest},
    {"an offset into the far future", 6, latest, 0, latest},
};

TEST(Clock, TurnsCountsIntoNanoseconds)
{
    for (const auto& row : cases)
        EXPECT_EQ(Clock(row.resolution, row.offset).time(row.raw).time_since_epoch().count(), row.nanoseconds)
            << row.name;
}

TEST(Clock, TurnsNanosecondsBackIntoCounts)
{
    const Timestamp time{Nanoseconds{1'700'000'000'250'001'002}};
    EXPECT_EQ(Clock{6}.raw(time), 1'700'000'000'250'001U);
    EXPECT_EQ(Clock{9}.raw(time), 1'700'000'000'250'001'002U);
    EXPECT_EQ(Clock{0}.raw(time), 1'700'000'000U);
    EXPECT_EQ(Clock(6, 1'700'000'000).raw(time), 250'001U);
    EXPECT_EQ(Clock{0x8a}.raw(time), (1'700'000'000U * std::uint64_t{1024}) + 256U);
    EXPECT_EQ(Clock{12}.raw(time), highest) << "such a count has no place in 64 bits";
    EXPECT_EQ(Clock{127}.raw(time), highest);
    EXPECT_EQ(Clock{0xff}.raw(time), highest);
    EXPECT_EQ(Clock{6}.raw(Timestamp{Nanoseconds{-1}}), 0U);
}

}  // namespace
}  // namespace pr::source
