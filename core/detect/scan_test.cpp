#include "core/detect/scan.h"

#include "core/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace pr::detect {
namespace {

using Kind = dissect::FlowChange::Kind;
using ::testing::HasSubstr;

constexpr std::int64_t kSecond = 1'000'000'000, kStart = 1'700'000'000 * kSecond;

std::string v4(unsigned last, unsigned before = 2)
{
    return std::string{'\xC0', '\0'} + static_cast<char>(before) + static_cast<char>(last);
}

std::string v6(unsigned last)
{
    return bytesFromHex("20010db8 00000000 00000000 000000") + static_cast<char>(last);
}

/// Both detectors over made changes; a packet a change.
class ScanTest : public ::testing::Test {
protected:
    void tell(Kind kind, const std::string& from, const std::string& to, std::uint16_t port, std::int64_t at,
        bool tcp = true, std::uint16_t fromPort = 40000)
    {
        dissect::FlowChange change;
        change.kind = kind;
        change.tcp = tcp;
        change.initiator = bytesOf(from);
        change.responder = bytesOf(to);
        change.initiatorPort = fromPort;
        change.responderPort = port;
        change.packet = PacketNumber{++packets};
        change.time = Timestamp{Nanoseconds{kStart + at}};
        (from.size() == 4 ? change.ipv4 : change.ipv6) = kind == Kind::Unreachable ? 2 : 1;
        change.udp = !tcp;
        advance(at);
        vertical.see(change);
        horizontal.see(change);
    }
    void advance(std::int64_t at)
    {
        now = std::max(now, kStart + at);
        vertical.advance(now);
        horizontal.advance(now);
    }
    void refused(const std::string& from, const std::string& to, std::uint16_t port, std::int64_t at)
    {
        tell(Kind::Attempt, from, to, port, at);
        tell(Kind::Refused, from, to, port, at + 1);
    }
    /// The alerts as they stand, by roll-up.
    std::map<std::string, AlertRecord> alerts()
    {
        vertical.refresh();
        horizontal.refresh();
        book.takeChanged([this](const AlertRecord& alert) { known[alert.rollup + "@" + alert.id] = alert; });
        std::map<std::string, AlertRecord> all;
        for (const auto& [key, alert] : known)
            all[alert.rollup] = alert;
        return all;
    }
    AlertRecord only()
    {
        const auto all = alerts();
        EXPECT_EQ(known.size(), 1U);
        return all.empty() ? AlertRecord{} : all.begin()->second;
    }
    void finish()
    {
        vertical.finish();
        horizontal.finish();
    }

