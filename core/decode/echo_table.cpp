#include "core/decode/echo_table.h"

#include "core/decode/field_reader.h"

#include <algorithm>
#include <cstring>

namespace pr::decode {

std::size_t echoLayer(const Decoded& decoded)
{
    std::size_t at = 0;
    while (at < decoded.count && decoded.layers[at].kind != LayerKind::Icmp
        && decoded.layers[at].kind != LayerKind::Icmpv6)
        ++at;
    return at;
}

EchoMatch EchoTable::observe(const PacketView& packet, const Decoded& decoded, std::size_t at)
{
    const auto& echo = decoded.layers[at];
    const Layer* ip = nullptr;
    for (std::size_t i = 0; i < at; ++i)
        if (decoded.layers[i].kind == LayerKind::Ipv4 || decoded.layers[i].kind == LayerKind::Ipv6)
            ip = &decoded.layers[i];
    if (!ip || echo.end - echo.offset < 8)
        return {};
    const auto v6 = echo.kind == LayerKind::Icmpv6;
    const std::uint32_t requestType = v6 ? 128 : 8;
    const std::uint32_t replyType = v6 ? 129 : 0;
    const auto type = echo.number >> 8;
    if ((type != requestType && type != replyType) || (ip->kind == LayerKind::Ipv6) != v6)
        return {};

    const auto message = decoded.sourceOf(echo, packet.bytes).subspan(echo.offset, 8);
    const auto header = decoded.headerOf(*ip, packet.bytes);
    const std::size_t size = v6 ? 16 : 4;
    const auto from = header.subspan(v6 ? 8 : 12, size);
    const auto to = header.subspan(v6 ? 24 : 16, size);
    Request seen{.packet = packet.number.value, .time = packet.time.time_since_epoch().count()};
    seen.fromHigher = (std::memcmp(from.data(), to.data(), size) > 0) == (type == requestType);
    seen.identifierAndSequence = u32be(message.data() + 4);
    if (!v6) {
        // A reply differs from its request in the type alone, and the sum of both by that much (RFC 1624).
        const std::uint32_t sum = u16be(message.data() + 2) + (type == requestType ? 0x0800U : 0U);
        seen.checksum = static_cast<std::uint16_t>((sum & 0xFFFF) + (sum >> 16));
    }

    const auto known = std::find_if(m_requests.rbegin(), m_requests.rend(), [&](const Request& one) {
        return one.identifierAndSequence == seen.identifierAndSequence && one.checksum == seen.checksum
            && one.fromHigher == seen.fromHigher;
    });
    if (type == replyType) {
        if (known == m_requests.rend())
            return {};
        return {known->packet, Nanoseconds{seen.time - known->time}};
    }
    if (known != m_requests.rend()) {
        known->packet = seen.packet;
        known->time = seen.time;
        return {};
    }
    if (m_requests.size() == limits::echoRequests)
        m_requests.erase(m_requests.begin());
    m_requests.push_back(seen);
    return {};
}

}  // namespace pr::decode
