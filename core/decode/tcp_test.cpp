#include "core/decode/tcp.h"

#include "core/base/text.h"
#include "core/fields/format.h"

#include <gtest/gtest.h>

namespace pr::decode {
namespace {

// A SYN of port 51995 to 443 with MSS, NOP, window scale 5, NOP, NOP, timestamps, SACK permitted, end, end.
constexpr auto syn = "cb1b 01bb db79 ad34 0000 0000 b002 ffff 8664 0000"
                     "020405b4 01 030305 01 01 080a8e26e9da00000000 0402 00 00";
// 20 bytes, PSH ACK, and "GET".
constexpr auto data = "c350 0050 00000064 000003e8 5018 0200 1234 0000 474554";

TransportView viewOf(const std::string& bytes)
{
    TransportView view;
    view.bytes = bytesOf(bytes);
    view.original = static_cast<std::uint32_t>(bytes.size());
    return view;
}

std::string cells(const FieldSink& sink, const Field& field)
{
    std::string text;
    for (const auto& node : sink.nodes())
        if (node.field == &field) {
            if (!text.empty())
                text += ',';
            appendValue(text, field, node.value, sink.labelOf(node));
        }
    return text;
}

Fault describe(const TransportView& view, const TcpContext& context, FieldSink& sink)
{
    sink.begin(view.bytes);
    const auto layer = openTcp(view, sink);
    return describeTcp(view, context, sink, layer.node());
}

TEST(Tcp, TheFixedHeaderIsRead)
{
    const auto bytes = bytesFromHex(data);
    Cursor in{bytesOf(bytes)};
    const auto header = parseTcp(in);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->sourcePort, 50000);
    EXPECT_EQ(header->destinationPort, 80);
    EXPECT_EQ(header->sequence, 100U);
    EXPECT_EQ(header->acknowledgment, 1000U);
    EXPECT_EQ(header->length, 20);
    EXPECT_EQ(header->flags, TcpPush | TcpAck);
    EXPECT_EQ(header->window, 512);
    EXPECT_EQ(header->checksum, 0x1234);
    EXPECT_EQ(header->captured, 20);
    EXPECT_EQ(textOf(tcpPayload(viewOf(bytes), *header)), "GET");
}

TEST(Tcp, WhatTheSnaplenLeftIsCutAndNotMalformed)
{
    const auto bytes = bytesFromHex(syn);
    for (std::size_t kept = 0; kept < bytes.size(); ++kept) {
        auto view = viewOf(bytes);
        view.bytes = view.bytes.first(kept);
        TcpContext context;
        context.analysed = true;
        FieldSink sink{FieldSink::Mode::Tree};
        EXPECT_EQ(describe(view, context, sink), Fault::Cut) << kept << " bytes kept";
        Cursor in{view.bytes, view.original};
        EXPECT_EQ(parseTcp(in).has_value(), kept >= 16) << kept << " bytes kept";
    }
}

TEST(Tcp, EveryFieldOfASynPrintsAsTsharkPrintsIt)
{
    const auto bytes = bytesFromHex(syn);
    TcpContext context;
    context.known = context.analysed = true;
    context.nextSequence = 1;
    context.windowSize = 65535;
    FieldSink sink{FieldSink::Mode::Tree};
    EXPECT_EQ(describe(viewOf(bytes), context, sink), Fault::None);
    const std::pair<const Field*, const char*> expected[] = {
        {&tcp::protocol, "Transmission Control Protocol, Src Port: 51995, Dst Port: 443, Seq: 0, Len: 0"},
        {&tcp::port, "51995,443"},
        {&tcp::sequenceRaw, "3682184500"},
        {&tcp::nextSequence, "1"},
        {&tcp::headerLength, "44"},
        {&tcp::flags, "0x0002"},
        {&tcp::flagsSyn, "1"},
        {&tcp::flagsStr, "··········S·"},
        {&tcp::windowScaleFactor, ""},
        {&tcp::checksum, "0x8664"},
        {&tcp::checksumStatus, "2"},
        {&tcp::option::kind, "2,1,3,1,1,8,4,0,0"},
        {&tcp::option::length, "4,3,10,2"},
        {&tcp::option::mss, "020405b4"},
        {&tcp::option::mssValue, "1460"},
        {&tcp::option::noOperation, "01,01,01"},
        {&tcp::option::windowMultiplier, "32"},
        {&tcp::option::timestampValue, "2384914906"},
        {&tcp::connectionSyn, "1"},
        {&tcp::payload, ""},
    };
    for (const auto& [field, text] : expected)
        EXPECT_EQ(cells(sink, *field), text) << field->abbreviation;
}

TEST(Tcp, HeadersInIcmpErrorsShowTheRawNumberAndAsMuchAsIsQuoted)
{
    const auto bytes = bytesFromHex(data).substr(0, 8);
    auto view = viewOf(bytes);
    view.quoted = TransportView::Quoted::InIcmp;
    FieldSink sink{FieldSink::Mode::Tree};
    EXPECT_EQ(describe(view, {}, sink), Fault::Malformed);
    EXPECT_EQ(cells(sink, tcp::sourcePort), "50000");
    EXPECT_EQ(cells(sink, tcp::sequence), "100");
    EXPECT_EQ(cells(sink, tcp::stream), "");
}

TEST(Tcp, TheTextOfAResetIsShownAndEndsAtAZero)
{
    const auto bytes = bytesFromHex("c350 0050 00000064 000003e8 5014 0200 1234 0000 476f ff00 6177");
    TcpContext context;
    context.analysed = true;
    FieldSink sink{FieldSink::Mode::Tree};
    EXPECT_EQ(describe(viewOf(bytes), context, sink), Fault::None);
    EXPECT_EQ(cells(sink, tcp::resetCause), "Go\xEF\xBF\xBD");
    EXPECT_EQ(cells(sink, tcp::payload), "");
}

TEST(Tcp, ABogusHeaderLengthEndsTheDescription)
{
    const auto bytes = bytesFromHex("c350 0050 00000064 000003e8 4010 0200 1234 0000");
    FieldSink sink{FieldSink::Mode::Tree};
    EXPECT_EQ(describe(viewOf(bytes), {}, sink), Fault::Malformed);
    EXPECT_EQ(cells(sink, tcp::headerLength), "16");
    EXPECT_EQ(cells(sink, tcp::bogusHeaderLength), "1");
    EXPECT_EQ(cells(sink, tcp::acknowledgment), "");
}

struct OptionCase {
    const char* words;
    const char* bytes;
    const Field* field;
    const char* text;
};

class TcpOption : public testing::TestWithParam<OptionCase> { };

TEST_P(TcpOption, IsDescribed)
{
    const auto& one = GetParam();
    const auto bytes = bytesFromHex(one.bytes);
    TcpHeader header;
    header.flags = TcpSyn;
    TcpContext context;
    context.acknowledgment = 500;
    context.acknowledgmentBase = 1000;
    FieldSink sink{FieldSink::Mode::Tree};
    sink.begin(bytesOf(bytes));
    EXPECT_EQ(describeTcpOptions(bytesOf(bytes), bytes.size(), 0, header, context, sink), Fault::None);
    EXPECT_EQ(cells(sink, *one.field), one.text);
}

INSTANTIATE_TEST_SUITE_P(All, TcpOption,
    testing::Values(OptionCase{"an unknown one", "fd04abcd", &tcp::option::experimentId, "0xabcd"},
        OptionCase{"a kind nobody knows", "c8050a0b0c", &tcp::option::unknownPayload, "0a0b0c"},
        OptionCase{"edges are relative", "050a000007d000000bb8", &tcp::option::sackLeft, "1000"},
        OptionCase{"ranges are counted", "0512000007d000000bb80000138800001770", &tcp::option::sackCount, "2"},
        OptionCase{"a duplicate SACK is below the ACK", "050a0000044c000004b0", &tcp::option::duplicateSackLeft, "100"},
        OptionCase{"a length past the end", "0206", &tcp::option::lengthInvalid, "1"},
        OptionCase{"a length of zero", "0200", &tcp::option::lengthInvalid, "1"},
        OptionCase{"a kind without a length", "02", &tcp::option::lengthInvalid, "1"},
        OptionCase{"the wrong length", "0203ff", &tcp::option::lengthInvalid, "1"},
        OptionCase{"no MSS in a SYN", "0101", &tcp::option::mssAbsent, "1"},
        OptionCase{"something behind the end", "00020405b4", &tcp::option::nonZeroAfterEnd, "1"},
        OptionCase{"a shift of 15 reads as 14", "03030f", &tcp::option::windowMultiplier, "16384"},
        OptionCase{"a Fast Open cookie", "220a0102030405060708", &tcp::option::tfoCookie, "0102030405060708"},
        OptionCase{"a Fast Open request", "2202", &tcp::option::tfoRequest, "1"},
        OptionCase{
            "MD5", "1312000102030405060708090a0b0c0d0e0f", &tcp::option::md5Digest, "000102030405060708090a0b0c0d0e0f"},
        OptionCase{"a multipath key", "1e0c00810102030405060708", &tcp::option::mptcpSenderKey, "72623859790382856"},
        OptionCase{"a multipath flag", "1e0c00810102030405060708", &tcp::option::mptcpChecksumRequired, "1"},
        OptionCase{"a multipath signal", "1e14200500000001000000020000000300040005", &tcp::option::mptcpDataAck, "1"},
        OptionCase{
            "its subflow number", "1e14200500000001000000020000000300040005", &tcp::option::mptcpSubflowSequence, "3"}),
    [](const auto& test) {
        std::string name{test.param.words};
        for (auto& c : name)
            if (std::isalnum(static_cast<unsigned char>(c)) == 0)
                c = '_';
        return name;
    });

TEST(TcpOptions, WhatTheAnalysisNeedsIsReadFromWhateverIsThere)
{
    const auto bytes = bytesFromHex("0303 07 050a 00000064 000000c8 ac05000001 0000");
    const auto options = readTcpOptions(bytesOf(bytes), bytes.size());
    EXPECT_EQ(options.windowShift, 7);
    EXPECT_EQ(options.sackCount, 1);
    EXPECT_EQ(options.sack[0].left, 100U);
    EXPECT_EQ(options.sack[0].right, 200U);
    EXPECT_TRUE(options.accurateEcn);
    EXPECT_FALSE(options.cut);
    for (std::size_t kept = 0; kept < bytes.size(); ++kept)
        EXPECT_TRUE(readTcpOptions(bytesOf(bytes).first(kept), bytes.size()).cut) << kept << " bytes kept";
}

TEST(TcpReassembly, TheSegmentsOfAPduAreListedAndOverlapsHaveTheirOwnField)
{
    const auto pdu = bytesFromHex("0102030405");
    FieldSink sink{FieldSink::Mode::Tree};
    sink.begin({});
    const SegmentPart parts[] = {{7, 0, 3}, {9, 2, 3, true, true}};
    describeReassembly(parts, bytesOf(pdu), 0, sink);
    EXPECT_EQ(cells(sink, tcp::segment), "7");
    EXPECT_EQ(cells(sink, tcp::segmentError), "9");
    EXPECT_EQ(cells(sink, tcp::segmentOverlapConflict), "1");
    EXPECT_EQ(cells(sink, tcp::segmentCount), "2");
    EXPECT_EQ(cells(sink, tcp::reassembledLength), "5");
    EXPECT_EQ(cells(sink, tcp::reassembledData), "0102030405");
}

}  // namespace
}  // namespace pr::decode
