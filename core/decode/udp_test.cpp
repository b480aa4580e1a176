#include "core/decode/udp.h"

#include "core/base/text.h"
#include "core/fields/format.h"

#include <gtest/gtest.h>

namespace pr::decode {
namespace {

struct Case {
    const char* words;
    const char* bytes;
    bool ipv6;
    Fault fault;
    const Field* field;
    const char* text;
};

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

Fault describe(const TransportView& view, FieldSink& sink)
{
    StreamContext context;
    context.known = true;
    context.stream = 3;
    sink.begin(view.bytes);
    const auto layer = openUdp(view, sink);
    return describeUdp(view, context, sink, layer.node());
}

TEST(Udp, HeadersAreDescribedAsTsharkDoes)
{
    const Case cases[] = {
        {"ports", "0035c001000a1234abcd", false, Fault::None, &udp::port, "53,49153"},
        {"the label", "0035c001000a1234abcd", false, Fault::None, &udp::protocol,
            "User Datagram Protocol, Src Port: 53, Dst Port: 49153"},
        {"the stream", "0035c001000a1234abcd", false, Fault::None, &udp::stream, "3"},
        {"the payload", "0035c001000a1234abcd", false, Fault::None, &udp::payload, "abcd"},
        {"a payload with bytes behind it", "0035c00100091234abcd", false, Fault::None, &udp::payload, "ab"},
        {"a checksum is not verified", "0035c001000a1234abcd", false, Fault::None, &udp::checksumStatus, "2"},
        {"none was made", "0035c001000a0000abcd", false, Fault::None, &udp::checksumStatus, "3"},
        {"IPv6 needs one", "0035c001000a0000abcd", true, Fault::None, &udp::checksumZero, "1"},
        {"a length below the header", "0035c001000712340000", false, Fault::Malformed, &udp::lengthBad, "1"},
        {"a length above the datagram", "0035c00100ff1234abcd", false, Fault::None, &udp::lengthBad, "1"},
        {"no length and no jumbogram", "0035c00100001234abcd", true, Fault::Malformed, &udp::lengthBadZero, "1"},
        {"no times without a payload", "0035c00100081234", false, Fault::None, &udp::timeDelta, ""},
        {"traceroute", "0035829b00091234ab", false, Fault::None, &udp::possibleTraceroute, "1"},
        {"the port behind its last", "003582b900091234ab", false, Fault::None, &udp::possibleTraceroute, ""},
    };
    for (const auto& one : cases) {
        const auto bytes = bytesFromHex(one.bytes);
        TransportView view;
        view.bytes = bytesOf(bytes);
        view.original = static_cast<std::uint32_t>(bytes.size());
        view.ipv6 = one.ipv6;
        FieldSink sink{FieldSink::Mode::Tree};
        EXPECT_EQ(describe(view, sink), one.fault) << one.words;
        EXPECT_EQ(cells(sink, *one.field), one.text) << one.words;
    }
}

TEST(Udp, WhatTheSnaplenLeftIsCutAndNotMalformed)
{
    const auto bytes = bytesFromHex("0035c001000a1234");
    for (std::size_t kept = 0; kept < bytes.size(); ++kept) {
        TransportView view;
        view.bytes = bytesOf(bytes).first(kept);
        view.original = 10;
        FieldSink sink{FieldSink::Mode::Tree};
        EXPECT_EQ(describe(view, sink), Fault::Cut) << kept << " bytes kept";
    }
}

}  // namespace
}  // namespace pr::decode
