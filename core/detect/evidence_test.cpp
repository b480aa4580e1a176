#include "core/detect/evidence.h"

#include "core/detect/alert_book.h"
#include "core/detect/detectors.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pr::detect {
namespace {

TEST(Evidence, KeepsAllOfAFewAndOfManyTheEndsAndSomeBetween)
{
    Evidence few;
    for (std::uint64_t i = 1; i <= 50; ++i)
        few.add(PacketNumber{i});
    EXPECT_EQ(few.packets().size(), 50U);
    Evidence many;
    for (std::uint64_t i = 1; i <= 5000; ++i)
        many.add(PacketNumber{i});
    const auto packets = many.packets();
    ASSERT_EQ(packets.size(), 50U);
    EXPECT_EQ(packets[9].value, 10U);
    EXPECT_EQ(packets[40].value, 4991U);
    EXPECT_EQ(packets[49].value, 5000U);
    EXPECT_TRUE(std::is_sorted(packets.begin(), packets.end()));
}

TEST(Evidence, CountsAPacketOnce)
{
    Evidence evidence;
    for (int i = 0; i < 3; ++i)
        evidence.add(PacketNumber{7});
    EXPECT_EQ(evidence.packets().size(), 1U);
}

TEST(Evidence, PacketsBecomeRangesInAFilter)
{
    EXPECT_EQ(frameSet({PacketNumber{3}, PacketNumber{5}, PacketNumber{6}, PacketNumber{7}, PacketNumber{9}}),
        "frame.number in {3, 5..7, 9}");
}

TEST(PacketClock, JumpsAheadOnlyWhenSixteenPacketsConfirmIt)
{
    constexpr std::int64_t hour = 3'600'000'000'000;
    PacketClock clock;
    clock.advance(hour);
    clock.advance(2 * hour);
    EXPECT_EQ(clock.now(), 2 * hour);
    for (int i = 0; i < 15; ++i)
        clock.advance(9 * hour + i);
    EXPECT_EQ(clock.now(), 2 * hour);
    clock.advance(2 * hour);
    for (int i = 0; i < 16; ++i)
        clock.advance(9 * hour + i);
    EXPECT_EQ(clock.now(), 9 * hour + 15);
    clock.advance(hour);
    EXPECT_EQ(clock.now(), 9 * hour + 15);
}

TEST(Confidence, FallsWithEachLimitAndNeverReachesHundred)
{
    EXPECT_EQ(confidenceOf(15, 15, 0), 40);
    EXPECT_EQ(confidenceOf(15, 30, 0), 70);
    EXPECT_EQ(confidenceOf(15, 30, 2), 40);
    EXPECT_EQ(confidenceOf(15, 65535, 0), 99);
    EXPECT_EQ(confidenceOf(15, 15, 9), 5);
}

}  // namespace
}  // namespace pr::detect
