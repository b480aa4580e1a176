#include "core/flow/key_log.h"

#include "core/base/text.h"

#include <gtest/gtest.h>

namespace pr::flow {
namespace {

std::string repeated(char digit, std::size_t bytes)
{
    return std::string(2 * bytes, digit);
}
const std::string kId = repeated('a', 32), kSecret = repeated('1', 48);

std::string found(const KeyLog& log, KeyKind kind, const std::string& idHex, std::uint64_t packet = 1)
{
    return hex(log.find(kind, bytesOf(bytesFromHex(idHex)), PacketNumber{packet}));
}

TEST(KeyLog, SecretsAreFoundByTheirKindAndWhatNamesThem)
{
    KeyLog log;
    const auto added = log.add("# comment\r\n\r\nCLIENT_RANDOM " + kId + ' ' + kSecret + "\r\n"
        + "RSA 0102030405060708 " + repeated('2', 48) + "\nSERVER_TRAFFIC_SECRET_0 " + kId + ' ' + repeated('3', 32)
        + "\nEXPORTER_SECRET " + kId + ' ' + repeated('4', 32) + "\nRSA Session-ID:" + repeated('b', 32)
        + " Master-Key:" + repeated('5', 48));
    EXPECT_EQ(added.secrets, 4U);
    EXPECT_EQ(added.badLine, 0U);
    EXPECT_EQ(found(log, KeyKind::Master, kId), kSecret);
    EXPECT_EQ(found(log, KeyKind::PremasterOfCiphertext, "0102030405060708"), repeated('2', 48));
    EXPECT_EQ(found(log, KeyKind::ServerTraffic, kId), repeated('3', 32));
    EXPECT_EQ(found(log, KeyKind::MasterOfSession, repeated('b', 32)), repeated('5', 48));
    EXPECT_EQ(found(log, KeyKind::ClientTraffic, kId), "");
    EXPECT_TRUE(log.hasPremasters());
}

TEST(KeyLog, TheFirstLineThatIsNoneOfAKeyLogIsNamed)
{
    for (const auto& bad : {"hello", "CLIENT_RANDOM", "CLIENT_RANDOM 00 11", "RSA 01 zz", "client 0a 0b",
             "RSA Session-ID:0102", "EXPORTER_SECRET 0a", "EXPORTER_SECRET 0a 0b 0c"}) {
        KeyLog log;
        EXPECT_EQ(log.add("# one\nCLIENT_RANDOM " + kId + ' ' + kSecret + '\n' + bad + "\nworse").badLine, 3U) << bad;
        EXPECT_EQ(log.size(), 1U);
    }
}

TEST(KeyLog, ASecretIsNotKnownBeforeThePacketThatItCameWith)
{
    KeyLog log;
    EXPECT_FALSE(log.knownAt(PacketNumber{9}));
    log.add("CLIENT_RANDOM " + kId + ' ' + kSecret, PacketNumber{5});
    EXPECT_EQ(found(log, KeyKind::Master, kId, 4), "");
    EXPECT_EQ(found(log, KeyKind::Master, kId, 5), kSecret);
    EXPECT_FALSE(log.knownAt(PacketNumber{4}));
    log.add("CLIENT_RANDOM " + kId + ' ' + repeated('9', 48), PacketNumber{1});
    EXPECT_EQ(found(log, KeyKind::Master, kId, 5), kSecret) << "the first one holds";
}

TEST(KeyLog, ItsDigestDoesNotDependOnTheOrderOfItsLines)
{
    const auto one = "CLIENT_RANDOM " + kId + ' ' + kSecret + '\n', two = "RSA 0102030405060708 " + kSecret + '\n';
    KeyLog a, b, c, none;
    a.add(one + two);
    b.add(two + one);
    c.add(one);
    EXPECT_EQ(a.digest(), b.digest());
    EXPECT_NE(a.digest(), c.digest());
    EXPECT_NE(c.digest(), none.digest());
}

TEST(KeyLog, MoreSecretsThanItsBoundAreNotKept)
{
    KeyLog log;
    std::string text;
    char id[17];
    for (std::size_t i = 0; i <= limits::keyLogSecrets; ++i) {
        std::snprintf(id, sizeof id, "%016zx", i);
        text.append("RSA ").append(id).append(" 0101\n");
    }
    EXPECT_TRUE(log.add(text).full);
    EXPECT_EQ(log.size(), limits::keyLogSecrets);
}

}  // namespace
}  // namespace pr::flow
