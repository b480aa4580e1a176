#include "core/fields/format.h"

#include "core/base/text.h"

#include <gtest/gtest.h>

namespace pr {
namespace {

std::string cell(const Field& field, Value value)
{
    std::string out;
    appendValue(out, field, value);
    return out;
}

TEST(Format, PrintsAsTsharkDoes)
{
    EXPECT_EQ(
        cell({.abbreviation = "a", .name = "A", .type = FieldType::UInt16, .base = Base::Hex}, Value::number(0x10)),
        "0x0010");
    EXPECT_EQ(cell({.abbreviation = "a", .name = "A", .type = FieldType::UInt32}, Value::number(7)), "7");
    EXPECT_EQ(cell({.abbreviation = "a", .name = "A", .type = FieldType::Boolean}, Value::boolean(true)), "1");
    EXPECT_EQ(cell({.abbreviation = "a", .name = "A", .type = FieldType::None}, {}), "1");
    EXPECT_EQ(cell({.abbreviation = "a", .name = "A", .type = FieldType::String}, Value::text("x\r\n\xff")),
        "x\\r\\n\xEF\xBF\xBD");
    EXPECT_EQ(cell({.abbreviation = "a", .name = "A", .type = FieldType::String}, Value::text({"x\0y", 3})), "x");
    EXPECT_EQ(cell({.abbreviation = "a", .name = "A", .type = FieldType::Bytes}, Value::bytes({})), "<MISSING>");
    EXPECT_EQ(cell({.abbreviation = "a", .name = "A", .type = FieldType::Int32}, Value::signedNumber(-2)), "-2");
    EXPECT_EQ(cell({.abbreviation = "TCP", .name = "TCP", .type = FieldType::Protocol}, {}), "tcp");
    const auto oid = bytesFromHex("2a864886f70d01010b");
    EXPECT_EQ(cell({.abbreviation = "a", .name = "A", .type = FieldType::Oid}, Value::bytes(bytesOf(oid))),
        "1.2.840.113549.1.1.11");
}

TEST(Format, FilterTextSelectsTheValue)
{
    EXPECT_EQ(filterValue({.abbreviation = "a", .name = "A", .type = FieldType::String}, Value::text("a\"b\n")),
        "\"a\\\"b\\x0a\"");
}

}  // namespace
}  // namespace pr
