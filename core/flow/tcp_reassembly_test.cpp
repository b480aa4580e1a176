#include "core/flow/tcp_reassembly.h"

#include "core/base/text.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>

namespace pr::flow {
namespace {

using decode::TcpFinding;
using Answer = Framing::Answer;

// A toy protocol: a digit says how many bytes follow it; '+' asks for one more segment, '*' for all until the end, and
// anything else is not ours. All that the assembler says is written down.
class Recorder : public AssemblyHandler {
public:
    Framing frame(Bytes buffered) override
    {
        const auto first = textOf(buffered)[0];
        if (first == '+')
            return buffered.size() < 4 ? Framing{Answer::NeedMore, 0} : Framing{Answer::Complete, 4};
        if (first == '*')
            return {Answer::UntilEnd, 0};
        if (first < '0' || first > '9')
            return {Answer::NotOurs, 0};
        const auto length = static_cast<std::size_t>(first - '0') + 1;
        return buffered.size() < length ? Framing{Answer::NeedLength, length} : Framing{Answer::Complete, length};
    }
    bool pdu(const PduBytes& pdu) override
    {
        say("pdu " + std::string{textOf(pdu.bytes)} + (pdu.afterGap ? " after gap" : "")
            + (pdu.original > pdu.bytes.size() ? " of " + std::to_string(pdu.original) : ""));
        return true;
    }
    void begun(const PduBytes& bytes) override { beginnings += std::string{textOf(bytes.bytes)} + "; "; }
    void data(const PduBytes& bytes) override { say("data " + std::string{textOf(bytes.bytes)}); }
    void putTogether(Bytes) override { }
    void showSegments(std::span<const decode::SegmentPart> parts, std::size_t length) override
    {
        std::string text = "segments";
        for (const auto& part : parts)
            text += " " + std::to_string(part.packet) + (part.conflict ? "!" : part.overlap ? "?" : "");
        say(text + " length " + std::to_string(length));
    }
    void showSegmentData(std::uint32_t offset, std::uint32_t length, bool retransmitted) override
    {
        say((retransmitted ? "again " : "part ") + std::string{textOf(payload.subspan(offset, length))});
    }
    void repeated(PacketNumber completedIn) override { say("repeated " + std::to_string(completedIn.value)); }
    void showFinRetransmission(PacketNumber packet) override { say("fin again " + std::to_string(packet.value)); }
    void conflict(PacketNumber) override { say("conflict"); }
    void limit() override { say("limit"); }

