#include "capture/client/filter.h"

#include <cstring>

#include <gtest/gtest.h>

namespace pr::client {
namespace {

constexpr std::uint16_t ethernet = 1;
constexpr std::uint16_t cooked = 276;

TEST(CaptureFilter, AnEmptyTextIsNoProgram)
{
    for (const auto* text : {"", "  ", "\t\n"}) {
        const auto program = compileFilter(text, ethernet, 262'144);
        ASSERT_TRUE(program);
        EXPECT_TRUE(program->empty());
    }
}

TEST(CaptureFilter, TextBecomesTheKernelsProgram)
{
    const auto program = compileFilter("ip", ethernet, 96);
    ASSERT_TRUE(program);
    const wire::Instruction expected[] = {{0x28, 0, 0, 12}, {0x15, 0, 1, 0x800}, {0x6, 0, 0, 96}, {0x6, 0, 0, 0}};
    ASSERT_EQ(program->size(), std::size(expected));
    EXPECT_EQ(std::memcmp(program->data(), expected, sizeof expected), 0);
}

TEST(CaptureFilter, TheLinkTypeMovesOffsets)
{
    const auto program = compileFilter("ip", cooked, 96);
    ASSERT_TRUE(program);
    EXPECT_EQ(program->at(0).k, 0U);  // the protocol comes first in the second cooked header
}

struct Case {
    const char* text;
    const char* says;
};
constexpr Case cases[] = {
    {"tcp port 80 and prot 5", "column 11: tcp port 80"},
    {"tcp and", "column 3: tcp"},
    {"(", "not understood"},
    {"vlan 5 and tcp", "takes the tag off"},
    {"tcp\x1b[31m and", "\\x1b"},
};

TEST(CaptureFilter, WhatIsNoFilterSaysHowFarItWasUnderstood)
{
    for (const auto& row : cases) {
        const auto program = compileFilter(row.text, ethernet, 96);
        ASSERT_FALSE(program) << row.text;
        EXPECT_EQ(program.error().status, Status::Usage);
        EXPECT_NE(program.error().text().find(row.says), std::string::npos) << program.error().text();
    }
}

TEST(CaptureFilter, ATextThatIsTooLongIsRefusedUnread)
{
    std::string text = "port 1";
    while (text.size() <= 4096)
        text += " or port 2";
    const auto program = compileFilter(text, ethernet, 96);
    ASSERT_FALSE(program);
    EXPECT_NE(program.error().text().find("4096 bytes"), std::string::npos);
}

}  // namespace
}  // namespace pr::client
