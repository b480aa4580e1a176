#include "core/protocols/http/http.h"

#include "core/base/text.h"
#include "core/fields/testing.h"
#include "core/protocols/http/body.h"
#include "core/protocols/http/message.h"

#include "core/flow/truncation.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>

namespace pr::http {
namespace {

using flow::Framing;
using flow::Side;

const std::string kGet =
    "GET /a/b?x=1&y=2 HTTP/1.1\r\nHost: example.org\r\nUser-Agent: probe/1\r\nCookie: a=1; b=2\r\n\r\n";
const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";

// A flow whose bytes come in pieces of any size, framed as the driver frames them.
class Conversation {
public:
    // Bytes of one side, as one packet. Every message they complete is dissected.
    void say(Side side, std::string_view bytes, Nanoseconds later = std::chrono::milliseconds{1})
    {
        m_time += later;
        ++m_packet;
        auto& buffer = m_buffers[static_cast<std::size_t>(side)];
        buffer += bytes;
        m_pdus.clear();
        sink.begin({});
        while (!buffer.empty()) {
            const auto framing = http::protocol.frame(bytesOf(buffer), state.get(), side);
            lastAnswer = framing.answer;
            if (framing.answer == Framing::Answer::NotOurs || framing.answer == Framing::Answer::HandsOver)
                buffer.clear();
            if (framing.answer != Framing::Answer::Complete)
                break;
            take(side, framing.length);
        }
    }
    void byteByByte(Side side, std::string_view bytes)
    {
        for (const char& c : bytes)
            say(side, {&c, 1}, Nanoseconds{});
    }
    // The stream of a side ends.
    void close(Side side)
    {
        sink.begin({});
        take(side, m_buffers[static_cast<std::size_t>(side)].size());
    }
    // Bytes of a side were lost; what was buffered before them is gone too.
    void lose(Side side)
    {
        m_buffers[static_cast<std::size_t>(side)].clear();
        m_gap = true;
    }

    std::string cell(std::string_view abbreviation) const { return cellOf(sink, abbreviation); }
    std::string row(std::size_t index) const { return rowOf(events, index, columns); }

    FieldSink sink{FieldSink::Mode::Tree};
    EventBuffer events;
    std::unique_ptr<flow::FlowState> state = http::protocol.makeState();
    Framing::Answer lastAnswer = Framing::Answer::NotOurs;

private:
    void take(Side side, std::size_t length)
    {
        auto& buffer = m_buffers[static_cast<std::size_t>(side)];
        m_pdus.push_back(std::make_unique<std::string>(buffer.substr(0, length)));
        buffer.erase(0, length);
        const auto client = bytesFromHex("c6336401"), server = bytesFromHex("c6336402");
        flow::Endpoints ends{bytesOf(client), bytesOf(server), 40000, 80};
        if (side == Side::Responder)
            ends = {bytesOf(server), bytesOf(client), 80, 40000};
        flow::Pdu pdu{.bytes = bytesOf(*m_pdus.back()),
            .original = length,
            .range = {0, static_cast<std::uint32_t>(length)},
            .carrier = flow::Carrier::Tcp,
            .side = side,
            .ends = ends,
            .packet = {m_packet},
            .time = m_time,
            .flow = {3},
            .afterGap = m_gap,
            .sink = sink,
            .events = &events};
        flow::dissectEveryBeginning(http::protocol, pdu, flow::archived(*state));
        EXPECT_EQ(http::protocol.dissect(pdu, state.get()), length);
        m_gap = false;
    }

