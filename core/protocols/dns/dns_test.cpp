#include "core/protocols/dns/dns.h"

#include "core/base/text.h"
#include "core/fields/testing.h"
#include "core/protocols/dns/fields.h"
#include "core/protocols/dns/parser.h"
#include "core/protocols/dns/rdata_cursor.h"

#include "core/flow/truncation.h"

#include <gtest/gtest.h>

namespace pr::dns {
namespace {

using flow::Carrier;
using flow::Side;

constexpr std::string_view kName = "07 6578616d706c65 03 6f7267 00";  // example.org
const std::string kQuery = std::string{"1234 0100 0001 0000 0000 0000"}.append(kName).append("0001 0001");
const std::string kAnswer = std::string{"1234 8180 0001 0002 0000 0000"}.append(kName).append(
    "0001 0001  c00c 0005 0001 0000003c 0006 03 777777 c00c  c029 0001 0001 0000001e 0004 c0000201");

// One flow with what an import keeps for it.
class Conversation {
public:
    explicit Conversation(const flow::Protocol& protocol = dns::protocol, Carrier carrier = Carrier::Udp)
        : state{protocol.makeState()}, m_protocol{protocol}, m_carrier{carrier}
    {
    }

    // Dissects the next packet, one millisecond after the last unless said.
    std::size_t say(Side side, std::string_view hexText, Nanoseconds later = std::chrono::milliseconds{1})
    {
        return sayBytes(side, bytesFromHex(hexText), later);
    }
    std::size_t sayBytes(
        Side side, std::string bytes, Nanoseconds later = std::chrono::milliseconds{1}, std::size_t original = 0)
    {
        m_bytes = std::move(bytes);
        sink.begin(bytesOf(m_bytes));
        m_time += later;
        const auto client = bytesFromHex("c6336401"), server = bytesFromHex("c6336402");
        flow::Endpoints ends{bytesOf(client), bytesOf(server), 40000, 53};
        if (side == Side::Responder)
            ends = {bytesOf(server), bytesOf(client), 53, 40000};
        flow::Pdu pdu{.bytes = bytesOf(m_bytes),
            .original = std::max(original, m_bytes.size()),
            .range = {0, static_cast<std::uint32_t>(m_bytes.size())},
            .carrier = m_carrier,
            .side = side,
            .ends = ends,
            .packet = {++m_packet},
            .time = m_time,
            .flow = {7},
            .sink = sink,
            .events = &events};
        flow::dissectEveryBeginning(m_protocol, pdu, flow::archived(*state));
        return m_protocol.dissect(pdu, state.get());
    }

    std::string cell(std::string_view abbreviation) const { return cellOf(sink, abbreviation); }
    std::string row(std::size_t index) const { return rowOf(events, index, columns); }

