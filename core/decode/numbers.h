// The numbers that layers name each other by. Internal to core/decode.
#pragma once

#include <cstdint>

namespace pr::decode {

/// LINKTYPE_ values of pcap and pcapng (tcpdump.org/linktypes.html).
namespace linktype {
enum : std::uint16_t {
    null = 0,
    ethernet = 1,
    tokenRing = 6,
    arcnet = 7,
    ppp = 9,
    fddi = 10,
    llcBsd = 11,  ///< DLT_ATM_RFC1483, written like rawBsd
    rawBsd = 12,  ///< DLT_RAW of most systems, written by programs that confuse DLT_ and LINKTYPE_
    rawOpenBsd = 14,
    clipBsd = 19,  ///< DLT_ATM_CLIP, written like rawBsd
    pppHdlc = 50,
    pppEther = 51,
    llc = 100,  ///< RFC 2684, once RFC 1483: LLC begins the packet
    raw = 101,
    ciscoHdlc = 104,
    wlan = 105,
    clip = 106,  ///< IP over ATM on Linux, without LLC
    frameRelay = 107,
    loop = 108,
    linuxSll = 113,
    prism = 119,
    sunAtm = 123,
    radiotap = 127,
    arcnetLinux = 129,
    juniperGgsn = 133,
    juniperAtm2 = 135,
    juniperServices = 136,
    juniperAtm1 = 137,
    ieee1394 = 138,
    mtp2WithHeader = 139,
    irda = 144,
    user0 = 147,
    user15 = 162,
    wlancap = 163,
    juniperPppoe = 167,
    linuxLapd = 177,
    juniperEther = 178,
    juniperPpp = 179,
    juniperFrameRelay = 180,
    juniperChdlc = 181,
    juniperVoice = 183,
    ppi = 192,
    sita = 196,
    bluetoothH4 = 201,
    pppWithDirection = 204,
    i2c = 209,
    mpls = 219,
    ipnet = 226,
    ipv4 = 228,
    ipv6 = 229,
    nflog = 239,
    ipoib = 242,
    nfcLlcp = 245,
    bluetoothMonitor = 254,
    pktap = 258,
    linuxSll2 = 276,
};
}

namespace ethertype {
enum : std::uint16_t {
    ipv4 = 0x0800,
    arp = 0x0806,
    ciscoFrameRelay = 0x0808,
    reverseArp = 0x8035,
    bridged = 0x6558,
    vlan = 0x8100,
    ipx = 0x8137,
    ipv6 = 0x86DD,
    ppp = 0x880B,
    mpls = 0x8847,
    mplsUpstream = 0x8848,
    pppoeDiscovery = 0x8863,
    pppoeSession = 0x8864,
    serviceVlan = 0x88A8,
    erspan2 = 0x88BE,
    erspan3 = 0x22EB,
    vlanOld = 0x9100,
};
}

namespace ipproto {
enum : std::uint8_t {
    hopByHop = 0,
    icmp = 1,
    igmp = 2,
    ipv4 = 4,
    tcp = 6,
    udp = 17,
    ipv6 = 41,
    routing = 43,
    fragment = 44,
    gre = 47,
    esp = 50,
    ah = 51,
    icmpv6 = 58,
    none = 59,
    destinationOptions = 60,
    mobility = 135,
    mpls = 137,
};
}

namespace udpport {
enum : std::uint16_t { vxlan = 4789, ayiya = 5072, geneve = 6081 };
}

}  // namespace pr::decode
