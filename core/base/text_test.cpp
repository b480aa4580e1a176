#include "core/base/text.h"

#include <gtest/gtest.h>

namespace pr {
namespace {

TEST(Text, Ipv6FollowsRfc5952)
{
    const auto text = [](std::string_view digits) {
        const auto bytes = bytesFromHex(digits);
        return ipv6Text(bytesOf(bytes));
    };
    EXPECT_EQ(text("20010db8000000000001000000000001"), "2001:db8::1:0:0:1");
    EXPECT_EQ(text("00000000000000000000000000000000"), "::");
    EXPECT_EQ(text("00000000000000000000000000000001"), "::1");
    EXPECT_EQ(text("fe800000000000000000000000000000"), "fe80::");
    EXPECT_EQ(text("20010db8000100010001000100000001"), "2001:db8:1:1:1:1:0:1");
    EXPECT_EQ(text("00000000000000000000ffffc0000201"), "::ffff:192.0.2.1");
}

TEST(Text, HostileTextIsEscaped)
{
    EXPECT_EQ(escaped("a\x1b[31m"), "a\\x1b[31m");
    EXPECT_EQ(escaped("a\xe2\x80\xae"
                      "b"),
        "a\\u202eb");
    EXPECT_EQ(escaped("\xc0\xaf"), "\\xc0\\xaf");
    EXPECT_EQ(escaped("é\n"), "é\\n");
    EXPECT_EQ(csvCell("=1+1"), "'=1+1");
    EXPECT_EQ(csvCell("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(jsonString("a\"\x01\xff"), "\"a\\\"\\u0001\xEF\xBF\xBD\"");
}

TEST(Text, NumbersForPeople)
{
    EXPECT_EQ(grouped(1234567), "1,234,567");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(humanBytes(1536), "1.5 KiB");
    EXPECT_EQ(bytesFromHex("0g"), "");
}

}  // namespace
}  // namespace pr
