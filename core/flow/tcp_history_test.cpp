#include "core/flow/tcp_history.h"

#include <gtest/gtest.h>

namespace pr::flow {
namespace {

using decode::TcpAck;
using decode::TcpFin;
using decode::TcpRst;
using decode::TcpSyn;

struct Step {
    Side side;
    unsigned flags;
    std::uint32_t length = 0;
};
struct Case {
    const char* words;
    std::vector<Step> steps;
    const char* letters;
    const char* state;
};

TEST(TcpHistory, LettersAndStatesAreZeeks)
{
    constexpr auto initiator = Side::Initiator;
    constexpr auto responder = Side::Responder;
    const Step syn{initiator, TcpSyn};
    const Step synAck{responder, TcpSyn | TcpAck};
    const Step ack{initiator, TcpAck};
    const Case cases[] = {
        {"no answer", {syn}, "S", "S0"},
        {"refused", {syn, {responder, TcpRst | TcpAck}}, "Sr", "REJ"},
        {"established", {syn, synAck, ack}, "ShA", "S1"},
        {"whole",
            {syn, synAck, ack, {initiator, TcpAck, 5}, {responder, TcpAck, 9}, {initiator, TcpFin | TcpAck},
                {responder, TcpFin | TcpAck}, ack},
            "ShADdFf", "SF"},
        {"closed by the initiator only", {syn, synAck, ack, {initiator, TcpFin | TcpAck}}, "ShAF", "S2"},
        {"closed by the responder only", {syn, synAck, ack, {responder, TcpFin | TcpAck}}, "ShAf", "S3"},
        {"reset by the initiator", {syn, synAck, ack, {initiator, TcpRst}}, "ShAR", "RSTO"},
        {"reset by the responder", {syn, synAck, ack, {responder, TcpRst}}, "ShAr", "RSTR"},
        {"SYN and RST", {syn, {initiator, TcpRst}}, "SR", "RSTOS0"},
        {"SYN and FIN", {syn, {initiator, TcpFin}}, "SF", "SH"},
        {"answer and RST, nobody asked", {synAck, {responder, TcpRst}}, "hr", "RSTRH"},
        {"answer and FIN, nobody asked", {synAck, {responder, TcpFin | TcpAck}}, "hf", "SHR"},
        {"mid-stream", {{initiator, TcpAck, 5}, {responder, TcpAck, 5}}, "Dd", "OTH"},
    };
    for (const auto& one : cases) {
        TcpHistory history;
        for (const auto& step : one.steps) {
            decode::TcpHeader header;
            header.flags = static_cast<std::uint16_t>(step.flags);
            header.window = 1000;
            history.see({header, step.side, step.length});
        }
        EXPECT_EQ(history.letters(), one.letters) << one.words;
        EXPECT_EQ(history.state(), one.state) << one.words;
        Archive out;
        history.archive(out);
        Archive in{bytesOf(out.stored())};
        TcpHistory again;
        again.archive(in);
        EXPECT_EQ(again.letters(), one.letters);
        EXPECT_EQ(again.state(), one.state);
    }
}

TEST(TcpHistory, CountedLettersComeAgainAtPowersOfTen)
{
    TcpHistory history;
    decode::TcpHeader header;
    header.flags = TcpAck;
    for (int i = 0; i < 100; ++i)
        history.see({header, Side::Responder});
    EXPECT_EQ(history.letters(), "waww");
}

}  // namespace
}  // namespace pr::flow
