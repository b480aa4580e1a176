#include "core/base/text.h"
#include "core/decode/decode.h"
#include "core/decode/path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pr::decode {

void PrintTo(LayerKind kind, std::ostream* out)
{
    *out << static_cast<int>(kind) << ' ' << layerName(kind);
}

namespace {

using testing::ElementsAre;
using enum LayerKind;

const std::string kMacs = "020000000002 020000000001";
const std::string kTcp = "1234 0050 00000001 00000000 5002 2000 0000 0000";
const std::string kUdp = "c001 0035 000c 0000 61626364";
const std::string kAddresses = "0a000001 0a000002";

std::string be16(std::size_t value)
{
    std::string out;
    const std::byte bytes[] = {static_cast<std::byte>(value >> 8), static_cast<std::byte>(value)};
    appendHex(out, bytes);
    return out;
}

std::size_t sizeOf(const std::string& hexText)
{
    return bytesFromHex(hexText).size();
}

std::string ipv4(unsigned protocol, const std::string& payload, const std::string& fragment = "0000")
{
    const auto proto = be16(protocol).substr(2);
    return "4500" + be16(20 + sizeOf(payload)) + "0001" + fragment + "40" + proto + "0000" + kAddresses + payload;
}

std::string ipv6(unsigned next, const std::string& payload)
{
    return "60000000" + be16(sizeOf(payload)) + be16(next).substr(2) + "40"
        + "20010db8000000000000000000000001 20010db8000000000000000000000002" + payload;
}

const std::string kSnap = "aaaa03 000000 0800";
const std::string kNodes = "0102030405060708 1112131415161718";
const std::string kWlan = "0802 0000" + kMacs + "020000000003 1000";

std::string pktap(unsigned linkType)
{
    return "6c000000 01000000" + be16(linkType).substr(2) + "000000" + std::string(192, '0');
}

struct Packet {
    std::string bytes;
    PacketView view;
    Decoded decoded;

