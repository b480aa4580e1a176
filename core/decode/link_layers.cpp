// Link layers beside Ethernet, and tunnels.
#include "core/decode/numbers.h"
#include "core/decode/walk.h"

#include <bit>
#include <cstring>

namespace pr::decode {

namespace {

std::uint32_t swapped(std::uint32_t value)
{
    return value << 24 | (value & 0xFF00) << 8 | (value >> 8 & 0xFF00) | value >> 24;
}

}  // namespace

Next Walk::sap(std::uint32_t sap)
{
    switch (sap) {
    case 0x06: return {Space::EtherType, ethertype::ipv4};
    default: add(LayerKind::Other, 0, sap); return {};
    }
}

// Linux cooked capture: the type names an EtherType, or below 1536 a form of 802.3 (1: Novell's raw, 4: LLC).
Next Walk::sll()
{
    if (!need(LayerKind::Sll, 16, "Linux cooked header"))
        return {};
    const auto type = u16be(here() + 14);
    add(LayerKind::Sll, 16, type);
    return type > 1500 ? Next{Space::EtherType, type} : type == 4 ? Next{Space::Llc} : Next{Space::Rest};
}

Next Walk::sll2()
{
    if (!need(LayerKind::Sll2, 20, "Linux cooked header"))
        return {};
    const auto type = u16be(here());
    add(LayerKind::Sll2, 20, type);
    return type > 1500 ? Next{Space::EtherType, type} : type == 4 ? Next{Space::Llc} : Next{Space::Rest};
}

// BSD loopback: an address family in the byte order of the machine that captured, or (LOOP) of the network.
Next Walk::null(bool networkOrder)
{
    if (!need(LayerKind::Null, 4, "loopback header"))
        return {};
    auto family = u32be(here());
    if (family >> 16 == 0xFF03)  // some systems write PPP frames as this link type
        return {Space::PppFrame};
    // Families are small numbers: what is not, stands in the other order.
    if (!networkOrder && family > 0xFFFF)
        family = swapped(family);
    add(LayerKind::Null, 4, family);
    switch (family) {
    case 2: return {Space::EtherType, ethertype::ipv4};
    case 10:  // Linux
    case 23:  // Windows
    case 24:  // NetBSD, OpenBSD
    case 28:  // FreeBSD
    case 30:  // macOS
        return {Space::EtherType, ethertype::ipv6};
    default: return family > 1500 && family <= 0xFFFF ? Next{Space::EtherType, family} : Next{Space::Rest};
    }
}

// RFC 1661 2 and RFC 1662 3.1: address and control may be left out, and the protocol's first byte where it is zero.
Next Walk::pppFrame()
{
    if (!need(LayerKind::Ppp, 1, "PPP header"))
        return {};
    const auto first = std::to_integer<unsigned>(*here());
    if (first == 0x0F || first == 0x8F)  // Cisco's framing on a line that was taken for PPP
        return chdlc();
    std::uint32_t header = 0;
    if (first == 0xFF) {
        if (!need(LayerKind::Ppp, 3, "PPP header"))
            return {};
        header = 2;
    }
    const auto high = std::to_integer<std::uint32_t>(here()[header]);
    if (high & 1) {
        add(LayerKind::Ppp, header + 1, high);
        return {Space::Ppp, high};
    }
    if (!need(LayerKind::Ppp, header + 2, "PPP protocol"))
        return {};
    const auto protocol = u16be(here() + header);
    add(LayerKind::Ppp, header + 2, protocol);
    return {Space::Ppp, protocol};
}

Next Walk::pppProtocol(std::uint32_t protocol)
{
    switch (protocol) {
    case 0x0021: return {Space::EtherType, ethertype::ipv4};
    case 0x0057: return {Space::EtherType, ethertype::ipv6};
    case 0x0281: return {Space::EtherType, ethertype::mpls};
    case 0x0283: return {Space::EtherType, ethertype::mplsUpstream};
    default: break;
    }
    // Network and link control protocols (RFC 1661 2) say code, identifier and length; the rest is only named.
    if (protocol < 0x8000) {
        add(LayerKind::Other, 0, protocol);
        return {};
    }
    if (!need(LayerKind::Ppp2, 4, "PPP control packet"))
        return {};
    const auto length = u16be(here() + 2);
    if (length < 4)
        return bad(LayerKind::Ppp2, 4, "PPP control packet length below 4");
    endAt(std::uint64_t{m_at} + length);
    add(LayerKind::Ppp2, 4, protocol);
    return {};
}

// RFC 2516 4.
Next Walk::pppoe(std::uint32_t type)
{
    const auto kind = type == ethertype::pppoeSession ? LayerKind::Pppoe : LayerKind::PppoeDiscovery;
    if (!need(kind, 6, "PPPoE header"))
        return {};
    const auto* at = here();
    const auto code = std::to_integer<unsigned>(at[1]);
    endAt(std::uint64_t{m_at} + 6 + u16be(at + 4));
    add(kind, 6, u16be(at + 2));
    return kind == LayerKind::Pppoe && code == 0 ? Next{Space::PppFrame} : Next{};
}

Next Walk::chdlc()
{
    if (!need(LayerKind::Chdlc, 4, "Cisco HDLC header"))
        return {};
    const auto protocol = u16be(here() + 2);
    add(LayerKind::Chdlc, 4, protocol);
    if (protocol == ethertype::reverseArp) {  // Cisco's keep-alives (SLARP) use this number
        add(LayerKind::Other, 0, protocol);
        return {};
    }
    return {Space::EtherType, protocol};
}

// RFC 2427: two address bytes, control, and what follows by NLPID; Cisco's own form has an EtherType instead.
Next Walk::frameRelay()
{
    if (!need(LayerKind::FrameRelay, 4, "Frame Relay header"))
        return {};
    const auto* at = here();
    std::uint32_t address = 2;
    while (address < 4 && !std::to_integer<bool>(at[address - 1] & std::byte{1}))
        ++address;
    if (!need(LayerKind::FrameRelay, address + 2, "Frame Relay header"))
        return {};
    const auto control = std::to_integer<unsigned>(at[address]);
    if (control != 3) {
        const auto type = u16be(at + address);
        add(LayerKind::FrameRelay, address + 2, type);
        return {Space::EtherType, type};
    }
    auto header = address + 1;
    if (at[header] == std::byte{0})  // padding before the NLPID
        ++header;
    if (!need(LayerKind::FrameRelay, header + 1, "Frame Relay NLPID"))
        return {};
    const auto nlpid = std::to_integer<std::uint32_t>(at[header]);
    add(LayerKind::FrameRelay, header + 1, nlpid);
    switch (nlpid) {
    case 0xCC: return {Space::EtherType, ethertype::ipv4};
    case 0x8E: return {Space::EtherType, ethertype::ipv6};
    case 0x80: {
        if (!need(LayerKind::Snap, 5, "SNAP header"))
            return {};
        const auto organisation = u32be(here()) >> 8;
        const auto type = u16be(here() + 3);
        add(LayerKind::Snap, 5, type);
        if (organisation == 0)
            return {Space::EtherType, type};
        if (organisation == 0x0080C2 && (type == 1 || type == 7))  // bridged Ethernet, with and without check sequence
            return {Space::Frame};
        add(LayerKind::Other, 0, organisation << 16 | type);
        return {};
    }
    default: add(LayerKind::Other, 0, nlpid); return {};
    }
}

// Attributes in the capturing machine's byte order, each padded to four bytes; number 9 is the packet.
Next Walk::nflog()
{
    if (!need(LayerKind::Nflog, 4, "netfilter log header"))
        return {};
    const auto start = m_at;
    const auto family = std::to_integer<std::uint32_t>(*here());
    constexpr unsigned kPayload = 9;
    auto at = start + 4;
    while (m_end - at >= 4) {
        std::uint16_t length = 0;
        std::uint16_t type = 0;
        std::memcpy(&length, m_bytes.data() + at, 2);
        std::memcpy(&type, m_bytes.data() + at + 2, 2);
        if constexpr (std::endian::native == std::endian::big) {
            length = static_cast<std::uint16_t>(length >> 8 | length << 8);
            type = static_cast<std::uint16_t>(type >> 8 | type << 8);
        }
        if (length < 4)
            return bad(LayerKind::Nflog, at - start, "netfilter log attribute length below 4");
        if ((type & 0x7FFF) == kPayload) {
            add(LayerKind::Nflog, at + 4 - start, family);
            endAt(std::uint64_t{at} + length);
            return family == 10 ? Next{Space::EtherType, ethertype::ipv6}
                : family == 2   ? Next{Space::EtherType, ethertype::ipv4}
                                : Next{Space::Rest};
        }
        if (length > m_end - at)
            break;
        at = std::min<std::uint32_t>(m_end, at + (length + 3U) / 4 * 4);
    }
    add(LayerKind::Nflog, at - start, family);
    return {Space::Rest};
}

// RFC 3032 2.1; what follows the last label is known by nobody but the routers, so the first four bits decide (RFC 4928
// 3).
Next Walk::mpls()
{
    if (!need(LayerKind::Mpls, 4, "MPLS label"))
        return {};
    const auto entry = u32be(here());
    add(LayerKind::Mpls, 4, entry >> 12);
    if (!(entry >> 8 & 1))
        return {Space::EtherType, ethertype::mpls};
    if (m_end - m_at >= 4 && std::to_integer<unsigned>(*here()) >> 4 == 0) {  // RFC 4448 4.6
        add(LayerKind::PwControl, 4, 0);
        return {Space::Frame};
    }
    return {Space::IpVersion};
}

// RFC 2784, RFC 2890, and version 1 of RFC 2637 (PPTP) with its acknowledgment.
Next Walk::gre()
{
    if (!need(LayerKind::Gre, 4, "GRE header"))
        return {};
    const auto flags = u16be(here());
    const auto type = u16be(here() + 2);
    const bool routing = flags & 0x4000;
    std::uint32_t header = 4;
    header += flags & 0xC000 ? 4 : 0;  // checksum and offset stand together
    header += flags & 0x2000 ? 4 : 0;
    header += flags & 0x1000 ? 4 : 0;
    header += (flags & 7) == 1 && flags & 0x0080 ? 4 : 0;
    if (!need(LayerKind::Gre, header, "GRE header"))
        return {};
    while (routing) {  // RFC 1701: source route entries, ended by an empty one
        if (!need(LayerKind::Gre, header + 4, "GRE routing"))
            return {};
        const auto* entry = here() + header;
        const auto length = std::to_integer<std::uint32_t>(entry[3]);
        header += 4 + length;
        if (u16be(entry) == 0 && length == 0)
            break;
        if (!need(LayerKind::Gre, header, "GRE routing"))
            return {};
    }
    add(LayerKind::Gre, header, type);
    m_greSequence = flags & 0x1000;
    tunnel();
    if (m_end == m_at)
        return {};
    return type == 0 ? Next{Space::Rest} : Next{Space::EtherType, type};
}

// draft-foschiano-erspan 4: type I has no header, II eight bytes, III twelve and maybe eight more. I and II share an
// EtherType; II always has a GRE sequence number.
Next Walk::erspan(std::uint32_t type)
{
    if (type == ethertype::erspan2 && !m_greSequence) {
        add(LayerKind::Erspan, 0, 0);
        return {Space::Frame};
    }
    if (!need(LayerKind::Erspan, 8, "ERSPAN header"))
        return {};
    const auto version = std::to_integer<unsigned>(*here()) >> 4;
    const auto session = u16be(here() + 2) & 0x03FFU;
    std::uint32_t header = 8;
    if (type == ethertype::erspan3) {
        if (!need(LayerKind::Erspan, 12, "ERSPAN header"))
            return {};
        header = std::to_integer<unsigned>(here()[11]) & 1 ? 20 : 12;
        if (!need(LayerKind::Erspan, header, "ERSPAN platform header"))
            return {};
    } else if (version != 1) {
        add(LayerKind::Erspan, 8, session);
        return {Space::Rest};
    }
    add(LayerKind::Erspan, header, session);
    return {Space::Frame};
}

// RFC 7348 5.
Next Walk::vxlan()
{
    if (!need(LayerKind::Vxlan, 8, "VXLAN header"))
        return {};
    add(LayerKind::Vxlan, 8, u32be(here() + 4) >> 8);
    tunnel();
    return {Space::Frame};
}

// draft-massar-v6ops-ayiya 4: eight bytes, an identity of 2^n bytes, a signature in units of four. Operation 1 forwards
// what follows.
Next Walk::ayiya()
{
    if (m_end - m_at < 8)
        return {};  // the port alone says little
    const auto* at = here();
    const auto header =
        8 + (1U << (std::to_integer<unsigned>(at[0]) >> 4)) + (std::to_integer<unsigned>(at[1]) >> 4) * 4;
    const auto operation = std::to_integer<unsigned>(at[2]) & 15;
    const auto next = std::to_integer<std::uint32_t>(at[3]);
    if (header > m_end - m_at)
        return {};
    add(LayerKind::Ayiya, header, next);
    tunnel();
    return operation == 1 ? Next{Space::IpProtocol, next} : Next{Space::Rest};
}

// RFC 8926 3.4.
Next Walk::geneve()
{
    if (!need(LayerKind::Geneve, 8, "Geneve header"))
        return {};
    const auto type = u16be(here() + 2);
    const std::uint32_t header = 8 + (std::to_integer<std::uint32_t>(*here()) & 0x3F) * 4;
    if (!need(LayerKind::Geneve, header, "Geneve options"))
        return {};
    add(LayerKind::Geneve, header, type);
    tunnel();
    return {Space::EtherType, type};
}

}  // namespace pr::decode
