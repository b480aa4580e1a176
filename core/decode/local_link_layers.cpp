// Rings, buses and fabrics: FDDI, Token Ring, ARCNET, IEEE 1394, InfiniBand, and what Solaris hands out as IP.
#include "core/decode/numbers.h"
#include "core/decode/walk.h"

namespace pr::decode {

// ANSI X3.139: frame control, destination, source. Of the frames that carry data, LLC's asynchronous ones are known.
Next Walk::fddi()
{
    if (!need(LayerKind::Fddi, 13, "FDDI header"))
        return {};
    const auto control = std::to_integer<std::uint32_t>(*here());
    add(LayerKind::Fddi, 13, control);
    return control >> 4 == 5 ? Next{Space::Llc} : Next{Space::Rest};
}

// IEEE 802.5 3.2: access and frame control, destination, source, and where the source's first bit is set, the route,
// which begins with its own length.
Next Walk::tokenRing()
{
    if (!need(LayerKind::TokenRing, 14, "Token Ring header"))
        return {};
    const auto control = std::to_integer<std::uint32_t>(here()[1]);
    std::uint32_t header = 14;
    if (std::to_integer<bool>(here()[8] & std::byte{0x80})) {
        if (!need(LayerKind::TokenRing, header + 1, "Token Ring route"))
            return {};
        header += std::to_integer<std::uint32_t>(here()[14] & std::byte{0x1F});
        if (!need(LayerKind::TokenRing, header, "Token Ring route"))
            return {};
    }
    add(LayerKind::TokenRing, header, control);
    return control >> 6 == 1 ? Next{Space::Llc} : Next{Space::Rest};
}

// RFC 1201 and RFC 1051: source, destination, on Linux the place in the card's buffer, and a system code. Most codes
// are followed by a split flag and a sequence number; a flag of 255, which Linux takes away, has the code again behind
// it.
Next Walk::arcnet(bool isLinux)
{
    const std::uint32_t code = isLinux ? 4 : 2;
    if (!need(LayerKind::Arcnet, code + 1, "ARCNET header"))
        return {};
    constexpr std::uint32_t kDiagnose = 0x80, kBacnet = 0xCD, kIp1051 = 0xF0, kArp1051 = 0xF1;
    constexpr std::uint32_t kIpv6 = 0xC4, kIp1201 = 0xD4, kArp1201 = 0xD5, kRarp1201 = 0xD6;
    const auto system = std::to_integer<std::uint32_t>(here()[code]);
    std::uint32_t header = code + 1;
    if (system != kDiagnose && system != kBacnet && system != kIp1051 && system != kArp1051) {
        if (!need(LayerKind::Arcnet, header + 3, "ARCNET fragment header"))
            return {};
        if (!isLinux && here()[header] == std::byte{0xFF}) {
            header += 4;
            if (!need(LayerKind::Arcnet, header + 3, "ARCNET exception header"))
                return {};
        }
        header += 3;
    }
    add(LayerKind::Arcnet, header, system);
    switch (system) {
    case kIp1051:
    case kIp1201: return {Space::EtherType, ethertype::ipv4};
    case kArp1051:
    case kArp1201: return {Space::EtherType, ethertype::arp};
    case kRarp1201: return {Space::EtherType, ethertype::reverseArp};
    case kIpv6: return {Space::EtherType, ethertype::ipv6};
    case kBacnet: return {Space::Llc};
    default: return {Space::Rest};
    }
}

// Apple's form of RFC 2734: two addresses of eight bytes and an EtherType.
Next Walk::ieee1394()
{
    if (!need(LayerKind::Ieee1394, 18, "IEEE 1394 header"))
        return {};
    const auto type = u16be(here() + 16);
    add(LayerKind::Ieee1394, 18, type);
    return {Space::EtherType, type};
}

// RFC 4391 6 behind the global route header, of which libpcap leaves the receiver: queue pair at 20, address at 24.
Next Walk::ipoib()
{
    if (!need(LayerKind::Ipoib, 44, "IP over InfiniBand header"))
        return {};
    const auto type = u16be(here() + 40);
    add(LayerKind::Ipoib, 44, type);
    return {Space::EtherType, type};
}

// ipnet(7D) of Solaris: version, address family (its own numbers), and whose packet it is.
Next Walk::ipnet()
{
    if (!need(LayerKind::Ipnet, 24, "IPNET header"))
        return {};
    const auto family = std::to_integer<std::uint32_t>(here()[1]);
    constexpr std::uint32_t kIpv4 = 2, kIpv6 = 26;
    add(LayerKind::Ipnet, 24, family);
    return family == kIpv4 ? Next{Space::EtherType, ethertype::ipv4}
        : family == kIpv6  ? Next{Space::EtherType, ethertype::ipv6}
                           : Next{Space::Rest};
}

}  // namespace pr::decode
