#include "capture/wire/frames.h"
#include "core/base/text.h"

#include <gtest/gtest.h>

namespace pr::wire {
namespace {

Result<Message> parse(std::string_view frame)
{
    const auto bytes = bytesOf(frame);
    const auto header = parseHeader(bytes.first(std::min(bytes.size(), headerBytes)));
    if (!header)
        return Unexpected{header.error()};
    return parseBody(*header, bytes.subspan(headerBytes));
}

const Message samples[] = {
    Open{{{.name = "eth0",
              .snaplen = 96,
              .buffer = 2U << 20U,
              .flags = Promiscuous,
              .linkType = 1,
              .filter = {{0x28, 0, 0, 12}, {0x15, 0, 1, 0x800}, {0x6, 0, 0, 96}, {0x6, 0, 0, 0}}},
        {.name = "any", .flags = Monitor}}},
    Opened{{{.linkType = 1, .decimals = 9, .index = 7, .snaplen = 96}, {.linkType = 276}}},
    Refused{.reason = Reason::LinkType, .detail = 113, .text = "tun0 gives cooked packets"},
    Start{.packets = 20'000, .milliseconds = 1ULL << 40U},
    Stop{},
    Status{},
    ListInterfaces{},
    Interfaces{{{.name = "lo",
                    .flags = 0x49,
                    .hardware = 772,
                    .addresses = {std::string("\x7f\0\0\1", 4), std::string(16, '\2')}},
        {.name = "wg-0.1_a"}}},
};

TEST(Wire, EveryMessageComesBackAsItWasSent)
{
    for (const auto& message : samples) {
        const auto read = parse(encode(message));
        ASSERT_TRUE(read) << message.index();
        EXPECT_EQ(read->index(), message.index());
        EXPECT_EQ(encode(*read), encode(message));
    }
}

TEST(Wire, EveryTruncationIsAFaultAndNeverAMessage)
{
    for (const auto& message : samples) {
        const auto frame = encode(message);
        for (std::size_t kept = 0; kept < frame.size(); ++kept)
            EXPECT_FALSE(parse(std::string_view{frame}.substr(0, kept))) << message.index() << ", " << kept;
    }
}

TEST(Wire, ABodyWithBytesToSpareIsAFault)
{
    for (const auto& message : samples)
        EXPECT_FALSE(parse(encode(message) + 'x')) << message.index();
}

struct Case {
    const char* name;
    const char* hex;
    Fault fault;
};

// length, type, version, then the body
constexpr Case cases[] = {
    {"an unknown type", "00000000 0900 0100", Fault::Unsupported},
    {"type zero", "00000000 0000 0100", Fault::Unsupported},
    {"another version", "00000000 0500 0200", Fault::Unsupported},
    {"a Stop that claims four gigabytes", "ffffffff 0500 0100", Fault::Limit},
    {"a Stop with a body", "01000000 0500 0100 00", Fault::Limit},
    {"an Open without devices", "01000000 0100 0100 00", Fault::Limit},
    {"an Open with seventeen devices", "01000000 0100 0100 11", Fault::Limit},
    {"a name that climbs", "11000000 0100 0100 01 02 2e2e 00000100 00001000 00 ffff 0000", Fault::Malformed},
    {"a name with a slash", "11000000 0100 0100 01 02 612f 00000100 00001000 00 ffff 0000", Fault::Malformed},
    {"a name of sixteen bytes",
        "1f000000 0100 0100 01 10 61616161616161616161616161616161 00000100 00001000 00 ffff 0000", Fault::Limit},
    {"a snaplen of 63", "10000000 0100 0100 01 01 61 3f000000 00001000 00 ffff 0000", Fault::Limit},
    {"a snaplen of 262145", "10000000 0100 0100 01 01 61 01000400 00001000 00 ffff 0000", Fault::Limit},
    {"a ring of 64 KiB", "10000000 0100 0100 01 01 61 00000100 00000100 00 ffff 0000", Fault::Limit},
    {"a ring above 64 MiB", "10000000 0100 0100 01 01 61 00000100 01000004 00 ffff 0000", Fault::Limit},
    {"a flag that nobody knows", "10000000 0100 0100 01 01 61 00000100 00001000 04 ffff 0000", Fault::Limit},
    {"4097 instructions", "10000000 0100 0100 01 01 61 00000100 00001000 00 ffff 0110", Fault::Limit},
    {"instructions that are not there", "10000000 0100 0100 01 01 61 00000100 00001000 00 ffff 0100", Fault::Malformed},
    {"an unknown reason", "08000000 0300 0100 0800 00000000 0000", Fault::Limit},
    {"an address of five bytes", "11000000 0800 0100 0100 01 61 01000000 0100 01 05 0102030405", Fault::Malformed},
};

TEST(Wire, WhatTheGrammarDoesNotHaveIsNamed)
{
    for (const auto& row : cases) {
        const auto read = parse(bytesFromHex(row.hex));
        ASSERT_FALSE(read) << row.name;
        EXPECT_EQ(read.error().fault, row.fault) << row.name;
    }
}

TEST(Wire, TheSmallestOpenIsUnderstood)
{
    const auto read = parse(bytesFromHex("10000000 0100 0100 01 01 61 00000100 00001000 01 ffff 0000"));
    ASSERT_TRUE(read);
    const auto& device = std::get<Open>(*read).devices.at(0);
    EXPECT_EQ(device.name, "a");
    EXPECT_EQ(device.snaplen, 65'536U);
    EXPECT_EQ(device.buffer, 1U << 20U);
    EXPECT_TRUE(device.flags == Promiscuous);
}

TEST(Wire, TheLongestOpenFitsItsMaximum)
{
    Open open;
    for (std::size_t i = 0; i < maxDevices; ++i)
        open.devices.push_back({.name = std::string(maxNameBytes, 'e'),
            .buffer = maxBuffer / maxDevices,
            .filter = std::vector<Instruction>(maxInstructions, Instruction{6, 0, 0, 0})});
    const auto frame = encode(open);
    EXPECT_EQ(frame.size(), headerBytes + maxBody(Type::Open));
    EXPECT_TRUE(parse(frame));
}

TEST(Wire, LongTextIsCutWhenItIsSent)
{
    const auto read = parse(encode(Refused{.text = std::string(5000, 'x')}));
    ASSERT_TRUE(read);
    EXPECT_EQ(std::get<Refused>(*read).text.size(), maxTextBytes);
}

TEST(Wire, AConversationHasOneOrderOnly)
{
    int allowed = 0;
    for (unsigned state = 0; state <= static_cast<unsigned>(State::Ended); ++state)
        for (unsigned type = 0; type <= 9; ++type)
            allowed += next(State{static_cast<std::uint8_t>(state)}, Type{static_cast<std::uint16_t>(type)}) ? 1 : 0;
    EXPECT_EQ(allowed, static_cast<int>(transitions.size()));
    EXPECT_EQ(next(State::Ready, Type::Start), State::Running);
    EXPECT_FALSE(next(State::Stopping, Type::Stop));
    EXPECT_FALSE(next(State::Ended, Type::Open));
}

}  // namespace
}  // namespace pr::wire
