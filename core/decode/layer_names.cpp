#include "core/decode/decode.h"
#include "core/decode/numbers.h"

namespace pr::decode {

namespace {

std::string_view pppProtocolName(std::uint32_t protocol)
{
    switch (protocol) {
    case 0x8021: return "ipcp";
    case 0x8057: return "ipv6cp";
    case 0x80FD: return "ccp";
    case 0xC021: return "lcp";
    case 0xC023: return "pap";
    case 0xC223: return "chap";
    default: return {};
    }
}

}  // namespace

std::string_view layerName(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Ethernet:
    case LayerKind::Ieee8023: return "eth";
    case LayerKind::Vlan: return "vlan";
    case LayerKind::Ieee8021ad: return "ieee8021ad";
    case LayerKind::Llc: return "llc";
    case LayerKind::Sll:
    case LayerKind::Sll2: return "sll";
    case LayerKind::Null: return "null";
    case LayerKind::RawIp: return "raw";
    case LayerKind::Ppp: return "ppp";
    case LayerKind::Mpls: return "mpls";
    case LayerKind::Gre: return "gre";
    case LayerKind::Vxlan: return "vxlan";
    case LayerKind::Geneve: return "geneve";
    case LayerKind::Arp: return "arp";
    case LayerKind::Ipv4: return "ip";
    case LayerKind::Ipv6: return "ipv6";
    case LayerKind::Ipv6HopByHop: return "ipv6.hopopts";
    case LayerKind::Ipv6Routing: return "ipv6.routing";
    case LayerKind::Ipv6Fragment: return "ipv6.fraghdr";
    case LayerKind::Ipv6Destination: return "ipv6.dstopts";
    case LayerKind::Ipv6Mobility: return "mipv6";
    case LayerKind::Ah: return "ah";
    case LayerKind::Esp: return "esp";
    case LayerKind::Icmp: return "icmp";
    case LayerKind::Icmpv6: return "icmpv6";
    case LayerKind::Igmp: return "igmp";
    case LayerKind::Tcp: return "tcp";
    case LayerKind::Udp: return "udp";
    case LayerKind::Chdlc: return "chdlc";
    case LayerKind::FrameRelay: return "fr";
    case LayerKind::Nflog: return "nflog";
    case LayerKind::Erspan: return "erspan";
    case LayerKind::Pppoe: return "pppoes";
    case LayerKind::PppoeDiscovery: return "pppoed";
    case LayerKind::PwControl: return "pwethheuristic:pwethcw";
    case LayerKind::Ayiya: return "ayiya";
    case LayerKind::Radiotap: return "radiotap:wlan_radio";
    case LayerKind::Ppi: return "ppi";
    case LayerKind::Wlan: return "wlan";
    case LayerKind::Arcnet: return "arcnet";
    case LayerKind::Ipoib: return "ipoib";
    case LayerKind::Ipnet: return "ipnet";
    case LayerKind::Fddi: return "fddi";
    case LayerKind::TokenRing: return "tr";
    case LayerKind::Ieee1394: return "ap1394";
    case LayerKind::Pktap: return "pktap";
    case LayerKind::UserLink: return "user_dlt";
    case LayerKind::Juniper: return "juniper";
    case LayerKind::HciH4: return "bluetooth:hci_h4";
    case LayerKind::Prism: return "prism";
    case LayerKind::Wlancap: return "wlancap:wlan_radio";
    case LayerKind::Data: return "data";
    case LayerKind::Ppp2:
    case LayerKind::None:
    case LayerKind::Snap:
    case LayerKind::Other: return {};
    }
    return {};
}

void appendProtocols(std::string& out, std::span<const Layer> layers)
{
    const auto append = [&](std::string_view name) {
        if (!out.empty())
            out += ':';
        out += name;
    };
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const auto& layer = layers[i];
        if (const auto name = layer.kind == LayerKind::Ppp2 ? pppProtocolName(layer.number) : layerName(layer.kind);
            !name.empty())
            append(name);
        // The dissector that looks up EtherTypes counts as a layer of its own.
        const auto tag = layer.kind == LayerKind::Vlan || layer.kind == LayerKind::Ieee8021ad;
        const auto cooked = layer.kind == LayerKind::Sll || layer.kind == LayerKind::Sll2;
        const auto length = i + 1 < layers.size() && layers[i + 1].kind == LayerKind::Llc;
        if (layer.kind == LayerKind::Prism && layer.header > 0 && !(layer.flags & (CutHere | BadHere)))
            append("wlan_radio");  // none where another header, or none, was written under that link type
        if (layer.kind == LayerKind::Pktap && i + 1 < layers.size())
            append("pcap_pktdata");
        if (!(layer.flags & (CutHere | BadHere))
            && (layer.kind == LayerKind::Ethernet || (tag && !length) || (cooked && layer.number > 1500)))
            append("ethertype");
    }
}

}  // namespace pr::decode
