#include "core/query/packet_set.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace pr::query {
namespace {

// The same operations on a std::vector<bool>, which nobody doubts.
struct Plain {
    std::vector<bool> bits;

    explicit Plain(std::uint64_t universe) : bits(universe) { }
    PacketSet set() const
    {
        PacketSet out{bits.size()};
        for (std::size_t i = 0; i < bits.size(); ++i)
            if (bits[i])
                out.add({i + 1});
        return out;
    }
};

std::vector<bool> bitsOf(const PacketSet& set)
{
    std::vector<bool> out(set.universe());
    set.forEach([&](PacketNumber packet) {
        out[packet.value - 1] = true;
        return true;
    });
    return out;
}

// Runs of members of all lengths, so that empty, full and mixed chunks stand beside each other.
Plain made(std::mt19937& random, std::uint64_t universe)
{
    Plain plain{universe};
    for (std::uint64_t at = 0; at < universe;) {
        const auto length = 1 + random() % (random() % 3 == 0 ? 9000 : 40);
        const bool on = random() % 2;
        for (std::uint64_t i = 0; i < length && at < universe; ++i, ++at)
            plain.bits[at] = on;
    }
    return plain;
}

TEST(PacketSet, CombinesAsBitsDo)
{
    std::mt19937 random{1};
    for (const std::uint64_t universe : {0, 1, 63, 64, 65, 4095, 4096, 4097, 30'001}) {
        for (int turn = 0; turn < 8; ++turn) {
            const auto a = made(random, universe), b = made(random, universe);
            const auto left = a.set(), right = b.set();
            ASSERT_EQ(bitsOf(left), a.bits);
            auto both = left & right, either = left | right, only = left - right, others = left;
            others.complement();
            std::vector<bool> expectBoth(universe), expectEither(universe), expectOnly(universe),
                expectOthers(universe);
            for (std::size_t i = 0; i < universe; ++i) {
                expectBoth[i] = a.bits[i] && b.bits[i];
                expectEither[i] = a.bits[i] || b.bits[i];
                expectOnly[i] = a.bits[i] && !b.bits[i];
                expectOthers[i] = !a.bits[i];
            }
            EXPECT_EQ(bitsOf(both), expectBoth);
            EXPECT_EQ(bitsOf(either), expectEither);
            EXPECT_EQ(bitsOf(only), expectOnly);
            EXPECT_EQ(bitsOf(others), expectOthers);
            for (const auto& [set, bits] : {std::pair{&both, &expectBoth}, {&either, &expectEither},
                     {&only, &expectOnly}, {&others, &expectOthers}}) {
                EXPECT_EQ(set->count(), static_cast<std::uint64_t>(std::count(bits->begin(), bits->end(), true)));
                EXPECT_EQ(set->empty(), set->count() == 0);
            }
            auto same = left;
            same -= right;
            same |= both;
            EXPECT_EQ(same, left);
            EXPECT_EQ(same == right, a.bits == b.bits);
        }
    }
}

TEST(PacketSet, AddsRangesAndBitsAtAnyPlace)
{
    std::mt19937 random{2};
    for (int turn = 0; turn < 200; ++turn) {
        const std::uint64_t universe = 1 + random() % 20'000;
        auto plain = made(random, universe);
        auto set = plain.set();
        const std::uint64_t first = 1 + random() % universe, count = random() % 9000;
        if (turn % 2) {
            set.addRange({first}, count);
            for (auto i = first; i < first + count && i <= universe; ++i)
                plain.bits[i - 1] = true;
        } else {
            std::vector<std::uint64_t> words((count + 63) / 64);
            for (auto& word : words)
                word = random() % 4 == 0 ? ~std::uint64_t{0} : (std::uint64_t{random()} << 32 | random());
            set.addBits({first}, words, count);
            for (std::uint64_t i = 0; i < count && first + i <= universe; ++i)
                if (words[i / 64] >> i % 64 & 1)
                    plain.bits[first + i - 1] = true;
        }
        EXPECT_EQ(bitsOf(set), plain.bits);
        const auto from = 1 + random() % universe, length = random() % universe;
        std::uint64_t expected = 0;
        for (auto i = from; i < from + length && i <= universe; ++i)
            expected += plain.bits[i - 1];
        EXPECT_EQ(set.countIn({from}, length), expected);
        const auto part = set.part({from}, length);
        EXPECT_EQ(part.count(), expected);
        for (std::uint64_t i = 0; i < part.universe(); ++i)
            ASSERT_EQ(part.contains({i + 1}), plain.bits[from - 1 + i]);
    }
}

TEST(PacketSet, FindsRowsOfPacketsAndPacketsOfRows)
{
    std::mt19937 random{3};
    for (int turn = 0; turn < 20; ++turn) {
        const auto plain = made(random, 1 + random() % 30'000);
        const auto set = plain.set();
        const PacketRanks ranks{set};
        std::uint64_t row = 0;
        for (std::size_t i = 0; i < plain.bits.size(); ++i) {
            ASSERT_EQ(ranks.rank(set, {i + 1}), row);
            ASSERT_EQ(set.contains({i + 1}), plain.bits[i]);
            if (plain.bits[i]) {
                ASSERT_EQ(ranks.at(set, row), (PacketNumber{i + 1}));
                ++row;
            }
        }
        EXPECT_EQ(ranks.size(), row);
        EXPECT_EQ(ranks.at(set, row), std::nullopt);
        EXPECT_EQ(ranks.rank(set, {plain.bits.size() + 100}), row);
    }
}

TEST(PacketSet, FindsTheNextAndTheLastMember)
{
    std::mt19937 random{4};
    for (int turn = 0; turn < 20; ++turn) {
        const auto plain = made(random, 1 + random() % 20'000);
        const auto set = plain.set();
        std::optional<PacketNumber> next;
        for (auto i = plain.bits.size(); i-- > 0;) {
            if (plain.bits[i]) {
                if (!next) {
                    EXPECT_EQ(set.last(), (PacketNumber{i + 1}));
                }
                next = PacketNumber{i + 1};
            }
            ASSERT_EQ(set.next({i + 1}), next);
        }
        EXPECT_EQ(set.next({plain.bits.size() + 1}), std::nullopt);
    }
}

TEST(PacketSet, GrowsWithTheSessionAndForgetsPackets)
{
    auto set = PacketSet::all(100);
    set.grow(5000);
    EXPECT_EQ(set.count(), 100U);
    EXPECT_FALSE(set.contains({101}));
    set.addRange({101}, 4900);
    EXPECT_TRUE(set.full());
    set.remove({4097});
    set.remove({4097});
    EXPECT_EQ(set.count(), 4999U);
    EXPECT_FALSE(set.contains({4097}));
    set.add({4097});
    set.add({6000});
    set.add({0});
    EXPECT_TRUE(set.full());
    EXPECT_FALSE(set.contains({0}));
}

}  // namespace
}  // namespace pr::query
