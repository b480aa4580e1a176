#include "core/decode/decode.h"

#include "core/decode/numbers.h"
#include "core/decode/walk.h"

namespace pr::decode {

void decode(const PacketView& packet, IpReassembly* reassembly, Decoded& out)
{
    out.count = 0;
    out.fault = Fault::None;
    out.faultOffset = 0;
    out.faultWhat = "";
    out.datagramCount = 0;
    if (reassembly)
        reassembly->begin();
    Walk{packet, reassembly, out}.run();
}

void Walk::run()
{
    for (auto next = link(m_packet.linkType); next.space != Space::Stop; next = dispatch(next))
        if (m_out.count + kLayersPerStep > limits::layers) {
            fault(Fault::Limit, "layers in one packet");
            return;
        }
}

Next Walk::link(std::uint32_t type)
{
    switch (type) {
    case linktype::ethernet: return ethernet();
    case linktype::null: return null(false);
    case linktype::loop: return null(true);
    case linktype::raw:
    case linktype::rawBsd:
    case linktype::rawOpenBsd: add(LayerKind::RawIp, 0, 0); return {Space::IpVersion};
    case linktype::ipv4: return ipv4();
    case linktype::ipv6: return ipv6();
    case linktype::linuxSll: return sll();
    case linktype::linuxSll2: return sll2();
    case linktype::ppp:
    case linktype::pppHdlc:
    case linktype::pppWithDirection: return {Space::PppFrame};
    case linktype::pppEther: return pppoe(ethertype::pppoeSession);
    case linktype::ciscoHdlc: return chdlc();
    case linktype::frameRelay: return frameRelay();
    case linktype::mpls: return mpls();
    case linktype::nflog: return nflog();
    case linktype::wlan: return wlan();
    case linktype::radiotap: return radiotap();
    case linktype::ppi: return ppi();
    case linktype::prism: return prism();
    case linktype::wlancap: return wlancap();
    case linktype::bluetoothH4: return bluetooth();
    case linktype::fddi: return fddi();
    case linktype::tokenRing: return tokenRing();
    case linktype::arcnet: return arcnet(false);
    case linktype::arcnetLinux: return arcnet(true);
    case linktype::ieee1394: return ieee1394();
    case linktype::ipoib: return ipoib();
    case linktype::ipnet: return ipnet();
    case linktype::llc:
    case linktype::llcBsd: return {Space::Llc};
    case linktype::clip:
    case linktype::clipBsd: return {Space::IpVersion};
    case linktype::sunAtm: {
        constexpr std::byte kKind{0x0F}, kLlc{2};  // of the first byte of its pseudo header
        return !m_packet.bytes.empty() && (m_packet.bytes[0] & kKind) == kLlc ? Next{Space::Llc} : Next{Space::Rest};
    }
    case linktype::pktap: return pktap();
    case linktype::juniperGgsn:
    case linktype::juniperServices:
    case linktype::juniperAtm1:
    case linktype::juniperAtm2:
    case linktype::juniperPppoe:
    case linktype::juniperEther:
    case linktype::juniperPpp:
    case linktype::juniperFrameRelay:
    case linktype::juniperChdlc:
    case linktype::juniperVoice: return juniper(type);
    default: return type >= linktype::user0 && type <= linktype::user15 ? userLink() : Next{Space::Rest};
    }
}

Next Walk::dispatch(Next next)
{
    switch (next.space) {
    case Space::EtherType: return etherType(next.number);
    case Space::IpProtocol: return ipProtocol(next.number);
    case Space::Ppp: return pppProtocol(next.number);
    case Space::Sap: return sap(next.number);
    case Space::Frame: return ethernet();
    case Space::Llc: return llc();
    case Space::PppFrame: return pppFrame();
    case Space::IpVersion: return ipVersion();
    case Space::Link: return link(next.number);
    case Space::Rest:
        if (m_end > m_at)
            add(LayerKind::Data, 0, 0);
        return {};
    case Space::Stop: return {};
    }
    return {};
}

Next Walk::etherType(std::uint32_t type)
{
    switch (type) {
    case ethertype::ipv4: return ipv4();
    case ethertype::ipv6: return ipv6();
    case ethertype::arp:
    case ethertype::reverseArp: return arp();
    case ethertype::vlan:
    case ethertype::vlanOld: return vlan(LayerKind::Vlan);
    case ethertype::serviceVlan: return vlan(LayerKind::Ieee8021ad);
    case ethertype::mpls:
    case ethertype::mplsUpstream: return mpls();
    case ethertype::pppoeDiscovery:
    case ethertype::pppoeSession: return pppoe(type);
    case ethertype::ppp: return {Space::PppFrame};
    case ethertype::bridged: return ethernet();
    case ethertype::erspan2:
    case ethertype::erspan3: return erspan(type);
    case ethertype::ciscoFrameRelay: return {Space::Rest};
    default: add(LayerKind::Other, 0, type); return {};
    }
}

Next Walk::ipProtocol(std::uint32_t protocol)
{
    switch (protocol) {
    case ipproto::tcp: return tcp();
    case ipproto::udp: return udp();
    case ipproto::icmp: return icmp();
    case ipproto::icmpv6: return icmpv6();
    case ipproto::igmp: return igmp();
    case ipproto::ipv4: tunnel(); return ipv4();
    case ipproto::ipv6: tunnel(); return ipv6();
    case ipproto::gre: return gre();
    case ipproto::mpls: tunnel(); return mpls();
    case ipproto::ah: return authentication();
    case ipproto::esp:
        if (need(LayerKind::Esp, 8, "ESP header"))
            add(LayerKind::Esp, 8, u32be(here()));
        return {};
    case ipproto::hopByHop: return ipv6Options(LayerKind::Ipv6HopByHop);
    case ipproto::routing: return ipv6Options(LayerKind::Ipv6Routing);
    case ipproto::destinationOptions: return ipv6Options(LayerKind::Ipv6Destination);
    case ipproto::mobility: return ipv6Options(LayerKind::Ipv6Mobility);
    case ipproto::fragment: return ipv6Fragment();
    case ipproto::none: return {Space::Rest};
    default: add(LayerKind::Other, 0, protocol); return {};
    }
}

void Walk::missing(LayerKind kind, std::uint32_t n, const char* what)
{
    auto& layer = add(kind, m_end - m_at, 0);
    if (layer.flags & Quoted) {  // routers quote as little as eight bytes behind the IP header (RFC 792)
        layer.flags |= CutHere;
        return;
    }
    const bool snaplen = n <= m_endOriginal - layer.offset;
    layer.flags |= snaplen ? CutHere : BadHere;
    m_at = layer.offset;
    fault(snaplen ? Fault::Cut : Fault::Malformed, what);
}

Next Walk::bad(LayerKind kind, std::uint32_t header, const char* what)
{
    fault(Fault::Malformed, what);
    add(kind, std::min(header, m_end - m_at), 0).flags |= BadHere;
    return {};
}

bool Walk::nest()
{
    if (++m_networks <= limits::nestedHeaders)
        return true;
    fault(Fault::Limit, "nested network headers");
    return false;
}

// IEEE 802.3 3.2.6: up to 1500 a length, from 1536 a type; what is between is neither.
Next Walk::ethernet()
{
    if (!need(LayerKind::Ethernet, 14, "Ethernet header"))
        return {};
    const auto type = u16be(here() + 12);
    if (type > 1500) {
        add(LayerKind::Ethernet, 14, type);
        return {Space::EtherType, type};
    }
    add(LayerKind::Ieee8023, 14, type);
    endAt(m_at + std::uint64_t{type});
    // Novell's raw frames carry IPX with an empty checksum where LLC would stand.
    if (m_end - m_at >= 2 && u16be(here()) == 0xFFFF) {
        add(LayerKind::Other, 0, ethertype::ipx);
        return {};
    }
    return {Space::Llc};
}

Next Walk::vlan(LayerKind kind)
{
    if (!need(kind, 4, "VLAN tag"))
        return {};
    const auto control = u16be(here());
    const auto type = u16be(here() + 2);
    m_vlan = control & 0x0FFF;
    add(kind, 4, m_vlan);
    if (type > 1500)
        return {Space::EtherType, type};
    endAt(m_at + std::uint64_t{type});
    return {Space::Llc};
}

Next Walk::llc()
{
    if (!need(LayerKind::Llc, 3, "LLC header"))
        return {};
    const auto* at = here();
    const auto destination = std::to_integer<std::uint32_t>(at[0]);
    const auto control = std::to_integer<unsigned>(at[2]);
    // Information and supervisory frames have two bytes of control, unnumbered ones have one (IEEE 802.2 5.2).
    const std::uint32_t header = (control & 3) == 3 ? 3 : 4;
    if (!need(LayerKind::Llc, header, "LLC control"))
        return {};
    if (destination == 0xAA && std::to_integer<unsigned>(at[1]) == 0xAA && header == 3) {
        add(LayerKind::Llc, 3, destination);
        if (!need(LayerKind::Snap, 5, "SNAP header"))
            return {};
        const auto organisation = u32be(here() - 1) & 0xFF'FFFF;
        const auto type = u16be(here() + 3);
        add(LayerKind::Snap, 5, type);
        // RFC 1042: organisation 0 names EtherTypes; 0x0000f8 is Cisco's and Apple's form of the same.
        if (organisation == 0 || organisation == 0x0000F8)
            return {Space::EtherType, type};
        add(LayerKind::Other, 0, organisation << 16 | type);
        return {};
    }
    add(LayerKind::Llc, header, destination);
    return {Space::Sap, destination};
}

// RFC 826: the lengths of both addresses stand in the fixed part.
Next Walk::arp()
{
    if (!need(LayerKind::Arp, 8, "ARP header"))
        return {};
    const auto* at = here();
    const auto hardware = std::to_integer<std::uint32_t>(at[4]);
    const auto protocol = std::to_integer<std::uint32_t>(at[5]);
    // RFC 2734 5: between nodes of IEEE 1394 the receiver's hardware address is left out.
    constexpr std::uint32_t kIeee1394 = 24;
    const auto length = 8 + (u16be(at) == kIeee1394 ? 1 : 2) * hardware + 2 * protocol;
    if (!need(LayerKind::Arp, length, "ARP addresses"))
        return {};
    const auto type = u16be(at + 2);
    endAt(std::uint64_t{m_at} + length);
    add(LayerKind::Arp, length, type);
    return {};
}

Next Walk::tcp()
{
    const auto there = m_end - m_at;
    if (there < 4) {
        missing(LayerKind::Tcp, 20, "TCP header");
        return {};
    }
    const auto* at = here();
    const auto setPorts = [at](Layer& layer) {
        layer.ports = 1;
        layer.sourcePort = u16be(at);
        layer.destinationPort = u16be(at + 2);
    };
    if (there < 20) [[unlikely]] {
        missing(LayerKind::Tcp, 20, "TCP header");
        setPorts(m_out.layers[m_out.count - 1U]);
        return {};
    }
    const auto control = u16be(at + 12);
    const std::uint32_t header = (control >> 12) * 4U;
    if (header < 20) [[unlikely]]
        bad(LayerKind::Tcp, 20, "TCP header length below 20");
    else if (header > there) [[unlikely]]
        missing(LayerKind::Tcp, header, "TCP options");
    else
        add(LayerKind::Tcp, header, 0);
    auto& layer = m_out.layers[m_out.count - 1U];
    setPorts(layer);
    layer.number = control & 0x0FFF;
    return {};
}

Next Walk::udp()
{
    const auto there = m_end - m_at;
    if (there < 8) [[unlikely]] {
        const auto* at = here();
        missing(LayerKind::Udp, 8, "UDP header");
        auto& layer = m_out.layers[m_out.count - 1U];
        if (there >= 4) {
            layer.ports = 1;
            layer.sourcePort = u16be(at);
            layer.destinationPort = u16be(at + 2);
        }
        return {};
    }
    const auto* at = here();
    const auto length = u16be(at + 4);
    // Length 0: a jumbogram (RFC 2675 4), or a sender that left the work to its network card.
    if (length >= 8)
        endAt(std::uint64_t{m_at} + length);
    auto& layer = add(LayerKind::Udp, 8, 0);
    layer.ports = 1;
    layer.sourcePort = u16be(at);
    layer.destinationPort = u16be(at + 2);
    if (length != 0 && length < 8) {
        layer.flags |= BadHere;
        fault(Fault::Malformed, "UDP length below 8");
        return {};
    }
    if (layer.flags & Quoted)
        return {};
    if (layer.destinationPort == udpport::vxlan || layer.sourcePort == udpport::vxlan)
        return vxlan();
    if (layer.destinationPort == udpport::geneve || layer.sourcePort == udpport::geneve)
        return geneve();
    if (layer.destinationPort == udpport::ayiya || layer.sourcePort == udpport::ayiya)
        return ayiya();
    return {};
}

}  // namespace pr::decode
