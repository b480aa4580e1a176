#include "core/decode/ip_reassembly.h"

#include <algorithm>
#include <cstring>

namespace pr::decode {

IpReassembly::IpReassembly(std::size_t memory) : m_memory{memory} { }

std::size_t IpReassembly::KeyHash::operator()(const DatagramKey& key) const noexcept
{
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a over words
    const auto mix = [&](std::uint64_t word) { hash = (hash ^ word) * 1099511628211ULL; };
    for (const auto* address : {&key.source, &key.destination}) {
        mix(u64be(address->data()));
        mix(u64be(address->data() + 8));
    }
    mix(std::uint64_t{key.identification} << 32 | std::uint64_t{key.vlan} << 16 | std::uint64_t{key.protocol} << 8
        | key.version);
    return static_cast<std::size_t>(hash ^ hash >> 29);
}

void IpReassembly::forgetCompleted()
{
    for (auto& done : m_done) {
        done.bytes.clear();
        done.places.clear();
    }
    m_completed = 0;
}

void IpReassembly::drop(Order::iterator datagram)
{
    m_bytes -= datagram->bytes;
    m_datagrams.erase(datagram->key);
    m_order.erase(datagram);
}

void IpReassembly::clear()
{
    forgetCompleted();
    m_datagrams.clear();
    m_order.clear();
    m_bytes = 0;
}

bool IpReassembly::isComplete(const Datagram& datagram)
{
    if (!datagram.lengthKnown)
        return false;
    std::uint32_t reached = 0;
    for (const auto& piece : datagram.pieces)
        if (piece.place.offset <= reached)
            reached = std::max(reached, piece.place.offset + piece.place.length);
    return reached >= datagram.length;
}

void IpReassembly::join(Datagram& datagram, Completed& out)
{
    out.bytes.assign(datagram.length, '\0');
    std::uint32_t reached = 0;
    for (auto& [place, bytes] : datagram.pieces) {
        auto usable = static_cast<std::uint32_t>(bytes.size());
        if (place.offset + usable > datagram.length) {
            place.flags |= TooLong;
            usable = place.offset < datagram.length ? datagram.length - place.offset : 0;
        }
        auto known = std::uint32_t{0};  // bytes of this piece that others gave already
        if (place.offset < reached && place.length > 0) {
            known = std::min(usable, reached - place.offset);
            place.flags |= Overlap;
            if (std::memcmp(out.bytes.data() + place.offset, bytes.data(), known) != 0)
                place.flags |= OverlapConflict;
        }
        if (usable > known) {
            std::memcpy(out.bytes.data() + place.offset + known, bytes.data() + known, usable - known);
            reached = place.offset + usable;
        }
        datagram.flags |= place.flags;
        out.places.push_back(place);
    }
}

bool IpReassembly::add(const DatagramKey& key, std::uint32_t offset, bool more, Bytes payload, PacketNumber packet,
    Timestamp time, ReassembledDatagram& out)
{
    if (m_completed == m_done.size() || offset + payload.size() > limits::datagramBytes)
        return false;

    auto found = m_datagrams.find(key);
    if (found != m_datagrams.end() && time - found->second->first > std::chrono::seconds{limits::datagramSeconds}) {
        ++m_counters.expired;
        drop(found->second);
        found = m_datagrams.end();
    }
    if (found == m_datagrams.end()) {
        m_order.push_back({.key = key, .first = time, .pieces = {}});
        found = m_datagrams.emplace(key, std::prev(m_order.end())).first;
    }
    auto& datagram = *found->second;
    if (datagram.pieces.size() == limits::fragmentsPerDatagram) {
        ++m_counters.dropped;
        drop(found->second);
        return false;
    }

    Piece piece{{packet.value, offset, static_cast<std::uint32_t>(payload.size()), 0}, std::string{textOf(payload)}};
    if (!more) {
        const auto length = offset + piece.place.length;
        if (datagram.lengthKnown && datagram.length != length)
            piece.place.flags |= MultipleTails;
        else
            datagram.length = length;
        datagram.lengthKnown = true;
    }
    // The room counts what the pieces cost beside their bytes, so that empty fragments are not free.
    const auto room = payload.size() + sizeof(Piece);
    datagram.bytes += room;
    m_bytes += room;
    datagram.pieces.insert(std::upper_bound(datagram.pieces.begin(), datagram.pieces.end(), offset,
                               [](std::uint32_t at, const Piece& other) { return at < other.place.offset; }),
        std::move(piece));

    if (isComplete(datagram)) {
        auto& done = m_done[m_completed++];
        join(datagram, done);
        out = {bytesOf(done.bytes), done.places, datagram.flags};
        ++m_counters.completed;
        drop(found->second);
        return true;
    }
    while (m_order.size() > limits::datagrams || m_bytes > m_memory) {
        ++m_counters.dropped;
        drop(m_order.begin());
    }
    return false;
}

}  // namespace pr::decode
