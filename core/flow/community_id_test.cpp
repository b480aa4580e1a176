#include "core/flow/community_id.h"

#include "core/base/text.h"

#include <gtest/gtest.h>

namespace pr::flow {
namespace {

struct Case {
    const char* source;
    const char* destination;
    std::uint8_t protocol;
    std::uint16_t sourcePort, destinationPort;
    std::uint16_t seed;
    const char* id;
};

// The baseline values of the specification.
TEST(CommunityId, EqualsThePublishedValues)
{
    const Case cases[] = {
        {"80e86e78", "4223facc", 6, 34855, 80, 0, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="},
        {"c0a80134", "08080808", 17, 54585, 53, 0, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
        {"c0a80059", "c0a80001", 1, 8, 0, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
        {"c0a80001", "c0a80059", 1, 0, 0, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="},
        {"3ffe050700000001020086fffe0580da", "3ffe0501000010010000000000000002", 58, 128, 0, 0,
            "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="},
        {"3ffe0501180023450000000000000002", "3ffe050700000001020086fffe0580da", 58, 3, 0, 0,
            "1:2ObVBgIn28oZvibYZhZMBgh7WdQ="},
        {"3ffe05010410000002c0dffffe47033e", "3ffe050700000001020086fffe0580da", 58, 1, 4, 0,
            "1:hLZd0XGWojozrvxqE0dWB1iM6R0="},
    };
    for (const auto& one : cases) {
        const auto source = bytesFromHex(one.source);
        const auto destination = bytesFromHex(one.destination);
        EXPECT_EQ(communityId(bytesOf(source), bytesOf(destination), one.protocol, one.sourcePort, one.destinationPort,
                      one.seed),
            one.id);
    }
}

TEST(CommunityId, BothDirectionsHaveOneName)
{
    const auto a = bytesFromHex("0a000001");
    const auto b = bytesFromHex("0a000002");
    EXPECT_EQ(communityId(bytesOf(a), bytesOf(b), 17, 1000, 53), communityId(bytesOf(b), bytesOf(a), 17, 53, 1000));
    EXPECT_NE(communityId(bytesOf(a), bytesOf(b), 17, 1000, 53), communityId(bytesOf(a), bytesOf(b), 6, 1000, 53));
    EXPECT_NE(communityId(bytesOf(a), bytesOf(b), 17, 1000, 53), communityId(bytesOf(a), bytesOf(b), 17, 1000, 53, 1));
}

TEST(CommunityId, AnEchoAndItsReplyHaveOneNameAndAnErrorItsOwn)
{
    const auto a = bytesFromHex("0a000001");
    const auto b = bytesFromHex("0a000002");
    EXPECT_EQ(communityId(bytesOf(a), bytesOf(b), 1, 8, 0), communityId(bytesOf(b), bytesOf(a), 1, 0, 0));
    EXPECT_NE(communityId(bytesOf(a), bytesOf(b), 1, 11, 0), communityId(bytesOf(b), bytesOf(a), 1, 11, 0));
}

TEST(CommunityId, AddressesOfOtherLengthsHaveNone)
{
    const auto mac = bytesFromHex("020000000001");
    EXPECT_EQ(communityId(bytesOf(mac), bytesOf(mac), 6, 1, 2), "");
}

TEST(CommunityId, IcmpTalksAreToldApartByWhoAsked)
{
    constexpr std::uint8_t icmp6 = 58, solicit = 135, advertise = 136, unreachable = 1;
    EXPECT_EQ(icmpTalk(icmp6, solicit, 0, true), icmpTalk(icmp6, advertise, 0, false));
    EXPECT_NE(icmpTalk(icmp6, solicit, 0, true), icmpTalk(icmp6, solicit, 0, false));
    EXPECT_EQ(icmpTalk(icmp6, unreachable, 4, true), icmpTalk(icmp6, unreachable, 4, false));
    EXPECT_NE(icmpTalk(icmp6, unreachable, 4, true), icmpTalk(icmp6, unreachable, 3, true));
    EXPECT_GT(icmpTalk(1, 0, 0, false), 0xFFFFU);
}

}  // namespace
}  // namespace pr::flow