    AlertBook book{SessionId{1}};
    ScanDetector vertical{verticalRule(), book, 12 * limits::MiB}, horizontal{horizontalRule(), book, 12 * limits::MiB};
    std::map<std::string, AlertRecord> known;
    std::uint64_t packets = 0;
    std::int64_t now = 0;
    const std::string scanner = v4(7), target = v4(20);
};

TEST_F(ScanTest, FourteenRefusedPortsAreNoScanAndFifteenAre)
{
    for (std::uint16_t port = 1; port <= 14; ++port)
        refused(scanner, target, port, port * kSecond);
    EXPECT_TRUE(alerts().empty());
    refused(scanner, target, 15, 15 * kSecond);
    const auto alert = only();
    EXPECT_EQ(alert.rollup, "scan-vertical / 192.0.2.7 / 192.0.2.20 / tcp");
    EXPECT_EQ(alert.count, 15U);
    EXPECT_EQ(alert.unit, "ports");
    EXPECT_EQ(alert.packets, 15U);
    EXPECT_EQ(alert.severity, Severity::Medium);
    EXPECT_EQ(alert.confidence, 40);
    EXPECT_EQ(alert.reason,
        "192.0.2.7 tried 15 TCP ports of 192.0.2.20 in 14 s with SYN; 0 answered, 15 refused, 0 were silent (threshold "
        "15 failed in 300 s).");
    EXPECT_EQ(alert.evidenceFilter,
        "ip.src == 192.0.2.7 && ip.dst == 192.0.2.20 && tcp.flags.syn == 1 && tcp.flags.ack == 0 && !ip.src#2 && !ipv6 "
        "&& frame.number in {1..29}");
    EXPECT_EQ(alert.evidence.size(), 15U);
    EXPECT_EQ(alert.entities,
        (std::vector<AlertEntity>{{"source", "address", "192.0.2.7"}, {"target", "address", "192.0.2.20"}}));
    EXPECT_EQ(alert.id.size(), 32U);
}

TEST_F(ScanTest, SilenceCountsAfterThreeSecondsOfPacketTime)
{
    for (std::uint16_t port = 1; port <= 15; ++port)
        tell(Kind::Attempt, scanner, target, port, port);
    advance(3 * kSecond);
    EXPECT_TRUE(alerts().empty());
    advance(3 * kSecond + 15);
    const auto alert = only();
    EXPECT_THAT(alert.reason, HasSubstr("15 were silent"));
    EXPECT_THAT(alert.limits, HasSubstr("nothing of the other direction"));
}

TEST_F(ScanTest, WhoIsSilentAtTheEndHasFailed)
{
    for (std::uint16_t port = 1; port <= 14; ++port)
        tell(Kind::Attempt, scanner, target, port, port);
    tell(Kind::Attempt, scanner, v4(21), 15, 15);
    for (std::uint16_t port = 1; port <= 15; ++port)
        tell(Kind::Attempt, scanner, v4(22), port, 20 + port);
    finish();
    EXPECT_EQ(only().rollup, "scan-vertical / 192.0.2.7 / 192.0.2.22 / tcp");
}

TEST_F(ScanTest, AnsweredPortsHaveNotFailed)
{
    for (std::uint16_t port = 1; port <= 99; ++port) {
        tell(Kind::Attempt, scanner, target, port, port);
        tell(Kind::Accepted, scanner, target, port, port);
    }
    advance(10 * kSecond);
    EXPECT_TRUE(alerts().empty());
    tell(Kind::Attempt, scanner, target, 100, 10 * kSecond);
    tell(Kind::Accepted, scanner, target, 100, 10 * kSecond);
    advance(20 * kSecond);
    EXPECT_THAT(only().reason, HasSubstr("100 answered, 0 refused, 0 were silent (threshold 100 tried in 300 s)"));
}

TEST_F(ScanTest, PortsThatGaveDataAreNoScanHoweverMany)
{
    for (std::uint16_t port = 1; port <= 1000; ++port) {
        tell(Kind::Attempt, scanner, target, port, std::int64_t{port} * 1000);
        tell(Kind::Accepted, scanner, target, port, std::int64_t{port} * 1000);
        tell(Kind::Data, scanner, target, port, std::int64_t{port} * 1000);
    }
    advance(20 * kSecond);
    finish();
    EXPECT_TRUE(alerts().empty());
}

TEST_F(ScanTest, WhatIsOlderThanFiveMinutesNoLongerCounts)
{
    for (std::uint16_t port = 1; port <= 40; ++port)
        refused(scanner, target, port, std::int64_t{port} * 22 * kSecond);  // never more than 14 within 300 s
    EXPECT_TRUE(alerts().empty());
    for (std::uint16_t port = 1; port <= 40; ++port)
        refused(scanner, v4(21), port, (1000 + port * 21) * kSecond);
    EXPECT_EQ(only().count, 40U);
}

TEST_F(ScanTest, RepeatedAttemptsArePacketsAndNoPorts)
{
    for (std::uint16_t port = 1; port <= 15; ++port)
        for (int i = 0; i < 3; ++i)
            tell(Kind::Attempt, scanner, target, port, port);
    advance(4 * kSecond);
    auto alert = only();
    EXPECT_EQ(alert.count, 15U);
    EXPECT_EQ(alert.packets, 43U);  // what repeats the last port comes after the last hit
    EXPECT_EQ(alert.lastPacket.value, 43U);
    tell(Kind::Attempt, scanner, target, 16, 5 * kSecond);
    alert = only();
    EXPECT_EQ(alert.count, 16U);
    EXPECT_EQ(alert.packets, 46U);
}

TEST_F(ScanTest, AWholeRangeIsOneAlertWithAllItsPorts)
{
    for (std::uint32_t port = 1; port <= 65535; ++port) {
        tell(Kind::Attempt, scanner, target, static_cast<std::uint16_t>(port), std::int64_t{port} * 10'000);
        if (port % 1000 == 0)
            tell(Kind::Accepted, scanner, target, static_cast<std::uint16_t>(port), std::int64_t{port} * 10'000);
    }
    advance(10 * kSecond);
    finish();
    const auto alert = only();
    EXPECT_EQ(alert.count, 65535U);
    EXPECT_EQ(alert.packets, 65535U);
    EXPECT_EQ(alert.firstPacket.value, 1U);
    EXPECT_EQ(alert.evidence.size(), 50U);
    EXPECT_THAT(alert.reason, HasSubstr("65 answered, 0 refused, 65,470 were silent"));
    EXPECT_EQ(alert.confidence, 99);
}

TEST_F(ScanTest, InsideIsHighAndFromOutsideHasItsOwnTechnique)
{
    const auto inside = bytesFromHex("0a000001"), other = bytesFromHex("0a000002");
    for (std::uint16_t port = 1; port <= 15; ++port) {
        refused(inside, other, port, port);
        refused(scanner, inside, port, port);
    }
    const auto all = alerts();
    EXPECT_EQ(all.at("scan-vertical / 10.0.0.1 / 10.0.0.2 / tcp").severity, Severity::High);
    EXPECT_EQ(all.at("scan-vertical / 10.0.0.1 / 10.0.0.2 / tcp").attack, "T1046");
    EXPECT_EQ(all.at("scan-vertical / 192.0.2.7 / 10.0.0.1 / tcp").severity, Severity::Medium);
    EXPECT_EQ(all.at("scan-vertical / 192.0.2.7 / 10.0.0.1 / tcp").attack, "T1595.001");
}

TEST_F(ScanTest, Ipv6HasItsOwnFields)
{
    for (std::uint16_t port = 1; port <= 15; ++port)
        refused(v6(1), v6(2), port, port);
    EXPECT_EQ(only().evidenceFilter,
        "ipv6.src == 2001:db8::1 && ipv6.dst == 2001:db8::2 && tcp.flags.syn == 1 && tcp.flags.ack == 0 && !ip && "
        "!ipv6.src#2 && frame.number in {1..29}");
}

TEST_F(ScanTest, UnreachableDatagramsAreAScanAndLateAnswersOfAServerAreNot)
{
    for (std::uint16_t port = 1; port <= 15; ++port)
        tell(Kind::Unreachable, v4(53), v4(8), static_cast<std::uint16_t>(40000 + port), port, false, 53);
    EXPECT_TRUE(alerts().empty());
    for (std::uint16_t port = 1; port <= 15; ++port)
        tell(Kind::Unreachable, scanner, target, port, port, false, 50000);
    const auto alert = only();
    EXPECT_EQ(alert.rollup, "scan-vertical / 192.0.2.7 / 192.0.2.20 / udp");
    EXPECT_THAT(alert.evidenceFilter, HasSubstr("ip.src#2 == 192.0.2.7 && ip.dst#2 == 192.0.2.20 && icmp.type == 3"));
}

TEST_F(ScanTest, AnUnreachableTargetHasRefused)
{
    for (std::uint16_t port = 1; port <= 15; ++port) {
        tell(Kind::Attempt, scanner, target, port, port);
        tell(Kind::Unreachable, scanner, target, port, port);
    }
    EXPECT_THAT(only().reason, HasSubstr("15 refused, 0 were silent"));
}

TEST_F(ScanTest, OnePortOfManyHostsIsAHorizontalScan)
{
    for (unsigned host = 1; host <= 24; ++host)
        refused(scanner, v4(host, 9), 8080, host);
    EXPECT_TRUE(alerts().empty());
    refused(scanner, v4(25, 9), 8080, 25);
    const auto alert = only();
    EXPECT_EQ(alert.rollup, "scan-horizontal / 192.0.2.7 / tcp / 8080");
    EXPECT_EQ(alert.unit, "hosts");
    EXPECT_EQ(alert.severity, Severity::Medium);
    EXPECT_EQ(alert.attack, "T1018 T1046");
    EXPECT_EQ(alert.evidenceFilter,
        "ip.src == 192.0.2.7 && tcp.dstport == 8080 && tcp.flags.syn == 1 && tcp.flags.ack == 0 && !ip.src#2 && !ipv6 "
        "&& frame.number in {1..49}");
    EXPECT_EQ(alert.entities[1].value, "tcp/8080");
}

TEST_F(ScanTest, SoughtPortsNeedTenHosts)
{
    for (unsigned host = 1; host <= 9; ++host)
        refused(scanner, v4(host, 9), 22, host);
    EXPECT_TRUE(alerts().empty());
    refused(scanner, v4(10, 9), 22, 10);
    EXPECT_EQ(only().severity, Severity::High);
}

TEST_F(ScanTest, AClientOfWhichMostServersAnswerIsNoScanner)
{
    for (unsigned host = 1; host <= 130; ++host) {
        tell(Kind::Attempt, scanner, v4(host, 9), 443, host);
        if (host % 3 != 0)
            tell(Kind::Data, scanner, v4(host, 9), 443, host);
    }
    advance(10 * kSecond);
    finish();
    EXPECT_TRUE(alerts().empty());
}

TEST_F(ScanTest, MailRelaysMayMissMoreThanOthers)
{
    for (unsigned host = 1; host <= 100; ++host) {
        const auto third = host % 3 == 0;
        tell(Kind::Attempt, scanner, v4(host, 9), 25, host);
        tell(third ? Kind::Data : Kind::Refused, scanner, v4(host, 9), 25, host);
    }
    advance(10 * kSecond);
    EXPECT_TRUE(alerts().empty());
}

TEST_F(ScanTest, WhatComesAfterAnHourIsAnotherAlert)
{
    for (std::uint16_t port = 1; port <= 15; ++port)
        refused(scanner, target, port, port);
    const auto first = only();
    refused(scanner, target, 16, 3600 * kSecond);
    EXPECT_EQ(only().count, 16U);
    for (std::uint16_t port = 1; port <= 15; ++port)
        refused(scanner, target, port, 7300 * kSecond + port);
    static_cast<void>(alerts());
    EXPECT_EQ(known.size(), 2U);
    EXPECT_EQ(known[first.rollup + "@" + first.id].count, 16U);
}

TEST_F(ScanTest, AFloodOfOtherPairsDoesNotHideAScanThatHasBegun)
{
    for (std::uint16_t port = 1; port <= 5; ++port)
        refused(scanner, target, port, port);
    for (unsigned i = 0; i < 3 * limits::scanKeys; ++i)
        tell(Kind::Attempt, bytesFromHex("0b00") + static_cast<char>(i >> 8U) + static_cast<char>(i),
            v4(99, static_cast<unsigned char>(i >> 16U)), 80, 100);
    for (std::uint16_t port = 6; port <= 15; ++port)
        refused(scanner, target, port, 1000 + port);
    const auto all = alerts();
    ASSERT_TRUE(all.contains("scan-vertical / 192.0.2.7 / 192.0.2.20 / tcp"));
    EXPECT_THAT(all.at("scan-vertical / 192.0.2.7 / 192.0.2.20 / tcp").limits, HasSubstr("forgotten"));
}

TEST_F(ScanTest, MoreThanTwoHundredAnHourAreCountedByOneAlert)
{
    for (unsigned host = 0; host < 250; ++host)
        for (std::uint16_t port = 1000; port < 1015; ++port)
            refused(v4(host, 8), v4(host, 9), static_cast<std::uint16_t>(port + 15 * host), host);
    const auto all = alerts();
    EXPECT_EQ(known.size(), 201U);
    const auto& flooded = all.at("detector-flooded / scan-vertical");
    EXPECT_EQ(flooded.count, 50U);
    EXPECT_EQ(flooded.packets, 50U);
}

TEST_F(ScanTest, WhenAlertsAreTakenDoesNotChangeThem)
{
    AlertBook other{SessionId{1}};
    ScanDetector twin{verticalRule(), other, 12 * limits::MiB};
    dissect::FlowChange change;
    const auto from = scanner, to = target;
    change.initiator = bytesOf(from);
    change.responder = bytesOf(to);
    change.ipv4 = 1;
    for (std::uint16_t port = 1; port <= 300; ++port) {
        tell(Kind::Attempt, scanner, target, port, port);
        static_cast<void>(alerts());
        change.responderPort = port;
        change.packet = PacketNumber{port};
        change.time = Timestamp{Nanoseconds{kStart + port}};
        twin.advance(kStart + port);
        twin.see(change);
    }
    finish();
    twin.finish();
    const auto mine = only();
    other.takeChanged([&](const AlertRecord& alert) {
        EXPECT_EQ(alert.id, mine.id);
        EXPECT_EQ(alert.reason, mine.reason);
        EXPECT_EQ(alert.evidence, mine.evidence);
        EXPECT_EQ(alert.evidenceFilter, mine.evidenceFilter);
    });
}

}  // namespace
}  // namespace pr::detect
