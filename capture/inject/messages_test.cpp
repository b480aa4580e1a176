#include "capture/inject/messages.h"
#include "core/base/text.h"

#include <gtest/gtest.h>

namespace pr::inject {
namespace {

Account sample()
{
    Account account{.sent = 3};
    account.count(Unsent::TooLong);
    ++account.sent;
    account.count(Unsent::NoRoom);
    account.count(Unsent::TooLong);
    return account;
}

std::string text(const AccountFrame& frame)
{
    return {frame.data(), frame.size()};
}

TEST(InjectMessages, AnAccountKnowsHowManyFramesItIsAbout)
{
    const auto account = sample();
    EXPECT_EQ(account.frames(), 7U);
    EXPECT_EQ(account.unsent[0], (Account::Kind{.count = 2, .first = 4}));
    EXPECT_EQ(account.unsent[3], (Account::Kind{.count = 1, .first = 6}));
}

TEST(InjectMessages, WhatWasSaidComesBack)
{
    const auto open = encode(OpenInject{.linkType = 0x1234, .name = "wg-0.1_a"});
    const auto header = parseHeader(bytesOf(open).first(wire::headerBytes));
    ASSERT_TRUE(header);
    EXPECT_EQ(header->type, Type::OpenInject);
    const auto wish = parseOpen(bytesOf(open).subspan(wire::headerBytes));
    ASSERT_TRUE(wish);
    EXPECT_EQ(wish->linkType, 0x1234);
    EXPECT_EQ(wish->name, "wg-0.1_a");

    const auto said = text(encode(sample()));
    EXPECT_EQ(parseHeader(bytesOf(said).first(wire::headerBytes))->type, Type::Account);
    const auto account = parseAccount(bytesOf(said).subspan(wire::headerBytes));
    ASSERT_TRUE(account);
    EXPECT_EQ(*account, sample());
}

TEST(InjectMessages, EveryTruncationIsAFault)
{
    const auto open = encode(OpenInject{.name = "e"});
    const auto account = text(encode(sample()));
    for (std::size_t kept = 0; kept < wire::headerBytes; ++kept)
        EXPECT_FALSE(parseHeader(bytesOf(open).first(kept))) << kept;
    for (std::size_t kept = wire::headerBytes; kept < open.size(); ++kept)
        EXPECT_FALSE(parseOpen(bytesOf(open).subspan(wire::headerBytes, kept - wire::headerBytes))) << kept;
    for (std::size_t kept = wire::headerBytes; kept < account.size(); ++kept)
        EXPECT_FALSE(parseAccount(bytesOf(account).subspan(wire::headerBytes, kept - wire::headerBytes))) << kept;
    EXPECT_FALSE(parseAccount(bytesOf(account + 'x').subspan(wire::headerBytes)));
}

struct Case {
    const char* name;
    const char* hex;
    Fault fault;
};

// length, type, version
constexpr Case headers[] = {
    {"a type of the capture helper", "00000000 0100 0100", Fault::Unsupported},
    {"a type that nobody has", "00000000 2400 0100", Fault::Unsupported},
    {"another version", "01000000 2100 0200", Fault::Unsupported},
    {"an empty frame", "00000000 2100 0100", Fault::Limit},
    {"a frame of 262145 bytes", "01000400 2100 0100", Fault::Limit},
    {"a frame that claims four gigabytes", "ffffffff 2100 0100", Fault::Limit},
    {"a name that is none", "02000000 2000 0100", Fault::Limit},
    {"a name of sixteen bytes", "12000000 2000 0100", Fault::Limit},
    {"an end with a body", "01000000 2200 0100", Fault::Limit},
    {"an account that is too short", "47000000 2300 0100", Fault::Limit},
};

TEST(InjectMessages, WhatTheGrammarDoesNotHaveIsNamed)
{
    for (const auto& row : headers) {
        const auto read = parseHeader(bytesOf(bytesFromHex(row.hex)));
        ASSERT_FALSE(read) << row.name;
        EXPECT_EQ(read.error().fault, row.fault) << row.name;
    }
    EXPECT_EQ(parseHeader(bytesOf(bytesFromHex("00000400 2100 0100")))->length, maxFrame);
    const std::string names[] = {"..", "a/b", "eth 0", std::string{"a\0", 2}, std::string(16, 'a')};
    for (const auto& name : names)
        EXPECT_FALSE(parseOpen(bytesOf("\1" + std::string(1, '\0') + name))) << name;
}

TEST(InjectMessages, AnAccountThatContradictsItselfIsAFault)
{
    const auto read = [](const Account& account) {
        return parseAccount(bytesOf(text(encode(account))).subspan(wire::headerBytes)).has_value();
    };
    EXPECT_TRUE(read({.sent = 1}));
    EXPECT_FALSE(read({.sent = ~0ULL, .unsent = {{{1, 1}}}})) << "more frames than can be counted";
    EXPECT_FALSE(read({.sent = 1, .unsent = {{{1, 0}}}})) << "one without a place";
    EXPECT_FALSE(read({.sent = 1, .unsent = {{{0, 1}}}})) << "a place of none";
    EXPECT_FALSE(read({.sent = 1, .unsent = {{{1, 3}}}})) << "a place behind the last";
}

}  // namespace
}  // namespace pr::inject
