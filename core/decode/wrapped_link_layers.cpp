// What macOS and Juniper's routers say of a packet before its link layer, and link types without a fixed meaning.
#include "core/decode/little_endian.h"
#include "core/decode/numbers.h"
#include "core/decode/walk.h"

#include <algorithm>

namespace pr::decode {

namespace {

/// Juniper's numbers for what follows. Only their low byte counts.
namespace juniperProtocol {
enum : std::uint8_t {
    ipv4 = 2,
    mplsToIpv4 = 3,
    ipv4ToMpls = 4,
    mpls = 5,
    ipv6 = 6,
    mplsToIpv6 = 7,
    ipv6ToMpls = 8,
    ppp = 200,
    llc = 202,
    llcSnap = 203,
    ethernet = 204,
    frameRelay = 207,
    ciscoHdlc = 208,
};
}

Next carriedBy(std::uint32_t protocol)
{
    switch (protocol) {
    case juniperProtocol::ipv4:
    case juniperProtocol::mplsToIpv4: return {Space::EtherType, ethertype::ipv4};
    case juniperProtocol::ipv6:
    case juniperProtocol::mplsToIpv6: return {Space::EtherType, ethertype::ipv6};
    case juniperProtocol::ipv4ToMpls:
    case juniperProtocol::mpls:
    case juniperProtocol::ipv6ToMpls: return {Space::EtherType, ethertype::mpls};
    case juniperProtocol::ppp: return {Space::PppFrame};
    case juniperProtocol::llc:
    case juniperProtocol::llcSnap: return {Space::Llc};
    case juniperProtocol::ethernet: return {Space::Frame};
    case juniperProtocol::frameRelay: return {Space::Link, linktype::frameRelay};
    case juniperProtocol::ciscoHdlc: return {Space::Link, linktype::ciscoHdlc};
    default: return {Space::Rest};
    }
}

// ATM cards tell no more than a cookie, so the first bytes decide; one that holds a cell of operation and maintenance
// carries no packet. `at`: three bytes behind the cookie.
std::uint32_t guessedBehindAtm(bool isSecond, bool isOutgoing, const std::byte* cookie, const std::byte* at)
{
    const auto word = u32be(cookie);
    if (isSecond ? std::to_integer<bool>(cookie[7] & std::byte{0x70}) : word >> 24 == 0x80)
        return 0;
    const auto three = std::uint32_t{u16be(at)} << 8 | std::to_integer<std::uint32_t>(at[2]);
    if (three == 0xAAAA03)
        return juniperProtocol::llcSnap;
    if (three == 0xFEFE03)
        return juniperProtocol::llc;
    if (isSecond && isOutgoing && word & 0x3F)
        return juniperProtocol::ethernet;
    static constexpr std::uint16_t kPpp[] = {
        0x0021, 0x0023, 0x003D, 0x0057, 0x0281, 0x0283, 0x8021, 0x8023, 0x8057, 0x8281, 0xC021, 0xC023, 0xC223};
    if (isSecond && std::find(std::begin(kPpp), std::end(kPpp), u16be(at)) != std::end(kPpp))
        return juniperProtocol::ppp;
    const auto first = std::to_integer<unsigned>(at[0]);
    return first >= 0x45 && first <= 0x4F ? juniperProtocol::ipv4 : first >> 4 == 6 ? juniperProtocol::ipv6 : 0;
}

}  // namespace

// Apple's net/pktap.h, little-endian: length, record type (1: a packet), link type, interface, process.
Next Walk::pktap()
{
    constexpr std::uint32_t kLeast = 108;
    if (!need(LayerKind::Pktap, 4, "PKTAP header"))
        return {};
    const auto header = u32le(here());
    if (header < kLeast)
        return bad(LayerKind::Pktap, 4, "PKTAP header length below 108");
    if (!need(LayerKind::Pktap, header, "PKTAP header"))
        return {};
    const auto record = u32le(here() + 4);
    const auto type = u32le(here() + 8);
    add(LayerKind::Pktap, header, type);
    return record == 1 ? Next{Space::Link, type} : Next{};
}

// Link types that are left to their users. The third was macOS's for PKTAP before that had a number of its own.
Next Walk::userLink()
{
    constexpr std::uint32_t kOldPktap = 149, kMostHeader = 1024;
    add(LayerKind::UserLink, 0, m_packet.linkType);
    if (m_packet.linkType != kOldPktap || m_end - m_at < 12)
        return {Space::Rest};
    const auto header = u32le(here());
    return header >= 108 && header <= kMostHeader && u32le(here() + 4) <= 1 ? pktap() : Next{Space::Rest};
}

// Juniper's magic number, flags, what else is known of interface and unit, then by link type or, where the link layer
// was taken off, a number. Old releases write none of it.
Next Walk::juniper(std::uint32_t type)
{
    if (!need(LayerKind::Juniper, 4, "Juniper header"))
        return {};
    constexpr std::uint32_t kMagic = 0x4D4743;
    constexpr unsigned kIncoming = 1, kNoLinkLayer = 2, kExtensions = 0x80;
    const auto flags = std::to_integer<unsigned>(here()[3]);
    std::uint32_t header = 0;
    if (u32be(here()) >> 8 == kMagic) {
        header = 4;
        if (flags & kExtensions) {
            if (!need(LayerKind::Juniper, 6, "Juniper extensions"))
                return {};
            header = 6U + u16be(here() + 4);
        }
        if (flags & kNoLinkLayer) {
            if (!need(LayerKind::Juniper, header + 4, "Juniper protocol"))
                return {};
            const auto protocol = std::to_integer<std::uint32_t>(here()[header]);
            add(LayerKind::Juniper, header + 4, protocol);
            return carriedBy(protocol);
        }
    }
    std::uint32_t protocol = 0;
    switch (type) {
    case linktype::juniperEther:
    case linktype::juniperPppoe: protocol = juniperProtocol::ethernet; break;
    case linktype::juniperPpp:
        header += 2;  // address and control
        protocol = juniperProtocol::ppp;
        break;
    case linktype::juniperFrameRelay: protocol = juniperProtocol::frameRelay; break;
    case linktype::juniperChdlc: protocol = juniperProtocol::ciscoHdlc; break;
    case linktype::juniperGgsn:  // protocol and VLAN, little-endian
        if (!need(LayerKind::Juniper, header + 4, "Juniper protocol"))
            return {};
        protocol = u16le(here() + header);
        header += 4;
        break;
    case linktype::juniperVoice:
        header += 18;
        protocol = juniperProtocol::ipv4;
        break;
    case linktype::juniperServices:  // a cookie
        header += flags & kIncoming ? 16 : 12;
        protocol = juniperProtocol::ipv4;
        break;
    case linktype::juniperAtm1:
    case linktype::juniperAtm2: {
        const bool isSecond = type == linktype::juniperAtm2;
        const auto* cookie = here() + header;
        header += isSecond ? 8 : 4;
        if (!need(LayerKind::Juniper, header + 3, "Juniper ATM cookie"))
            return {};
        protocol = guessedBehindAtm(isSecond, !(flags & kIncoming), cookie, here() + header);
        break;
    }
    default: break;
    }
    if (!need(LayerKind::Juniper, header, "Juniper header"))
        return {};
    add(LayerKind::Juniper, header, protocol);
    return carriedBy(protocol);
}

}  // namespace pr::decode
