#include "core/protocols/tls/tls.h"

#include "core/base/text.h"
#include "core/fields/format.h"
#include "core/fields/marks.h"
#include "core/protocols/tls/samples/handshakes.h"
#include "core/protocols/tls/state.h"
#include "core/protocols/x509/x509.h"

#include "core/flow/truncation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace pr::tls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Does for one flow what the driver does: buffers each side, asks where PDUs end, hands them over.
class Conversation {
public:
    /// One segment. Gives nothing; what the tree said is in cells().
    void send(bool fromServer, Bytes segment)
    {
        ++m_packet;
        auto& buffer = m_buffers[fromServer ? 1 : 0];
        auto& wanted = m_wanted[fromServer ? 1 : 0];
        buffer += textOf(segment);
        while (buffer.size() >= std::max<std::size_t>(wanted, 1)) {
            using Answer = flow::Framing::Answer;
            const auto offered = wanted ? bytesOf(buffer).first(wanted) : bytesOf(buffer);
            const auto framing = frame(offered, m_state.get(), side(fromServer));
            if (framing.answer != Answer::Complete) {
                wanted = framing.answer == Answer::NeedLength ? framing.length : 0;
                m_refused = framing.answer == Answer::NotOurs;
                return;
            }
            const std::string pdu = buffer.substr(0, framing.length);
            buffer.erase(0, framing.length);
            wanted = 0;
            hand(fromServer, bytesOf(pdu));
        }
    }
    void send(bool fromServer, std::string_view hexText) { send(fromServer, bytesOf(bytesFromHex(hexText))); }
    template <class Turns> void sendAll(const Turns& turns, std::size_t segment)
    {
        for (const auto& turn : turns) {
            const auto bytes = bytesFromHex(turn.hex);
            for (std::size_t at = 0; at < bytes.size(); at += segment)
                send(turn.fromServer, bytesOf(bytes).subspan(at, std::min(segment, bytes.size() - at)));
        }
    }
    void end() { finish(m_state.get(), m_events, {}); }
    /// Stores the state and goes on with what was stored.
    void throughCheckpoint()
    {
        flow::Archive out;
        m_state->archive(out);
        flow::Archive in{bytesOf(out.stored())};
        m_state = makeState();
        m_state->archive(in);
        EXPECT_TRUE(in.ok());
    }

    bool refused() const { return m_refused; }
    std::string operator[](const Field& field) const
    {
        const auto found = m_cells.find(&field);
        return found == m_cells.end() ? std::string{} : found->second;
    }
    const std::map<const Field*, std::string>& cells() const { return m_cells; }
    /// The rows of a table, cells joined by '|'; blobs as their length.
    std::vector<std::string> rows(const EventTable& table) const
    {
        std::vector<std::string> all;
        for (const auto& row : m_events.rows()) {
            if (row.table != &table)
                continue;
            std::string text;
            for (const auto cell : m_events.cellsOf(row)) {
                if (cell.kind() == Value::Kind::Text)
                    text += cell.asText();
                else if (cell.kind() == Value::Kind::Bytes)
                    text += std::to_string(cell.asBytes().size()) + " bytes";
                else if (cell.kind() != Value::Kind::None)
                    text += std::to_string(cell.asSigned());
                text += '|';
            }
            all.push_back(text);
        }
        return all;
    }
    std::size_t nodes() const { return m_nodes; }

private:
    static flow::Side side(bool fromServer) { return fromServer ? flow::Side::Responder : flow::Side::Initiator; }

