// The forms in which times are written.
#include "models/time_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace pr::models {
namespace {

constexpr std::int64_t kTime = 1'794'490'800'180'032'000;    // 2026-11-12 13:40:00.180032 UTC
constexpr std::int64_t kSummer = 1'782'864'000'000'000'001;  // 2026-07-01 00:00:00.000000001 UTC

class Zone {
public:
    explicit Zone(const char* name)
    {
        ::setenv("TZ", name, 1);
        ::tzset();
    }
    ~Zone()
    {
        ::setenv("TZ", "UTC", 1);
        ::tzset();
    }
};

TEST(TimeText, WritesUtcWithTheDigitsThatTheCaptureHas)
{
    EXPECT_EQ(timeText(kTime, TimeForm::UtcDate), "2026-11-12 13:40:00.180032");
    EXPECT_EQ(timeText(kTime + 1, TimeForm::UtcTime), "13:40:00.180032001");
    EXPECT_EQ(timeText(kTime, TimeForm::Epoch), "1794490800.180032");
}

TEST(TimeText, LocalTimesEndWithTheirOffsetWhichIsAnotherInSummer)
{
    const Zone zone{"CET-1CEST,M3.5.0,M10.5.0/3"};
    EXPECT_EQ(timeText(kTime, TimeForm::LocalDate), "2026-11-12 14:40:00.180032+01:00");
    EXPECT_EQ(timeText(kSummer, TimeForm::LocalDate), "2026-07-01 02:00:00.000000001+02:00");
    EXPECT_EQ(timeText(kTime, TimeForm::LocalTime), "14:40:00.180032+01:00");
}

TEST(TimeText, ZonesWestOfGreenwichWithHalfHoursAndTimesBefore1970AreWrittenAsTheyAre)
{
    const Zone zone{"NST3:30"};
    EXPECT_EQ(timeText(-1, TimeForm::LocalDate), "1969-12-31 20:29:59.999999999-03:30");
}

TEST(TimeText, CountsFromTheFirstThePreviousAndTheShownPacket)
{
    const RowClock clock{kTime - 2'000'000'000, kTime - 5'000, kTime + 1'000'000'000};
    EXPECT_EQ(timeText(kTime, clock, TimeForm::SinceFirst), "2.000000");
    EXPECT_EQ(timeText(kTime, clock, TimeForm::SincePrevious), "0.000005");
    EXPECT_EQ(timeText(kTime, clock, TimeForm::SinceShown), "-1.000000");
    EXPECT_EQ(timeText(kTime, RowClock{}, TimeForm::SinceShown), "");
}

TEST(TimeText, TheTitleNamesTheZoneAndFollowsOnlyWherePacketsAreCounted)
{
    EXPECT_EQ(timeTitle("Start", TimeForm::UtcTime, false), "Start (UTC)");
    EXPECT_EQ(timeTitle("Start", TimeForm::LocalDate, false), "Start (local)");
    EXPECT_EQ(timeTitle("Start", TimeForm::SinceFirst, false), "Start (UTC)");
    EXPECT_EQ(timeTitle("Time", TimeForm::SinceFirst, true), "Time (s since first)");
}

}  // namespace
}  // namespace pr::models
