#include "core/dissect/dissector.h"

#include "core/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace pr::dissect {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint8_t kSyn = 2, kSynAck = 0x12, kRst = 4, kRstAck = 0x14, kAck = 0x10, kPush = 0x18;

std::string number16(std::size_t value)
{
    return {static_cast<char>(value >> 8U), static_cast<char>(value)};
}

std::string number32(std::uint32_t value)
{
    return number16(value >> 16U) + number16(value & 0xFFFFU);
}

const std::string kClient = bytesFromHex("c0000202"), kServer = bytesFromHex("c0000201");
const std::string kRouter = bytesFromHex("c00002fe");

std::string ipv4(
    std::uint8_t protocol, const std::string& source, const std::string& destination, const std::string& payload)
{
    return bytesFromHex("4500") + number16(payload.size() + 20) + bytesFromHex("0001 0000 40")
        + static_cast<char>(protocol) + bytesFromHex("0000") + source + destination + payload;
}

std::string tcp(std::uint16_t from, std::uint16_t to, std::uint32_t sequence, std::uint32_t acknowledgment,
    std::uint8_t flags, const std::string& payload = {})
{
    return number16(from) + number16(to) + number32(sequence) + number32(acknowledgment) + '\x50'
        + static_cast<char>(flags) + bytesFromHex("2000 0000 0000") + payload;
}

std::string udp(std::uint16_t from, std::uint16_t to, const std::string& payload)
{
    return number16(from) + number16(to) + number16(payload.size() + 8) + number16(0) + payload;
}

class FlowChangeTest : public ::testing::Test {
protected:
    void take(const std::string& network)
    {
        frames.push_back(bytesFromHex("020000000002 020000000001 0800") + network);
        const PacketView packet{.number = PacketNumber{frames.size()},
            .time = Timestamp{Nanoseconds{static_cast<std::int64_t>(frames.size()) * 1'000'000}},
            .originalLength = static_cast<std::uint32_t>(frames.back().size()),
            .bytes = bytesOf(frames.back())};
        dissector.dissect(packet, {}, sink, nullptr);
    }
    void fromClient(const std::string& segment) { take(ipv4(6, kClient, kServer, segment)); }
    void fromServer(const std::string& segment) { take(ipv4(6, kServer, kClient, segment)); }

    std::vector<std::string> changes;
    std::deque<std::string> frames;
    FieldSink sink{FieldSink::Mode::Index};
    Dissector dissector{{}, {}, [this](const FlowChange& change) {
                            constexpr const char* words[] = {"attempt", "accepted", "refused", "data", "unreachable"};
                            changes.push_back(std::string{words[static_cast<std::size_t>(change.kind)]}
                                + (change.tcp ? " tcp " : " udp ") + addressText(change.initiator) + ':'
                                + std::to_string(change.initiatorPort) + ' ' + addressText(change.responder) + ':'
                                + std::to_string(change.responderPort) + " ip " + std::to_string(change.ipv4) + " at "
                                + std::to_string(change.packet.value));
                        }};
};

TEST_F(FlowChangeTest, AConnectionIsToldFromItsAttemptToItsFirstData)
{
    fromClient(tcp(40000, 80, 1, 0, kSyn));
    fromServer(tcp(80, 40000, 1, 2, kSynAck));
    fromClient(tcp(40000, 80, 2, 2, kAck));
    fromClient(tcp(40000, 80, 2, 2, kPush, "GET"));
    fromServer(tcp(80, 40000, 2, 5, kPush, "200"));
    fromServer(tcp(80, 40000, 5, 5, kPush, "200"));
    fromServer(tcp(80, 40000, 8, 5, kRst));  // it has sent data: not refused
    EXPECT_THAT(changes,
        ElementsAre("attempt tcp 192.0.2.2:40000 192.0.2.1:80 ip 1 at 1",
            "accepted tcp 192.0.2.2:40000 192.0.2.1:80 ip 1 at 2", "data tcp 192.0.2.2:40000 192.0.2.1:80 ip 1 at 5"));
}

TEST_F(FlowChangeTest, ARefusalIsARstOfTheTargetAndNotOfTheOneWhoAsks)
{
    fromClient(tcp(40000, 81, 1, 0, kSyn));
    fromServer(tcp(81, 40000, 0, 2, kRstAck));
    fromClient(tcp(40001, 82, 1, 0, kSyn));
    fromClient(tcp(40001, 82, 1, 0, kSyn));  // repeated
    fromServer(tcp(82, 40001, 9, 2, kSynAck));
    fromClient(tcp(40001, 82, 2, 0, kRst));
    EXPECT_THAT(changes,
        ElementsAre("attempt tcp 192.0.2.2:40000 192.0.2.1:81 ip 1 at 1",
            "refused tcp 192.0.2.2:40000 192.0.2.1:81 ip 1 at 2", "attempt tcp 192.0.2.2:40001 192.0.2.1:82 ip 1 at 3",
            "attempt tcp 192.0.2.2:40001 192.0.2.1:82 ip 1 at 4",
            "accepted tcp 192.0.2.2:40001 192.0.2.1:82 ip 1 at 5"));
}

TEST_F(FlowChangeTest, AnIcmpErrorTellsOfThePacketThatItQuotes)
{
    const auto datagram = ipv4(17, kClient, kServer, udp(40000, 161, "abcd"));
    const auto segment = ipv4(6, kClient, kServer, tcp(40000, 25, 1, 0, kSyn)).substr(0, 28);  // eight bytes of TCP
    take(ipv4(1, kServer, kClient, bytesFromHex("0303 0000 00000000") + datagram));
    take(ipv4(1, kRouter, kClient, bytesFromHex("0301 0000 00000000") + segment));
    take(ipv4(1, kRouter, kClient, bytesFromHex("0304 0000 00000000") + datagram));  // only too long
    take(ipv4(1, kRouter, kClient, bytesFromHex("0b00 0000 00000000") + datagram));  // a hop too many
    EXPECT_THAT(changes,
        ElementsAre("unreachable udp 192.0.2.2:40000 192.0.2.1:161 ip 2 at 1",
            "unreachable tcp 192.0.2.2:40000 192.0.2.1:25 ip 2 at 2"));
}

TEST_F(FlowChangeTest, HeadersAroundTheFlowAreCounted)
{
    take(ipv4(4, kRouter, kServer, ipv4(6, kClient, kServer, tcp(40000, 80, 1, 0, kSyn))));
    EXPECT_THAT(changes, ElementsAre("attempt tcp 192.0.2.2:40000 192.0.2.1:80 ip 2 at 1"));
}

TEST_F(FlowChangeTest, DatagramsAndDataOfTheInitiatorAreNoNews)
{
    take(ipv4(17, kClient, kServer, udp(40000, 53, "abcdefghijkl")));
    take(ipv4(17, kServer, kClient, udp(53, 40000, "abcdefghijkl")));
    fromClient(tcp(40000, 80, 2, 2, kPush, "GET"));
    EXPECT_THAT(changes, IsEmpty());
}

}  // namespace
}  // namespace pr::dissect
