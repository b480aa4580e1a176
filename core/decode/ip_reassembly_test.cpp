#include "core/decode/ip_reassembly.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pr::decode {
namespace {

using testing::ElementsAre;

constexpr Timestamp kStart{std::chrono::seconds{1'000'000}};

struct Piece {
    std::uint32_t offset;
    bool more;
    const char* bytes;
};

struct Joining {
    IpReassembly reassembly;
    ReassembledDatagram datagram;
    std::uint64_t packet = 0;
    DatagramKey key{};

    bool add(const Piece& piece, Timestamp time = kStart)
    {
        reassembly.begin();
        return reassembly.add(
            key, piece.offset, piece.more, bytesOf(piece.bytes), PacketNumber{++packet}, time, datagram);
    }
    std::vector<std::uint64_t> packets() const
    {
        std::vector<std::uint64_t> out;
        for (const auto& place : datagram.fragments)
            out.push_back(place.packet);
        return out;
    }
};

TEST(IpReassembly, JoinsInOrderAndOutOfOrderWhenTheLastPieceArrives)
{
    Joining inOrder;
    EXPECT_FALSE(inOrder.add({0, true, "aaaaaaaa"}));
    EXPECT_TRUE(inOrder.add({8, false, "bb"}));
    EXPECT_EQ(textOf(inOrder.datagram.bytes), "aaaaaaaabb");

    Joining reversed;
    EXPECT_FALSE(reversed.add({16, false, "cc"}));
    EXPECT_FALSE(reversed.add({8, true, "bbbbbbbb"}));
    EXPECT_TRUE(reversed.add({0, true, "aaaaaaaa"}));
    EXPECT_EQ(textOf(reversed.datagram.bytes), "aaaaaaaabbbbbbbbcc");
    EXPECT_THAT(reversed.packets(), ElementsAre(3, 2, 1));
    EXPECT_EQ(reversed.reassembly.waiting(), 0U);
    EXPECT_EQ(reversed.reassembly.bytesHeld(), 0U);
}

TEST(IpReassembly, KeepsTheBytesOfTheLowerOffsetWhereFragmentsOverlapAndMarksTheConflict)
{
    Joining joining;
    EXPECT_FALSE(joining.add({8, false, "BBBBBBBB"}));
    EXPECT_TRUE(joining.add({0, true, "aaaaaaaaaaaa"}));
    EXPECT_EQ(textOf(joining.datagram.bytes), "aaaaaaaaaaaaBBBB");
    EXPECT_EQ(joining.datagram.flags, Overlap | OverlapConflict);
    EXPECT_EQ(joining.datagram.fragments[0].flags, 0);
    EXPECT_EQ(joining.datagram.fragments[1].flags, Overlap | OverlapConflict);
}

TEST(IpReassembly, MarksARepeatedFragmentAsOverlapWithoutConflict)
{
    Joining joining;
    EXPECT_FALSE(joining.add({0, true, "aaaaaaaa"}));
    EXPECT_FALSE(joining.add({0, true, "aaaaaaaa"}));
    EXPECT_TRUE(joining.add({8, false, "b"}));
    EXPECT_EQ(joining.datagram.flags, Overlap);
    EXPECT_EQ(textOf(joining.datagram.bytes), "aaaaaaaab");
}

TEST(IpReassembly, CutsWhatReachesPastTheEndAndMarksASecondEnd)
{
    Joining tooLong;
    EXPECT_FALSE(tooLong.add({8, false, "bb"}));
    EXPECT_FALSE(tooLong.add({16, true, "zzzzzzzz"}));
    EXPECT_TRUE(tooLong.add({0, true, "aaaaaaaa"}));
    EXPECT_EQ(textOf(tooLong.datagram.bytes), "aaaaaaaabb");
    EXPECT_TRUE(tooLong.datagram.flags & TooLong);

    Joining twoEnds;
    EXPECT_FALSE(twoEnds.add({8, false, "bb"}));
    EXPECT_FALSE(twoEnds.add({8, false, "bbbb"}));
    EXPECT_TRUE(twoEnds.add({0, true, "aaaaaaaa"}));
    EXPECT_TRUE(twoEnds.datagram.flags & MultipleTails);
}

TEST(IpReassembly, TellsDatagramsApartByEveryPartOfTheirKey)
{
    Joining joining;
    EXPECT_FALSE(joining.add({0, true, "aaaaaaaa"}));
    joining.key.vlan = 7;
    EXPECT_FALSE(joining.add({8, false, "b"}));
    joining.key.vlan = 0;
    joining.key.protocol = 17;
    EXPECT_FALSE(joining.add({8, false, "b"}));
    joining.key.protocol = 0;
    joining.key.source[3] = std::byte{1};
    EXPECT_FALSE(joining.add({8, false, "b"}));
    EXPECT_EQ(joining.reassembly.waiting(), 4U);
}

TEST(IpReassembly, GivesUpADatagramThatIsNotCompleteInTime)
{
    Joining joining;
    EXPECT_FALSE(joining.add({0, true, "aaaaaaaa"}));
    EXPECT_FALSE(joining.add({8, false, "b"}, kStart + std::chrono::seconds{limits::datagramSeconds + 1}));
    EXPECT_EQ(joining.reassembly.counters().expired, 1U);
}

TEST(IpReassembly, StaysWithinItsMemoryWhateverArrives)
{
    constexpr std::size_t memory = 64 * limits::KiB;
    IpReassembly reassembly{memory};
    const std::string payload(1024, 'x');
    ReassembledDatagram datagram;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        DatagramKey key;
        key.identification = i / 3;
        reassembly.begin();
        EXPECT_FALSE(reassembly.add(key, i % 3 * 2048, true, bytesOf(payload), PacketNumber{i + 1}, kStart, datagram));
        ASSERT_LE(reassembly.bytesHeld(), memory);
        ASSERT_LE(reassembly.waiting(), limits::datagrams);
    }
    EXPECT_GT(reassembly.counters().dropped, 0U);
}

TEST(IpReassembly, BoundsTheFragmentsOfOneDatagram)
{
    Joining joining;
    for (std::size_t i = 0; i <= limits::fragmentsPerDatagram; ++i)
        EXPECT_FALSE(joining.add({static_cast<std::uint32_t>(8 * (i % 8)), true, "aaaaaaaa"}));
    EXPECT_EQ(joining.reassembly.counters().dropped, 1U);
    EXPECT_EQ(joining.reassembly.waiting(), 0U);
}

TEST(IpReassembly, RefusesWhatNoDatagramCanHold)
{
    Joining joining;
    EXPECT_FALSE(joining.add({65'528, false, "aaaaaaaaaaaa"}));
    EXPECT_EQ(joining.reassembly.waiting(), 0U);
}

}  // namespace
}  // namespace pr::decode
