#include "core/query/filter.h"

#include "core/base/text.h"

#include <gtest/gtest.h>

#include <array>

namespace pr::query {
namespace {

constexpr std::array kProtocolNames{ValueName{6, "TCP"}, ValueName{17, "UDP"}};
constexpr Field kFrame{.abbreviation = "frame", .name = "Frame", .type = FieldType::Protocol};
constexpr Field kIp{.abbreviation = "ip", .name = "IPv4", .type = FieldType::Protocol};
constexpr Field kTcp{.abbreviation = "tcp", .name = "TCP", .type = FieldType::Protocol};
constexpr Field kUdp{.abbreviation = "udp", .name = "UDP", .type = FieldType::Protocol};
constexpr Field kLength{.abbreviation = "frame.len", .name = "Length", .type = FieldType::UInt32};
constexpr Field kDelta{.abbreviation = "frame.time_delta", .name = "Delta", .type = FieldType::RelativeTime};
constexpr Field kTime{.abbreviation = "frame.time", .name = "Time", .type = FieldType::AbsoluteTime};
constexpr Field kDestination{.abbreviation = "eth.dst", .name = "Destination", .type = FieldType::Ether};
constexpr Field kAddress{.abbreviation = "ip.addr", .name = "Address", .type = FieldType::Ipv4};
constexpr Field kProtocol{
    .abbreviation = "ip.proto", .name = "Protocol", .type = FieldType::UInt8, .names = kProtocolNames};
constexpr Field kPort{.abbreviation = "tcp.port", .name = "Port", .type = FieldType::UInt16};
constexpr Field kFlags{.abbreviation = "tcp.flags", .name = "Flags", .type = FieldType::UInt16, .base = Base::Hex};
constexpr Field kSyn{.abbreviation = "tcp.flags.syn", .name = "Syn", .type = FieldType::Boolean};
constexpr Field kUdpPort{.abbreviation = "udp.port", .name = "Port", .type = FieldType::UInt16};
constexpr Field kHost{.abbreviation = "http.host", .name = "Host", .type = FieldType::String};
constexpr std::array<const Field*, 15> kFields{&kFrame, &kIp, &kTcp, &kUdp, &kLength, &kDelta, &kTime, &kDestination,
    &kAddress, &kProtocol, &kPort, &kFlags, &kSyn, &kUdpPort, &kHost};

class FilterTest : public testing::Test {
protected:
    FilterTest()
    {
        tree.begin(bytesOf(frame));
        const auto whole = tree.openLayer(kFrame, bytesOf(frame), {0, 22});
        tree.add(kLength, 600, {});
        tree.add(kDelta, Value::duration(Nanoseconds{250'000'000}), {});
        tree.add(kTime, Value::time(*parseTime("2020-06-01T12:00:00Z")), {});
        tree.add(kDestination, Value::bytes(bytesOf(frame).first(6)), {0, 6});
        const auto ip = tree.openLayer(kIp, bytesOf(frame).subspan(6, 14), {6, 4});
        tree.add(kAddress, Value::bytes(bytesOf(addresses).first(4)), {});
        tree.add(kAddress, Value::bytes(bytesOf(addresses).subspan(4)), {});
        tree.add(kProtocol, 6, {});
        const auto tcp = tree.openLayer(kTcp, bytesOf(frame).subspan(10, 10), {10, 4});
        tree.add(kPort, 40000, {});
        tree.add(kPort, 443, {});
        tree.add(kFlags, 0x12, {});
        tree.add(kSyn, Value::boolean(true), {});
        tree.add(kHost, Value::text("www.Example.org"), {});
    }