    void hand(bool fromServer, Bytes bytes)
    {
        static const auto client = bytesFromHex("c0000201");
        static const auto server = bytesFromHex("c0000202");
        FieldSink sink{FieldSink::Mode::Tree};
        sink.begin(bytes);
        flow::Pdu pdu{.bytes = bytes,
            .original = bytes.size(),
            .range = {0, static_cast<std::uint32_t>(bytes.size())},
            .carrier = flow::Carrier::Tcp,
            .side = side(fromServer),
            .ends = {},
            .packet = {m_packet},
            .time = Timestamp{std::chrono::seconds{m_packet}},
            .flow = {7},
            .sink = sink,
            .events = &m_events};
        pdu.ends = fromServer ? flow::Endpoints{bytesOf(server), bytesOf(client), 8443, 50000}
                              : flow::Endpoints{bytesOf(client), bytesOf(server), 50000, 8443};
        flow::dissectEveryBeginning(protocol, pdu, flow::archived(*m_state));
        EXPECT_EQ(dissect(pdu, m_state.get()), bytes.size());
        m_nodes += sink.nodes().size();
        for (const auto& node : sink.nodes()) {
            EXPECT_LE(std::size_t{node.range.offset} + node.range.length, sink.sources()[node.source].bytes.size())
                << node.field->abbreviation;
            auto& cell = m_cells[node.field];
            if (!cell.empty())
                cell += ',';
            appendValue(cell, *node.field, node.value, sink.labelOf(node));
        }
    }

    std::unique_ptr<flow::FlowState> m_state = makeState();
    EventBuffer m_events;
    std::array<std::string, 2> m_buffers;
    std::array<std::size_t, 2> m_wanted{};
    std::map<const Field*, std::string> m_cells;
    std::uint64_t m_packet = 0;
    std::size_t m_nodes = 0;
    bool m_refused = false;
};

constexpr std::size_t whole = 1 << 20;

TEST(Tls, HandshakeOfTls12IsReadInFull)
{
    Conversation talk;
    talk.sendAll(samples::tls12, whole);
    EXPECT_EQ(talk[field::handshakeType], "1,2,11,12,14,16,4");
    EXPECT_EQ(talk[field::recordContentType], "22,22,22,22,22,22,20,22,22,20,22,23,21,21");
    EXPECT_EQ(talk[field::handshakeVersion], "0x0303,0x0303");
    EXPECT_EQ(talk[field::ciphersuite], "0xc02f,0x00ff,0xc02f");
    EXPECT_EQ(talk[field::serverName], "www.example.org");
    EXPECT_EQ(talk[field::alpnStr], "h2,http/1.1,http/1.1");
    EXPECT_EQ(talk[field::supportedGroup], "0x0017");
    EXPECT_EQ(talk[field::sigHashAlg], "0x0804,0x0401,0x0804");
    EXPECT_EQ(talk[field::sigHashHash], "8,4,8");
    EXPECT_EQ(talk[field::serverNamedCurve], "0x0017");
    EXPECT_EQ(talk[field::serverPointLen], "65");
    EXPECT_EQ(talk[field::clientPointLen], "65");
    EXPECT_EQ(talk[field::signatureLength], "256");
    EXPECT_EQ(talk[field::sessionTicketLifetimeHint], "7200");
    EXPECT_EQ(talk[x509::ce::dnsName], "www.example.org,*.example.org");
    EXPECT_EQ(talk[x509::pkcs1::publicExponent], "65537");
    EXPECT_EQ(talk[field::changeCipherSpec], "1,1");
    EXPECT_EQ(talk[field::handshake], "1,1,1,1,1,1,1,1,1") << "two of them encrypted";
    EXPECT_EQ(talk[field::recordOpaqueType], "");
    EXPECT_EQ(talk[field::alertMessageLevel], "") << "encrypted";
}

TEST(Tls, HandshakeOfTls13IsReadAsFarAsItIsInClear)
{
    Conversation talk;
    talk.sendAll(samples::tls13, whole);
    EXPECT_EQ(talk[field::handshakeType], "1,2");
    EXPECT_EQ(talk[field::supportedVersion], "0x0304,0x0304");
    EXPECT_EQ(talk[field::keyShareGroup], "23,23");
    EXPECT_EQ(talk[field::pskKeMode], "1");
    EXPECT_EQ(talk[field::changeCipherSpec], "1,1");
    EXPECT_EQ(talk[field::recordContentType], "22,22,20,20");
    EXPECT_EQ(talk[field::recordOpaqueType].substr(0, 5), "23,23");
    EXPECT_EQ(talk[field::randomTime].find(" UTC,"), std::string::npos) << "the server's random holds no time any more";
}