    std::string m_buffers[2];
    std::vector<std::unique_ptr<std::string>> m_pdus;
    Timestamp m_time{};
    std::uint64_t m_packet = 0;
    bool m_gap = false;
};

TEST(Http, ShowsARequestAsTsharkDoes)
{
    Conversation talk;
    talk.say(Side::Initiator, kGet);
    EXPECT_EQ(talk.cell("http"), "http");
    EXPECT_EQ(talk.cell("http.request"), "1");
    EXPECT_EQ(talk.cell("http.request.method"), "GET");
    EXPECT_EQ(talk.cell("http.request.uri"), "/a/b?x=1&y=2");
    EXPECT_EQ(talk.cell("http.request.uri.path"), "/a/b");
    EXPECT_EQ(talk.cell("http.request.uri.query.parameter"), "x=1,y=2");
    EXPECT_EQ(talk.cell("http.request.version"), "HTTP/1.1");
    EXPECT_EQ(talk.cell("http.request.full_uri"), "http://example.org/a/b?x=1&y=2");
    EXPECT_EQ(talk.cell("http.cookie_pair"), "a=1,b=2");
    EXPECT_EQ(
        talk.cell("http.request.line"), "Host: example.org\\r\\n,User-Agent: probe/1\\r\\n,Cookie: a=1; b=2\\r\\n");
}

TEST(Http, MatchesResponsesWithRequestsAndWritesARow)
{
    Conversation talk;
    talk.say(Side::Initiator, kGet);
    talk.say(Side::Responder, kOk, std::chrono::milliseconds{20});
    EXPECT_EQ(talk.cell("http.response.code"), "200");
    EXPECT_EQ(talk.cell("http.response.code.desc"), "OK");
    EXPECT_EQ(talk.cell("http.request_in"), "1");
    EXPECT_EQ(talk.cell("http.time"), "0.020000000");
    EXPECT_EQ(talk.cell("http.file_data"), "hello");
    EXPECT_EQ(talk.cell("data-text-lines"), "Line-based text data: text/plain (1 lines)");
    ASSERT_EQ(talk.events.rows().size(), 1U);
    EXPECT_EQ(talk.row(0),
        "client=198.51.100.1 client_port=40000 server=198.51.100.2 server_port=80 method=GET host=example.org "
        "uri=/a/b?x=1&y=2 version=HTTP/1.1 status=200 reason=OK user_agent=probe/1 response_type=text/plain "
        "request_length=0 response_length=5 request_packet=1 response_packet=2 latency_ns=20000000");
}

TEST(Http, PipelinedResponsesAnswerInOrder)  // RFC 9112 9.3.2
{
    Conversation talk;
    talk.say(Side::Initiator, kGet);
    talk.say(Side::Initiator, "HEAD /second HTTP/1.1\r\nHost: example.org\r\n\r\n");
    talk.say(Side::Responder, kOk + "HTTP/1.1 404 Not Found\r\nContent-Length: 500\r\n\r\n");
    EXPECT_EQ(talk.cell("http.request_in"), "1,2");
    EXPECT_EQ(talk.cell("http.response.code"), "200,404");  // no body follows HEAD
    EXPECT_EQ(talk.events.rows().size(), 2U);
}

TEST(Http, InterimResponsesDoNotEndTheExchange)
{
    Conversation talk;
    talk.say(Side::Initiator, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi");
    EXPECT_EQ(talk.cell("http.file_data"), "hi");
    talk.say(Side::Responder, "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(talk.cell("http.request_in"), "1");
    talk.say(Side::Responder, "HTTP/1.1 204 No Content\r\n\r\n");
    EXPECT_EQ(talk.cell("http.request_in"), "1");
    EXPECT_EQ(talk.events.rows().size(), 1U);
}

TEST(Http, GivesTheSameByteByByte)
{
    const std::string chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nT: 1\r\n\r\n";
    for (const auto& response : {kOk, chunked}) {
        Conversation whole, slow;
        whole.say(Side::Initiator, kGet);
        whole.say(Side::Responder, response);
        slow.byteByByte(Side::Initiator, kGet);
        slow.byteByByte(Side::Responder, response);
        for (const auto field : {"http.response.code", "http.file_data", "http.chunk_size", "http.response.line"})
            EXPECT_EQ(whole.cell(field), slow.cell(field)) << field;
        EXPECT_EQ(slow.events.rows().size(), 1U);
    }
}

TEST(Http, WaitsForAWholeSegmentMoreWhereAChunkIsNotComplete)
{
    Conversation talk;
    // a request for a number of bytes would take the next segment to pieces of that size
    for (const auto part :
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", "llo\r\n6\r\n wor", "ld\r\n0\r\n"}) {
        talk.say(Side::Responder, part);
        EXPECT_EQ(talk.lastAnswer, Framing::Answer::NeedMore) << part;
    }
    talk.say(Side::Responder, "\r\n");
    EXPECT_EQ(talk.cell("http.chunk_size"), "5,6,0");
}

TEST(Http, JoinsChunks)
{
    Conversation talk;
    talk.say(
        Side::Responder, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    EXPECT_EQ(talk.cell("http.file_data"), "hello world");
    EXPECT_EQ(talk.cell("http.chunk_size"), "5,6,0");
    EXPECT_EQ(talk.cell("http.chunk_data"), "68656c6c6f,20776f726c64");
    EXPECT_EQ(talk.cell("http.chunk_boundary"), "0d0a,0d0a");
}

TEST(Http, GoesOnBehindAGap)
{
    Conversation talk;
    talk.say(Side::Initiator, kGet);
    talk.say(Side::Responder, kOk.substr(0, 40));
    talk.lose(Side::Responder);
    talk.say(Side::Responder, "\x01llo");  // the end of the body: no message, still of this flow
    EXPECT_EQ(talk.cell("http"), "http");
    EXPECT_EQ(talk.cell("http.response.code"), "");
    talk.say(Side::Responder, "llo");  // text: its line may end in the next segment
    EXPECT_EQ(talk.lastAnswer, Framing::Answer::NeedMore);
    talk.say(Side::Responder, kOk);
    EXPECT_EQ(talk.cell("http.response.code"), "200");
    EXPECT_EQ(talk.cell("http"), "http,http");
}

TEST(Http, ABodyUntilTheEndNeedsTheEnd)
{
    Conversation talk;
    talk.say(Side::Initiator, kGet);
    talk.say(Side::Responder, "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>");
    EXPECT_EQ(talk.lastAnswer, Framing::Answer::UntilEnd);
    talk.say(Side::Responder, "text</p>");
    EXPECT_EQ(talk.cell("http"), "");
    talk.close(Side::Responder);
    EXPECT_EQ(talk.cell("http.file_data"), "<p>text</p>");
}

TEST(Http, ALongBodyGoesByInPieces)
{
    Conversation talk;
    talk.say(Side::Responder, "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n");
    EXPECT_EQ(talk.cell("http.content_length"), "3000000");
    const std::string piece(1'000'000, 'x');
    for (int i = 0; i < 3; ++i) {
        talk.say(Side::Responder, piece);
        EXPECT_EQ(talk.lastAnswer, Framing::Answer::Complete);
    }
    talk.say(Side::Responder, kOk);
    EXPECT_EQ(talk.cell("http.response.code"), "200");
}

TEST(Http, WhatFollowsAnUpgradeIsHandedOver)
{
    Conversation talk;
    talk.say(Side::Initiator, "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
    EXPECT_EQ(talk.cell("http.proxy_connect_host"), "example.org");
    EXPECT_EQ(talk.cell("http.proxy_connect_port"), "443");
    talk.say(Side::Responder, "HTTP/1.1 200 Connection established\r\n\r\n");
    talk.say(Side::Initiator, "GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(talk.lastAnswer, Framing::Answer::HandsOver);
    EXPECT_EQ(talk.cell("http"), "");
}

TEST(Http, BytesAboveAsciiAreReplacedOneByOne)
{
    Conversation talk;
    talk.say(Side::Initiator, "GET / HTTP/1.1\r\nUser-Agent: caf\xC3\xA9\r\n\r\n");
    EXPECT_EQ(talk.cell("http.user_agent"), "caf\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Http, ShowsCredentialsThatTravelInTheClear)
{
    Conversation talk;
    talk.say(Side::Initiator, "GET / HTTP/1.1\r\nAuthorization: Basic dXNlcjpwYXNz\r\n\r\n");
    EXPECT_EQ(talk.cell("http.authbasic"), "user:pass");
}

TEST(Http, NamesWhatSmugglersSend)
{
    Conversation talk;
    talk.say(Side::Initiator,
        "\r\nPOST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nbad name: x\r\n\r\n0\r\n\r\n");
    EXPECT_EQ(talk.cell("http.te_and_length"), "1");
    EXPECT_EQ(talk.cell("http.bad_header_name"), "1");
    EXPECT_EQ(talk.cell("http.leading_crlf"), "1");
}

TEST(Http, OtherBytesAreNotOurs)
{
    for (const std::string bytes :
        {"SSH-2.0-OpenSSH\r\n", "GETX / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02", " GET / HTTP/1.1\r\n"}) {
        Conversation talk;
        talk.say(Side::Initiator, bytes);
        EXPECT_EQ(talk.lastAnswer, Framing::Answer::NotOurs) << bytes;
        EXPECT_FALSE(http::protocol.probe(bytesOf(bytes), flow::Carrier::Tcp, {})) << bytes;
    }
    EXPECT_TRUE(http::protocol.probe(bytesOf(kGet), flow::Carrier::Tcp, {}));
    EXPECT_TRUE(http::protocol.probe(bytesOf(kOk), flow::Carrier::Tcp, {}));
}

TEST(Http, HeaderLinesWithoutAStartLineAreShown)
{
    Conversation talk;
    talk.say(Side::Initiator, "CAP REQ :tags\r\nHost: example.org\r\n\r\nrest");
    EXPECT_EQ(talk.cell("http"), "http");
    EXPECT_EQ(talk.cell("http.unknown_header"), "CAP REQ :tags\\r\\n,Host: example.org\\r\\n");
    EXPECT_EQ(talk.cell("http.host"), "example.org");
    EXPECT_EQ(talk.cell("http.file_data"), "rest");
    EXPECT_TRUE(talk.events.rows().empty());
}

TEST(Http, AHeadThatTheSnaplenCutIsReadAsFarAsItGoes)
{
    const auto state = http::protocol.makeState();
    FieldSink sink{FieldSink::Mode::Tree};
    const std::string kept = "GET /image.gif HTTP/1.1\r\nHost: example.org\r\nUser-Ag";
    for (std::size_t size = 4; size < kept.size(); ++size) {
        const auto bytes = bytesOf(kept).first(size);
        sink.begin(bytes);
        flow::Pdu pdu{.bytes = bytes,
            .original = 500,
            .range = {0, static_cast<std::uint32_t>(size)},
            .carrier = flow::Carrier::Tcp,
            .sink = sink};
        EXPECT_EQ(http::protocol.dissect(pdu, state.get()), size);
        const auto has = [&](const std::string& name, std::string_view value) {
            return std::any_of(sink.nodes().begin(), sink.nodes().end(), [&](const Node& node) {
                return node.field->abbreviation == name && node.value.kind() == Value::Kind::Text
                    && node.value.asText() == value;
            });
        };
        EXPECT_TRUE(has("http.request.method", "GET")) << size;
        EXPECT_EQ(has("http.host", "example.org"), size >= kept.find("example.org") + 11) << size;
    }
}

TEST(Http, AChunkThatClaimsTooMuchIsNotWaitedFor)
{
    Conversation talk;
    talk.say(Side::Responder,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nfff00000\r\nno chunk has that size");
    EXPECT_EQ(talk.lastAnswer, Framing::Answer::Complete);
    EXPECT_EQ(talk.cell("http.chunk_data"), "68656c6c6f");
}

TEST(Http, HeadsHaveLimits)
{
    Conversation talk;
    talk.say(Side::Initiator, "GET /" + std::string(limits::httpLine + 10, 'a'));
    EXPECT_EQ(talk.lastAnswer, Framing::Answer::NotOurs);
    std::string many = "GET / HTTP/1.1\r\n";
    for (std::size_t i = 0; i < limits::httpHeaders + 5; ++i)
        many += "X: y\r\n";
    talk.say(Side::Initiator, many + "\r\n");
    EXPECT_EQ(talk.cell("_ws.malformed"), "Malformed Packet: HTTP header lines");
    const auto lines = talk.cell("http.request.line");
    EXPECT_EQ(std::count(lines.begin(), lines.end(), ':'), static_cast<long>(limits::httpHeaders));
}

TEST(Http, RequestsThatWaitAreBoundedAndWrittenAtTheEnd)
{
    Conversation talk;
    for (std::size_t i = 0; i < limits::httpPending + 3; ++i)
        talk.say(Side::Initiator, kGet);
    EXPECT_EQ(talk.events.rows().size(), 3U);
    http::protocol.finish(talk.state.get(), talk.events, {{1}, {}, {3}});
    EXPECT_EQ(talk.events.rows().size(), limits::httpPending + 3);
}

TEST(Http, StateComesBackFromACheckpoint)
{
    Conversation talk;
    talk.say(Side::Initiator, kGet);
    flow::Archive written;
    talk.state->archive(written);
    EXPECT_LE(written.stored().size(), 512U);
    talk.state = http::protocol.makeState();
    flow::Archive read{bytesOf(written.stored())};
    talk.state->archive(read);
    talk.say(Side::Responder, kOk);
    EXPECT_EQ(talk.cell("http.request_in"), "1");
    EXPECT_EQ(talk.cell("http.response_for.uri"), "http://example.org/a/b?x=1&y=2");
}

TEST(Http, EveryTruncationOfAMessageWaitsForMore)
{
    for (const auto& message : {kGet, kOk})
        for (std::size_t kept = 1; kept < message.size(); ++kept) {
            Conversation talk;
            talk.say(Side::Initiator, std::string_view{message}.substr(0, kept));
            EXPECT_NE(talk.lastAnswer, Framing::Answer::Complete) << kept;
            EXPECT_NE(talk.lastAnswer, Framing::Answer::NotOurs) << kept;
        }
}

TEST(Http, UndoesCodingsWithinLimits)
{
    const auto gzip = bytesFromHex("1f8b08000000000000ffcb48cdc9c9070086a6103605000000");  // "hello"
    EXPECT_EQ(decode(Coding::Gzip, bytesOf(gzip)).bytes, "hello");
    const auto zlib = bytesFromHex("789ccb48cdc9c90700062c0215"), raw = bytesFromHex("cb48cdc9c90700");
    EXPECT_EQ(decode(Coding::Deflate, bytesOf(zlib)).bytes, "hello");
    EXPECT_EQ(decode(Coding::Deflate, bytesOf(raw)).bytes, "hello");
    const auto brotli = bytesFromHex("0b028068656c6c6f03");
    EXPECT_EQ(decode(Coding::Brotli, bytesOf(brotli)).bytes, "hello");
    EXPECT_EQ(decode(codingOf("X-GZIP"), bytesOf(gzip)).fault, Fault::None);
    EXPECT_EQ(decode(codingOf("zstd"), bytesOf(gzip)).fault, Fault::Unsupported);
    for (const auto coding : {Coding::Gzip, Coding::Deflate, Coding::Brotli})
        EXPECT_EQ(decode(coding, bytesOf("no such coding")).fault, Fault::Malformed);
    for (std::size_t kept = 0; kept < gzip.size(); ++kept)
        EXPECT_EQ(decode(Coding::Gzip, bytesOf(gzip).first(kept)).fault, Fault::Cut) << kept;
}

TEST(Http, ABombIsStopped)
{
    const std::string zeros(32 * limits::MiB, '\0');
    std::string bomb(limits::MiB, '\0');
    auto size = static_cast<uLongf>(bomb.size());
    ASSERT_EQ(compress(reinterpret_cast<Bytef*>(bomb.data()), &size, reinterpret_cast<const Bytef*>(zeros.data()),
                  static_cast<uLong>(zeros.size())),
        Z_OK);
    bomb.resize(size);
    const auto decoded = decode(Coding::Deflate, bytesOf(bomb));
    EXPECT_EQ(decoded.fault, Fault::Limit);
    EXPECT_EQ(decoded.bytes.size(), std::min(limits::decompressed, size * limits::decompressRatio));
}

}  // namespace
}  // namespace pr::http
