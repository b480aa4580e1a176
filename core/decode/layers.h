// What decode finds: the layers of a packet from the outside in, each with its place. No fields are made here;
// describe() of each layer makes them from the same bytes when somebody wants them.
#pragma once

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include "core/base/packet.h"
#include "core/base/result.h"

#include <array>
#include <cstdint>

namespace pr::decode {

/// One value a header that we know. The numbers are stored (paths in the case file): append, never renumber.
enum class LayerKind : std::uint8_t {
    None = 0,
    Ethernet = 1,
    Vlan = 2,  ///< 802.1Q and 802.1ad
    Llc = 3,
    Snap = 4,
    Sll = 5,
    Sll2 = 6,
    Null = 7,  ///< BSD loopback, also LOOP
    RawIp = 8,
    Ppp = 9,
    Pppoe = 10,
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
    Ppp2 = 32,   ///< PPP control protocols and others that are named only
    Other = 33,  ///< a protocol that is named (number in `number`) and not decoded
};

enum LayerFlag : std::uint8_t {
    Quoted = 1,        ///< stands in the payload of an ICMP error
    Inner = 2,         ///< below a tunnel header
    Fragment = 4,      ///< an IP fragment that no datagram was completed with
    CutHere = 8,       ///< the snaplen ended the header
    BadHere = 16,      ///< malformed header: nothing below it was decoded
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
    std::uint32_t number =
        0;  ///< what the layer says follows: EtherType, IP protocol, VLAN id (Vlan), SPI (Esp), ICMP type<<8|code
};

/// A datagram put together by IP reassembly; lives as long as the Decoded that refers to it.
struct ReassembledDatagram {
    Bytes bytes;                                                        ///< payload of the datagram, without IP header
    std::array<std::uint64_t, limits::fragmentsPerDatagram> packets{};  ///< numbers of the packets, by fragment offset
    std::array<std::uint32_t, limits::fragmentsPerDatagram> lengths{};
    std::uint16_t fragments = 0;
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
