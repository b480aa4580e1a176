#include "core/flow/transport.h"

#include "core/base/text.h"

#include <gtest/gtest.h>

namespace pr::flow {
namespace {

using decode::TcpAck;
using decode::TcpFin;
using decode::TcpFinding;
using decode::TcpRst;
using decode::TcpSyn;

/// Segments between 10.0.0.1:40000 (a) and 10.0.0.2:80 (b), as a capture would have them.
class Talker {
public:
    explicit Talker(std::size_t capacity = 100) : m_transport{capacity, 1, {}} { }

    struct Sent {
        char from = 'a';
        std::uint32_t sequence = 0;
        std::uint32_t acknowledgment = 0;
        std::uint16_t flags = TcpAck;
        std::uint32_t length = 0;
        std::uint16_t window = 1000;
        std::string options = {};
        std::int64_t milliseconds = 10;  ///< after the segment before
        bool quoted = false;
    };
    Transport::Tcp send(const Sent& sent)
    {
        m_now += std::chrono::milliseconds{sent.milliseconds};
        std::string bytes(16, '\0');
        const auto options = bytesFromHex(sent.options);
        bytes += std::string(4, '\0') + options + std::string(sent.length, 'x');
        decode::TcpHeader header;
        header.sourcePort = sent.from == 'a' ? 40000 : 80;
        header.destinationPort = sent.from == 'a' ? 80 : 40000;
        header.sequence = sent.sequence;
        header.acknowledgment = sent.acknowledgment;
        header.length = static_cast<std::uint8_t>(20 + options.size());
        header.flags = sent.flags;
        header.window = sent.window;
        header.captured = 20;
        decode::TransportView view;
        view.bytes = bytesOf(bytes);
        view.original = static_cast<std::uint32_t>(bytes.size());
        view.quoted = sent.quoted ? decode::TransportView::Quoted::InIcmp : decode::TransportView::Quoted::No;
        const auto a = bytesFromHex("0a000001");
        const auto b = bytesFromHex("0a000002");
        const Endpoints ends{bytesOf(sent.from == 'a' ? a : b), bytesOf(sent.from == 'a' ? b : a), header.sourcePort,
            header.destinationPort};
        return m_transport.tcp(view, header, ends, PacketNumber{++m_packet}, m_now);
    }
    void handshake(std::uint32_t a = 1000, std::uint32_t b = 5000, const std::string& options = {})
    {
        send({.sequence = a, .flags = TcpSyn, .options = options});
        send({.from = 'b', .sequence = b, .acknowledgment = a + 1, .flags = TcpSyn | TcpAck, .options = options});
        send({.sequence = a + 1, .acknowledgment = b + 1});
    }
    const Transport& transport() const { return m_transport; }

private:
    Transport m_transport;
    Timestamp m_now{std::chrono::seconds{100}};
    std::uint64_t m_packet = 0;
};

TEST(TcpAnalysis, AHandshakeIsCountedFromZeroAndMeasured)
{
    Talker talk;
    const auto syn = talk.send({.sequence = 1000, .flags = TcpSyn}).context;
    EXPECT_EQ(syn.sequence, 0U);
    EXPECT_EQ(syn.nextSequence, 1U);
    EXPECT_EQ(syn.completeness, 0);
    const auto answer =
        talk.send({.from = 'b', .sequence = 5000, .acknowledgment = 1001, .flags = TcpSyn | TcpAck}).context;
    EXPECT_EQ(answer.acknowledgment, 1U);
    EXPECT_EQ(answer.acksFrame, 1U);
    EXPECT_EQ(answer.ackRtt, std::chrono::milliseconds{10});
    EXPECT_EQ(answer.completeness, 1);
    const auto last = talk.send({.sequence = 1001, .acknowledgment = 5001}).context;
    EXPECT_EQ(last.initialRtt, std::chrono::milliseconds{20});
    EXPECT_EQ(last.completeness, 3);
    EXPECT_EQ(last.windowFactor, -2);
    EXPECT_EQ(talk.send({.sequence = 1001, .acknowledgment = 5001, .length = 5}).context.completeness, 7);
}

TEST(TcpAnalysis, InMidStreamNumbersBeginAtOneAndScalingIsNotKnown)
{
    Talker talk;
    const auto seen = talk.send({.sequence = 777, .acknowledgment = 888, .length = 10}).context;
    EXPECT_EQ(seen.sequence, 1U);
    EXPECT_EQ(seen.acknowledgment, 1U);
    EXPECT_EQ(seen.nextSequence, 11U);
    EXPECT_EQ(seen.windowFactor, -1);
    EXPECT_EQ(seen.bytesInFlight, 10U);
}

TEST(TcpAnalysis, WindowsAreScaledWhenBothSidesSaidSo)
{
    Talker talk;
    talk.handshake(1000, 5000, "03030701");
    const auto seen = talk.send({.sequence = 1001, .acknowledgment = 5001, .window = 10}).context;
    EXPECT_EQ(seen.windowFactor, 128);
    EXPECT_EQ(seen.windowSize, 1280U);
}

TEST(TcpAnalysis, SequenceNumbersWrap)
{
    Talker talk;
    talk.handshake(0xFFFFFFF0, 0xFFFFFFFF);
    auto seen = talk.send({.sequence = 0xFFFFFFF1, .acknowledgment = 0, .length = 30}).context;
    EXPECT_EQ(seen.sequence, 1U);
    EXPECT_EQ(seen.findings, 0U);
    seen = talk.send({.sequence = 15, .acknowledgment = 0, .length = 30}).context;
    EXPECT_EQ(seen.sequence, 31U);
    EXPECT_EQ(seen.findings, 0U);
    EXPECT_EQ(seen.bytesInFlight, 60U);
    seen = talk.send({.from = 'b', .sequence = 0, .acknowledgment = 45}).context;
    EXPECT_EQ(seen.acknowledgment, 61U);
    EXPECT_EQ(seen.acksFrame, 5U);
}

struct FindingCase {
    const char* words;
    std::vector<Talker::Sent> before;  ///< after a handshake from 1000 and 5000
    Talker::Sent segment;
    std::uint32_t findings;
};

TEST(TcpAnalysis, EachFindingIsMade)
{
    const auto bit = [](TcpFinding finding) { return static_cast<std::uint32_t>(finding); };
    const Talker::Sent ten{.sequence = 1001, .acknowledgment = 5001, .length = 10};
    const Talker::Sent ack{.from = 'b', .sequence = 5001, .acknowledgment = 1011};
    const FindingCase cases[] = {
        {"nothing", {}, ten, 0},
        {"retransmission", {ten}, {.sequence = 1001, .acknowledgment = 5001, .length = 10, .milliseconds = 300},
            bit(TcpFinding::Retransmission)},
        {"out of order", {{.sequence = 1021, .acknowledgment = 5001, .length = 10}},
            {.sequence = 1001, .acknowledgment = 5001, .length = 10, .milliseconds = 1}, bit(TcpFinding::OutOfOrder)},
        {"spurious", {ten, ack}, ten, bit(TcpFinding::SpuriousRetransmission)},
        {"lost", {ten}, {.sequence = 1051, .acknowledgment = 5001, .length = 10}, bit(TcpFinding::LostSegment)},
        {"acknowledges what was lost", {ten}, {.from = 'b', .sequence = 5001, .acknowledgment = 1051},
            bit(TcpFinding::AckLostSegment)},
        {"fast", {ten, {.sequence = 1021, .acknowledgment = 5001, .length = 10}, ack, ack, ack},
            {.sequence = 1011, .acknowledgment = 5001, .length = 10, .milliseconds = 5},
            bit(TcpFinding::FastRetransmission)},
        {"duplicate ACK", {ten, ack}, ack, bit(TcpFinding::DuplicateAck)},
        {"window update", {ten, ack}, {.from = 'b', .sequence = 5001, .acknowledgment = 1011, .window = 2000},
            bit(TcpFinding::WindowUpdate)},
        {"zero window", {ten}, {.from = 'b', .sequence = 5001, .acknowledgment = 1011, .window = 0},
            bit(TcpFinding::ZeroWindow)},
        {"zero window probe", {ten, {.from = 'b', .sequence = 5001, .acknowledgment = 1011, .window = 0}},
            {.sequence = 1011, .acknowledgment = 5001, .length = 1}, bit(TcpFinding::ZeroWindowProbe)},
        {"window full", {{.from = 'b', .sequence = 5001, .acknowledgment = 1001, .window = 10}}, ten,
            bit(TcpFinding::WindowFull)},
        {"keep-alive", {ten, ack}, {.sequence = 1010, .acknowledgment = 5001}, bit(TcpFinding::KeepAlive)},
        {"its answer", {ten, ack, {.sequence = 1010, .acknowledgment = 5001}}, ack, bit(TcpFinding::KeepAliveAck)},
    };
    for (const auto& one : cases) {
        Talker talk;
        talk.handshake();
        for (const auto& segment : one.before)
            talk.send(segment);
        EXPECT_EQ(talk.send(one.segment).context.findings, one.findings) << one.words;
    }
}

TEST(TcpAnalysis, ASynWithAnotherNumberOpensANewStreamAndTheSameNumberDoesNot)
{
    Talker talk;
    talk.handshake();
    EXPECT_EQ(talk.send({.sequence = 1000, .flags = TcpSyn}).context.stream, 0U);
    const auto again = talk.send({.sequence = 9000, .flags = TcpSyn});
    EXPECT_EQ(again.context.stream, 1U);
    EXPECT_TRUE(again.found.created);
    EXPECT_TRUE(again.context.found(TcpFinding::ReusedPorts));
    EXPECT_EQ(again.context.completeness, 1);
    EXPECT_EQ(
        talk.send({.from = 'b', .sequence = 5, .acknowledgment = 9001, .flags = TcpSyn | TcpAck}).context.stream, 1U);
}

TEST(TcpAnalysis, TheSynSaysWhoInitiatesAndSoDoesItsAnswer)
{
    Talker answerFirst;
    EXPECT_EQ(answerFirst.send({.from = 'b', .sequence = 1, .acknowledgment = 1, .flags = TcpSyn | TcpAck}).found.side,
        Side::Responder);
    Talker middle;
    EXPECT_EQ(middle.send({.from = 'b', .sequence = 1, .acknowledgment = 1, .length = 5}).found.side, Side::Initiator);
}

TEST(TcpAnalysis, AQuotedHeaderBelongsToItsStreamAndIsNotAnalysed)
{
    Talker talk;
    talk.handshake();
    const auto quoted = talk.send({.sequence = 1001, .acknowledgment = 5001, .length = 8, .quoted = true}).context;
    EXPECT_EQ(quoted.stream, 0U);
    EXPECT_FALSE(quoted.analysed);
    EXPECT_EQ(quoted.sequence, 1001U);
    EXPECT_EQ(talk.send({.sequence = 1001, .acknowledgment = 5001, .length = 8}).context.findings, 0U);
}

TEST(TcpAnalysis, AOneSidedTalkGrowsToItsBoundOnly)
{
    Talker talk;
    std::uint32_t sequence = 1;
    for (std::size_t i = 0; i < TcpAnalysis::unackedLimit + 100; ++i, sequence += 10)
        talk.send({.sequence = sequence, .acknowledgment = 1, .length = 10});
    EXPECT_LE(talk.transport().analysis(0)->memory(), 2 * 24 * TcpAnalysis::unackedLimit);
}

TEST(TcpAnalysis, ACheckpointGoesOnWhereItStopped)
{
    TcpAnalysis straight;
    TcpAnalysis restored;
    std::uint32_t random = 7;
    for (std::uint64_t packet = 1; packet < 400; ++packet) {
        random = random * 1664525 + 1013904223;
        decode::TcpHeader header;
        header.length = 20;
        header.captured = 20;
        header.sequence = (random >> 8U) % 500;
        header.acknowledgment = (random >> 16U) % 500;
        header.flags =
            static_cast<std::uint16_t>((random >> 24U) % 2 ? TcpAck : TcpAck | (packet % 50 == 0 ? TcpFin : 0));
        header.window = static_cast<std::uint16_t>(random >> 29U);
        TcpSegment segment{.header = header,
            .options = {},
            .length = (random >> 20U) % 30,
            .lengthKnown = true,
            .optionsWhole = true,
            .fromA = (random >> 13U) % 2 == 0,
            .packet = PacketNumber{packet},
            .time = Timestamp{std::chrono::milliseconds{packet * 7}}};
        const auto begin = packet == 1 ? TcpAnalysis::Begin::First : TcpAnalysis::Begin::No;
        const auto one = straight.see(segment, begin, {});
        const auto other = restored.see(segment, begin, {});
        EXPECT_EQ(one.findings, other.findings) << packet;
        EXPECT_EQ(one.acksFrame, other.acksFrame) << packet;
        EXPECT_EQ(one.bytesInFlight, other.bytesInFlight) << packet;
        EXPECT_EQ(one.rtoFrame, other.rtoFrame) << packet;
        EXPECT_EQ(one.duplicateAckNumber, other.duplicateAckNumber) << packet;
        Archive out;
        restored.archive(out);
        for (std::size_t kept = 0; packet == 20 && kept < out.stored().size(); ++kept) {
            Archive part{bytesOf(out.stored()).first(kept)};
            TcpAnalysis cut;
            cut.archive(part);
            EXPECT_FALSE(part.ok()) << kept;
        }
        Archive in{bytesOf(out.stored())};
        restored = TcpAnalysis{};
        restored.archive(in);
        EXPECT_TRUE(in.ok());
    }
}

}  // namespace
}  // namespace pr::flow
