// IPv4, IPv6 and its extension headers, ICMP, ICMPv6, IGMP, AH.
#include "core/decode/icmp_data_time.h"
#include "core/decode/numbers.h"
#include "core/decode/walk.h"

#include <cstring>

namespace pr::decode {

Next Walk::ipVersion()
{
    if (m_end == m_at)
        return {Space::Rest};
    switch (std::to_integer<unsigned>(*here()) >> 4) {
    case 4: return ipv4();
    case 6: return ipv6();
    default: return {Space::Rest};
    }
}

// RFC 791 3.1.
Next Walk::ipv4()
{
    if (!nest() || !need(LayerKind::Ipv4, 20, "IPv4 header"))
        return {};
    const auto* at = here();
    const auto start = m_at;
    const auto first = std::to_integer<unsigned>(at[0]);
    if (first >> 4 != 4)
        return bad(LayerKind::Ipv4, 0, "IP version is not 4");
    const std::uint32_t header = (first & 15) * 4;
    if (header < 20)
        return bad(LayerKind::Ipv4, 0, "IPv4 header length below 20");
    if (!need(LayerKind::Ipv4, header, "IPv4 options"))
        return {};
    const auto length = u16be(at + 2);
    // Length 0: the network card of the sender, where it was captured, was to cut it into segments.
    if (length != 0) {
        if (length < header)
            return bad(LayerKind::Ipv4, 0, "IPv4 total length below its header");
        endAt(std::uint64_t{start} + length);
    }
    const auto protocol = std::to_integer<std::uint32_t>(at[9]);
    auto& ip = add(LayerKind::Ipv4, header, protocol);
    m_addresses = nullptr;
    const auto fragment = u16be(at + 6);
    if ((fragment & 0x3FFF) == 0) [[likely]]
        return {Space::IpProtocol, protocol};

    DatagramKey key;
    std::memcpy(key.source.data(), at + 12, 4);
    std::memcpy(key.destination.data(), at + 16, 4);
    key.identification = u16be(at + 4);
    key.vlan = m_vlan;
    key.protocol = static_cast<std::uint8_t>(protocol);
    return reassemble(ip, key, (fragment & 0x1FFFU) * 8, (fragment & 0x2000) != 0, {Space::IpProtocol, protocol});
}

// RFC 8200 3.
Next Walk::ipv6()
{
    if (!nest() || !need(LayerKind::Ipv6, 40, "IPv6 header"))
        return {};
    const auto* at = here();
    if (std::to_integer<unsigned>(at[0]) >> 4 != 6)
        return bad(LayerKind::Ipv6, 0, "IP version is not 6");
    const auto length = u16be(at + 4);
    const auto next = std::to_integer<std::uint32_t>(at[6]);
    // Length 0 with a hop-by-hop header is a jumbogram (RFC 2675 3), which ends where its carrier does.
    if (length != 0 || next != ipproto::hopByHop)
        endAt(std::uint64_t{m_at} + 40 + length);
    m_extensions = 0;
    m_addresses = at + 8;
    add(LayerKind::Ipv6, 40, next);
    return {Space::IpProtocol, next};
}

// RFC 8200 4.3, 4.4, 4.6 and RFC 6275 6.1: next header, and a length in units of eight bytes without the first.
Next Walk::ipv6Options(LayerKind kind)
{
    if (++m_extensions > limits::ipv6ExtensionHeaders) {
        fault(Fault::Limit, "IPv6 extension headers");
        return {};
    }
    if (!need(kind, 8, "IPv6 extension header"))
        return {};
    const auto* at = here();
    const auto next = std::to_integer<std::uint32_t>(at[0]);
    const auto length = (std::to_integer<std::uint32_t>(at[1]) + 1) * 8;
    if (!need(kind, length, "IPv6 extension header"))
        return {};
    add(kind, length, next);
    return {Space::IpProtocol, next};
}

// RFC 8200 4.5. An atomic fragment (RFC 6946) is whole as it stands.
Next Walk::ipv6Fragment()
{
    if (++m_extensions > limits::ipv6ExtensionHeaders) {
        fault(Fault::Limit, "IPv6 extension headers");
        return {};
    }
    if (!need(LayerKind::Ipv6Fragment, 8, "IPv6 fragment header"))
        return {};
    const auto* at = here();
    const auto next = std::to_integer<std::uint32_t>(at[0]);
    const auto place = u16be(at + 2);
    auto& layer = add(LayerKind::Ipv6Fragment, 8, next);
    if ((place & 0xFFF9) == 0)
        return {Space::IpProtocol, next};
    if (!m_addresses) {  // not below an IPv6 header: nothing says what it is a fragment of
        layer.flags |= Fragment;
        return {Space::Rest};
    }

    DatagramKey key;
    std::memcpy(key.source.data(), m_addresses, 16);
    std::memcpy(key.destination.data(), m_addresses + 16, 16);
    key.identification = u32be(at + 4);
    key.version = 6;
    return reassemble(layer, key, place & 0xFFF8U, (place & 1) != 0, {Space::IpProtocol, next});
}

Next Walk::reassemble(Layer& ip, const DatagramKey& key, std::uint32_t offset, bool more, Next next)
{
    const auto payload = m_bytes.subspan(m_at, m_end - m_at);
    if (!m_reassembly || cut() || claimsMore() || payload.empty() || (ip.flags & Quoted)) {
        // What will never be joined: the first fragment shows its transport header all the same.
        ip.flags |= Fragment;
        return offset == 0 ? next : Next{Space::Rest};
    }
    auto& datagram = m_out.datagrams[m_out.datagramCount % m_out.datagrams.size()];
    if (!m_reassembly->add(key, offset, more, payload, m_packet.number, m_packet.time, datagram)) {
        ip.flags |= Fragment;
        return {Space::Rest};
    }
    ip.flags |= Reassembled;
    m_source = ++m_out.datagramCount;
    m_bytes = datagram.bytes;
    m_at = 0;
    m_end = static_cast<std::uint32_t>(m_bytes.size());
    m_endOriginal = m_end;
    m_addresses = nullptr;
    return next;
}

// RFC 4302 2: length in units of four bytes, less two.
Next Walk::authentication()
{
    if (++m_extensions > limits::ipv6ExtensionHeaders) {
        fault(Fault::Limit, "authentication headers");
        return {};
    }
    if (!need(LayerKind::Ah, 8, "authentication header"))
        return {};
    const auto* at = here();
    const auto next = std::to_integer<std::uint32_t>(at[0]);
    const auto length = (std::to_integer<std::uint32_t>(at[1]) + 2) * 4;
    if (!need(LayerKind::Ah, length, "authentication data"))
        return {};
    add(LayerKind::Ah, length, next);
    return {Space::IpProtocol, next};
}

// RFC 792: unreachable, source quench, redirect, time exceeded and parameter problem quote the packet that caused them.
Next Walk::icmp()
{
    if (!need(LayerKind::Icmp, 8, "ICMP header"))
        return {};
    const auto* at = here();
    const auto type = std::to_integer<unsigned>(at[0]);
    add(LayerKind::Icmp, 8, type << 8 | std::to_integer<unsigned>(at[1]));
    switch (type) {
    case 3:
    case 11:
    case 12:
        // RFC 4884 4: where extensions follow, the quote's length stands in units of four bytes.
        if (const auto words = std::to_integer<std::uint32_t>(at[5]); words != 0)
            endAt(m_at + std::uint64_t{words} * 4);
        [[fallthrough]];
    case 4:
    case 5: return quoted({Space::EtherType, ethertype::ipv4});
    case 0:
    case 8:  // echo: what is behind the time that most senders begin with
        m_at += icmpDataTime(m_bytes.subspan(m_at, m_end - m_at), m_packet.time).size;
        return {Space::Rest};
    default: return {};
    }
}

// RFC 4443 2.1: types below 128 are errors.
Next Walk::icmpv6()
{
    if (!need(LayerKind::Icmpv6, 4, "ICMPv6 header"))
        return {};
    const auto* at = here();
    const auto type = std::to_integer<unsigned>(at[0]);
    const auto number = type << 8 | std::to_integer<unsigned>(at[1]);
    const auto error = type >= 1 && type <= 4;
    const auto echo = type == 128 || type == 129;
    if (!error && !echo) {
        add(LayerKind::Icmpv6, 4, number);
        return {};
    }
    if (!need(LayerKind::Icmpv6, 8, "ICMPv6 header"))
        return {};
    add(LayerKind::Icmpv6, 8, number);
    return error ? quoted({Space::EtherType, ethertype::ipv6}) : Next{Space::Rest};
}

Next Walk::quoted(Next next)
{
    if (m_end == m_at)
        return {};
    m_flags |= Quoted;
    return next;
}

Next Walk::igmp()
{
    if (!need(LayerKind::Igmp, 8, "IGMP header"))
        return {};
    const auto type = std::to_integer<std::uint32_t>(*here());
    switch (type) {
    case 0x11:  // query, reports and leaves of all three versions
    case 0x12:
    case 0x16:
    case 0x17:
    case 0x22:
    case 0x1E:  // multicast traceroute
    case 0x1F: add(LayerKind::Igmp, 8, type); break;
    default: add(LayerKind::Other, 0, ipproto::igmp);  // DVMRP, the first PIM and others share the number and no more
    }
    return {};
}

}  // namespace pr::decode
