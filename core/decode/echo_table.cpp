#include "core/decode/echo_table.h"

#include "core/decode/field_reader.h"

#include <cstring>

namespace pr::decode {

std::size_t EchoTable::KeyHash::operator()(const Key& key) const noexcept
{
    std::uint64_t hash = 14695981039346656037ULL;
    const auto mix = [&](std::uint64_t word) { hash = (hash ^ word) * 1099511628211ULL; };
    for (std::size_t i = 0; i < key.addresses.size(); i += 8)
        mix(u64be(key.addresses.data() + i));
    mix(std::uint64_t{key.identifierAndSequence} << 24 | std::uint64_t{key.checksum} << 8 | key.version);
    return static_cast<std::size_t>(hash ^ hash >> 29);
}

EchoMatch EchoTable::observe(const PacketView& packet, const Decoded& decoded)
{
    const Layer* ip = nullptr;
    const Layer* echo = nullptr;
    for (const auto& layer : decoded.all()) {
        if (layer.kind == LayerKind::Ipv4 || layer.kind == LayerKind::Ipv6)
            ip = &layer;
        if (layer.kind == LayerKind::Icmp || layer.kind == LayerKind::Icmpv6) {
            echo = &layer;
            break;
        }
    }
    if (!echo || !ip || echo->end - echo->offset < 8)
        return {};
    const auto v6 = echo->kind == LayerKind::Icmpv6;
    const std::uint32_t requestType = v6 ? 128 : 8;
    const std::uint32_t replyType = v6 ? 129 : 0;
    const auto type = echo->number >> 8;
    if ((type != requestType && type != replyType) || (ip->kind == LayerKind::Ipv6) != v6)
        return {};

    const auto message = decoded.sourceOf(*echo, packet.bytes).subspan(echo->offset, 8);
    const auto header = decoded.headerOf(*ip, packet.bytes);
    const std::size_t size = v6 ? 16 : 4;
    const auto source = header.subspan(v6 ? 8 : 12, size);
    const auto destination = header.subspan(v6 ? 24 : 16, size);
    Key key;
    const auto& requester = type == requestType ? source : destination;
    const auto& answerer = type == requestType ? destination : source;
    std::memcpy(key.addresses.data(), requester.data(), size);
    std::memcpy(key.addresses.data() + 16, answerer.data(), size);
    key.identifierAndSequence = u32be(message.data() + 4);
    key.version = v6 ? 6 : 4;
    if (!v6) {
        // A reply differs from its request in the type alone, and the sum of both by that much (RFC 1624).
        const std::uint32_t sum = u16be(message.data() + 2) + (type == requestType ? 0x0800U : 0U);
        key.checksum = static_cast<std::uint16_t>((sum & 0xFFFF) + (sum >> 16));
    }

    if (type == replyType) {
        const auto found = m_requests.find(key);
        if (found == m_requests.end())
            return {};
        return {found->second.packet, packet.time - found->second.time};
    }
    const auto known = m_requests.find(key);
    if (known != m_requests.end()) {
        known->second = {packet.number.value, packet.time};
        return {};
    }
    if (m_ring.size() < limits::echoRequests) {
        m_ring.push_back(key);
    } else {
        m_requests.erase(m_ring[m_oldest]);
        m_ring[m_oldest] = key;
        m_oldest = (m_oldest + 1) % m_ring.size();
    }
    m_requests.emplace(key, Request{packet.number.value, packet.time});
    return {};
}

}  // namespace pr::decode
