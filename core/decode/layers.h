// What decode finds: the layers of a packet from the outside in, each with its place. No fields are made here;
// describe() of each layer makes them from the same bytes when somebody wants them.
#pragma once

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include "core/base/packet.h"
#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <span>

namespace pr::decode {

/// One value a header that we know. The numbers are stored (paths in the case file): append, never renumber.
enum class LayerKind : std::uint8_t {
    None = 0,
    Ethernet = 1,
    Vlan = 2,  ///< 802.1Q (types 0x8100 and 0x9100)
    Llc = 3,
    Snap = 4,
    Sll = 5,
    Sll2 = 6,
    Null = 7,  ///< BSD loopback, also LOOP
    RawIp = 8,
    Ppp = 9,
    Pppoe = 10,  ///< session stage
    Mpls = 11,
    Gre = 12,
    Vxlan = 13,
    Geneve = 14,
    Arp = 15,
    Ipv4 = 16,
    Ipv6 = 17,
    Ipv6HopByHop = 18,
    Ipv6Routing = 19,
    Ipv6Fragment = 20,
    Ipv6Destination = 21,
    Ah = 22,
    Esp = 23,
    Icmp = 24,
    Icmpv6 = 25,
    Igmp = 26,
    Tcp = 27,
    Udp = 28,
    Data = 29,      ///< bytes that no layer claims
    Ieee8023 = 30,  ///< Ethernet with a length instead of a type
    Ipv6Mobility = 31,
    Ppp2 = 32,        ///< PPP control protocols and others that are named only
    Other = 33,       ///< a protocol that is not decoded here: `number` in the space of the layer before it
    Ieee8021ad = 34,  ///< the service tag of QinQ (type 0x88a8)
    Chdlc = 35,       ///< Cisco HDLC
    FrameRelay = 36,
    Nflog = 37,  ///< Linux netfilter log: address family, then attributes
    Erspan = 38,
    PppoeDiscovery = 39,
    PwControl = 40,  ///< control word of a pseudowire, between MPLS and Ethernet
    Ayiya = 41,      ///< tunnels of the SixXS kind: IPv6 in UDP
    Radiotap = 42,   ///< what a wireless card says of a frame
    Ppi = 43,        ///< the same, in CACE's form
    Wlan = 44,       ///< IEEE 802.11
    Arcnet = 45,
    Ipoib = 46,  ///< IP over InfiniBand, behind what libpcap puts there
    Ipnet = 47,  ///< what Solaris says of an IP packet
    Fddi = 48,
    TokenRing = 49,
    Ieee1394 = 50,  ///< IP over IEEE 1394, in Apple's form
    Pktap = 51,     ///< what macOS says of a packet of any link type
    UserLink = 52,  ///< link types that everybody may use for something else
    Juniper = 53,   ///< what a Juniper router says of a packet
    HciH4 = 54,     ///< Bluetooth, between host and controller
    Prism = 55,     ///< what a wireless card says of a frame, in an older form
    Wlancap = 56,   ///< the same, in AVS's form
};
/// The last of them: what a path may hold goes up to here.
inline constexpr LayerKind kLastLayer = LayerKind::Wlancap;

enum LayerFlag : std::uint8_t {
    Quoted = 1,        ///< stands in the payload of an ICMP error
    Inner = 2,         ///< below a tunnel header
    Fragment = 4,      ///< an IP fragment that no datagram was completed with
    CutHere = 8,       ///< the snaplen ended the header
    BadHere = 16,      ///< malformed header, or one that its carrier ended: nothing below it was decoded
    Reassembled = 32,  ///< IP header whose payload was put together from several packets
};

struct Layer {
    LayerKind kind = LayerKind::None;
    std::uint8_t flags = 0;
    std::uint8_t source = 0;   ///< 0: the frame; n: reassembled buffer n-1 of Decoded
    std::uint8_t ports = 0;    ///< 1: sourcePort and destinationPort hold ports
    std::uint32_t offset = 0;  ///< of the header, in its source
    std::uint32_t header = 0;  ///< length of the header as it stands there (never past the captured bytes)
    std::uint32_t end = 0;  ///< offset behind the layer's payload by the lengths on the wire, at most the captured end
    std::uint32_t endOriginal = 0;  ///< the same, had nothing been cut
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    /// What the layer says follows: EtherType (Ethernet, Snap, Sll, Gre, Geneve, Arp's protocol type), length
    /// (Ieee8023), SAP (Llc), IP protocol (Ipv4, Ipv6 and its extensions, Ah, Ayiya), PPP protocol (Ppp, Ppp2), address
    /// family (Null, Ipnet), system code (Arcnet), link type (Pktap), its own numbers (Juniper). Else what names it:
    /// VLAN id (Vlan, Ieee8021ad), VNI (Vxlan), SPI (Esp), session (Pppoe), label (Mpls), type << 8 | code (Icmp,
    /// Icmpv6), type (Igmp), link type (Ppi, UserLink), frame control (Wlan, Fddi, TokenRing), the twelve flag bits
    /// (Tcp), the unknown protocol (Other).
    std::uint32_t number = 0;
};

enum FragmentFlag : std::uint8_t {
    Overlap = 1,          ///< covers bytes that a fragment before it (by offset) holds too
    OverlapConflict = 2,  ///< … and the bytes differ
    MultipleTails = 4,    ///< two last fragments disagree about the length
    TooLong = 8,          ///< reaches past the end that the last fragment gave
};

/// One fragment of a datagram that was put together.
struct FragmentPlace {
    std::uint64_t packet = 0;  ///< number of the packet it came in
    std::uint32_t offset = 0;  ///< in bytes, within the datagram's payload
    std::uint32_t length = 0;
    std::uint8_t flags = 0;  ///< FragmentFlag
};

/// A datagram put together by IP reassembly. The bytes belong to the reassembly and live until its next packet.
struct ReassembledDatagram {
    Bytes bytes;                               ///< payload of the datagram, without IP header
    std::span<const FragmentPlace> fragments;  ///< by offset, equal ones in order of arrival
    std::uint8_t flags = 0;                    ///< FragmentFlag of all of them
};

struct Decoded {
    std::array<Layer, limits::layers> layers;
    std::uint8_t count = 0;
    Fault fault = Fault::None;  ///< what ended decoding early
    std::uint32_t faultOffset = 0;
    const char* faultWhat = "";
    std::array<ReassembledDatagram, 2> datagrams{};
    std::uint8_t datagramCount = 0;

    std::span<const Layer> all() const { return {layers.data(), count}; }
    /// The bytes that a layer's offsets mean.
    Bytes sourceOf(const Layer& layer, Bytes frame) const
    {
        return layer.source == 0 ? frame : datagrams[layer.source - 1U].bytes;
    }
    /// The bytes of a header, as far as they were captured.
    Bytes headerOf(const Layer& layer, Bytes frame) const
    {
        return sourceOf(layer, frame).subspan(layer.offset, layer.header);
    }
    /// What stands behind a header: the payload by the lengths on the wire, as far as it was captured.
    Bytes payloadOf(const Layer& layer, Bytes frame) const
    {
        const auto begin = layer.offset + layer.header;
        return sourceOf(layer, frame).subspan(begin, layer.end > begin ? layer.end - begin : 0);
    }
    /// The last layer that is neither quoted nor data: where the payload of the application is; null for none.
    const Layer* transport() const
    {
        for (std::uint8_t i = count; i-- > 0;)
            if (!(layers[i].flags & Quoted) && (layers[i].kind == LayerKind::Tcp || layers[i].kind == LayerKind::Udp))
                return &layers[i];
        return nullptr;
    }
};

}  // namespace pr::decode