TEST(Tls, OneRowForEachHandshake)
{
    Conversation talk;
    talk.sendAll(samples::tls12, whole);
    talk.end();
    const auto certificate = talk.rows(certificateTable);
    ASSERT_EQ(certificate.size(), 1U);
    const auto fingerprint = certificate[0].substr(0, 64);
    EXPECT_THAT(certificate[0], testing::HasSubstr("|CN=www.example.org,O=Example\\, Inc.,C=DE|"));
    EXPECT_THAT(certificate[0], testing::HasSubstr("|RSA 2048|192.0.2.2|8443|www.example.org|0|0|"));
    const auto rows = talk.rows(handshakeTable);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0],
        "192.0.2.1|50000|192.0.2.2|8443|www.example.org|h2,http/1.1|http/1.1|" + talk[field::ja3] + '|'
            + talk[field::ja3Full] + '|' + talk[field::ja3s] + '|' + talk[field::ja3sFull] + '|' + talk[field::ja4]
            + '|' + talk[field::ja4Raw] + "|TLS 1.2|TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256|0|" + fingerprint + '|');
}

TEST(Tls, RowOfTls13SaysTheVersionThatCounts)
{
    Conversation talk;
    talk.sendAll(samples::tls13, whole);
    talk.end();
    EXPECT_THAT(talk.rows(handshakeTable), ElementsAre(testing::HasSubstr("|TLS 1.3|TLS_AES_128_GCM_SHA256|0||")));
}

TEST(Tls, ClientHelloAloneHasItsRowWhenTheFlowEnds)
{
    Conversation talk;
    talk.send(false, samples::tls12[0].hex);
    EXPECT_THAT(talk.rows(handshakeTable), IsEmpty());
    talk.end();
    EXPECT_THAT(talk.rows(handshakeTable), ElementsAre(testing::HasSubstr("|www.example.org|")));
    talk.end();
    EXPECT_EQ(talk.rows(handshakeTable).size(), 1U);
}

TEST(Tls, ARetryGoesOnWithTheSameHandshake)
{
    constexpr std::string_view retry =
        "160303 0038 02 000034 0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c 00 1301 00"
        "000c 002b 0002 0304 0033 0002 0017"
        "140303 0001 01";
    Conversation talk;
    talk.send(false, samples::tls13[0].hex);
    talk.send(true, retry);
    EXPECT_EQ(talk[field::keyShareSelectedGroup], "23");
    EXPECT_THAT(talk.rows(handshakeTable), IsEmpty());
    talk.send(false, samples::tls13[0].hex);
    talk.send(true, samples::tls13[1].hex);
    talk.end();
    EXPECT_THAT(talk.rows(handshakeTable), ElementsAre(testing::HasSubstr("|TLS 1.3|TLS_AES_128_GCM_SHA256|0||")));
}

TEST(Tls, EncryptionBeforeWeSawAnythingIsNoHandshakeOfOurs)
{
    Conversation talk;
    talk.send(true, "160303 0018 9f3c7a115577aabbccddeeff00112233445566778899aabb");
    EXPECT_EQ(talk[field::handshake], "1");
    EXPECT_EQ(talk[field::handshakeType], "");
    talk.end();
    EXPECT_THAT(talk.rows(handshakeTable), IsEmpty());
}

TEST(Tls, AHelloThatLiesIsMarked)
{
    Conversation talk;
    talk.send(false,
        "160301 002f 01 00002b 0303 0000000000000000000000000000000000000000000000000000000000000000 00 "
        "0002 002f 0100 ffff");
    EXPECT_EQ(talk[field::handshakeType], "1");
    EXPECT_EQ(talk[field::ciphersuite], "0x002f");
    EXPECT_NE(talk[malformedMark], "");
    EXPECT_EQ(talk[field::ja3], "");
}

