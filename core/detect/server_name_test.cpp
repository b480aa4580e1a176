#include "core/detect/server_name.h"

#include <gtest/gtest.h>

namespace pr::detect {
namespace {

using Kind = dissect::AlternativeName::Kind;

dissect::Certificate with(std::vector<dissect::AlternativeName> names)
{
    dissect::Certificate certificate;
    certificate.alternativeNames = std::move(names);
    return certificate;
}

TEST(ServerName, NamesAreEqualWhateverTheirCaseAndLastDot)
{
    const auto certificate = with({{Kind::Dns, "WWW.Example.ORG"}});
    EXPECT_EQ(judgeName(certificate, "www.example.org"), NameVerdict::Covered);
    EXPECT_EQ(judgeName(certificate, "www.EXAMPLE.org."), NameVerdict::Covered);
    EXPECT_EQ(judgeName(certificate, "example.org"), NameVerdict::Mismatch);
    EXPECT_EQ(judgeName(certificate, "a.www.example.org"), NameVerdict::Mismatch);
}

TEST(ServerName, AWildcardStandsForOneWholeLabel)
{
    EXPECT_TRUE(nameMatches("*.example.org", "www.example.org"));
    EXPECT_FALSE(nameMatches("*.example.org", "example.org"));
    EXPECT_FALSE(nameMatches("*.example.org", "a.b.example.org"));
    EXPECT_FALSE(nameMatches("*.example.org", ".example.org"));
    EXPECT_FALSE(nameMatches("w*.example.org", "www.example.org"));
    EXPECT_FALSE(nameMatches("*w.example.org", "www.example.org"));
    EXPECT_FALSE(nameMatches("www.*.org", "www.example.org"));
    EXPECT_FALSE(nameMatches("*.*.org", "www.example.org"));
    EXPECT_FALSE(nameMatches("*", "localhost"));
    EXPECT_FALSE(nameMatches("*.", "www."));
    EXPECT_FALSE(nameMatches("*.example.org", "xn--bcher-kva.example.org"));
    EXPECT_TRUE(nameMatches("xn--bcher-kva.example.org", "xn--bcher-kva.example.org"));
}

TEST(ServerName, LabelsBeyondAsciiAreComparedAsALabels)
{
    EXPECT_EQ(asciiName("bücher.example"), "xn--bcher-kva.example");
    EXPECT_EQ(asciiName("例え.テスト"), "xn--r8jz45g.xn--zckzah");
    EXPECT_EQ(asciiName("münchen.de"), "xn--mnchen-3ya.de");
    const auto certificate = with({{Kind::Dns, "xn--bcher-kva.example"}});
    EXPECT_EQ(judgeName(certificate, "bücher.example"), NameVerdict::Covered);
    EXPECT_EQ(judgeName(certificate, "bucher.example"), NameVerdict::Mismatch);
}

TEST(ServerName, AnAddressNeedsAnAlternativeNameOfItsKind)
{
    const auto certificate = with({{Kind::Ip, "192.0.2.1"}, {Kind::Ip, "2001:db8::1"}, {Kind::Dns, "198.51.100.1"}});
    EXPECT_EQ(judgeName(certificate, "192.0.2.1"), NameVerdict::Covered);
    EXPECT_EQ(judgeName(certificate, "2001:db8:0:0::1"), NameVerdict::Covered);
    EXPECT_EQ(judgeName(certificate, "[2001:db8::1]"), NameVerdict::Covered);
    EXPECT_EQ(judgeName(certificate, "198.51.100.1"), NameVerdict::Mismatch);
    EXPECT_EQ(judgeName(with({{Kind::Dns, "*.0.2.1"}}), "192.0.2.1"), NameVerdict::Mismatch);
}

TEST(ServerName, WithoutAlternativeNamesThereIsNoUsableName)
{
    auto certificate = with({});
    certificate.subject = "CN=www.example.org,O=Example";
    EXPECT_EQ(judgeName(certificate, "www.example.org"), NameVerdict::NoUsableName);
    EXPECT_EQ(commonName(certificate.subject), "www.example.org");
    EXPECT_EQ(commonName("O=Example,CN=a.example"), "a.example");
    EXPECT_EQ(commonName("O=Example"), "");
    EXPECT_EQ(commonName(""), "");
}

TEST(ServerName, ATextInTheListCannotAddNames)
{
    const auto certificate = with({{Kind::Dns, "evil.example, DNS:bank.example"}, {Kind::Uri, "bank.example"}});
    EXPECT_EQ(judgeName(certificate, "bank.example"), NameVerdict::Mismatch);
    const auto zero = with({{Kind::Dns, std::string{"bank.example\0.evil.example", 26}}});
    EXPECT_EQ(judgeName(zero, "bank.example"), NameVerdict::Mismatch);
}

TEST(ServerName, WhatIsNoNameIsNotJudged)
{
    const auto certificate = with({{Kind::Dns, "a.example"}});
    for (const auto* asked : {"", ".", "a..example", "a b.example", "a\n.example"})
        EXPECT_EQ(judgeName(certificate, asked), NameVerdict::NotJudged) << asked;
    EXPECT_EQ(judgeName(certificate, std::string(64, 'a') + ".example"), NameVerdict::NotJudged);
    std::string longName;
    for (int i = 0; i < 60; ++i)
        longName += "abcd.";
    EXPECT_EQ(judgeName(certificate, longName), NameVerdict::NotJudged);
    EXPECT_EQ(judgeName(certificate, "\xff\xfe.example"), NameVerdict::NotJudged);
}

}  // namespace
}  // namespace pr::detect
