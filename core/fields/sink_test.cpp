#include "core/fields/sink.h"

#include <gtest/gtest.h>

namespace pr {
namespace {

constexpr Field kOuter{.abbreviation = "outer", .name = "Outer", .type = FieldType::Protocol};
constexpr Field kPort{.abbreviation = "outer.port", .name = "Port", .type = FieldType::UInt16};
constexpr Field kName{.abbreviation = "outer.name", .name = "Name", .type = FieldType::String, .indexed = true};

void describe(FieldSink& sink)
{
    const auto layer = sink.openLayer(kOuter, {}, {0, 4});
    sink.add(kPort, 443, {0, 2});
    sink.add(kName, Value::text("a"), {2, 2});
}

TEST(FieldSink, GivesEachModeWhatItWants)
{
    FieldSink tree{FieldSink::Mode::Tree};
    tree.begin({});
    describe(tree);
    describe(tree);
    ASSERT_EQ(tree.nodes().size(), 6U);
    EXPECT_EQ(tree.nodes()[1].depth, 1);
    EXPECT_EQ(tree.nodes()[3].depth, 0);
    EXPECT_EQ(tree.nodes()[1].layer, 1);
    EXPECT_EQ(tree.nodes()[4].layer, 2);

    FieldSink index{FieldSink::Mode::Index};
    index.begin({});
    describe(index);
    ASSERT_EQ(index.nodes().size(), 1U);
    EXPECT_EQ(index.nodes()[0].field, &kName);

    FieldSink one;
    one.select({&kPort});
    one.begin({});
    describe(one);
    ASSERT_EQ(one.nodes().size(), 1U);
    EXPECT_EQ(one.nodes()[0].value.asUnsigned(), 443U);

    FieldSink nothing;
    nothing.begin({});
    describe(nothing);
    EXPECT_TRUE(nothing.nodes().empty());
}

}  // namespace
}  // namespace pr
