#include "core/decode/describe.h"

#include "core/base/text.h"
#include "core/decode/echo_table.h"
#include "core/decode/frame.h"
#include "core/fields/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace pr::decode {
namespace {

using testing::Contains;
using testing::Pair;

const std::string kMacs = "020000000002 020000000001";
const std::string kIpv4 = "45b8 0020 1234 4000 40 11 abcd 0a000001 0a000002";
const std::string kUdp = "c001 0035 000c 0000 61626364";

/// A packet and the text of its fields, joined as tshark joins them.
struct Described {
    std::string bytes;
    PacketView packet;
    Decoded decoded;
    std::map<std::string, std::string> fields;

    explicit Described(const std::string& hexText, LinkType link = 1, IpReassembly* reassembly = nullptr,
        std::uint64_t number = 1, EchoTable* echoes = nullptr)
        : bytes{bytesFromHex(hexText)}
    {
        packet.number = {number};
        packet.time = Timestamp{std::chrono::seconds{1'000'000} + std::chrono::milliseconds{number}};
        packet.linkType = link;
        packet.originalLength = static_cast<std::uint32_t>(bytes.size());
        packet.bytes = bytesOf(bytes);
        decode(packet, reassembly, decoded);
        FrameContext frame;
        frame.timeDelta = Nanoseconds{};
        const auto echo = echoLayer(decoded);
        const bool mayAnswer = echoes && echo < decoded.count;
        const DescribeContext context{
            packet, decoded, &frame, mayAnswer ? echoes->observe(packet, decoded, echo) : EchoMatch{}};
        FieldSink sink{FieldSink::Mode::Tree};
        sink.begin(packet.bytes);
        describeFrame(context, sink);
        for (std::size_t i = 0; i < decoded.count; ++i)
            describeLayer(context, i, sink);
        for (const auto& node : sink.nodes()) {
            auto [cell, first] = fields.try_emplace(std::string{node.field->abbreviation});
            if (!first)
                cell->second += ',';
            appendValue(cell->second, *node.field, node.value, sink.labelOf(node));
        }
    }
};

struct Case {
    const char* name;
    LinkType link;
    std::string bytes;
    std::map<std::string, std::string> fields;
};

const Case kCases[] = {
    {"a frame tells its lengths and times", 1, kMacs + "0800" + kIpv4 + kUdp,
        {{"frame", "Frame 1: 46 bytes on wire (368 bits), 46 bytes captured (368 bits)"}, {"frame.len", "46"},
            {"frame.time_epoch", "1000000.001000000"}, {"frame.encap_type", "1"}, {"frame.time_delta", "0.000000000"}}},
    {"Ethernet", 1, kMacs + "0800" + kIpv4 + kUdp,
        {{"eth", "Ethernet II, Src: 02:00:00:00:00:01, Dst: 02:00:00:00:00:02"}, {"eth.type", "0x0800"},
            {"eth.addr", "02:00:00:00:00:02,02:00:00:00:00:01"}, {"eth.lg", "1,1"}, {"eth.ig", "0,0"},
            {"eth.dst.oui", "131072"}}},
    {"zeros up to 60 bytes are padding", 1, kMacs + "0800" + kIpv4 + kUdp + std::string(28, '0'),
        {{"eth.padding", std::string(28, '0')}}},
    {"what is behind a full frame is trailer and check sequence", 1,
        kMacs + "0800" + "45000032123440004011abcd0a0000010a000002" + std::string(60, 'a') + "bbcc 01020304",
        {{"eth.trailer", "bbcc"}, {"eth.fcs", "0x01020304"}, {"eth.fcs.status", "2"}}},
    {"two tags", 1, kMacs + "8100 2064 8100 00c8 0800" + kIpv4 + kUdp,
        {{"vlan", "802.1Q Virtual LAN, PRI: 1, DEI: 0, ID: 100,802.1Q Virtual LAN, PRI: 0, DEI: 0, ID: 200"},
            {"vlan.id", "100,200"}, {"vlan.etype", "0x8100,0x0800"}}},
    {"ARP that tells its own address", 1,
        kMacs + "0806 0001 0800 06 04 0002 020000000001 0a000001 ffffffffffff 0a000001",
        {{"arp", "Address Resolution Protocol (reply/gratuitous ARP)"}, {"arp.isgratuitous", "1"},
            {"arp.src.hw_mac", "02:00:00:00:00:01"}, {"arp.dst.proto_ipv4", "10.0.0.1"}}},
    {"ARP probe", 1, kMacs + "0806 0001 0800 06 04 0001 020000000001 00000000 000000000000 0a000001",
        {{"arp", "Address Resolution Protocol (ARP Probe)"}, {"arp.isprobe", "1"}}},
    {"ARP announcement", 1, kMacs + "0806 0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000001",
        {{"arp", "Address Resolution Protocol (ARP Announcement)"}, {"arp.isgratuitous", "1"},
            {"arp.isannouncement", "1"}}},
    {"IPv4", 101, kIpv4 + kUdp,
        {{"raw", "raw"}, {"ip", "Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.0.0.2"},
            {"ip.addr", "10.0.0.1,10.0.0.2"}, {"ip.dsfield.dscp", "46"}, {"ip.flags", "0x02"}, {"ip.flags.df", "1"},
            {"ip.id", "0x1234"}, {"ip.checksum.status", "2"}, {"ip.hdr_len", "20"}}},
    {"router alert", 101, "46000020000000000102000000000000e000001694040000 1600 09ff e0000000",
        {{"ip.options.routeralert", "94040000"}, {"ip.opt.type", "148"}, {"ip.opt.ra", "0"}, {"ip.opt.len", "4"}}},
    {"IPv6 with what its addresses say", 101,
        "60000000 000c 11 40 2002 0a000001 0007 0000000000000001 fe80000000000000 0000 00ff fe00 0001" + kUdp,
        {{"ipv6.src_6to4_gw_ipv4", "10.0.0.1"}, {"ipv6.6to4_sla_id", "7"}, {"ip.version", "6"}, {"ipv6.plen", "12"}}},
    {"an interface identifier made from a MAC address", 101,
        "60000000 000c 11 40 fe80000000000000 020102fffe030405 ff020000000000000000000000000001" + kUdp,
        {{"ipv6.src_slaac_mac", "00:01:02:03:04:05"}, {"ipv6.slaac_mac", "00:01:02:03:04:05"}}},
    {"multicast listener report behind a router alert", 101,
        "60000000 001c 00 01 fe800000000000000000000000000001 ff020000000000000000000000000016"
        "3a00 0502 0000 0100 8f00 0000 0000 0001 0400 0000 ff02000000000000",
        {{"ipv6.hopopts", "ipv6.hopopts"}, {"ipv6.opt.router_alert", "0"}, {"ipv6.opt.padn", "<none>"},
            {"ipv6.hopopts.len_oct", "8"}, {"icmpv6.mldr.nb_mcast_records", "1"},
            {"icmpv6.mldr.mar.record_type", "4"}}},
    {"neighbour solicitation with an option", 101,
        "60000000 0020 3a ff fe800000000000000000000000000001 ff0200000000000000000001ff000002"
        "8700 0000 00000000 fe800000000000000000000000000002 0101 020000000001",
        {{"icmpv6.type", "135"}, {"icmpv6.nd.ns.target_address", "fe80::2"}, {"icmpv6.opt.type", "1"},
            {"icmpv6.opt.linkaddr", "02:00:00:00:00:01"}, {"icmpv6.checksum.status", "0"}}},
    {"ICMP error with what it quotes", 101,
        "45000038000000004001000000000000 0a000002 0304 f8f1 0000 05dc" + kIpv4 + "c001003500280000",
        {{"icmp.mtu", "1500"}, {"icmp.unused", "0000"}, {"ip.addr", "0.0.0.0,10.0.0.2,10.0.0.1,10.0.0.2"},
            {"ip.proto", "1,17"}}},
    {"IGMP report, version 3", 101,
        "45000028000000000102000000000000e0000016 2200 0000 0000 0001 04000000 e00000fb 0000",
        {{"igmp.version", "3"}, {"igmp.maddr", "224.0.0.251"}, {"igmp.record_type", "4"},
            {"igmp.checksum.status", "0"}}},
    {"Linux cooked", 113, "0004 0001 0006 0200000000010000 0800" + kIpv4 + kUdp,
        {{"sll", "Linux cooked capture v1"}, {"sll.src.eth", "02:00:00:00:00:01"}, {"sll.unused", "0000"},
            {"sll.etype", "0x0800"}}},
    {"loopback", 0, "02000000" + kIpv4 + kUdp, {{"null.family", "2"}}},
    {"GRE with a key", 101, "45000040000000004 02f 0000 0a000003 0a000004 2000 0800 00000007" + kIpv4 + kUdp,
        {{"gre", "Generic Routing Encapsulation (IP)"}, {"gre.key", "0x00000007"}, {"gre.flags.key", "1"},
            {"ip.proto", "47,17"}}},
    {"VXLAN", 101,
        "4500005200000000401100000a0000030a000004 c001 12b5 003e 0000 0800 0000 000100 00" + kMacs + "0800" + kIpv4
            + kUdp,
        {{"vxlan.vni", "256"}, {"vxlan.flag_i", "1"}, {"eth.src", "02:00:00:00:00:01"}}},
    {"MPLS", 1, kMacs + "8847 00010140" + kIpv4 + kUdp,
        {{"mpls", "MultiProtocol Label Switching Header, Label: 16, Exp: 0, S: 1, TTL: 64"}, {"mpls.label", "16"}}},
    {"what stands before a Bluetooth packet is no part of it", 201, "00000001 04 0e 04 01 030c 00",
        {{"frame", "Frame 1: 7 bytes on wire (56 bits), 7 bytes captured (56 bits)"}, {"frame.len", "7"},
            {"frame.cap_len", "7"}, {"frame.p2p_dir", "1"}, {"frame.encap_type", "99"}}},
    {"FDDI, whose addresses may stand in either order of bits", 10, "54" + kMacs + "aaaa03 000000 0800" + kIpv4 + kUdp,
        {{"fddi", "Fiber Distributed Data Interface, Async LLC frame, priority 4"}, {"fddi.fc", "0x54"},
            {"fddi.fc.clf", "0x05"}, {"fddi.fc.prio", "4"}, {"fddi.dst", "40:00:00:00:00:40,02:00:00:00:00:02"},
            {"fddi.src", "40:00:00:00:00:80,02:00:00:00:00:01"}}},
    {"FDDI's management of stations", 10, "41" + kMacs,
        {{"fddi", "Fiber Distributed Data Interface, SMT info"}, {"fddi.fc.smt_subtype", "1"}}},
    {"Token Ring with a route", 6, "1840 020000000002 820000000001 0630 0011 0022 aaaa03 000000 0800" + kIpv4 + kUdp,
        {{"tr", "tr"}, {"tr.ac", "0x18"}, {"tr.frame", "1"}, {"tr.monitor_cnt", "1"}, {"tr.frame_type", "1"},
            {"tr.src", "82:00:00:00:00:01,02:00:00:00:00:01"}, {"tr.addr", "02:00:00:00:00:02,82:00:00:00:00:01"},
            {"tr.sr", "1"}, {"tr.rif_bytes", "6"}, {"ip.src", "10.0.0.1"}}},
    {"ARCNET of Linux", 129, "be50 ab08 d4 00 0102" + kIpv4 + kUdp,
        {{"arcnet.src", "0xbe"}, {"arcnet.dst", "0x50"}, {"arcnet.offset", "ab08"}, {"arcnet.protID", "0xd4"},
            {"arcnet.split_flag", "0"}, {"arcnet.sequence", "258"}}},
    {"ARCNET of the BSDs, an exception", 7, "be50 d4 ff 0304 d4 01 0102" + kIpv4 + kUdp,
        {{"arcnet.protID", "0xd4,0xd4"}, {"arcnet.exception_flag", "0xff"}, {"arcnet.padding", "0x0304"},
            {"arcnet.split_flag", "1"}, {"ip.src", "10.0.0.1"}}},
    {"IP over IEEE 1394", 138, "0102030405060708 1112131415161718 0800" + kIpv4 + kUdp,
        {{"ap1394", "Apple IP-over-IEEE 1394, Src: 11:12:13:14:15:16:17:18, Dst: 01:02:03:04:05:06:07:08"},
            {"ap1394.src", "1112131415161718"}, {"ap1394.type", "0x0800"}}},
    {"ARP between nodes of IEEE 1394 has one hardware address", 138,
        "0102030405060708 1112131415161718 0806"
        "0018 0800 10 04 0001 1112131415161718 0a02fffff0000000 0a000001 0a000002",
        {{"arp.src.hw", "11121314151617180a02fffff0000000"}, {"arp.src.proto_ipv4", "10.0.0.1"},
            {"arp.dst.proto_ipv4", "10.0.0.2"}}},
    {"IP over InfiniBand", 242,
        std::string(40, '0') + "80000550 fe800000000000000000000000000001 0800 0000" + kIpv4 + kUdp,
        {{"ipoib.daddr.qpn", "0x000550"}, {"ipoib.dgid", "fe80::1"}, {"ipoib.type", "0x0800"}, {"ipoib.daddr", "1"}}},
    {"IPNET", 226, "0102 0001 00000020 00000003 00000000 ffffffff 00000000" + kIpv4 + kUdp,
        {{"ipnet.family", "2"}, {"ipnet.htype", "1"}, {"ipnet.pktlen", "32"}, {"ipnet.ifindex", "3"},
            {"ipnet.zsrc", "4294967295"}}},
    {"PKTAP with the process of a packet", 258,
        "6c000000 01000000 0c000000 656e30" + std::string(42, '0') + "02000000 02000000 0e000000 00000000 d2040000"
            + "6375726c" + std::string(32, '0') + "00000000 0600 0000 ffffffff" + std::string(40, '0') + kIpv4 + kUdp,
        {{"pktap.hdrlen", "108"}, {"pktap.dlt", "12"}, {"pktap.ifname", "en0"}, {"pktap.flags", "0x00000002"},
            {"pktap.pid", "1234"}, {"pktap.cmdname", "curl"}, {"pktap.iftype", "6"}, {"pktap.epid", "4294967295"},
            {"ip.src", "10.0.0.1"}}},
    {"a Juniper packet with extensions", 178,
        "4d4743 81 0010 030101 06010e 01028a00 04044b010000" + kMacs + "0800" + kIpv4 + kUdp,
        {{"juniper.magic-number", "0x4d4743"}, {"juniper.direction", "0x01"}, {"juniper.l2hdr", "0x00"},
            {"juniper.ext_total_len", "16"}, {"juniper.ext.ifmt", "1"}, {"juniper.ext.ifle", "14"},
            {"juniper.ext.ifd", "138"}, {"juniper.ext.ifl", "331"}, {"juniper.payload_type", "204"}}},
    {"PAP over PPPoE", 1, kMacs + "8864 1100 0001 0010 c023 0101 000e 0475736572 0470617373",
        {{"pap.peer_id", "user"}, {"pap.password", "pass"}, {"pppoe.session_id", "0x0001"},
            {"ppp.protocol", "0xc023"}}},
};

TEST(Describe, PrintsTheFieldsOfEachLayerAsTsharkDoes)
{
    for (const auto& entry : kCases) {
        const Described packet{entry.bytes, entry.link};
        for (const auto& [field, text] : entry.fields)
            EXPECT_THAT(packet.fields, Contains(Pair(field, text))) << entry.name;
    }
}

TEST(Describe, AddsNothingThatTheSnaplenCutOff)
{
    for (const auto& entry : kCases) {
        const auto bytes = bytesFromHex(entry.bytes);
        for (std::size_t kept = 0; kept < bytes.size(); ++kept) {
            PacketView packet;
            packet.linkType = entry.link;
            packet.originalLength = static_cast<std::uint32_t>(bytes.size());
            packet.bytes = bytesOf(bytes).first(kept);
            Decoded decoded;
            decode(packet, nullptr, decoded);
            FieldSink sink{FieldSink::Mode::Tree};
            sink.begin(packet.bytes);
            for (std::size_t i = 0; i < decoded.count; ++i)
                describeLayer({packet, decoded, nullptr, {}}, i, sink);
            for (const auto& node : sink.nodes())
                ASSERT_LE(node.range.offset + node.range.length, kept) << entry.name << ' ' << node.field->abbreviation;
        }
    }
}

TEST(Describe, GivesALayerTheBytesThatItCarriesAndNoPadding)
{
    PacketView packet;
    packet.linkType = 1;
    const auto bytes = bytesFromHex(kMacs + "0800" + kIpv4 + kUdp + std::string(28, 'a'));
    packet.bytes = bytesOf(bytes);
    packet.originalLength = static_cast<std::uint32_t>(bytes.size());
    Decoded decoded;
    decode(packet, nullptr, decoded);
    FieldSink sink{FieldSink::Mode::Tree};
    sink.begin(packet.bytes);
    for (std::size_t i = 0; i < 2; ++i)
        describeLayer({packet, decoded, nullptr, {}}, i, sink);
    std::map<std::string_view, std::pair<std::size_t, std::size_t>> sizes;
    for (const auto& node : sink.nodes())
        if (node.field->type == FieldType::Protocol)
            sizes[node.field->abbreviation] = {node.range.length, node.value.asBytes().size()};
    EXPECT_EQ(sizes["eth"], std::pair(14UL, 60UL));
    EXPECT_EQ(sizes["ip"], std::pair(20UL, 32UL));
}

TEST(Describe, ShowsADatagramInThePacketThatCompletesIt)
{
    IpReassembly reassembly;
    const auto fragment = [](const char* flags, const std::string& payload) {
        return "45000024 0007 " + std::string{flags} + " 4011 0000 0a000001 0a000002" + payload;
    };
    const Described first{fragment("2000", "c001 0035 0020 0000 6161616161616161"), 101, &reassembly, 1};
    EXPECT_EQ(first.fields.count("ip.fragment"), 0U);
    const Described second{fragment("0002", "62626262626262626262626262626262"), 101, &reassembly, 2};
    EXPECT_EQ(second.fields.at("ip.fragment"), "1,2");
    EXPECT_EQ(second.fields.at("ip.fragment.count"), "2");
    EXPECT_EQ(second.fields.at("ip.reassembled.length"), "32");
    EXPECT_EQ(second.decoded.layers[2].kind, LayerKind::Udp);
    EXPECT_EQ(second.decoded.layers[2].source, 1);
}

TEST(Describe, NamesTheRequestThatAnEchoReplyAnswers)
{
    EchoTable echoes;
    const Described request{"4500001c0000000040010000 0a000001 0a000002 0800 f7fd 0001 0001", 101, nullptr, 5, &echoes};
    EXPECT_EQ(request.fields.count("icmp.resp_to"), 0U);
    const Described reply{"4500001c0000000040010000 0a000002 0a000001 0000 fffd 0001 0001", 101, nullptr, 8, &echoes};
    EXPECT_EQ(reply.fields.at("icmp.resp_to"), "5");
    EXPECT_EQ(reply.fields.at("icmp.resptime"), "3");
    const Described other{"4500001c0000000040010000 0a000002 0a000001 0000 fffc 0001 0002", 101, nullptr, 9, &echoes};
    EXPECT_EQ(other.fields.count("icmp.resp_to"), 0U);
}

TEST(Describe, ListsEveryFieldOnce)
{
    std::set<std::string_view> seen;
    for (const auto list : fieldLists())
        for (const auto* field : list) {
            ASSERT_NE(field, nullptr);
            EXPECT_TRUE(seen.insert(field->abbreviation).second) << field->abbreviation;
        }
    EXPECT_GT(seen.size(), 300U);
}

}  // namespace
}  // namespace pr::decode
