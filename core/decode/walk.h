// The state of one decode(): where we stand in which bytes, and what was found. Internal to core/decode.
#pragma once

#include "core/decode/decode.h"

#include <algorithm>

namespace pr::decode {

/// In which number space the next header is named.
enum class Space : std::uint8_t {
    Stop,
    Rest,  ///< bytes that nothing claims
    EtherType,
    IpProtocol,
    Ppp,    ///< PPP protocol numbers
    Sap,    ///< LLC service access points
    Frame,  ///< an Ethernet frame begins
    Llc,
    PppFrame,   ///< PPP with or without address and control
    IpVersion,  ///< IPv4 or IPv6 by the first four bits
    Link,       ///< as if a packet of that link type began
};

struct Next {
    Space space = Space::Stop;
    std::uint32_t number = 0;
};

/// The most layers that one step of the walk adds (LLC, SNAP and what SNAP names).
inline constexpr std::size_t kLayersPerStep = 4;

class Walk {
public:
    Walk(const PacketView& packet, IpReassembly* reassembly, Decoded& out)
        : m_packet{packet}, m_reassembly{reassembly}, m_out{out}, m_bytes{packet.bytes},
          m_at{std::min(pseudoHeaderSize(packet.linkType), static_cast<std::uint32_t>(packet.bytes.size()))},
          m_end{static_cast<std::uint32_t>(std::min(packet.bytes.size(), limits::snaplen))},
          m_endOriginal{std::max(packet.originalLength, static_cast<std::uint32_t>(packet.bytes.size()))}
    {
    }

    void run();

private:
    // Link layers (decode.cpp)
    Next link(std::uint32_t type);
    Next dispatch(Next next);
    Next etherType(std::uint32_t type);
    Next ipProtocol(std::uint32_t protocol);
    Next ethernet();
    Next vlan(LayerKind kind);
    Next llc();
    Next arp();
    // Other link layers and tunnels (link_layers.cpp)
    Next sap(std::uint32_t sap);
    Next sll();
    Next sll2();
    Next null(bool networkOrder);
    Next pppFrame();
    Next pppProtocol(std::uint32_t protocol);
    Next pppoe(std::uint32_t type);
    Next chdlc();
    Next frameRelay();
    Next nflog();
    Next mpls();
    Next gre();
    Next erspan(std::uint32_t type);
    Next vxlan();
    Next geneve();
    Next ayiya();
    // Rings, buses and fabrics (local_link_layers.cpp)
    Next fddi();
    Next tokenRing();
    Next arcnet(bool isLinux);
    Next ieee1394();
    Next ipoib();
    Next ipnet();
    // What wraps another link type (wrapped_link_layers.cpp)
    Next pktap();
    Next userLink();
    Next juniper(std::uint32_t type);
    // Wireless (wireless_layers.cpp)
    Next radiotap();
    Next ppi();
    Next prism();
    Next wlancap();
    Next bluetooth();
    Next wlan();
    // Network (network_layers.cpp)
    Next ipv4();
    Next ipv6();
    Next ipv6Options(LayerKind kind);
    Next ipv6Fragment();
    Next authentication();
    Next icmp();
    Next icmpv6();
    Next igmp();
    Next ipVersion();
    Next quoted(Next next);
    // Transport
    Next tcp();
    Next udp();

    /// Whether n more bytes of a header are there. If not, the layer is added as far as it goes and the walk ends.
    bool need(LayerKind kind, std::uint32_t n, const char* what)
    {
        if (n <= m_end - m_at) [[likely]]
            return true;
        missing(kind, n, what);
        return false;
    }
    void missing(LayerKind kind, std::uint32_t n, const char* what);
    /// A header whose own values cannot be: added with what is there, the walk ends.
    Next bad(LayerKind kind, std::uint32_t header, const char* what);
    const std::byte* here() const { return m_bytes.data() + m_at; }

    /// Adds a layer of `header` bytes (which are there) and steps over it.
    Layer& add(LayerKind kind, std::uint32_t header, std::uint32_t number)
    {
        auto& layer = m_out.layers[m_out.count++];
        layer = {.kind = kind,
            .flags = m_flags,
            .source = m_source,
            .ports = 0,
            .offset = m_at,
            .header = header,
            .end = m_end,
            .endOriginal = m_endOriginal,
            .sourcePort = 0,
            .destinationPort = 0,
            .number = number};
        m_at += header;
        return layer;
    }
    /// The current layer ends at `end` (an offset in the current source), if that is not past what carries it.
    void endAt(std::uint64_t end)
    {
        m_claimsMore = end > m_endOriginal;
        if (end < m_endOriginal)
            m_endOriginal = static_cast<std::uint32_t>(end);
        if (m_endOriginal < m_end)
            m_end = m_endOriginal;
    }
    bool cut() const { return m_endOriginal > m_end; }
    /// Whether the last length that was read reaches past what carries it: those bytes will never come.
    bool claimsMore() const { return m_claimsMore; }
    void fault(Fault fault, const char* what)
    {
        m_out.fault = fault;
        m_out.faultOffset = m_at;
        m_out.faultWhat = what;
    }
    /// One more network header: false, and a fault, where there are too many.
    bool nest();
    void tunnel() { m_flags |= Inner; }
    Next reassemble(Layer& ip, const DatagramKey& key, std::uint32_t offset, bool more, Next next);

    const PacketView& m_packet;
    IpReassembly* m_reassembly;
    Decoded& m_out;
    Bytes m_bytes;
    std::uint32_t m_at;
    std::uint32_t m_end;          ///< of what may be read
    std::uint32_t m_endOriginal;  ///< the same, had nothing been cut
    bool m_claimsMore = false;
    std::uint8_t m_source = 0;
    std::uint8_t m_flags = 0;
    std::uint8_t m_networks = 0;
    std::uint8_t m_extensions = 0;
    std::uint16_t m_vlan = 0;                ///< the innermost: part of a datagram's identity
    const std::byte* m_addresses = nullptr;  ///< of the IPv6 header whose fragment header may follow
    bool m_greSequence = false;              ///< the GRE header before it had a sequence number
};

}  // namespace pr::decode
