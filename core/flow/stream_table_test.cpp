#include "core/base/text.h"
#include "core/flow/stream_table.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>

namespace pr::flow {
namespace {

Timestamp second(std::int64_t s)
{
    return Timestamp{std::chrono::seconds{s}};
}

DirectedKey key(
    Talk talk, const char* source, std::uint16_t sourcePort, const char* destination, std::uint16_t destinationPort)
{
    static std::deque<std::string> kept;
    const auto bytes = [](const char* hexText) { return bytesOf(kept.emplace_back(bytesFromHex(hexText))); };
    return keyOf(talk, {bytes(source), bytes(destination), sourcePort, destinationPort});
}

constexpr auto hostA = "0a000001";
constexpr auto hostB = "0a000002";
constexpr auto v6A = "20010db8000000000000000000000001";
constexpr auto v6B = "20010db8000000000000000000000002";

TEST(StreamTable, BothDirectionsAreOneStreamAndTheFirstSenderIsTheInitiator)
{
    StreamTable table{100, 1, {}};
    const auto there = table.enter(key(Talk::Tcp, hostB, 40000, hostA, 80), second(1));
    EXPECT_TRUE(there.created);
    EXPECT_EQ(there.side, Side::Initiator);
    const auto back = table.enter(key(Talk::Tcp, hostA, 80, hostB, 40000), second(2));
    EXPECT_FALSE(back.created);
    EXPECT_EQ(back.slot, there.slot);
    EXPECT_EQ(back.side, Side::Responder);
    table.setInitiator(there.slot, true);
    EXPECT_EQ(table.sideOf(there.slot, true), Side::Initiator);
}

TEST(StreamTable, HushesTheFlowThatWasQuietLongestAndWakesItWithItsNextPacket)
{
    StreamTable table{3, 1, {}};
    const auto enter = [&](std::uint16_t port) {
        return table.enter(key(Talk::Udp, hostA, port, hostB, 53), second(0)).slot;
    };
    const auto first = enter(1), other = enter(2);
    enter(1);
    EXPECT_EQ(table.awake(), 2U);
    EXPECT_EQ(table.hushOldest(), other);
    EXPECT_EQ(table.hushOldest(), first);
    EXPECT_EQ(table.hushOldest(), std::nullopt);
    EXPECT_EQ(table.awake(), 0U);
    enter(1);  // the newest already, and quiet
    EXPECT_EQ(table.awake(), 1U);
    enter(2);
    const auto third = enter(3);
    EXPECT_EQ(enter(4), first);  // takes the place of the oldest
    EXPECT_EQ(table.awake(), 3U);
    EXPECT_EQ(table.hushOldest(), other);
    EXPECT_EQ(table.hushOldest(), third);
    EXPECT_EQ(table.awake(), 1U);
}

TEST(StreamTable, Ipv4AndIpv6ShareACountAndTcpAndUdpDoNot)
{
    StreamTable table{100, 1, {}};
    const auto number = [&](const DirectedKey& k) { return table.at(table.enter(k, second(0)).slot).stream; };
    EXPECT_EQ(number(key(Talk::Tcp, hostA, 1, hostB, 2)), 0U);
    EXPECT_EQ(number(key(Talk::Tcp, v6A, 1, v6B, 2)), 1U);
    EXPECT_EQ(number(key(Talk::Udp, hostA, 1, hostB, 2)), 0U);
    EXPECT_EQ(number(key(Talk::Udp, v6A, 1, v6B, 2)), 1U);
    EXPECT_EQ(number(key(Talk::Tcp, hostA, 2, hostB, 1)), 2U);
    EXPECT_EQ(table.streams(Talk::Tcp), 3U);
}

TEST(StreamTable, AHostThatTalksToItselfIsToldApartByPorts)
{
    StreamTable table{100, 1, {}};
    const auto there = table.enter(key(Talk::Udp, hostA, 5, hostA, 9), second(0));
    const auto back = table.enter(key(Talk::Udp, hostA, 9, hostA, 5), second(0));
    EXPECT_EQ(there.slot, back.slot);
    EXPECT_NE(there.side, back.side);
}

TEST(StreamTable, FlowsWithoutPortsAreToldApartByTheirNumberAndHaveNoStream)
{
    StreamTable table{100, 1, {}};
    const auto a = bytesFromHex(hostA);
    const auto b = bytesFromHex(hostB);
    const auto ping = table.enter(keyOf(1, bytesOf(a), bytesOf(b), 7), second(0));
    EXPECT_EQ(table.enter(keyOf(1, bytesOf(b), bytesOf(a), 7), second(0)).slot, ping.slot);
    EXPECT_NE(table.enter(keyOf(1, bytesOf(a), bytesOf(b), 8), second(0)).slot, ping.slot);
    EXPECT_NE(table.enter(keyOf(50, bytesOf(a), bytesOf(b), 7), second(0)).slot, ping.slot);
    EXPECT_EQ(table.streams(Talk::Tcp), 0U);
}

TEST(StreamTable, TimesCountFromTheFirstAndThePreviousPacketEvenWhenTheClockGoesBack)
{
    StreamTable table{100, 1, {}};
    const auto k = key(Talk::Udp, hostA, 5, hostB, 9);
    const auto slot = table.enter(k, second(10)).slot;
    auto context = table.advance(slot, second(10));
    EXPECT_EQ(context.timeRelative.count(), 0);
    EXPECT_EQ(context.timeDelta.count(), 0);
    context = table.advance(slot, second(13));
    EXPECT_EQ(context.timeDelta, std::chrono::seconds{3});
    context = table.advance(slot, second(11));
    EXPECT_EQ(context.timeRelative, std::chrono::seconds{1});
    EXPECT_EQ(context.timeDelta, std::chrono::seconds{-2});
    EXPECT_EQ(context.packetInStream, 3U);
}

TEST(StreamTable, ReusedPortsGetANewNumberAndTheOldFlowIsReported)
{
    std::vector<std::pair<std::uint64_t, StreamTable::End>> ended;
    StreamTable table{100, 1, [&](std::uint32_t, const StreamTable::Entry& entry, StreamTable::End why) {
                          ended.emplace_back(entry.flow.value, why);
                      }};
    const auto k = key(Talk::Tcp, hostA, 5, hostB, 9);
    const auto first = table.enter(k, second(0));
    table.enter(key(Talk::Tcp, hostA, 6, hostB, 9), second(0));
    const auto again = table.renew(first.slot, k, second(5));
    EXPECT_EQ(again.slot, first.slot);
    EXPECT_EQ(table.at(again.slot).stream, 2U);
    EXPECT_EQ(table.at(again.slot).flow, FlowId{2});
    EXPECT_EQ(table.enter(k, second(6)).slot, first.slot);
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0], std::pair(std::uint64_t{0}, StreamTable::End::Reused));
}