    Bytes payload;
    std::string said;
    std::string beginnings;

private:
    void say(const std::string& what) { said += (said.empty() ? "" : "; ") + what; }
};

struct Step {
    std::uint32_t sequence;
    const char* payload;
    const char* said;
    std::uint32_t findings = 0;
    bool fin = false;
};
struct Case {
    const char* words;
    std::vector<Step> steps;
};

constexpr auto retransmission = static_cast<std::uint32_t>(TcpFinding::Retransmission);
constexpr auto outOfOrder = static_cast<std::uint32_t>(TcpFinding::OutOfOrder);
constexpr auto spurious = static_cast<std::uint32_t>(TcpFinding::SpuriousRetransmission);
constexpr auto keepAlive = static_cast<std::uint32_t>(TcpFinding::KeepAlive);

const std::vector<Case>& cases()
{
    static const std::vector<Case> all{
        {"several PDUs in a segment", {{1, "2ab1c0", "pdu 2ab; pdu 1c; pdu 0"}}},
        {"a PDU in two segments", {{1, "4ab", "part 4ab"}, {4, "cd", "pdu 4abcd; part cd; segments 1 2 length 5"}}},
        {"the next PDU begins in the segment that ends the first",
            {{1, "4ab", "part 4ab"}, {4, "cd2x", "pdu 4abcd; part cd; segments 1 2 length 5; part 2x"},
                {8, "y", "pdu 2xy; part y; segments 2 3 length 3"}}},
        {"one more segment, twice",
            {{1, "+", "part +"}, {2, "a", "part a"}, {3, "bc", "pdu +abc; part bc; segments 1 2 3 length 4"}}},
        {"what one more segment brought begins another PDU",
            {{1, "+a", "part +a"}, {3, "bc3x", "pdu +abc; segments 1 2 length 4; part bc3x"},
                {7, "yz", "pdu 3xyz; part yz; segments 2 3 length 4"}}},
        {"a PDU until the end ends with the FIN",
            {{1, "*ab", "part *ab"}, {4, "cd", "part cd"}, {6, "e", "segments 1 2 3 length 6; pdu *abcde", 0, true},
                {7, "", "fin again 3", 0, true}}},
        {"nor does it wait where the FIN came with it", {{1, "*ab", "pdu *ab", 0, true}}},
        {"what comes after an early FIN fills the hole",
            {{1, "*ab", "part *ab"}, {6, "ef", "part ef", 0, true},
                {4, "cd", "part cd; segments 1 3 2 2? length 7", outOfOrder}}},
        {"a repeated segment is not seen twice", {{1, "2ab", "pdu 2ab"}, {1, "2ab", "again 2ab", retransmission}}},
        {"nor the beginning of a PDU that waits", {{1, "4ab", "part 4ab"}, {1, "4ab", "again 4ab"}}},
        {"nor a part of a PDU that is whole",
            {{1, "4ab", "part 4ab"}, {4, "cd", "pdu 4abcd; part cd; segments 1 2 length 5"}, {4, "cd", "repeated 2"}}},
        {"what was acknowledged already says nothing", {{1, "2ab", "pdu 2ab"}, {1, "2ab", "", spurious}}},
        {"keep-alives are data", {{1, "2ab", "pdu 2ab"}, {3, "b", "data b", keepAlive}}},
        {"segments after a gap are read as they come", {{1, "2ab", "pdu 2ab"}, {9, "1c", "pdu 1c after gap"}}},
        {"late segments of a PDU are put in order, late PDUs are not read",
            {{1, "4a", "part 4a"}, {4, "cd", "part cd"}, {3, "b", "part b; segments 1 3 2 length 5", outOfOrder},
                {20, "1x", "pdu 1x after gap"}, {10, "1y", "", outOfOrder}}},
        {"a partial overlap keeps the bytes that came first and tells a conflict",
            {{1, "6abc", "part 6abc"}, {4, "XYd", "conflict; part XYd"},
                {7, "ef", "pdu 6abcYde; part e; segments 1 2! 3 length 7; data f"}}},
        {"an overlap with the same bytes is no conflict",
            {{1, "6abc", "part 6abc"}, {4, "cde", "part cde"},
                {6, "ef", "pdu 6abcdef; part ef; segments 1 2? 3? length 7"}}},
        {"not ours is data", {{1, "?ab", "data ?ab"}}},
    };
    return all;
}

TEST(StreamAssembler, PdusAreCutAsTsharkCutsThem)
{
    for (const auto& one : cases()) {
        StreamAssembler assembler;
        std::uint64_t packet = 0;
        for (const auto& step : one.steps) {
            Recorder recorder;
            recorder.payload = bytesOf(step.payload);
            assembler.feed({recorder.payload, static_cast<std::uint32_t>(recorder.payload.size()), step.sequence,
                               step.findings, step.fin, PacketNumber{++packet}},
                recorder);
            EXPECT_EQ(recorder.said, step.said) << one.words << ", packet " << packet;
        }
    }
}

TEST(StreamAssembler, BeginningsAreToldWhereNothingStandsBeforeThem)
{
    StreamAssembler assembler;
    Recorder recorder;
    std::uint64_t packet = 0;
    std::uint32_t sequence = 1;
    for (const char* payload : {"4ab", "cd2x", "y1a3b", "cd"}) {
        recorder.payload = bytesOf(payload);
        const auto size = static_cast<std::uint32_t>(recorder.payload.size());
        assembler.feed({recorder.payload, size, sequence, 0, false, PacketNumber{++packet}}, recorder);
        sequence += size;
    }
    EXPECT_EQ(recorder.beginnings, "4ab; 2x; ");  // "3b" stands behind "1a" in its chunk
}

TEST(StreamAssembler, ACheckpointBetweenAnyTwoSegmentsChangesNothing)
{
    for (const auto& one : cases()) {
        StreamAssembler straight;
        StreamAssembler restored;
        std::map<std::uint64_t, Bytes> payloads;
        std::uint64_t packet = 0;
        for (const auto& step : one.steps) {
            const auto payload = bytesOf(step.payload);
            payloads[++packet] = payload;
            Recorder first;
            Recorder second;
            first.payload = second.payload = payload;
            const StreamAssembler::Segment segment{payload, static_cast<std::uint32_t>(payload.size()), step.sequence,
                step.findings, step.fin, PacketNumber{packet}};
            straight.feed(segment, first);
            restored.feed(segment, second);
            EXPECT_EQ(first.said, second.said) << one.words << ", packet " << packet;
            Archive out;
            restored.archive(out);
            Archive in{bytesOf(out.stored())};
            restored = StreamAssembler{};
            restored.archive(in);
            EXPECT_TRUE(in.ok());
            restored.restoreBytes([&](PacketNumber number) { return payloads[number.value]; });
            EXPECT_EQ(restored.waiting(), straight.waiting()) << one.words << ", packet " << packet;
        }
    }
}

TEST(StreamAssembler, AStreamReadsTheSameHoweverItIsCut)
{
    const std::string stream = "2ab0+xyz9123456789"
                               "1q";
    for (std::size_t size = 1; size <= stream.size(); ++size) {
        StreamAssembler assembler;
        Recorder recorder;
        std::uint64_t packet = 0;
        for (std::size_t at = 0; at < stream.size(); at += size) {
            recorder.payload = bytesOf(std::string_view{stream}.substr(at, size));
            assembler.feed({recorder.payload, static_cast<std::uint32_t>(recorder.payload.size()),
                               static_cast<std::uint32_t>(at + 1), 0, false, PacketNumber{++packet}},
                recorder);
        }
        std::string pdus;
        for (std::size_t at = 0; (at = recorder.said.find("pdu ", at)) != std::string::npos; ++at)
            pdus += recorder.said.substr(at + 4, recorder.said.find(';', at) - at - 4) + " ";
        EXPECT_EQ(pdus, "2ab 0 +xyz 9123456789 1q ") << size << " bytes a segment";
        EXPECT_EQ(assembler.waiting(), 0U);
    }
}

TEST(StreamAssembler, ASegmentThatWasCutIsReadAsFarAsItGoes)
{
    StreamAssembler assembler;
    Recorder recorder;
    recorder.payload = bytesOf("8abc");
    assembler.feed({recorder.payload, 9, 1, 0, false, PacketNumber{1}, false}, recorder);
    EXPECT_EQ(recorder.said, "pdu 8abc of 9");
    EXPECT_EQ(assembler.waiting(), 0U);
}

TEST(StreamAssembler, ABoundGivesUpOnePduAndGoesOn)
{
    StreamAssembler assembler{8};
    Recorder recorder;
    const auto feed = [&](std::uint32_t sequence, std::string_view payload, std::uint64_t packet) {
        recorder.said.clear();
        recorder.payload = bytesOf(payload);
        assembler.feed(
            {recorder.payload, static_cast<std::uint32_t>(payload.size()), sequence, 0, false, PacketNumber{packet}},
            recorder);
        return recorder.said;
    };
    EXPECT_EQ(feed(1, "9abcde", 1), "part 9abcde");
    EXPECT_EQ(feed(7, "fgh", 2), "limit; part fgh");
    EXPECT_EQ(feed(10, "i1z", 3), "part i; pdu 1z");
    EXPECT_EQ(assembler.waiting(), 0U);
}

}  // namespace
}  // namespace pr::flow