    explicit Packet(const std::string& hexText, LinkType link = 1, std::size_t kept = std::string::npos)
        : bytes{bytesFromHex(hexText)}
    {
        view.number = {1};
        view.linkType = link;
        view.originalLength = static_cast<std::uint32_t>(bytes.size());
        view.bytes = bytesOf(bytes).first(std::min(kept, bytes.size()));
        decode(view, nullptr, decoded);
    }
    std::vector<LayerKind> kinds() const
    {
        std::vector<LayerKind> out;
        for (const auto& layer : decoded.all())
            out.push_back(layer.kind);
        return out;
    }
    const Layer& last() const { return decoded.layers[decoded.count - 1U]; }
};

struct Case {
    const char* name;
    LinkType link;
    std::string bytes;
    std::vector<LayerKind> kinds;
};

const Case kCases[] = {
    {"Ethernet carries IPv4 and TCP", 1, kMacs + "0800" + ipv4(6, kTcp), {Ethernet, Ipv4, Tcp}},
    {"Ethernet carries IPv6 and UDP", 1, kMacs + "86dd" + ipv6(17, kUdp), {Ethernet, Ipv6, Udp}},
    {"two tags stand outer first", 1, kMacs + "88a8 0064 8100 00c8 0800" + ipv4(17, kUdp),
        {Ethernet, Ieee8021ad, Vlan, Ipv4, Udp}},
    {"a length instead of a type leads to LLC", 1, kMacs + "0004 42420300", {Ieee8023, Llc, Other}},
    {"SNAP names an EtherType", 1, kMacs + "0028 aaaa03 000000 0800" + ipv4(17, kUdp),
        {Ieee8023, Llc, Snap, Ipv4, Udp}},
    {"ARP", 1, kMacs + "0806 0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002", {Ethernet, Arp}},
    {"Linux cooked", 113, "0000 0001 0006 0200000000010000 0800" + ipv4(17, kUdp), {Sll, Ipv4, Udp}},
    {"Linux cooked, version 2", 276, "0800 0000 00000001 0001 00 06 0200000000010000" + ipv4(17, kUdp),
        {Sll2, Ipv4, Udp}},
    {"loopback, little-endian", 0, "02000000" + ipv4(17, kUdp), {Null, Ipv4, Udp}},
    {"loopback, big-endian", 0, "0000001e" + ipv6(17, kUdp), {Null, Ipv6, Udp}},
    {"loopback of OpenBSD", 108, "00000002" + ipv4(17, kUdp), {Null, Ipv4, Udp}},
    {"raw IPv4", 101, ipv4(17, kUdp), {RawIp, Ipv4, Udp}},
    {"raw IPv6 of link type 229", 229, ipv6(17, kUdp), {Ipv6, Udp}},
    {"PPP with address and control", 50, "ff03 0021" + ipv4(17, kUdp), {Ppp, Ipv4, Udp}},
    {"PPP with a compressed protocol", 9, "21" + ipv4(17, kUdp), {Ppp, Ipv4, Udp}},
    {"PPPoE session", 1, kMacs + "8864 1100 0001 0022 0021" + ipv4(17, kUdp), {Ethernet, Pppoe, Ppp, Ipv4, Udp}},
    {"LCP in PPPoE", 1, kMacs + "8864 1100 0001 0006 c021 01010004", {Ethernet, Pppoe, Ppp, Ppp2}},
    {"MPLS, two labels", 1, kMacs + "8847 00010040 000201ff" + ipv4(17, kUdp), {Ethernet, Mpls, Mpls, Ipv4, Udp}},
    {"GRE with key and sequence number", 101, ipv4(47, "3000 0800 00000007 00000001" + ipv4(17, kUdp)),
        {RawIp, Ipv4, Gre, Ipv4, Udp}},
    {"PPTP", 101, ipv4(47, "3081 880b 0024 0001 00000001 00000002 ff03 0021" + ipv4(17, kUdp)),
        {RawIp, Ipv4, Gre, Ppp, Ipv4, Udp}},
    {"bridged Ethernet in GRE", 101, ipv4(47, "0000 6558" + kMacs + "0800" + ipv4(17, kUdp)),
        {RawIp, Ipv4, Gre, Ethernet, Ipv4, Udp}},
    {"VXLAN", 101, ipv4(17, "c001 12b5 0000 0000 08000000 00002a00" + kMacs + "0800" + ipv4(17, kUdp)),
        {RawIp, Ipv4, Udp, Vxlan, Ethernet, Ipv4, Udp}},
    {"Geneve with an option", 101,
        ipv4(17, "c001 17c1 0000 0000 0100 6558 00002a00 00000000" + kMacs + "0800" + ipv4(17, kUdp)),
        {RawIp, Ipv4, Udp, Geneve, Ethernet, Ipv4, Udp}},
    {"AYIYA", 101,
        ipv4(17,
            "c001 13d0 0000 0000 4152 1129 00000000" + std::string(32, '0') + std::string(40, '0') + ipv6(17, kUdp)),
        {RawIp, Ipv4, Udp, Ayiya, Ipv6, Udp}},
    {"an 802.11 data frame", 105, "0802 0000" + kMacs + "020000000003 1000" + "aaaa03 000000 0800" + ipv4(17, kUdp),
        {Wlan, Llc, Snap, Ipv4, Udp}},
    {"an 802.11 data frame with quality of service, behind radiotap", 127,
        "00000800 00000000"
        "8801 0000"
            + kMacs + "020000000003 1000 0000" + "aaaa03 000000 0800" + ipv4(17, kUdp),
        {Radiotap, Wlan, Llc, Snap, Ipv4, Udp}},
    {"an encrypted 802.11 frame, behind PPI", 192,
        "00000800 69000000"
        "0842 0000"
            + kMacs + "020000000003 1000" + "aaaa03 000000 0800" + ipv4(17, kUdp),
        {Ppi, Wlan, Data}},
    {"an 802.11 beacon carries no packet", 105, "8000 0000" + kMacs + "020000000003 1000 0000", {Wlan, Data}},
    {"IPv6 in IPv4", 101, ipv4(41, ipv6(17, kUdp)), {RawIp, Ipv4, Ipv6, Udp}},
    {"IPv4 in IPv6", 101, ipv6(4, ipv4(17, kUdp)), {RawIp, Ipv6, Ipv4, Udp}},
    {"AH names what it protects", 101, ipv4(51, "11 01 0000 00000001 00000001" + kUdp), {RawIp, Ipv4, Ah, Udp}},
    {"ESP hides the rest", 101, ipv4(50, "00000001 00000001 aabbccdd"), {RawIp, Ipv4, Esp}},
    {"IPv6 extension headers", 101,
        ipv6(0, "3c00 050200000100 2b00 010400000000 1102 0000 00000000" + std::string(32, '0') + kUdp),
        {RawIp, Ipv6, Ipv6HopByHop, Ipv6Destination, Ipv6Routing, Udp}},
    {"an atomic fragment is whole", 101, ipv6(44, "1100 0000 00000007" + kUdp), {RawIp, Ipv6, Ipv6Fragment, Udp}},
    {"an unknown EtherType is named", 1, kMacs + "88cc 0000", {Ethernet, Other}},
    {"an unknown IP protocol is named", 101, ipv4(89, "0201"), {RawIp, Ipv4, Other}},
    {"ICMP error quotes", 101, ipv4(1, "0303 0000 00000000" + ipv4(17, kUdp)), {RawIp, Ipv4, Icmp, Ipv4, Udp}},
    {"ICMPv6 error quotes", 101, ipv6(58, "0104 0000 00000000" + ipv6(17, kUdp)), {RawIp, Ipv6, Icmpv6, Ipv6, Udp}},
    {"IGMP", 101, ipv4(2, "1600 0000 e0000001"), {RawIp, Ipv4, Igmp}},
    {"Frame Relay", 107, "1841 03 cc" + ipv4(17, kUdp), {FrameRelay, Ipv4, Udp}},
    {"Cisco HDLC", 104, "0f00 0800" + ipv4(17, kUdp), {Chdlc, Ipv4, Udp}},
    {"netfilter log", 239, "0200 0000 0800 0100 08000100 2400 0900" + ipv4(17, kUdp), {Nflog, Ipv4, Udp}},
    {"Token Ring", 6, "1040" + kMacs + kSnap + ipv4(17, kUdp), {TokenRing, Llc, Snap, Ipv4, Udp}},
    {"Token Ring with a route", 6, "1040 020000000002 820000000001 0630 0011 0022" + kSnap + ipv4(17, kUdp),
        {TokenRing, Llc, Snap, Ipv4, Udp}},
    {"a frame by which a ring manages itself", 6, "1000" + kMacs + "0004 0002", {TokenRing, Data}},
    {"FDDI", 10, "54" + kMacs + kSnap + ipv4(17, kUdp), {Fddi, Llc, Snap, Ipv4, Udp}},
    {"FDDI's station management", 10, "41" + kMacs + "0102", {Fddi, Data}},
    {"ARCNET of the BSDs", 7, "be50 d4 00 0001" + ipv4(17, kUdp), {Arcnet, Ipv4, Udp}},
    {"ARCNET of the BSDs, an exception", 7, "be50 d4 ff 0000 d4 00 0001" + ipv4(17, kUdp), {Arcnet, Ipv4, Udp}},
    {"ARCNET of Linux", 129, "be50 0000 d4 00 0001" + ipv4(17, kUdp), {Arcnet, Ipv4, Udp}},
    {"ARCNET as RFC 1051 has it", 129, "be50 0000 f0" + ipv4(17, kUdp), {Arcnet, Ipv4, Udp}},
    {"ARP on ARCNET", 129, "be50 0000 f1 0007 0800 01 04 0001 be 0a000001 00 0a000002", {Arcnet, Arp}},
    {"IPv6 on ARCNET", 129, "be50 0000 c4 00 0001" + ipv6(17, kUdp), {Arcnet, Ipv6, Udp}},
    {"BACnet on ARCNET", 129, "be50 0000 cd 828203 0100", {Arcnet, Llc, Other}},
    {"IP over IEEE 1394", 138, kNodes + "0800" + ipv4(17, kUdp), {Ieee1394, Ipv4, Udp}},
    {"ARP between nodes of IEEE 1394", 138,
        kNodes + "0806 0018 0800 10 04 0001 1112131415161718 0a02fffff0000000 0a000001 0a000002", {Ieee1394, Arp}},
    {"IP over InfiniBand", 242, std::string(80, '0') + "0800 0000" + ipv4(17, kUdp), {Ipoib, Ipv4, Udp}},
    {"IPNET", 226, "0102 0000 00000020" + std::string(32, '0') + ipv4(17, kUdp), {Ipnet, Ipv4, Udp}},
    {"IPNET with IPv6", 226, "021a 0001 00000034" + std::string(32, '0') + ipv6(17, kUdp), {Ipnet, Ipv6, Udp}},
    {"LLC over ATM", 100, kSnap + ipv4(17, kUdp), {Llc, Snap, Ipv4, Udp}},
    {"LLC over ATM, with what SunATM puts before it", 123, "02 00 0064" + kSnap + ipv4(17, kUdp),
        {Llc, Snap, Ipv4, Udp}},
    {"IP over ATM", 106, ipv4(17, kUdp), {Ipv4, Udp}},
    {"PKTAP of Ethernet", 258, pktap(1) + kMacs + "0800" + ipv4(17, kUdp), {Pktap, Ethernet, Ipv4, Udp}},
    {"PKTAP of raw IP", 258, pktap(12) + ipv4(17, kUdp), {Pktap, RawIp, Ipv4, Udp}},
    {"PKTAP of what is no packet", 258, "6c000000 02000000 01000000" + std::string(192, '0') + "aabb", {Pktap}},
    {"PKTAP under its older number", 149, pktap(0) + "02000000" + ipv4(17, kUdp), {UserLink, Pktap, Null, Ipv4, Udp}},
    {"somebody else's use of that number", 149, "00010203 04050607 08090a0b", {UserLink, Data}},
    {"a number for everybody's use", 150, "0102", {UserLink, Data}},
    {"Juniper's Ethernet", 178, "4d4743 01" + kMacs + "0800" + ipv4(17, kUdp), {Juniper, Ethernet, Ipv4, Udp}},
    {"Juniper's Ethernet with extensions", 178, "4d4743 81 0006 030101 06010e" + kMacs + "0800" + ipv4(17, kUdp),
        {Juniper, Ethernet, Ipv4, Udp}},
    {"a Juniper packet without link layer", 178, "4d4743 02 06000000" + ipv6(17, kUdp), {Juniper, Ipv6, Udp}},
    {"an old Juniper's Ethernet", 178, kMacs + "0800" + ipv4(17, kUdp), {Juniper, Ethernet, Ipv4, Udp}},
    {"Juniper's PPP", 179, "4d4743 00 ff03 0021" + ipv4(17, kUdp), {Juniper, Ppp, Ipv4, Udp}},
    {"Juniper's Frame Relay", 180, "4d4743 00 1841 03 cc" + ipv4(17, kUdp), {Juniper, FrameRelay, Ipv4, Udp}},
    {"Juniper's Cisco HDLC", 181, "4d4743 00 0f00 0800" + ipv4(17, kUdp), {Juniper, Chdlc, Ipv4, Udp}},
    {"Juniper's GGSN", 133, "4d4743 00 0200 0500" + ipv4(17, kUdp), {Juniper, Ipv4, Udp}},
    {"Juniper's voice", 183, "4d4743 00" + std::string(36, '0') + ipv4(17, kUdp), {Juniper, Ipv4, Udp}},
    {"Juniper's services, sent", 136, "4d4743 00" + std::string(24, '0') + ipv4(17, kUdp), {Juniper, Ipv4, Udp}},
    {"Juniper's services, received", 136, "4d4743 01" + std::string(32, '0') + ipv4(17, kUdp), {Juniper, Ipv4, Udp}},
    {"Juniper's first ATM card", 137, "4d4743 00 00000000" + kSnap + ipv4(17, kUdp), {Juniper, Llc, Snap, Ipv4, Udp}},
    {"a cell that manages an ATM line", 137, "4d4743 00 80000000 000000", {Juniper, Data}},
    {"Juniper's second ATM card, IP alone", 135, "4d4743 00 0000000000000000" + ipv4(17, kUdp), {Juniper, Ipv4, Udp}},
    {"Juniper's second ATM card, PPP", 135, "4d4743 00 0000000000000000 0021" + ipv4(17, kUdp),
        {Juniper, Ppp, Ipv4, Udp}},
    {"Juniper's second ATM card, Ethernet", 135, "4d4743 00 0000000100000000" + kMacs + "0800" + ipv4(17, kUdp),
        {Juniper, Ethernet, Ipv4, Udp}},
    {"an 802.11 data frame behind Prism's header", 119,
        "44000000 90000000" + std::string(272, '0') + kWlan + kSnap + ipv4(17, kUdp),
        {Prism, Wlan, Llc, Snap, Ipv4, Udp}},
    {"the same behind AVS's", 163, "80211001 00000010" + std::string(16, '0') + kWlan + kSnap + ipv4(17, kUdp),
        {Wlancap, Wlan, Llc, Snap, Ipv4, Udp}},
    {"the same behind AVS's, under Prism's number", 119,
        "80211001 00000010" + std::string(16, '0') + kWlan + kSnap + ipv4(17, kUdp),
        {Prism, Wlancap, Wlan, Llc, Snap, Ipv4, Udp}},
    {"a Bluetooth command", 201, "00000000 01 030c 00", {HciH4, Data}},
    {"PPP with its direction", 204, "01 ff03 0021" + ipv4(17, kUdp), {Ppp, Ipv4, Udp}},
    {"a link type that is not known", 195, "0102", {Data}},
};

TEST(Decode, FindsTheLayersOfEveryLinkTypeAndTunnel)
{
    for (const auto& entry : kCases) {
        const Packet packet{entry.bytes, entry.link};
        EXPECT_EQ(packet.kinds(), entry.kinds) << entry.name;
        EXPECT_EQ(packet.decoded.fault, Fault::None) << entry.name << ": " << packet.decoded.faultWhat;
    }
}

TEST(Decode, NeverCallsACutPacketMalformed)
{
    for (const auto& entry : kCases)
        for (std::size_t kept = 0; kept < sizeOf(entry.bytes); ++kept) {
            const Packet packet{entry.bytes, entry.link, kept};
            EXPECT_NE(packet.decoded.fault, Fault::Malformed) << entry.name << ", " << kept << " bytes kept";
            for (const auto& layer : packet.decoded.all()) {
                EXPECT_LE(layer.offset + layer.header, layer.end) << entry.name << ", " << kept;
                EXPECT_LE(layer.end, layer.endOriginal) << entry.name << ", " << kept;
                EXPECT_LE(layer.end, packet.view.bytes.size()) << entry.name << ", " << kept;
            }
        }
}

TEST(Decode, SaysWhereAHeaderLies)
{
    const Packet version{kMacs + "0800 55000014000100004011000000000000 00000000"};
    EXPECT_EQ(version.decoded.fault, Fault::Malformed);
    EXPECT_EQ(version.decoded.faultOffset, 14U);
    EXPECT_TRUE(version.last().flags & BadHere);

    const Packet tcp{kMacs + "0800" + ipv4(6, "1234 0050 00000001 00000000 1002 2000 0000 0000")};
    EXPECT_EQ(tcp.decoded.fault, Fault::Malformed);
    EXPECT_EQ(tcp.last().sourcePort, 0x1234);

    const Packet shortTcp{kMacs + "0800" + ipv4(6, "1234 0050")};
    EXPECT_EQ(shortTcp.decoded.fault, Fault::Malformed);
    EXPECT_EQ(shortTcp.last().destinationPort, 0x0050);
}

TEST(Decode, EndsThePayloadWhereIpSaysNotWhereThePaddingDoes)
{
    const Packet packet{kMacs + "0800" + ipv4(17, kUdp) + std::string(28, '0')};
    EXPECT_EQ(packet.last().end, 14U + 32U);
    EXPECT_EQ(packet.decoded.layers[0].end, 14U + 32U + 14U);
}

TEST(Decode, MarksWhatAnIcmpErrorQuotesAndAcceptsThatItIsShort)
{
    const Packet packet{kMacs + "0800" + ipv4(1, "0303 0000 00000000" + ipv4(6, kTcp).substr(0, 2 * 28 + 1))};
    EXPECT_THAT(packet.kinds(), ElementsAre(Ethernet, Ipv4, Icmp, Ipv4, Tcp));
    EXPECT_EQ(packet.decoded.fault, Fault::None);
    EXPECT_EQ(packet.last().flags, Quoted | CutHere);
    EXPECT_EQ(packet.last().sourcePort, 0x1234);
    EXPECT_EQ(packet.decoded.transport(), nullptr);
}

TEST(Decode, MarksWhatLiesInATunnel)
{
    const Packet packet{ipv4(4, ipv4(17, kUdp)), 101};
    EXPECT_EQ(packet.decoded.layers[1].flags, 0);
    EXPECT_EQ(packet.decoded.layers[2].flags, Inner);
    EXPECT_EQ(packet.decoded.layers[3].flags, Inner);
}

TEST(Decode, StopsAtTheBoundOfNestedHeaders)
{
    auto bytes = ipv4(17, kUdp);
    for (std::size_t i = 0; i < limits::nestedHeaders; ++i)
        bytes = ipv4(4, bytes);
    const Packet packet{bytes, 101};
    EXPECT_EQ(packet.decoded.fault, Fault::Limit);
    EXPECT_EQ(packet.decoded.count, 1 + limits::nestedHeaders);

    std::string labels = kMacs + "8847";
    for (int i = 0; i < 100; ++i)
        labels += "00010040";
    EXPECT_EQ(Packet{labels}.decoded.fault, Fault::Limit);
}

TEST(Decode, AFirstFragmentThatClaimsMoreThanItsFrameIsNotWaitedFor)
{
    const auto honest = kMacs + "0800" + ipv4(17, kUdp, "2000");
    auto claims = kMacs + "0800" + ipv4(17, kUdp, "2000");
    claims.replace(claims.find("4500") + 4, 4, "0400");
    IpReassembly reassembly;
    const auto kinds = [&](const std::string& hexText) {
        Packet packet{hexText};
        decode(packet.view, &reassembly, packet.decoded);
        return packet.kinds();
    };
    EXPECT_THAT(kinds(honest), ElementsAre(Ethernet, Ipv4, Data));
    EXPECT_THAT(kinds(claims), ElementsAre(Ethernet, Ipv4, Udp));
}

TEST(Decode, NamesTheLayersAsTsharkDoes)
{
    std::string out;
    const Packet packet{kMacs + "88a8 0064 8100 00c8 0800" + ipv4(17, kUdp)};
    appendProtocols(out, packet.decoded.all());
    EXPECT_EQ(out, "eth:ethertype:ieee8021ad:ethertype:vlan:ethertype:ip:udp");
}

TEST(Decode, SaysWhereALinkLayersHeaderLies)
{
    const Packet pktapLength{"08000000 01000000" + std::string(200, '0'), 258};
    EXPECT_EQ(pktapLength.decoded.fault, Fault::Malformed);
    EXPECT_TRUE(pktapLength.last().flags & BadHere);
    const Packet avs{"80211001 00000004" + std::string(16, '0'), 163};
    EXPECT_EQ(avs.decoded.fault, Fault::Malformed);
    const Packet juniper{"4d4743 80 ffff 0301", 178};  // extensions that reach behind the packet
    EXPECT_EQ(juniper.decoded.fault, Fault::Malformed);
    const Packet route{"1040 020000000002 820000000001 1f30", 6};
    EXPECT_EQ(route.decoded.fault, Fault::Malformed);
}

TEST(Decode, StopsWherePktapCarriesItself)
{
    std::string bytes;
    for (std::size_t i = 0; i < 2 * limits::layers; ++i)
        bytes += "6c000000 01000000 02010000" + std::string(192, '0');
    EXPECT_EQ(Packet(bytes, 258).decoded.fault, Fault::Limit);
}

TEST(Decode, LeavesOutWhatOnlySaysHowAPacketCame)
{
    const Packet ppp{"01 ff03 0021" + ipv4(17, kUdp), 204};
    EXPECT_EQ(ppp.decoded.layers[0].offset, 1U);
    EXPECT_EQ(directionOf(ppp.view), Direction::Sent);
    const Packet received{"00000001 04 0e 04 01 030c 00", 201};
    EXPECT_EQ(received.decoded.layers[0].offset, 4U);
    EXPECT_EQ(received.decoded.layers[0].number, 4U);
    EXPECT_EQ(directionOf(received.view), Direction::Received);
    EXPECT_EQ(directionOf(Packet("0004 0001 0000 000000000000 0000 0030 0201", 177).view), Direction::Sent);
    EXPECT_EQ(directionOf(Packet("00 0000", 201).view), std::nullopt);
    EXPECT_EQ(directionOf(Packet(kMacs + "0800").view), std::nullopt);
}

TEST(Decode, NamesWhatWrapsALinkLayerAsTsharkDoes)
{
    const auto names = [](const std::string& bytes, LinkType link) {
        std::string out;
        const Packet packet{bytes, link};
        appendProtocols(out, packet.decoded.all());
        return out;
    };
    EXPECT_EQ(names(pktap(12) + ipv4(17, kUdp), 149), "user_dlt:pktap:pcap_pktdata:raw:ip:udp");
    EXPECT_EQ(names("44000000 90000000" + std::string(272, '0') + kWlan + kSnap + ipv4(17, kUdp), 119),
        "prism:wlan_radio:wlan:llc:ip:udp");
    EXPECT_EQ(names(kWlan + kSnap + ipv4(17, kUdp), 119), "prism:wlan:llc:ip:udp");
    EXPECT_EQ(names("00000000 01 030c 00", 201), "bluetooth:hci_h4:data");
}

TEST(Path, HoldsBothDirectionsQuotesAndStreams)
{
    const Packet packet{kMacs + "8100 0064 0800" + ipv4(1, "0303 0000 00000000" + ipv4(6, kTcp))};
    std::array<std::byte, kPathBytes> room{};
    const std::uint32_t streams[] = {7};
    const std::uint32_t flows[] = {41, 42 | kFlowReused};
    const auto size = buildPath(packet.decoded, packet.view.bytes, streams, flows, room);
    PathView path{Bytes{room}.first(size)};
    ASSERT_TRUE(path.ok());
    ASSERT_EQ(path.flows(), 2U);
    EXPECT_EQ(path.flow(0), 41U);
    EXPECT_FALSE(path.reused(0));
    EXPECT_EQ(path.flow(1), 42U);
    EXPECT_TRUE(path.reused(1));
    PathLayer layer;
    ASSERT_TRUE(path.next(layer));
    EXPECT_EQ(macText(layer.source), "02:00:00:00:00:01");
    EXPECT_EQ(macText(layer.destination), "02:00:00:00:00:02");
    EXPECT_EQ(layer.number, 0x8100U);
    ASSERT_TRUE(path.next(layer));
    EXPECT_EQ(layer.number, 0x64U);
    ASSERT_TRUE(path.next(layer));
    EXPECT_EQ(ipv4Text(layer.source), "10.0.0.1");
    EXPECT_EQ(layer.number, 1U);
    EXPECT_FALSE(layer.quoted());
    ASSERT_TRUE(path.next(layer));
    EXPECT_EQ(layer.number, 0x0303U);
    ASSERT_TRUE(path.next(layer));
    EXPECT_TRUE(layer.quoted());
    EXPECT_EQ(layer.number, 6U);
    ASSERT_TRUE(path.next(layer));
    EXPECT_EQ(layer.sourcePort, 0x1234);
    EXPECT_EQ(layer.destinationPort, 0x0050);
    EXPECT_EQ(layer.stream, 7U);
    EXPECT_FALSE(path.next(layer));
    EXPECT_TRUE(path.ok());
    EXPECT_TRUE(path.has(Icmp));
    EXPECT_FALSE(path.has(Udp));
}

TEST(Path, IsTheSameForPacketsThatDifferInPayloadOnly)
{
    const Packet one{kMacs + "0800" + ipv4(17, "c001 0035 000c 1111 61626364")};
    const Packet two{kMacs + "0800" + ipv4(17, "c001 0035 000b 2222 656667")};
    std::array<std::byte, kPathBytes> first{};
    std::array<std::byte, kPathBytes> second{};
    const auto size = buildPath(one.decoded, one.view.bytes, {}, {}, first);
    EXPECT_EQ(buildPath(two.decoded, two.view.bytes, {}, {}, second), size);
    EXPECT_EQ(hex(Bytes{first}.first(size)), hex(Bytes{second}.first(size)));
}

TEST(Path, HoldsEveryKindOfLayer)
{
    const Packet packet{
        "0800 0000 020000000001 020000000002 020000000003 0000 aaaa03 000000 0800" + ipv4(17, kUdp), 105};
    std::array<std::byte, kPathBytes> room{};
    const auto size = buildPath(packet.decoded, packet.view.bytes, {}, {}, room);
    PathView path{Bytes{room}.first(size)};
    ASSERT_EQ(packet.decoded.layers[0].kind, LayerKind::Wlan);
    for (const auto& layer : packet.decoded.all()) {
        PathLayer found;
        ASSERT_TRUE(path.next(found));
        EXPECT_EQ(found.kind, layer.kind);
    }
    // kinds are appended: whoever adds one must move the end
    EXPECT_FALSE(layerName(kLastLayer).empty());
    EXPECT_TRUE(layerName(static_cast<LayerKind>(static_cast<unsigned>(kLastLayer) + 1)).empty());
}

TEST(Path, RefusesBytesThatAreNoPath)
{
    const Packet packet{kMacs + "0800" + ipv4(17, kUdp)};
    std::array<std::byte, kPathBytes> room{};
    const std::uint32_t flows[] = {1};
    const auto size = buildPath(packet.decoded, packet.view.bytes, {}, flows, room);
    for (std::size_t kept = 0; kept < size; ++kept) {
        PathView path{Bytes{room}.first(kept)};
        std::size_t layers = 0;
        for (PathLayer layer; path.next(layer);)
            ++layers;
        const auto boundary = kept == 6 || kept == 6 + 16 || kept == 6 + 16 + 11;
        EXPECT_EQ(path.ok(), boundary) << kept << " bytes kept";
    }
    EXPECT_FALSE(PathView{bytesOf("xxxxxxxx")}.ok());
}

TEST(Path, HoldsWhatCameBeforeABound)
{
    auto bytes = ipv4(17, kUdp);
    for (std::size_t i = 0; i < limits::nestedHeaders; ++i)
        bytes = ipv4(4, bytes);
    const Packet packet{bytes, 101};
    std::array<std::byte, kPathBytes> room{};
    const auto size = buildPath(packet.decoded, packet.view.bytes, {}, {}, room);
    PathView path{Bytes{room}.first(size)};
    std::size_t layers = 0;
    for (PathLayer layer; path.next(layer);)
        ++layers;
    EXPECT_TRUE(path.ok());
    EXPECT_EQ(layers, packet.decoded.count);
}

}  // namespace
}  // namespace pr::decode
