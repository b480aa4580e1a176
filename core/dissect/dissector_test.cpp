#include "core/dissect/dissector.h"

#include "core/base/text.h"
#include "core/dissect/protocols.h"
#include "core/fields/registry.h"

#include <gtest/gtest.h>

#include <deque>
#include <numeric>

namespace pr::dissect {
namespace {

std::string number16(std::size_t value)
{
    return {static_cast<char>(value >> 8U), static_cast<char>(value)};
}

const std::string kEthernet = bytesFromHex("020000000002 020000000001 0800");

std::string ipv4(
    std::uint8_t protocol, const std::string& source, const std::string& destination, const std::string& payload)
{
    return bytesFromHex("4500") + number16(payload.size() + 20) + bytesFromHex("0001 0000 40")
        + static_cast<char>(protocol) + bytesFromHex("0000") + source + destination + payload;
}

const std::string kClient = bytesFromHex("c0000202"), kServer = bytesFromHex("c0000201");

std::string udp(std::uint16_t from, std::uint16_t to, const std::string& payload)
{
    return number16(from) + number16(to) + number16(payload.size() + 8) + number16(0) + payload;
}

std::string tcp(
    std::uint16_t from, std::uint16_t to, std::uint8_t sequence, std::uint8_t flags, const std::string& payload)
{
    return number16(from) + number16(to) + bytesFromHex("000000") + static_cast<char>(sequence)
        + bytesFromHex("00000001 50") + static_cast<char>(flags) + bytesFromHex("2000 0000 0000") + payload;
}

const std::string kQuery =
    bytesFromHex("1234 0100 0001 0000 0000 0000 03777777 076578616d706c65 036f7267 00 0001 0001");

class DissectorTest : public testing::Test {
protected:
    PacketAnalysis dissect(const std::string& frame)
    {
        frames.push_back(frame);
        PacketView packet{.number = PacketNumber{frames.size()},
            .time = Timestamp{Nanoseconds{static_cast<std::int64_t>(frames.size()) * 1'000'000}},
            .originalLength = static_cast<std::uint32_t>(frame.size()),
            .bytes = bytesOf(frames.back())};
        return dissector.dissect(packet, {}, sink, &events);
    }
    std::vector<std::string> texts(std::string_view field) const
    {
        std::vector<std::string> out;
        for (const auto& node : sink.nodes())
            if (node.field->abbreviation == field)
                out.emplace_back(node.value.asText());
        return out;
    }

