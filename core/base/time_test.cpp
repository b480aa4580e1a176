#include "core/base/time.h"

#include <gtest/gtest.h>

namespace pr {
namespace {

TEST(Time, PrintsAsTshark)
{
    const Timestamp time{Nanoseconds{1'000'002'000}};
    EXPECT_EQ(tsharkTime(time), "Jan  1, 1970 00:00:01.000002000 UTC");
    EXPECT_EQ(epochSeconds(time), "1.000002000");
    EXPECT_EQ(rfc3339(time), "1970-01-01T00:00:01.000002000Z");
    EXPECT_EQ(relativeSeconds(Nanoseconds{-500'000'000}), "-0.500000000");
}

TEST(Time, ReadsWhatItPrints)
{
    const Timestamp time{Nanoseconds{1'700'000'000'123'456'789}};
    EXPECT_EQ(parseTime(rfc3339(time)), time);
    EXPECT_EQ(parseTime("1970-01-02"), Timestamp{std::chrono::hours{24}});
    EXPECT_EQ(parseTime("1970-13-02"), std::nullopt);
    EXPECT_EQ(parseTime("1970-01-02 25:00"), std::nullopt);
    EXPECT_EQ(parseTime("yesterday"), std::nullopt);
    EXPECT_EQ(parseTime("2999-01-01"), std::nullopt) << "beyond what nanoseconds count";
    EXPECT_EQ(rfc3339(*parseTime("2261-12-31T23:59:59Z")), "2261-12-31T23:59:59.000000000Z");
    EXPECT_EQ(rfc3339(*parseTime("1678-01-01")), "1678-01-01T00:00:00.000000000Z");
}

}  // namespace
}  // namespace pr
