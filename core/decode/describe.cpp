#include "core/decode/describe.h"

#include "core/decode/arcnet.h"
#include "core/decode/arp.h"
#include "core/decode/ethernet.h"
#include "core/decode/fddi.h"
#include "core/decode/frame.h"
#include "core/decode/geneve.h"
#include "core/decode/gre.h"
#include "core/decode/icmp.h"
#include "core/decode/icmpv6.h"
#include "core/decode/ieee1394.h"
#include "core/decode/igmp.h"
#include "core/decode/ipnet.h"
#include "core/decode/ipoib.h"
#include "core/decode/ipv4.h"
#include "core/decode/ipv6.h"
#include "core/decode/juniper.h"
#include "core/decode/mpls.h"
#include "core/decode/null.h"
#include "core/decode/pktap.h"
#include "core/decode/ppp.h"
#include "core/decode/pppoe.h"
#include "core/decode/sll.h"
#include "core/decode/token_ring.h"
#include "core/decode/vlan.h"
#include "core/decode/vxlan.h"

#include <algorithm>

namespace pr::decode {

namespace {

constexpr FieldGroup groupOf(LayerKind kind)
{
    constexpr auto ethernet = FieldGroup::of(eth::fields);
    constexpr auto tags = FieldGroup::of(vlan::fields, ieee8021ad::fields, eth::fields);  // a tag may hold the padding
    constexpr auto cooked = FieldGroup::of(sll::fields, eth::fields);
    constexpr auto ipv4 = FieldGroup::of(ip::fields);
    constexpr auto ip6 = FieldGroup::of(ipv6::fields, ip::fields);  // ip.version is known of both
    constexpr auto arpOnly = FieldGroup::of(arp::fields);
    constexpr auto icmpOnly = FieldGroup::of(icmp::fields);
    constexpr auto icmp6 = FieldGroup::of(icmpv6::fields);
    constexpr auto rest =
        FieldGroup::of(null::fields, ppp::fields, lcp::fields, ipcp::fields, ipv6cp::fields, pap::fields, pppoe::fields,
            mpls::fields, gre::fields, vxlan::fields, geneve::fields, igmp::fields, arcnet::fields, fddi::fields,
            tr::fields, ieee1394::fields, ipoib::fields, ipnet::fields, pktap::fields, juniper::fields);
    switch (kind) {
    case LayerKind::Ethernet:
    case LayerKind::Ieee8023: return ethernet;
    case LayerKind::Vlan:
    case LayerKind::Ieee8021ad: return tags;
    case LayerKind::Sll:
    case LayerKind::Sll2: return cooked;
    case LayerKind::Ipv4: return ipv4;
    case LayerKind::Ipv6:
    case LayerKind::Ipv6HopByHop:
    case LayerKind::Ipv6Routing:
    case LayerKind::Ipv6Fragment:
    case LayerKind::Ipv6Destination: return ip6;
    case LayerKind::Arp: return arpOnly;
    case LayerKind::Icmp: return icmpOnly;
    case LayerKind::Icmpv6: return icmp6;
    default: return rest;
    }
}

}  // namespace

const Layer* LayerView::ip() const
{
    for (auto i = index; i-- > 0;)
        if (const auto& outer = context.decoded.layers[i];
            outer.kind == LayerKind::Ipv4 || outer.kind == LayerKind::Ipv6)
            return &outer;
    return nullptr;
}

void describeLayer(const DescribeContext& context, std::size_t index, FieldSink& sink)
{
    const LayerView view{context, index};
    // Joined fragments are described even so: they add the bytes that the layers behind refer to.
    const auto group = groupOf(view.layer().kind);
    if (!sink.mayWant(group) && !(view.layer().flags & Reassembled))
        return;
    switch (view.layer().kind) {
    case LayerKind::Ethernet:
    case LayerKind::Ieee8023: return describeEthernet(view, sink);
    case LayerKind::Vlan:
    case LayerKind::Ieee8021ad: return describeVlan(view, sink);
    case LayerKind::Sll:
    case LayerKind::Sll2: return describeSll(view, sink);
    case LayerKind::Null: return describeNull(view, sink);
    case LayerKind::RawIp: return describeRawIp(view, sink);
    case LayerKind::Ppp: return describePpp(view, sink);
    case LayerKind::Ppp2: return describePppControl(view, sink);
    case LayerKind::Pppoe:
    case LayerKind::PppoeDiscovery: return describePppoe(view, sink);
    case LayerKind::Mpls: return describeMpls(view, sink);
    case LayerKind::Gre: return describeGre(view, sink);
    case LayerKind::Vxlan: return describeVxlan(view, sink);
    case LayerKind::Geneve: return describeGeneve(view, sink);
    case LayerKind::Arp: return describeArp(view, sink);
    case LayerKind::Ipv4: return describeIpv4(view, sink);
    case LayerKind::Ipv6: return describeIpv6(view, sink);
    case LayerKind::Ipv6HopByHop:
    case LayerKind::Ipv6Routing:
    case LayerKind::Ipv6Fragment:
    case LayerKind::Ipv6Destination: return describeIpv6Extension(view, sink);
    case LayerKind::Icmp: return describeIcmp(view, sink);
    case LayerKind::Icmpv6: return describeIcmpv6(view, sink);
    case LayerKind::Igmp: return describeIgmp(view, sink);
    case LayerKind::Arcnet: return describeArcnet(view, sink);
    case LayerKind::Fddi: return describeFddi(view, sink);
    case LayerKind::TokenRing: return describeTokenRing(view, sink);
    case LayerKind::Ieee1394: return describeIeee1394(view, sink);
    case LayerKind::Ipoib: return describeIpoib(view, sink);
    case LayerKind::Ipnet: return describeIpnet(view, sink);
    case LayerKind::Pktap: return describePktap(view, sink);
    case LayerKind::Juniper: return describeJuniper(view, sink);
    case LayerKind::None:
    case LayerKind::Llc:
    case LayerKind::Snap:
    case LayerKind::Ah:
    case LayerKind::Esp:
    case LayerKind::Tcp:
    case LayerKind::Udp:
    case LayerKind::Data:
    case LayerKind::Ipv6Mobility:
    case LayerKind::Other:
    case LayerKind::Chdlc:
    case LayerKind::FrameRelay:
    case LayerKind::Nflog:
    case LayerKind::Erspan:
    case LayerKind::PwControl:
    case LayerKind::Ayiya:
    case LayerKind::Radiotap:
    case LayerKind::Ppi:
    case LayerKind::Wlan:
    case LayerKind::UserLink:
    case LayerKind::HciH4:
    case LayerKind::Prism:
    case LayerKind::Wlancap: return;
    }
}

std::span<const std::span<const Field* const>> fieldLists()
{
    static constexpr std::array<std::span<const Field* const>, 30> lists{frame::fields, eth::fields, fddi::fields,
        tr::fields, arcnet::fields, ieee1394::fields, ipoib::fields, ipnet::fields, pktap::fields, juniper::fields,
        vlan::fields, ieee8021ad::fields, sll::fields, null::fields, ppp::fields, lcp::fields, ipcp::fields,
        ipv6cp::fields, pap::fields, pppoe::fields, mpls::fields, gre::fields, vxlan::fields, geneve::fields,
        arp::fields, ip::fields, ipv6::fields, icmp::fields, icmpv6::fields, igmp::fields};
    return lists;
}

std::int16_t encapType(LinkType type)
{
    struct Row {
        LinkType link;
        std::int16_t encap;
    };
    static constexpr Row rows[] = {{0, 15}, {1, 1}, {2, 184}, {3, 148}, {6, 2}, {7, 8}, {8, 3}, {9, 4}, {10, 6},
        {11, 10}, {12, 7}, {13, 38}, {14, 7}, {16, 11}, {18, 11}, {19, 11}, {32, 69}, {50, 4}, {51, 139}, {99, 61},
        {100, 10}, {101, 7}, {104, 28}, {105, 20}, {106, 11}, {107, 26}, {108, 174}, {109, 38}, {112, 28}, {113, 25},
        {114, 30}, {117, 39}, {118, 29}, {119, 21}, {121, 32}, {122, 18}, {123, 13}, {127, 23}, {128, 37}, {129, 9},
        {130, 81}, {131, 82}, {133, 87}, {135, 68}, {136, 151}, {137, 67}, {138, 62}, {139, 75}, {140, 42}, {141, 43},
        {142, 101}, {143, 33}, {147, 45}, {148, 46}, {149, 47}, {150, 48}, {151, 49}, {152, 50}, {153, 51}, {154, 52},
        {155, 53}, {156, 54}, {157, 55}, {158, 56}, {159, 57}, {160, 58}, {161, 59}, {162, 60}, {163, 24}, {165, 63},
        {167, 76}, {169, 66}, {170, 178}, {171, 179}, {172, 77}, {173, 78}, {178, 83}, {179, 84}, {180, 85}, {181, 86},
        {183, 91}, {184, 181}, {186, 92}, {187, 41}, {188, 93}, {189, 95}, {190, 109}, {192, 97}, {195, 104},
        {196, 100}, {197, 98}, {199, 103}, {200, 197}, {201, 99}, {202, 147}, {203, 131}, {204, 19}, {209, 112},
        {210, 106}, {211, 108}, {212, 107}, {213, 111}, {214, 105}, {215, 113}, {220, 115}, {224, 121}, {225, 122},
        {226, 124}, {227, 125}, {228, 129}, {229, 130}, {230, 127}, {231, 146}, {235, 132}, {236, 133}, {237, 157},
        {239, 141}, {240, 135}, {241, 136}, {242, 180}, {243, 138}, {245, 140}, {248, 149}, {249, 152}, {250, 153},
        {251, 154}, {252, 155}, {253, 158}, {254, 159}, {255, 160}, {256, 161}, {258, 171}, {259, 172}, {260, 173},
        {264, 177}, {266, 182}, {268, 36}, {270, 183}, {271, 185}, {272, 186}, {273, 199}, {274, 198}, {275, 200},
        {276, 210}, {279, 204}, {280, 205}, {283, 206}, {287, 211}, {288, 208}, {290, 212}, {292, 214}, {293, 215},
        {294, 216}, {295, 217}};
    const auto* row = std::lower_bound(
        std::begin(rows), std::end(rows), type, [](const Row& left, LinkType right) { return left.link < right; });
    return row != std::end(rows) && row->link == type ? row->encap : std::int16_t{0};
}

}  // namespace pr::decode