    std::deque<std::string> frames;
    FieldSink sink{FieldSink::Mode::Tree};
    EventBuffer events;
    std::vector<FlowRecord> flows;
    Dissector dissector{{}, [this](const FlowRecord& flow) { flows.push_back(flow); }};
};

TEST_F(DissectorTest, ADatagramShorterThanItsHeaderOpensNoStream)
{
    auto broken = udp(40000, 53, kQuery);
    broken.replace(4, 2, number16(7));
    dissect(kEthernet + ipv4(17, kClient, kServer, broken));
    const auto streams = [&] {
        return std::count_if(sink.nodes().begin(), sink.nodes().end(),
            [](const Node& node) { return node.field->abbreviation == "udp.stream"; });
    };
    EXPECT_EQ(streams(), 0);
    dissect(kEthernet + ipv4(17, kClient, kServer, udp(40000, 53, kQuery)));
    EXPECT_EQ(streams(), 1);
    dissector.finish(&events);
    EXPECT_EQ(flows.size(), 2U);  // the addresses alone, and the two ports
}

TEST_F(DissectorTest, BytesThatNoLayerClaimsAreShownAsData)
{
    const auto echo = bytesFromHex("0800 0000 0001 0001 61626364");
    dissect(kEthernet + ipv4(1, kClient, kServer, echo));
    const auto data = std::find_if(sink.nodes().begin(), sink.nodes().end(),
        [](const Node& node) { return node.field->abbreviation == "data.data"; });
    ASSERT_NE(data, sink.nodes().end());
    EXPECT_EQ(textOf(data->value.asBytes()), "abcd");
}

TEST_F(DissectorTest, TlsIsThereFromTheFirstBytesOfARecord)
{
    const auto hello = bytesFromHex("16 0301 0200 01");
    const auto analysis = dissect(kEthernet + ipv4(6, kClient, kServer, tcp(40000, 443, 1, 0x18, hello)));
    EXPECT_EQ(textOf(analysis.stack), "eth:ethertype:ip:tcp:tls");
}

TEST_F(DissectorTest, AServiceIsFoundBehindWhatAProxyWasTold)
{
    const std::string greeting = bytesFromHex("050100"), request = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
    for (std::uint8_t sequence = 1; sequence <= 15; sequence += 3)
        dissect(kEthernet + ipv4(6, kClient, kServer, tcp(40000, 9080, sequence, 0x18, greeting)));
    const auto analysis = dissect(kEthernet + ipv4(6, kClient, kServer, tcp(40000, 9080, 16, 0x18, request)));
    EXPECT_EQ(textOf(analysis.stack), "eth:ethertype:ip:tcp:http");
}

// A connection through a proxy: what is said behind its answer is dissected as what it is.
TEST_F(DissectorTest, AProxyHandsItsConnectionOver)
{
    const std::string asks = "CONNECT a.example:443 HTTP/1.1\r\n\r\n", agrees = "HTTP/1.1 200 Fine\r\n\r\n";
    const auto noise = bytesFromHex("00000000"), record = bytesFromHex("15 0303 0002 0228");
    const auto says = [&](const std::string& from, const std::string& to, const std::string& segment) {
        return textOf(dissect(kEthernet + ipv4(6, from, to, segment)).stack);
    };
    std::uint8_t client = 1, server = 1;
    std::string stacks;
    for (const auto& [fromClient, bytes] : std::vector<std::pair<bool, std::string>>{
             {true, asks}, {false, agrees}, {false, noise}, {true, record}, {false, record}}) {
        auto& sequence = fromClient ? client : server;
        const auto port =
            fromClient ? tcp(40000, 3128, sequence, 0x18, bytes) : tcp(3128, 40000, sequence, 0x18, bytes);
        sequence = static_cast<std::uint8_t>(sequence + bytes.size());
        stacks += says(fromClient ? kClient : kServer, fromClient ? kServer : kClient, port).substr(21);
        stacks += ' ';
    }
    EXPECT_EQ(stacks, "http http data tls tls ");
    dissector.finish(&events);
    ASSERT_EQ(flows.size(), 1U);
    EXPECT_EQ(flows[0].service, "tls");
    EXPECT_EQ(flows[0].serviceReason, "parser");
    EXPECT_EQ(flows[0].servicePacket, PacketNumber{4});
    EXPECT_EQ(std::count_if(events.rows().begin(), events.rows().end(),
                  [](const auto& row) { return row.table->name == "http"; }),
        1)
        << "the row of CONNECT";
}

TEST_F(DissectorTest, FindsTheServiceOfADatagram)
{
    const auto analysis = dissect(kEthernet + ipv4(17, kClient, kServer, udp(40000, 53, kQuery)));
    EXPECT_EQ(textOf(analysis.stack), "eth:ethertype:ip:udp:dns");
    EXPECT_EQ(texts("dns.qry.name"), std::vector<std::string>{"www.example.org"});
    dissector.finish(&events);
    ASSERT_EQ(flows.size(), 1U);
    EXPECT_EQ(flows[0].service, "dns");
    EXPECT_EQ(flows[0].initiatorPort, 40000);
    EXPECT_EQ(events.rows().size(), 1U) << "the question that nobody answered";
}

TEST_F(DissectorTest, AssociationsOfSctpAreToldApartByTheirPorts)
{
    const auto client = bytesFromHex("9be6189b"), server = bytesFromHex("cbfffcc2");
    const auto chunk = bytesFromHex("00000000 00000000 0b000004");
    const auto packet = [&](std::uint16_t from, std::uint16_t to) { return number16(from) + number16(to) + chunk; };
    dissect(kEthernet + ipv4(132, client, server, packet(32836, 80)));
    dissect(kEthernet + ipv4(132, server, client, packet(80, 32836)));
    dissect(kEthernet + ipv4(132, client, server, packet(32837, 80)));
    dissector.finish(&events);
    ASSERT_EQ(flows.size(), 2U);
    EXPECT_EQ(flows[0].transport, "sctp");
    EXPECT_EQ(flows[0].packets[1], 1U) << "the answer";
    EXPECT_EQ(flows[0].initiatorPort, 32836);
    EXPECT_EQ(flows[0].responderPort, 80);
    EXPECT_EQ(communityIdOf(flows[0]), "1:/6KQAGEbBef8FMaWb94uWVu+rWE=");
    EXPECT_EQ(communityIdOf(flows[1]), "1:9dAr7BinXFjtYMLvvPdJMq34dY4=");
}

TEST_F(DissectorTest, WhatAnErrorQuotesIsDescribedAndChangesNothing)
{
    const auto quoted = ipv4(17, kClient, kServer, udp(40000, 53, kQuery));
    dissect(kEthernet + ipv4(1, kServer, kClient, bytesFromHex("0303 0000 00000000") + quoted));
    EXPECT_EQ(texts("dns.qry.name"), std::vector<std::string>{"www.example.org"});
    dissector.finish(&events);  // once ended in a state that was never made
    EXPECT_TRUE(events.rows().empty());
}

TEST_F(DissectorTest, APduIsInThePacketThatCompletesIt)
{
    const auto message = number16(kQuery.size()) + kQuery;
    dissect(kEthernet + ipv4(6, kClient, kServer, tcp(40000, 53, 0, 0x02, "")));
    dissect(kEthernet + ipv4(6, kServer, kClient, tcp(53, 40000, 0, 0x12, "")));
    dissect(kEthernet + ipv4(6, kClient, kServer, tcp(40000, 53, 1, 0x18, message.substr(0, 10))));
    EXPECT_TRUE(texts("dns.qry.name").empty());
    const auto analysis = dissect(kEthernet + ipv4(6, kClient, kServer, tcp(40000, 53, 11, 0x18, message.substr(10))));
    EXPECT_EQ(texts("dns.qry.name"), std::vector<std::string>{"www.example.org"});
    EXPECT_EQ(textOf(analysis.stack), "eth:ethertype:ip:tcp:dns");
    EXPECT_EQ(sink.sources().size(), 2U) << "the frame and what was put together";
}

// Flows in which the rest of a message over TCP does not come, and less room for what waits than they would take.
class WaitingFlowsTest : public DissectorTest {
protected:
    static std::string segment(std::size_t flow, std::size_t sequence, const std::string& payload)
    {
        return kEthernet
            + ipv4(6, kClient, kServer,
                number16(40000 + flow) + number16(53) + number16(sequence >> 16U) + number16(sequence & 0xffffU)
                    + bytesFromHex("00000001 5018 2000 0000 0000") + payload);
    }
    PacketView view(const std::string& frame)
    {
        frames.push_back(frame);
        return {.number = PacketNumber{frames.size()},
            .originalLength = static_cast<std::uint32_t>(frame.size()),
            .bytes = bytesOf(frames.back())};
    }
    /// Takes in a segment and notes who gave up.
    PacketAnalysis take(std::size_t flow, std::size_t sequence, const std::string& payload)
    {
        const auto analysis = small.dissect(view(segment(flow, sequence, payload)), {}, sink, nullptr);
        for (const auto& fact : analysis.facts)
            if (fact.kind == FactKind::GaveUp)
                gaveUp.push_back(unpackPackets(bytesOf(fact.body)).at(0));
        checkpoints.insert(checkpoints.end(), analysis.checkpoints.begin(), analysis.checkpoints.end());
        return analysis;
    }
    static std::vector<std::uint64_t> firstFlows(std::size_t count)
    {
        std::vector<std::uint64_t> flows(count);
        std::iota(flows.begin(), flows.end(), 0U);
        return flows;
    }

