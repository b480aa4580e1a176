#include "core/protocols/tls/fingerprints.h"

#include "core/base/sha256.h"
#include "core/base/text.h"

#include <gtest/gtest.h>

namespace pr::tls {
namespace {

// A hello with GREASE in every list: suites, extensions, groups, versions, signature algorithms.
constexpr std::string_view greasy = "0303 0000000000000000000000000000000000000000000000000000000000000000 00"
                                    "0008 0a0a 1302 1301 c02f 0100"
                                    "0044"
                                    "1a1a 0000"
                                    "0000 000a 0008 00 0005 612e6f7267"
                                    "000a 0008 0006 2a2a 001d 0017"
                                    "000b 0002 0100"
                                    "0010 0005 0003 026832"
                                    "000d 0008 0006 3a3a 0804 0403"
                                    "002b 0007 06 4a4a 0304 0303";

ClientHello parsed(const std::string& bytes)
{
    const auto hello = parseClientHello(bytesOf(bytes));
    EXPECT_TRUE(hello);
    return hello ? *hello : ClientHello{};
}

TEST(Fingerprints, GreaseIsLeftOut)
{
    const auto bytes = bytesFromHex(greasy);
    const auto hello = parsed(bytes);
    EXPECT_EQ(ja3Text(hello), "771,4866-4865-49199,0-10-11-16-13-43,29-23,0");
    const auto ja4 = ja4Of(hello, Transport::Tcp);
    EXPECT_EQ(ja4.text, "t13d0306h2_1301,1302,c02f_000a,000b,000d,002b_0804,0403");
    EXPECT_EQ(ja4.hash,
        "t13d0306h2_" + hex(Bytes{sha256(bytesOf("1301,1302,c02f"))}.first(6)) + '_'
            + hex(Bytes{sha256(bytesOf("000a,000b,000d,002b_0804,0403"))}.first(6)));
    EXPECT_EQ(ja4Of(hello, Transport::Quic).hash.front(), 'q');
}

TEST(Fingerprints, HelloWithoutExtensions)
{
    const auto bytes =
        bytesFromHex("0301 0000000000000000000000000000000000000000000000000000000000000000 00 0002 002f 0100");
    const auto hello = parsed(bytes);
    EXPECT_EQ(ja3Text(hello), "769,47,,,");
    const auto ja4 = ja4Of(hello, Transport::Tcp);
    EXPECT_EQ(ja4.text, "t10i010000_002f_");
    EXPECT_EQ(ja4.hash.substr(0, 11), "t10i010000_");
    EXPECT_EQ(ja4.hash.substr(24), "000000000000");
}

struct AlpnCase {
    const char* hex;
    const char* letters;
};

TEST(Fingerprints, LettersOfTheFirstProtocol)
{
    constexpr AlpnCase cases[] = {
        {"0003 026832", "h2"},
        {"0009 08687474702f312e31", "h1"},
        {"0002 01 61", "aa"},
        {"0003 02abcd", "ad"},
        {"0003 0230ab", "3b"},
        {"000c 026832 08687474702f312e31", "h2"},
        {"0000", "00"},
    };
    for (const auto& [list, letters] : cases) {
        const auto body = bytesFromHex(list);
        Extensions extensions;
        extensions.add({Alpn, bytesOf(body)});
        ClientHello hello;
        hello.extensions = extensions;
        EXPECT_EQ(ja4Of(hello, Transport::Tcp).text.substr(8, 2), letters) << list;
    }
}

TEST(Fingerprints, ServersAreToldApartByTheirAnswer)
{
    const auto bytes = bytesFromHex(
        "0303 0000000000000000000000000000000000000000000000000000000000000000 00 c02f 00 0009 ff01 0001 00 0017 0000");
    const auto hello = parseServerHello(bytesOf(bytes));
    ASSERT_TRUE(hello);
    EXPECT_EQ(ja3sText(*hello), "771,49199,65281-23");
    EXPECT_EQ(md5Hex("771,49199,65281-23").size(), 32U);
    EXPECT_EQ(md5Hex(""), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(Hello, CutAnywhereItIsRefused)
{
    const auto bytes = bytesFromHex(greasy);
    const std::size_t withoutExtensions = 2 + 32 + 1 + 2 + 8 + 2;
    for (std::size_t kept = 0; kept < bytes.size(); ++kept)
        EXPECT_EQ(static_cast<bool>(parseClientHello(bytesOf(bytes).first(kept))), kept == withoutExtensions) << kept;
}

TEST(Hello, MoreExtensionsThanWeHoldAreALimit)
{
    std::string body = bytesFromHex("0303") + std::string(32, '\0') + bytesFromHex("00 0002 002f 0100 0400");
    for (int i = 0; i < 256; ++i)
        body += bytesFromHex("00ff0000");
    const auto hello = parseClientHello(bytesOf(body));
    ASSERT_FALSE(hello);
    EXPECT_EQ(hello.error().fault, Fault::Limit);
}

TEST(Hello, TheVersionThatCountsStandsInAnExtension)
{
    const auto version = [](std::string_view extension) {
        const auto bytes = bytesFromHex(
            "0303 0000000000000000000000000000000000000000000000000000000000000000 00 1301 00 0006 002b 0002 "
            + std::string{extension});
        const auto hello = parseServerHello(bytesOf(bytes));
        return hello ? hello->selectedVersion() : 0;
    };
    EXPECT_EQ(version("0304"), kTls13);
    EXPECT_EQ(version("7f1c"), kTls13) << "draft 28";
    EXPECT_EQ(version("0303"), kTls12);
}

TEST(KeyExchange, IsReadFromTheNameOfTheSuite)
{
    EXPECT_EQ(keyExchangeOf(0xC02F), KeyExchange::EllipticCurve);
    EXPECT_EQ(keyExchangeOf(0x0033), KeyExchange::DiffieHellman);
    EXPECT_EQ(keyExchangeOf(0x002F), KeyExchange::Rsa);
    EXPECT_EQ(keyExchangeOf(0x008C), KeyExchange::Psk);
    EXPECT_EQ(keyExchangeOf(0x1301), KeyExchange::Unknown);
}

}  // namespace
}  // namespace pr::tls
