#include "core/pipeline/stop_conditions.h"

#include <gtest/gtest.h>

namespace pr::pipeline {
namespace {

using namespace std::chrono_literals;

TEST(StopConditions, NothingStopsWhereNothingWasAsked)
{
    EXPECT_FALSE(reasonToStop({}, ~std::uint64_t{0}, "/tmp/x.prcase"));
}

TEST(StopConditions, BytesStopWhenTheyAreReached)
{
    const StopConditions conditions{.bytes = 1000};
    EXPECT_FALSE(reasonToStop(conditions, 999, "/tmp/x.prcase"));
    const auto stop = reasonToStop(conditions, 1000, "/tmp/x.prcase");
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->word, "filesize");
    EXPECT_FALSE(stop->full);
}

TEST(StopConditions, ATimeStopsWhenItHasCome)
{
    EXPECT_FALSE(reasonToStop({.until = std::chrono::system_clock::now() + 1h}, 0, "/tmp/x.prcase"));
    const auto stop = reasonToStop({.until = std::chrono::system_clock::now() - 1ns}, 0, "/tmp/x.prcase");
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->word, "stop-at");
}

TEST(StopConditions, ADiskWithLessRoomThanIsToStayFreeStopsAndIsNotBegunOn)
{
    const auto left = freeBytes("/tmp/not-there-yet.prcase");
    ASSERT_TRUE(left);
    ASSERT_GT(*left, 0U);
    const StopConditions more{.leastFree = ~std::uint64_t{0}}, less{.leastFree = 1};
    EXPECT_FALSE(reasonToStop(less, 0, "/tmp/not-there-yet.prcase"));
    EXPECT_TRUE(checkFree(less, "/tmp/not-there-yet.prcase"));
    const auto stop = reasonToStop(more, 0, "/tmp/not-there-yet.prcase");
    ASSERT_TRUE(stop);
    EXPECT_EQ(stop->word, "min-free");
    EXPECT_TRUE(stop->full);
    const auto begun = checkFree(more, "/tmp/not-there-yet.prcase");
    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().status, Status::Storage);
    EXPECT_NE(begun.error().text().find("--min-free"), std::string::npos);
}

}  // namespace
}  // namespace pr::pipeline
