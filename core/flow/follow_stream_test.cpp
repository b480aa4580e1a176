#include "core/flow/follow_stream.h"

#include <gtest/gtest.h>

namespace pr::flow {
namespace {

using From = FollowStream::From;

struct Step {
    From from;
    std::uint32_t sequence;
    const char* payload;
    std::uint32_t acknowledgment = 0;
    bool syn = false;
};
struct Case {
    const char* words;
    std::vector<Step> steps;
    const char* text;  ///< records joined by '|'; the server's in angle brackets
};

std::string follow(const std::vector<Step>& steps)
{
    FollowStream stream;
    std::string text;
    std::uint64_t packet = 0;
    for (const auto& step : steps) {
        const auto payload = bytesOf(step.payload);
        for (const auto& record : stream.feed({step.from, payload, static_cast<std::uint32_t>(payload.size()),
                 step.sequence, step.acknowledgment, step.syn, PacketNumber{++packet}, {}})) {
            auto bytes = record.bytes;
            if (!bytes.empty() && bytes.back() == '\0')
                bytes.pop_back();
            text += (text.empty() ? "" : "|") + (record.from == From::Server ? "<" + bytes + ">" : bytes);
        }
    }
    return text;
}

TEST(FollowStream, BytesComeInTheOrderOfTheStream)
{
    constexpr auto client = From::Client;
    constexpr auto server = From::Server;
    const Case cases[] = {
        {"both sides", {{client, 0, "", 0, true}, {client, 1, "GET"}, {server, 1, "200"}}, "GET|<200>"},
        {"mid-stream", {{client, 5000, "ab"}, {client, 5002, "cd"}}, "ab|cd"},
        {"one-sided", {{server, 10, "ab"}, {server, 12, "cd"}}, "<ab>|<cd>"},
        {"a repeated segment", {{client, 1, "abc"}, {client, 1, "abc"}}, "abc"},
        {"repeated with more", {{client, 1, "abc"}, {client, 1, "abcde"}}, "abc|de"},
        {"a partial overlap keeps what came first", {{client, 1, "abc"}, {client, 3, "XYZ"}}, "abc|YZ"},
        {"out of order", {{client, 1, "ab"}, {client, 5, "ef"}, {client, 3, "cd"}}, "ab|cd|ef"},
        {"early segments that overlap", {{client, 1, "ab"}, {client, 5, "efg"}, {client, 3, "cdEF"}}, "ab|cdEF|g"},
        {"a hole of the right size", {{client, 1, "ab"}, {client, 13, "cd"}, {server, 1, "", 15}},
            "ab|[10 bytes missing in capture file]|cd"},
        {"a hole that nobody acknowledged stays open", {{client, 1, "ab"}, {client, 13, "cd"}, {server, 1, "", 3}},
            "ab"},
        {"data after a FIN", {{client, 1, "ab"}, {client, 3, ""}, {client, 4, "cd"}, {server, 1, "", 6}},
            "ab|[1 bytes missing in capture file]|cd"},
        {"numbers that wrap", {{client, 0xFFFFFFFE, "abc"}, {client, 1, "de"}}, "abc|de"},
    };
    for (const auto& one : cases)
        EXPECT_EQ(follow(one.steps), one.text) << one.words;
}

TEST(FollowStream, WhatWaitsIsBounded)
{
    FollowStream stream;
    const std::string payload(60'000, 'x');
    stream.feed({From::Client, bytesOf("a"), 1, 1, 0, false, PacketNumber{1}, {}});
    for (std::uint32_t i = 1; i < 40; ++i)
        stream.feed({From::Client, bytesOf(payload), 60'000, 10 + i * 60'000, 0, false, PacketNumber{i + 1}, {}});
    EXPECT_LE(stream.waiting(), limits::reassemblyDirection);
    EXPECT_TRUE(stream.limitReached());
}

}  // namespace
}  // namespace pr::flow