TEST(StreamTable, TheFlowThatWasQuietLongestMakesRoom)
{
    std::vector<std::uint64_t> ended;
    StreamTable table{3, 1,
        [&](std::uint32_t, const StreamTable::Entry& entry, StreamTable::End) { ended.push_back(entry.flow.value); }};
    const auto one = key(Talk::Udp, hostA, 1, hostB, 9);
    table.enter(one, second(0));
    table.enter(key(Talk::Udp, hostA, 2, hostB, 9), second(1));
    table.enter(key(Talk::Udp, hostA, 3, hostB, 9), second(2));
    table.enter(one, second(3));
    table.enter(key(Talk::Udp, hostA, 4, hostB, 9), second(4));
    EXPECT_EQ(ended, std::vector<std::uint64_t>{1});
    EXPECT_EQ(table.size(), 3U);
    EXPECT_EQ(table.evicted(), 1U);
    EXPECT_TRUE(table.find(one));
    EXPECT_FALSE(table.find(key(Talk::Udp, hostA, 2, hostB, 9)));
}

TEST(StreamTable, ManyFlowsComeAndGoAndNoneIsMistakenForAnother)
{
    constexpr std::size_t capacity = 500;
    std::map<std::uint32_t, std::uint64_t> flowOf;  // port → flow, as the table should know it
    StreamTable table{capacity, 42,
        [&](std::uint32_t, const StreamTable::Entry& entry, StreamTable::End) { flowOf.erase(entry.key.portB); }};
    std::uint32_t random = 1;
    for (int i = 0; i < 20'000; ++i) {
        random = random * 1664525 + 1013904223;
        const auto port = static_cast<std::uint16_t>(random >> 20U);
        const auto found = table.enter(key(Talk::Udp, hostA, 1, hostB, port), second(i));
        const auto known = flowOf.find(port);
        ASSERT_EQ(found.created, known == flowOf.end()) << "packet " << i;
        if (found.created)
            flowOf[port] = table.at(found.slot).flow.value;
        else
            ASSERT_EQ(known->second, table.at(found.slot).flow.value);
    }
    EXPECT_EQ(flowOf.size(), capacity);
    std::size_t visited = 0;
    table.visit([&](std::uint32_t, const StreamTable::Entry&) { ++visited; });
    EXPECT_EQ(visited, capacity);
}

}  // namespace
}  // namespace pr::flow
