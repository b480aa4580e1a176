// Contrast and distance of the window's colours, and the selection of ranges.
#include "models/row_selection.h"
#include "models/tokens.h"

#include <gmock/gmock.h>

#include <cmath>

namespace pr::models {

namespace {

double channel(std::uint32_t value)
{
    const double part = value / 255.0;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

double luminance(std::uint32_t colour)
{
    return 0.2126 * channel(colour >> 16 & 0xff) + 0.7152 * channel(colour >> 8 & 0xff)
        + 0.0722 * channel(colour & 0xff);
}

/// WCAG 2 contrast.
double contrast(Token one, Token two, bool dark)
{
    const double a = luminance(rgb(one, dark)), b = luminance(rgb(two, dark));
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

class EachTheme : public testing::TestWithParam<bool> { };
INSTANTIATE_TEST_SUITE_P(
    Tokens, EachTheme, testing::Bool(), [](const auto& theme) { return theme.param ? "Dark" : "Light"; });

TEST_P(EachTheme, TextIsReadableOnEverySurfaceItStandsOn)
{
    for (const auto surface :
        {Token::Bg0, Token::Bg1, Token::Bg2, Token::Bg3, Token::Sel, Token::AccentSoft, Token::RowBad})
        EXPECT_GE(contrast(Token::Text, surface, GetParam()), 4.5) << tints[static_cast<std::size_t>(surface)].name;
    for (const auto surface : {Token::Bg1, Token::Bg2, Token::Bg3, Token::Sel, Token::AccentSoft})
        EXPECT_GE(contrast(Token::Text2, surface, GetParam()), 4.5) << tints[static_cast<std::size_t>(surface)].name;
    for (const auto surface : {Token::Bg1, Token::Bg2})
        EXPECT_GE(contrast(Token::Text3, surface, GetParam()), 4.5) << tints[static_cast<std::size_t>(surface)].name;
    EXPECT_GE(contrast(Token::OnAccent, Token::Accent, GetParam()), 4.5);
}

TEST_P(EachTheme, ProtocolNamesAreReadableOnContent)
{
    for (const auto ink :
        {Token::Tcp, Token::Udp, Token::Dns, Token::Http, Token::Tls, Token::Quic, Token::Smb, Token::Icmp, Token::Arp})
        for (const auto surface : {Token::Bg2, Token::RowBad})
            EXPECT_GE(contrast(ink, surface, GetParam()), 4.5) << tints[static_cast<std::size_t>(ink)].name;
}

TEST_P(EachTheme, GlyphsEdgesAndFocusStandOut)
{
    for (const auto glyph :
        {Token::Critical, Token::High, Token::Medium, Token::Low, Token::Info, Token::Ok, Token::Accent})
        for (const auto surface : {Token::Bg1, Token::Bg2, Token::Sel})
            EXPECT_GE(contrast(glyph, surface, GetParam()), 3.0)
                << tints[static_cast<std::size_t>(glyph)].name << " on "
                << tints[static_cast<std::size_t>(surface)].name;
    EXPECT_GE(contrast(Token::InputEdge, Token::Bg1, GetParam()), 3.0);
    EXPECT_GE(contrast(Token::InputEdge, Token::Bg2, GetParam()), 3.0);
}

TEST(Tokens, StandInTheOrderOfTheirNames)
{
    for (std::size_t i = 0; i < tints.size(); ++i)
        EXPECT_EQ(static_cast<std::size_t>(tints[i].token), i) << tints[i].name;
}

using Range = RowSelection::Range;
using testing::ElementsAre;

TEST(RowSelection, TogglingARowOutOfTheMiddleLeavesTwoRanges)
{
    RowSelection selection;
    selection.selectAll(100'000'000);
    selection.toggle(70);
    EXPECT_THAT(selection.ranges(), ElementsAre(Range{0, 69}, Range{71, 99'999'999}));
    EXPECT_EQ(selection.count(), 99'999'999U);
    EXPECT_FALSE(selection.contains(70));
    selection.toggle(70);
    EXPECT_THAT(selection.ranges(), ElementsAre(Range{0, 99'999'999}));
}

TEST(RowSelection, ExtendingGoesFromTheAnchorBothWays)
{
    RowSelection selection;
    selection.select(10);
    selection.extendTo(14);
    EXPECT_THAT(selection.ranges(), ElementsAre(Range{10, 14}));
    selection.extendTo(7);
    EXPECT_THAT(selection.ranges(), ElementsAre(Range{7, 10}));
    EXPECT_EQ(selection.current(), 7U);
    EXPECT_EQ(selection.anchor(), 10U);
}

TEST(RowSelection, RowsThatTouchBecomeOneRange)
{
    RowSelection selection;
    for (const auto row : {5U, 9U, 7U, 6U, 8U})
        selection.toggle(row);
    EXPECT_THAT(selection.ranges(), ElementsAre(Range{5, 9}));
    selection.toggle(5);
    selection.toggle(9);
    EXPECT_THAT(selection.ranges(), ElementsAre(Range{6, 8}));
}

}  // namespace

}  // namespace pr::models
