#include "core/base/cursor.h"
#include "core/base/text.h"

#include <gtest/gtest.h>

namespace pr {
namespace {

TEST(Cursor, ReadsNetworkByteOrder)
{
    const auto data = bytesFromHex("01 0203 040506 0708090a");
    Cursor in{bytesOf(data)};
    EXPECT_EQ(in.u8(), 0x01);
    EXPECT_EQ(in.u16be(), 0x0203);
    EXPECT_EQ(in.u24be(), 0x040506U);
    EXPECT_EQ(in.u32be(), 0x0708090AU);
    EXPECT_TRUE(in.ok());
    EXPECT_TRUE(in.atEnd());
}

TEST(Cursor, TellsCutFromMalformed)
{
    const auto data = bytesFromHex("0102");
    Cursor cut{bytesOf(data), 8};
    EXPECT_EQ(cut.u32be(), 0U);
    EXPECT_EQ(cut.fault(), Fault::Cut);
    Cursor lie{bytesOf(data), 8};
    lie.take(9);
    EXPECT_EQ(lie.fault(), Fault::Malformed);
}

TEST(Cursor, StaysWhereTheFaultWas)
{
    const auto data = bytesFromHex("0102");
    Cursor in{bytesOf(data)};
    in.take(static_cast<std::size_t>(-1));
    EXPECT_EQ(in.fault(), Fault::Malformed);
    EXPECT_EQ(in.at(), 0U);
    EXPECT_EQ(in.u8(), 0);
    EXPECT_EQ(in.at(), 0U);
}

TEST(Cursor, NestedPartCannotLeaveItsBytes)
{
    const auto data = bytesFromHex("01020304");
    Cursor in{bytesOf(data), 6};
    auto part = in.sub(2);
    EXPECT_EQ(part.u24be(), 0U);
    EXPECT_EQ(part.fault(), Fault::Malformed);
    EXPECT_EQ(in.at(), 2U);
    auto cut = in.sub(4);
    EXPECT_EQ(cut.u16be(), 0x0304);
    EXPECT_EQ(cut.u16be(), 0);
    EXPECT_EQ(cut.fault(), Fault::Cut);
    EXPECT_EQ(in.fault(), Fault::Cut);
}

}  // namespace
}  // namespace pr