    static constexpr std::size_t bound = 32 * limits::KiB, waiting = 1000;
    const std::string message = number16(1500) + kQuery + std::string(1500 - kQuery.size(), 'x');
    const std::string first = message.substr(0, waiting), rest = message.substr(waiting);
    const DissectOptions options{.memory = {.reassembly = bound / 2 * 3}};
    Dissector small{options};
    std::vector<std::uint64_t> gaveUp;
    std::vector<Checkpoint> checkpoints;
};

// The first of them gives up, and whoever dissects its last packet again goes on from the checkpoint that says so.
TEST_F(WaitingFlowsTest, TheFlowThatWaitedLongestGivesUp)
{
    constexpr std::size_t flowsBegun = 40;
    for (std::size_t flow = 0; flow < flowsBegun; ++flow)
        take(flow, 1, first);
    EXPECT_EQ(gaveUp, firstFlows(flowsBegun - bound / waiting));
    ASSERT_EQ(checkpoints.size(), gaveUp.size());

    EXPECT_EQ(textOf(take(flowsBegun - 1, 1 + waiting, rest).stack), "eth:ethertype:ip:tcp:dns");
    const auto packet = view(segment(0, 1 + waiting, rest));
    const auto given = small.dissect(packet, {}, sink, nullptr);
    EXPECT_EQ(textOf(given.stack), "eth:ethertype:ip:tcp");
    const auto tcpFields = [](const FieldSink& tree) {
        std::vector<std::string_view> fields;
        for (const auto& node : tree.nodes())
            if (node.field->abbreviation.starts_with("tcp."))
                fields.push_back(node.field->abbreviation);
        return fields;
    };
    const auto fields = tcpFields(sink);
    const std::string path{textOf(given.path)};
    Dissector later{options};
    ASSERT_TRUE(later.restore(FlowId{0}, bytesOf(checkpoints[0].body), [](PacketNumber) { return Bytes{}; }));
    FieldSink again{FieldSink::Mode::Tree};
    EXPECT_EQ(
        textOf(later.again(packet, {}, {.path = bytesOf(path), .take = {}}, again).stack), "eth:ethertype:ip:tcp");
    EXPECT_EQ(tcpFields(again), fields);
}

// What waits behind a message that was put together counts as well.
TEST_F(WaitingFlowsTest, TheBeginningOfTheNextMessageIsGivenUpToo)
{
    constexpr std::size_t flowsBegun = 100;
    const std::string request = "GET / HTTP/1.1\r\nHost: a\r\n", end = "\r\n";
    const std::string next = "GET /" + std::string(waiting - 5, 'x');
    for (std::size_t flow = 0; flow < flowsBegun; ++flow) {
        take(flow, 1, request);
        EXPECT_EQ(textOf(take(flow, 1 + request.size(), end + next).stack), "eth:ethertype:ip:tcp:http");
    }
    EXPECT_EQ(gaveUp, firstFlows(flowsBegun - bound / waiting));
}

// A flow stands in the queue of those that wait once, however often it begins to.
TEST_F(WaitingFlowsTest, WhatCameWholeMeanwhileIsNotGivenUp)
{
    std::size_t sequence = 1;
    for (int messages = 0; messages < 5000; ++messages) {
        take(0, sequence, first);
        EXPECT_EQ(textOf(take(0, sequence + waiting, rest).stack), "eth:ethertype:ip:tcp:dns");
        sequence += message.size();
    }
    for (std::size_t flow = 1; flow <= bound / waiting; ++flow)
        take(flow, 1, first);
    EXPECT_TRUE(gaveUp.empty());
    take(0, sequence, first);
    EXPECT_EQ(gaveUp, std::vector<std::uint64_t>{1});
}

TEST_F(DissectorTest, EveryTruncationOfAFrameIsSurvived)
{
    const auto whole = kEthernet + ipv4(17, kClient, kServer, udp(40000, 53, kQuery));
    for (std::size_t kept = 0; kept <= whole.size(); ++kept) {
        frames.push_back(whole.substr(0, kept));
        PacketView packet{.number = PacketNumber{frames.size()},
            .originalLength = static_cast<std::uint32_t>(whole.size()),
            .bytes = bytesOf(frames.back())};
        const auto analysis = dissector.dissect(packet, {}, sink, &events);
        EXPECT_EQ(analysis.marks & static_cast<std::uint16_t>(Mark::Malformed), 0)
            << kept << " bytes kept: cut is not malformed";
    }
}

TEST(Protocols, EachFieldListHasNamesOfItsOwn)
{
    const FieldRegistry registry{fieldLists()};
    EXPECT_NE(registry.find("dns"), nullptr);
    EXPECT_NE(registry.find("tcp.options.mss"), nullptr);
    for (const auto* field : registry.all())
        EXPECT_FALSE(field->name.empty()) << field->abbreviation;
}

}  // namespace
}  // namespace pr::dissect