    FieldSink sink{FieldSink::Mode::Tree};
    EventBuffer events;
    std::unique_ptr<flow::FlowState> state;

private:
    const flow::Protocol& m_protocol;
    Carrier m_carrier;
    std::string m_bytes;
    Timestamp m_time{};
    std::uint64_t m_packet = 0;
};

TEST(Dns, ShowsAQueryAsTsharkDoes)
{
    Conversation talk;
    EXPECT_EQ(talk.say(Side::Initiator, kQuery), 29U);
    EXPECT_EQ(talk.cell("dns"), "Domain Name System (query)");
    EXPECT_EQ(talk.cell("dns.id"), "0x1234");
    EXPECT_EQ(talk.cell("dns.flags"), "0x0100");
    EXPECT_EQ(talk.cell("dns.flags.recdesired"), "1");
    EXPECT_EQ(talk.cell("dns.flags.rcode"), "");
    EXPECT_EQ(talk.cell("dns.qry.name"), "example.org");
    EXPECT_EQ(talk.cell("dns.qry.name.len"), "11");
    EXPECT_EQ(talk.cell("dns.count.labels"), "2");
    EXPECT_EQ(talk.cell("dns.qry.type"), "1");
    EXPECT_EQ(talk.cell("dns.qry.class"), "0x0001");
    EXPECT_EQ(talk.cell("_ws.malformed"), "");
}

// As tunnels ask: one byte that is no UTF-8, and one that is shown as four.
TEST(Dns, TheLengthOfANameIsThatOnTheWire)
{
    Conversation talk;
    talk.say(Side::Initiator, "1234 0100 0001 0000 0000 0000  04 6ae46d01 03 6f7267 00 0010 0001");
    EXPECT_EQ(talk.cell("dns.qry.name"), "j\xEF\xBF\xBDm\\001.org");
    EXPECT_EQ(talk.cell("dns.qry.name.len"), "8");
}

TEST(Dns, FollowsPointersInNamesAndData)
{
    Conversation talk;
    talk.say(Side::Responder, kAnswer);
    EXPECT_EQ(talk.cell("dns.resp.name"), "example.org,www.example.org");
    EXPECT_EQ(talk.cell("dns.cname"), "www.example.org");
    EXPECT_EQ(talk.cell("dns.a"), "192.0.2.1");
    EXPECT_EQ(talk.cell("dns.resp.ttl"), "60,30");
}

TEST(Dns, MatchesAResponseWithItsQuery)
{
    Conversation talk;
    talk.say(Side::Initiator, kQuery);
    talk.say(Side::Responder, kAnswer, std::chrono::milliseconds{20});
    EXPECT_EQ(talk.cell("dns.response_to"), "1");
    EXPECT_EQ(talk.cell("dns.time"), "0.020000000");
    EXPECT_EQ(talk.cell("dns.unsolicited"), "");
    ASSERT_EQ(talk.events.rows().size(), 1U);
    EXPECT_EQ(talk.events.rows()[0].place.packet.value, 1U);
    EXPECT_EQ(talk.row(0),
        "client=198.51.100.1 client_port=40000 server=198.51.100.2 server_port=53 transport=udp transaction_id=4660 "
        "name=example.org "
        "type=A class=IN rcode=NOERROR answers=www.example.org, 192.0.2.1 ttl=30 latency_ns=20000000 query_packet=1 "
        "response_packet=2 flags=rd ra");
}

TEST(Dns, TellsRetransmissionsFromNewTransactions)
{
    Conversation talk;
    talk.say(Side::Initiator, kQuery);
    talk.say(Side::Initiator, kQuery, std::chrono::seconds{4});
    EXPECT_EQ(talk.cell("dns.retransmit_request_in"), "1");
    EXPECT_EQ(talk.cell("dns.retransmission"), "1");
    talk.say(Side::Initiator, kQuery, std::chrono::seconds{2});  // six seconds after the first: a new one
    EXPECT_EQ(talk.cell("dns.retransmission"), "");
    talk.say(Side::Responder, kAnswer);
    EXPECT_EQ(talk.cell("dns.response_to"), "3");
    talk.say(Side::Responder, kAnswer);
    EXPECT_EQ(talk.cell("dns.retransmit_response_in"), "4");
    EXPECT_EQ(talk.cell("dns.response_to"), "");
    ASSERT_EQ(talk.events.rows().size(), 2U);  // the query that was given up, and the transaction
    EXPECT_NE(talk.row(0).find("query_packet=1 flags=rd"), std::string::npos) << talk.row(0);
}

TEST(Dns, WritesAQueryWithoutAnswerWhenTheFlowEnds)
{
    Conversation talk;
    talk.say(Side::Initiator, kQuery);
    EXPECT_TRUE(talk.events.rows().empty());
    dns::protocol.finish(talk.state.get(), talk.events, {{1}, {}, {7}});
    ASSERT_EQ(talk.events.rows().size(), 1U);
    EXPECT_EQ(talk.row(0),
        "client=198.51.100.1 client_port=40000 server=198.51.100.2 server_port=53 transport=udp transaction_id=4660 "
        "name=example.org "
        "type=A class=IN query_packet=1 flags=rd");
}

TEST(Dns, StateComesBackFromACheckpoint)
{
    Conversation talk;
    talk.say(Side::Initiator, kQuery);
    flow::Archive written;
    talk.state->archive(written);
    EXPECT_LE(written.stored().size(), 128U);
    talk.state = dns::protocol.makeState();
    flow::Archive read{bytesOf(written.stored())};
    talk.state->archive(read);
    EXPECT_TRUE(read.ok());
    talk.say(Side::Responder, kAnswer);
    EXPECT_EQ(talk.cell("dns.response_to"), "1");
}

TEST(Dns, AFloodOfQueriesIsForgottenFromTheOldestOn)
{
    Conversation talk;
    for (unsigned id = 0; id < limits::transactionsPerFlow + 10; ++id) {
        auto query = bytesFromHex(kQuery);
        query[0] = static_cast<char>(id >> 8);
        query[1] = static_cast<char>(id);
        talk.sayBytes(Side::Initiator, query);
    }
    EXPECT_EQ(talk.events.rows().size(), limits::transactionsPerFlow / 2);
    dns::protocol.finish(talk.state.get(), talk.events, {{1}, {}, {7}});
    EXPECT_EQ(talk.events.rows().size(), limits::transactionsPerFlow + 10);
}

struct RecordCase {
    const char* name;
    const char* record;  // behind the owner's name: type, class, TTL, length, data
    std::vector<std::pair<const char*, const char*>> cells;
};

TEST(Dns, ReadsTheDataOfEachType)
{
    const RecordCase cases[] = {
        {"SOA", "0006 0001 00000001 0019 016dc00c 00 0000000a 0000000b 0000000c 0000000d 0000000e",
            {{"dns.soa.mname", "m.example.org"}, {"dns.soa.rname", "<Root>"}, {"dns.soa.minimum_ttl", "14"}}},
        {"MX", "000f 0001 00000001 0006 000a 016d c00c",
            {{"dns.mx.preference", "10"}, {"dns.mx.mail_exchange", "m.example.org"}}},
        {"several texts", "0010 0001 00000001 0006 02 6869 02 6f6b", {{"dns.txt", "hi,ok"}, {"dns.txt.length", "2,2"}}},
        {"AAAA", "001c 0001 00000001 0010 20010db8000000000000000000000001", {{"dns.aaaa", "2001:db8::1"}}},
        {"a name with bytes that do not print", "0005 0001 00000001 0005 02 6100 00 00",
            {{"dns.cname", "a\\000"}, {"_ws.malformed", ""}}},
        {"DNSKEY", "0030 0001 00000001 0008 0101 03 08 03010001",
            {{"dns.dnskey.flags", "0x0101"}, {"dns.dnskey.flags.zone_key", "1"}, {"dns.dnskey.key_id", "1803"}}},
        {"NSEC and the types it names", "002f 0001 00000001 0007 c00c 0003 620000",
            {{"dns.nsec.next_domain_name", "example.org"}, {"dns.resp.type", "47,1,2,6"}}},
        {"EDNS with client subnet", "0029 1000 00008000 000b 0008 0007 0001 18 00 c00002",
            {{"dns.opt.client.addr4", "192.0.2.0"}, {"dns.resp.z.do", "1"}, {"dns.rr.udp_payload_size", "4096"},
                {"dns.resp.ttl", ""}}},
        {"EDNS option longer than the record", "0029 1000 00000000 0004 000a 0010",
            {{"_ws.malformed", "Malformed Packet"}}},
        {"HTTPS with ALPN and hints",
            "0041 0001 00000001 0018 0001 00 0001 0003 02 6832 0003 0002 01bb 0004 0004 c0000201",
            {{"dns.svcb.svcparam.alpn", "h2"}, {"dns.svcb.svcparam.port", "443"},
                {"dns.svcb.svcparam.ipv4hint.ip", "192.0.2.1"}}},
        {"CAA", "0101 0001 00000001 000a 80 05 6973737565 612e62",
            {{"dns.caa.issue", "a.b"}, {"dns.caa.tag", "issue"}, {"dns.caa.value", "a.b"}}},
        {"a type nobody knows", "ff00 0001 00000001 0002 abcd", {{"dns.data", "abcd"}}},
    };
    for (const auto& test : cases) {
        Conversation talk;
        talk.say(Side::Responder,
            std::string{"0001 8000 0001 0001 0000 0000"}.append(kName).append("0001 0001 c00c").append(test.record));
        for (const auto& [field, value] : test.cells)
            EXPECT_TRUE(talk.cell(field).find(value) == 0 && (*value || talk.cell(field).empty()))
                << test.name << ": " << field << " is " << talk.cell(field);
    }
}

TEST(Dns, ANameThatLoopsOrIsTooLongIsMalformed)
{
    const std::string header = "0001 0100 0001 0000 0000 0000";
    std::string longName;
    for (int i = 0; i < 5; ++i)
        longName += "3f" + std::string(126, '6');
    for (const auto& name : {std::string{"c00c"}, std::string{"01 61 c00c"}, std::string{"c0ff"},
             std::string{"41 61 00"}, longName + "00"}) {
        Conversation talk;
        talk.say(Side::Initiator, header + name + "0001 0001");
        EXPECT_EQ(talk.cell("_ws.malformed").substr(0, 16), "Malformed Packet") << name;
        EXPECT_EQ(talk.cell("dns.qry.name"), "") << name;
    }
}

TEST(Dns, ACutMessageIsNeverCalledMalformed)
{
    const auto whole = bytesFromHex(kAnswer);
    for (std::size_t kept = Header::size; kept < whole.size(); ++kept) {
        Conversation talk;
        talk.sayBytes(Side::Responder, whole.substr(0, kept), std::chrono::milliseconds{1}, whole.size());
        EXPECT_EQ(talk.cell("_ws.malformed"), "") << kept << " bytes kept";
        EXPECT_NE(talk.cell("_ws.short"), "") << kept << " bytes kept";
    }
    for (std::size_t kept = 0; kept < whole.size(); ++kept) {
        Conversation talk;  // the same bytes as a whole datagram: whatever it shows, it ends
        EXPECT_LE(talk.sayBytes(Side::Responder, whole.substr(0, kept)), kept);
    }
}

TEST(Dns, ARecordWhoseDataIsNotAllThereHasNoFields)
{
    Conversation talk;
    const auto whole = bytesFromHex(kAnswer);
    talk.sayBytes(Side::Responder, whole.substr(0, whole.size() - 2), {}, whole.size());
    EXPECT_EQ(talk.cell("dns.resp.type"), "5");  // of two records
    EXPECT_EQ(talk.cell("dns.cname"), "www.example.org");
    EXPECT_EQ(talk.cell("dns.a"), "");
}

TEST(Dns, AHeaderThatTheSnaplenCutIsReadAsFarAsItGoes)
{
    const auto whole = bytesFromHex(kQuery);
    for (std::size_t kept = 0; kept < 12; ++kept) {
        Conversation talk;
        talk.sayBytes(Side::Initiator, whole.substr(0, kept), {}, whole.size());
        EXPECT_EQ(talk.cell("dns.id"), kept < 4 ? "" : "0x1234") << kept;
        EXPECT_EQ(talk.cell("dns.count.queries"), kept < 6 ? "" : "1") << kept;
        EXPECT_EQ(talk.cell("dns.count.add_rr"), "") << kept;
    }
}

TEST(Dns, FramesMessagesOverTcpAtEveryCut)
{
    const auto message = bytesFromHex("001d" + kQuery);
    for (std::size_t have = 0; have <= message.size(); ++have) {
        const auto framing = dns::protocol.frame(bytesOf(message).first(have), nullptr, Side::Initiator);
        if (have < 2)
            EXPECT_EQ(framing.length, 2U);
        else
            EXPECT_EQ(framing.length, message.size());
        EXPECT_EQ(framing.answer,
            have == message.size() ? flow::Framing::Answer::Complete : flow::Framing::Answer::NeedLength);
    }
    const auto noise = bytesFromHex("0003 ffffff");
    EXPECT_EQ(dns::protocol.frame(bytesOf(noise), nullptr, Side::Initiator).answer, flow::Framing::Answer::NotOurs);
    Conversation talk{dns::protocol, Carrier::Tcp};
    EXPECT_EQ(talk.sayBytes(Side::Initiator, message), message.size());
    EXPECT_EQ(talk.cell("dns.length"), "29");
    EXPECT_EQ(talk.cell("dns.qry.name"), "example.org");
}

TEST(Dns, MulticastMessagesHaveTheirOwnBits)
{
    Conversation talk{dns::mdns};
    talk.say(Side::Initiator,
        std::string{"0000 0000 0001 0001 0000 0000"}.append(kName).append(
            "000c 8001 c00c 0001 8001 00000078 0004 c0000201"));
    EXPECT_EQ(talk.cell("mdns"), "Multicast Domain Name System (query)");
    EXPECT_EQ(talk.cell("dns.qry.qu"), "1");
    EXPECT_EQ(talk.cell("dns.qry.class"), "0x0001");
    EXPECT_EQ(talk.cell("dns.resp.cache_flush"), "1");
    EXPECT_EQ(talk.cell("dns.resp.class"), "0x0001");
}

TEST(Dns, LinkLocalMessagesHaveConflictAndTentative)
{
    Conversation talk{dns::llmnr};
    talk.say(Side::Initiator, std::string{"0001 0500 0001 0000 0000 0000"}.append(kName).append("0001 0001"));
    EXPECT_EQ(talk.cell("dns.flags.conflict"), "1");
    EXPECT_EQ(talk.cell("dns.flags.tentative"), "1");
    EXPECT_EQ(talk.cell("dns.flags.recdesired"), "");
}

TEST(Dns, RecognisesWholeMessagesOnOtherPorts)
{
    const auto query = bytesFromHex(kQuery), answer = bytesFromHex(kAnswer);
    const flow::Endpoints other{{}, {}, 50000, 443}, netbios{{}, {}, 137, 137};
    EXPECT_TRUE(dns::protocol.probe(bytesOf(query), Carrier::Udp, other));
    EXPECT_TRUE(dns::protocol.probe(bytesOf(answer), Carrier::Udp, other));
    EXPECT_FALSE(dns::protocol.probe(bytesOf(query), Carrier::Udp, netbios));
    for (std::size_t kept = 0; kept < answer.size(); ++kept)
        EXPECT_FALSE(dns::protocol.probe(bytesOf(answer).first(kept), Carrier::Udp, other)) << kept;
}

TEST(Dns, AnImportGetsTheIndexedFieldsAndNothingElse)
{
    Conversation talk;
    talk.sink.setMode(FieldSink::Mode::Index);
    talk.say(Side::Responder, kAnswer);
    for (const auto& node : talk.sink.nodes())
        EXPECT_TRUE(node.field->indexed) << node.field->abbreviation;
    EXPECT_EQ(talk.cell("dns.a"), "192.0.2.1");
    EXPECT_EQ(talk.cell("dns.flags.rcode"), "0");
}

TEST(Dns, HashesAreWrittenAsInZoneFiles)
{
    EXPECT_EQ(base32hex(bytesOf("foobar")), "cpnmuoj1e8");  // RFC 4648 10
    EXPECT_EQ(base32hex(bytesOf("foob")), "cpnmuog");
}

}  // namespace
}  // namespace pr::dns