TEST(Tls, AlertEndsAHandshakeThatNobodyAnswered)
{
    Conversation talk;
    talk.send(false, samples::tls12[0].hex);
    talk.send(true, "15 0303 0002 0228");
    EXPECT_EQ(talk[field::alertMessageLevel], "2");
    EXPECT_EQ(talk[field::alertMessageDesc], "40");
    EXPECT_EQ(talk.rows(handshakeTable).size(), 1U);
}

TEST(Tls, SegmentsMayFallAnywhere)
{
    Conversation reference;
    reference.sendAll(samples::tls12, whole);
    reference.end();
    for (const std::size_t size : {1, 2, 3, 7, 100, 536}) {
        Conversation talk;
        talk.sendAll(samples::tls12, size);
        talk.end();
        EXPECT_EQ(talk.rows(handshakeTable), reference.rows(handshakeTable)) << size << " bytes a segment";
        EXPECT_EQ(talk.rows(certificateTable), reference.rows(certificateTable)) << size << " bytes a segment";
        for (const auto& [field, cell] : reference.cells()) {
            if (field == &field::tls)
                continue;  // one for each PDU
            EXPECT_EQ(talk[*field], cell) << field->abbreviation << ", " << size << " bytes a segment";
        }
    }
}

TEST(Tls, StateGoesThroughACheckpointAfterEveryTurn)
{
    Conversation reference;
    reference.sendAll(samples::tls12, whole);
    Conversation talk;
    for (const auto& turn : samples::tls12) {
        talk.send(turn.fromServer, turn.hex);
        talk.throughCheckpoint();
    }
    EXPECT_EQ(talk.cells(), reference.cells());
    EXPECT_EQ(talk.rows(handshakeTable), reference.rows(handshakeTable));
}

/// The handshake messages of some records in records of at most `size` bytes.
std::string refragmented(Bytes records, std::size_t size)
{
    std::string messages;
    for (Cursor in{records}; !in.atEnd();) {
        in.skip(3);
        messages += textOf(in.take(in.u16be()));
    }
    std::string out;
    for (std::size_t at = 0; at < messages.size(); at += size) {
        const auto piece = messages.substr(at, size);
        out += bytesFromHex("160303");
        out += static_cast<char>(piece.size() >> 8);
        out += static_cast<char>(piece.size());
        out += piece;
    }
    return out;
}

TEST(Tls, MessagesOverSeveralRecordsAreReadOnceWhereTheyEnd)
{
    const auto flight = bytesFromHex(samples::tls12[1].hex);
    Conversation reference;
    reference.send(false, samples::tls12[0].hex);
    reference.send(true, bytesOf(flight));
    for (const std::size_t size : {1, 3, 4, 50, 1000}) {
        Conversation talk;
        talk.send(false, samples::tls12[0].hex);
        talk.send(true, bytesOf(refragmented(bytesOf(flight), size)));
        for (const auto* field : {&field::handshakeType, &field::handshakeLength, &field::certificate,
                 &field::serverPoint, &field::ja3s, &x509::ce::dnsName})
            EXPECT_EQ(talk[*field], reference[*field]) << field->abbreviation << ", " << size << " bytes a record";
        EXPECT_NE(talk[field::handshakeFragmentCount], "");
        EXPECT_EQ(talk.rows(certificateTable), reference.rows(certificateTable));
    }
}

TEST(Tls, AMessageThatNeverEndsIsHeldToItsBound)
{
    Conversation talk;
    auto record = bytesFromHex("160303 4000 0b 00ffff") + std::string(0x4000 - 4, 'x');
    for (int i = 0; i < 100; ++i)
        talk.send(true, bytesOf(record));
    EXPECT_EQ(talk[field::handshakeType].substr(0, 2), "11") << "taken as whole at 64 KiB";
    Conversation lies;
    lies.send(true, "160303 0004 0b ffffff");
    EXPECT_EQ(lies[field::handshakeType], "") << "longer than any message: not one";
}

