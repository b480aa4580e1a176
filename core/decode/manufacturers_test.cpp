#include "core/decode/manufacturers.h"

#include <gtest/gtest.h>

namespace pr::decode {

TEST(Manufacturers, FirstMiddleAndLastLineAreFound)
{
    EXPECT_EQ(manufacturerOf(0x000001), "Xerox Corporation");
    EXPECT_EQ(manufacturerOf(0x000000), "Officially Xerox, but 0:0:0:0:0:0 is more common");
    EXPECT_EQ(manufacturerOf(0x005056), "VMware, Inc.");
    EXPECT_FALSE(manufacturerOf(0xFCFFAA).empty());  // the last one
}

TEST(Manufacturers, PrefixesThatNobodyHasAreNotFound)
{
    EXPECT_EQ(manufacturerOf(0x020000), "");  // locally administered
    EXPECT_EQ(manufacturerOf(0xFFFFFF), "");
    EXPECT_EQ(manufacturerOf(0x1000000), "");
}

TEST(Manufacturers, PrefixesThroughoutTheListAreFound)
{
    std::size_t known = 0;
    for (std::uint32_t prefix = 0; prefix <= 0xFFFFFF; prefix += 0x101)
        known += !manufacturerOf(prefix).empty();
    EXPECT_GT(known, 100U);
}

}  // namespace pr::decode