    const FieldRegistry registry{std::array<std::span<const Field* const>, 1>{kFields}};
    const std::string frame = bytesFromHex("01005e0000fb 45000014 00ff0102 474554202f0a 7061");  // padding at the end
    const std::string addresses = bytesFromHex("0a000001c0a80001");
    FieldSink tree{FieldSink::Mode::Tree};
};

TEST_F(FilterTest, SelectsAsWiresharkDoes)
{
    struct Case {
        const char* filter;
        bool passes;
    };
    constexpr Case cases[] = {
        {"", true},
        {"tcp", true},
        {"udp", false},
        {"not udp and tcp", true},
        {"tcp.port == 443", true},
        {"tcp.port != 443", false},
        {"!(tcp.port == 443)", false},
        {"tcp.port !== 443", true},
        {"tcp.port === 443", false},
        {"udp.port != 53", false},
        {"all tcp.port > 442", true},
        {"any tcp.port < 444", true},
        {"tcp.port in {80, 443}", true},
        {"tcp.port in {1..100, 440 .. 450}", true},
        {"not tcp.port in {53}", true},
        {"tcp.flags & 0x02", true},
        {"tcp.flags & 0x12 == 0x12", true},
        {"tcp.flags & 4", false},
        {"tcp.flags == 022", true},
        {"tcp.flags.syn == True", true},
        {"tcp.flags.syn == \"Set\"", true},
        {"ip.proto == \"TCP\"", true},
        {"ip.addr == 10.0.0.0/8", true},
        {"ip.addr in {10.0.0.0 .. 10.255.255.255}", true},
        {"ip.addr == 11.0.0.0/8", false},
        {"eth.dst[0:3] == 01:00:5e", true},
        {"eth.dst[-1] == 0xfb", true},
        {"eth.dst[4:] == 00:fb", true},
        {"eth.dst[0,5] == 01:fb", true},
        {"eth.dst[0] & 1", true},
        {"eth.dst == 01-00-5e-00-00-fb", true},
        {"eth.dst == 0100.5e00.00fb", true},
        {"eth.dst[7] == 1", false},
        {"frame[14:3] == \"GET\"", true},
        {"ip[4:2]", false},
        {"ip contains \"GET\"", true},
        {"tcp contains 47:45:54", true},
        {"frame contains 0a:70:61", true},
        {"ip contains 70:61", false},
        {"tcp contains 0a:70", false},
        {"tcp matches r\"/\\n$\"", true},
        {"tcp matches \"get\"", true},
        {"tcp matches \"(?-i)get\"", false},
        {"http.host matches r\"\\.org$\"", true},
        {"lower(http.host) == \"www.example.org\"", true},
        {"upper(http.host) contains \"EXAMPLE\"", true},
        {"http.host[0:3] == \"www\"", true},
        {"len(http.host) == 15", true},
        {"count(tcp.port) == 2", true},
        {"max(tcp.port, 50000) == 50000", true},
        {"min(tcp.port) == 443", true},
        {"string(ip.addr) matches \"^192\"", true},
        {"tcp.port == 4 * {frame.len + 9400}", true},
        {"frame.len - 100 == 500", true},
        {"frame.len > '\\x40'", true},
        {"frame.len == 600 and tcp or udp", true},
        {"frame.time_delta in {0 .. 0.3}", true},
        {"frame.time > \"2020-06-01 11:59:59.5\"", true},
        {"frame.time < \"2020-06-01T13:00:00+02:00\"", false},
        {"frame.time >= \"Jun  1, 2020 12:00:00\"", true},
        {"ip#1", true},
        {"ip.addr#2 == 10.0.0.1", false},
        {"ip.addr#[-1] == 10.0.0.1", true},
        {"tcp.port == -1", false},
        {"${tcp.port} == 443", false},
        {"443 < tcp.port < 50000", false},
        {"442 < frame.len", false},
    };
    for (const auto& [text, passes] : cases) {
        const auto filter = Filter::compile(text, registry);
        if (text[0] == '4') {
            EXPECT_FALSE(filter) << text << ": a constant on the left is refused";
            continue;
        }
        ASSERT_TRUE(filter) << text << ": " << filter.error().message;
        EXPECT_EQ(filter->matches(tree), passes) << text;
    }
}

TEST_F(FilterTest, RefusesWithAColumn)
{
    struct Case {
        const char* filter;
        std::size_t column;
    };
    constexpr Case cases[] = {
        {"no.such.field", 0},
        {"tcp.port ==", 11},
        {"== 443", 0},
        {"tcp.port == 443 and", 19},
        {"tcp udp", 4},
        {"(tcp", 4},
        {"tcp)", 3},
        {"tcp.port in {80, 443", 20},
        {"tcp.port in 80", 12},
        {"tcp.port in {}", 13},
        {"tcp.port == \"not a port\"", 12},
        {"tcp.port == 99999", 12},
        {"ip.addr == 300.1.1.1", 11},
        {"ip.addr == 10.0.0.1/33", 11},
        {"ip.addr contains \"10\"", 0},
        {"eth.dst == 00:11:22:33:44", 11},
        {"tcp.flags.syn == maybe", 17},
        {"tcp.port matches \"44\"", 0},
        {"frame.time > \"yesterday\"", 13},
        {"http.host matches \"(\"", 18},
        {"http.host == \"abc", 13},
        {"frame[a:b] == 00", 6},
        {"tcp.port[0] == 1", 0},
        {"len() > 1", 0},
        {"nofunction(tcp.port) == 1", 0},
        {"max(tcp.port, http.host) > 1", 14},
        {"count(\"a\") == 1", 6},
        {"http.host & 1", 0},
        {"tcp.dstport >= 4 * (tcp.srcport + 3)", 19},
        {"tcp.port = 443", 9},
        {"ip.addr#x == 1.2.3.4", 8},
        {"1 == 1", 0},
        {"443", 0},
        {"frame.len == 1e3", 13},
        {"@tcp.port == 443", 0},
        {"not", 3},
        {"frame.len > '\\n'", 12},
    };
    for (const auto& [text, column] : cases) {
        const auto filter = Filter::compile(text, registry);
        ASSERT_FALSE(filter) << text;
        EXPECT_EQ(filter.error().column, column) << text << ": " << filter.error().message;
        EXPECT_FALSE(filter.error().message.empty()) << text;
    }
}

TEST_F(FilterTest, DeepNestingIsRefusedNotFollowed)
{
    EXPECT_FALSE(Filter::compile(std::string(100'000 / 2, '('), registry));
    EXPECT_FALSE(Filter::compile(std::string(50'000, '!') + "tcp", registry));
    EXPECT_FALSE(Filter::compile("tcp.port == " + std::string(50'000, '{') + "1", registry));
}

}  // namespace
}  // namespace pr::query