TEST(Tls, EverythingMayBeCut)
{
    for (const auto& turn : samples::tls12) {
        const auto bytes = bytesFromHex(turn.hex);
        for (std::size_t kept = 0; kept < bytes.size(); ++kept) {
            FieldSink sink{FieldSink::Mode::Tree};
            const auto cut = bytesOf(bytes).first(kept);
            sink.begin(cut);
            const auto state = makeState();
            flow::Pdu pdu{.bytes = cut,
                .original = bytes.size(),
                .range = {0, static_cast<std::uint32_t>(kept)},
                .ends = {},
                .packet = {1},
                .time = {},
                .flow = {},
                .sink = sink};
            dissect(pdu, state.get());
            for (const auto& node : sink.nodes())
                ASSERT_LE(std::size_t{node.range.offset} + node.range.length, kept) << node.field->abbreviation;
        }
    }
}

TEST(Tls, OldClientsOfferTlsInAnSslV2Hello)
{
    Conversation talk;
    talk.send(false, "801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f");
    EXPECT_EQ(talk[field::handshakeType], "1");
    EXPECT_EQ(talk[field::recordVersion], "0x0002");
    EXPECT_EQ(talk[field::recordLength], "28");
    EXPECT_EQ(talk[field::handshakeVersion], "0x0301");
    EXPECT_EQ(talk[field::cipherspec], "0x00002f");
    EXPECT_EQ(talk[field::challengeLength], "16");
}

struct FrameCase {
    const char* what;
    const char* hex;
    flow::Framing::Answer answer;
    std::size_t length;
};
using Answer = flow::Framing::Answer;
constexpr FrameCase frames[] = {
    {"one record", "170303 0001 00", Answer::Complete, 6},
    {"two records are one PDU", "170303 0001 00 170303 0001 00", Answer::Complete, 12},
    {"a whole record before a part of one", "170303 0001 00 170303 0002 00", Answer::Complete, 6},
    {"a whole record before something else", "170303 0001 00 474554202f", Answer::Complete, 6},
    {"a part of a record", "170303 0005 00", Answer::NeedLength, 10},
    {"a part of a header", "170303", Answer::NeedMore, 5},
    {"a longer record than there can be", "170303 4801 00", Answer::NotOurs, 5},
    {"a type that does not exist", "190303 0001 00", Answer::NotOurs, 5},
    {"HTTP", "474554202f", Answer::NotOurs, 5},
};

TEST(Tls, FramesEndWithTheLastWholeRecord)
{
    for (const auto& [what, hexText, answer, length] : frames) {
        const auto bytes = bytesFromHex(hexText);
        const auto framing = frame(bytesOf(bytes), nullptr, flow::Side::Initiator);
        EXPECT_EQ(framing.answer, answer) << what;
        EXPECT_EQ(framing.length, length) << what;
    }
}

TEST(Tls, IsKnownByItsFirstBytes)
{
    const auto known = [](std::string_view hexText) {
        const auto bytes = bytesFromHex(hexText);
        return probe(bytesOf(bytes), flow::Carrier::Tcp, {});
    };
    EXPECT_TRUE(known(samples::tls12[0].hex));
    EXPECT_TRUE(known(samples::tls13[1].hex));
    EXPECT_TRUE(known("170303 0002 0000")) << "seen from the middle";
    EXPECT_FALSE(known("474554202f"));
    EXPECT_FALSE(known("160303 0005 630000 0100")) << "no handshake message has that type";
    EXPECT_FALSE(known("170303 0001 00 474554202f")) << "what follows is no record";
    const auto datagram = bytesFromHex(samples::tls12[0].hex);
    EXPECT_FALSE(probe(bytesOf(datagram), flow::Carrier::Udp, {}));
}

}  // namespace
}  // namespace pr::tls
