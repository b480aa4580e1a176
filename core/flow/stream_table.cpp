#include "core/flow/stream_table.h"

#include <algorithm>
#include <cstring>

namespace pr::flow {

namespace {

void place(std::array<std::byte, 16>& to, Bytes address)
{
    std::copy_n(address.begin(), std::min(address.size(), to.size()), to.begin());
}

// The product of 64-bit words folded to 64 bits mixes all bits of both.
std::uint64_t fold(std::uint64_t x, std::uint64_t y)
{
    __extension__ using Wide = unsigned __int128;
    const auto product = static_cast<Wide>(x) * y;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

DirectedKey ordered(FlowKey key)
{
    const auto order = std::memcmp(key.a.data(), key.b.data(), key.a.size());
    const bool swap = order > 0 || (order == 0 && key.hasPorts() && key.portA > key.portB);
    if (!swap)
        return {key, true};
    std::swap(key.a, key.b);
    if (key.hasPorts())
        std::swap(key.portA, key.portB);
    return {key, false};
}

}  // namespace

DirectedKey keyOf(Talk talk, const Endpoints& ends)
{
    FlowKey key;
    place(key.a, ends.source);
    place(key.b, ends.destination);
    key.portA = ends.sourcePort;
    key.portB = ends.destinationPort;
    key.talk = talk;
    key.protocol = talk == Talk::Tcp ? 6 : 17;
    key.addressBytes = static_cast<std::uint8_t>(std::min<std::size_t>(ends.source.size(), 16));
    return ordered(key);
}

DirectedKey keyOf(std::uint8_t protocol, Bytes source, Bytes destination, std::uint32_t number)
{
    FlowKey key;
    place(key.a, source);
    place(key.b, destination);
    key.portA = static_cast<std::uint16_t>(number >> 16U);
    key.portB = static_cast<std::uint16_t>(number);
    key.protocol = protocol;
    key.addressBytes = static_cast<std::uint8_t>(std::min<std::size_t>(source.size(), 16));
    return ordered(key);
}

StreamTable::StreamTable(std::size_t capacity, std::uint64_t seed, OnEnd onEnd)
    : m_capacity{std::clamp<std::size_t>(capacity, 1, 0x40000000)}, m_seed{seed}, m_onEnd{std::move(onEnd)}, m_index(64)
{
}

std::uint32_t StreamTable::hashOf(const FlowKey& key) const
{
    std::array<std::uint64_t, 5> words{};
    std::memcpy(words.data(), key.a.data(), 16);
    std::memcpy(words.data() + 2, key.b.data(), 16);
    words[4] = std::uint64_t{key.portA} << 48U | std::uint64_t{key.portB} << 32U | std::uint64_t{key.protocol} << 8U
        | static_cast<std::uint64_t>(key.talk);
    auto hash = m_seed ^ 0x9E3779B97F4A7C15ULL;
    for (const auto word : words)
        hash = fold(hash ^ word, 0xD6E8FEB86659FD93ULL ^ m_seed);
    return static_cast<std::uint32_t>(fold(hash, 0xA0761D6478BD642FULL) >> 32U);
}

std::size_t StreamTable::placeOf(const FlowKey& key, std::uint32_t hash) const
{
    const auto mask = m_index.size() - 1;
    auto at = hash & mask;
    while (m_index[at].slot != none && !(m_index[at].hash == hash && m_entries[m_index[at].slot].key == key))
        at = (at + 1) & mask;
    return at;
}

void StreamTable::begin(std::uint32_t slot, const DirectedKey& key, Timestamp time)
{
    auto& entry = m_entries[slot];
    const auto older = entry.older;
    const auto newer = entry.newer;
    entry = Entry{};
    entry.older = older;
    entry.newer = newer;
    entry.key = key.key;
    entry.initiatorIsA = key.fromA;
    entry.flow = FlowId{m_nextFlow++};
    if (key.key.talk != Talk::Other)
        entry.stream = m_nextStream[static_cast<std::size_t>(key.key.talk)]++;
    entry.firstTime = entry.lastTime = time.time_since_epoch().count();
}

StreamTable::Found StreamTable::enter(const DirectedKey& key, Timestamp time)
{
    const auto hash = hashOf(key.key);
    auto at = placeOf(key.key, hash);
    if (const auto slot = m_index[at].slot; slot != none) {
        if (slot != m_newest || m_entries[slot].quiet) {
            unlink(slot);
            linkNewest(slot);
        }
        return {slot, false, sideOf(slot, key.fromA)};
    }
    std::uint32_t slot = 0;
    if (m_size == m_capacity) {
        slot = m_oldest;
        ++m_evicted;
        if (m_onEnd)
            m_onEnd(slot, m_entries[slot], End::Evicted);
        erase(slot);
        unlink(slot);
        at = placeOf(key.key, hash);
    } else {
        slot = static_cast<std::uint32_t>(m_entries.size());
        if (m_entries.size()
            == m_entries.capacity())  // not by doubling: the last half would stay empty at the capacity
            m_entries.reserve(std::min(m_capacity, m_entries.size() + m_entries.size() / 2 + 64));
        m_entries.emplace_back();
        if (++m_size * 4 > m_index.size() * 3) {
            grow();
            at = placeOf(key.key, hash);
        }
    }
    m_index[at] = {hash, slot};
    begin(slot, key, time);
    linkNewest(slot);
    return {slot, true, Side::Initiator};
}

std::optional<StreamTable::Found> StreamTable::find(const DirectedKey& key) const
{
    const auto slot = m_index[placeOf(key.key, hashOf(key.key))].slot;
    if (slot == none)
        return std::nullopt;
    return Found{slot, false, sideOf(slot, key.fromA)};
}

std::uint32_t StreamTable::slotFor(FlowId flow)
{
    const auto [place, fresh] = m_known.try_emplace(flow.value, 0);
    if (!fresh)
        return place->second;
    if (m_free.empty()) {
        place->second = static_cast<std::uint32_t>(m_entries.size());
        m_entries.emplace_back();
    } else {
        place->second = m_free.back();
        m_free.pop_back();
        m_entries[place->second] = Entry{};
    }
    m_entries[place->second].flow = flow;
    return place->second;
}

StreamTable::Found StreamTable::enterKnown(const Known& known, const DirectedKey& key, Timestamp time)
{
    const auto before = m_known.size();
    const auto slot = slotFor(known.flow);
    if (m_known.size() == before)
        return {slot, false, sideOf(slot, key.fromA)};
    auto& entry = m_entries[slot];
    entry.key = key.key;
    entry.initiatorIsA = key.fromA;
    entry.stream = known.stream;
    entry.firstTime = entry.lastTime = time.time_since_epoch().count();
    return {slot, true, Side::Initiator};
}

void StreamTable::forget(FlowId flow)
{
    const auto place = m_known.find(flow.value);
    if (place == m_known.end())
        return;
    if (m_onEnd)
        m_onEnd(place->second, m_entries[place->second], End::Evicted);
    m_free.push_back(place->second);
    m_known.erase(place);
}

std::optional<std::uint32_t> StreamTable::slotOf(FlowId flow) const
{
    const auto place = m_known.find(flow.value);
    return place == m_known.end() ? std::nullopt : std::optional{place->second};
}

void StreamTable::archive(Archive& archive, std::uint32_t slot)
{
    auto& entry = m_entries[slot];
    auto& key = entry.key;
    for (auto* address : {&key.a, &key.b})
        for (auto& byte : *address)
            archive.integer(byte);
    archive.integer(key.portA);
    archive.integer(key.portB);
    archive.integer(key.talk);
    key.talk = std::min(key.talk, Talk::Other);
    archive.integer(key.protocol);
    archive.integer(key.addressBytes);
    archive.integer(entry.initiatorIsA);
    archive.integer(entry.stream);
    archive.integer(entry.packets);
    archive.integer(entry.firstTime);
    archive.integer(entry.lastTime);
}

decode::StreamContext StreamTable::advance(std::uint32_t slot, Timestamp time, Clock clock)
{
    auto& entry = m_entries[slot];
    const auto now = time.time_since_epoch().count();
    decode::StreamContext context;
    context.known = true;
    context.stream = entry.stream;
    context.timeRelative = Nanoseconds{now - entry.firstTime};
    context.timeDelta = Nanoseconds{now - entry.lastTime};
    context.packetInStream = ++entry.packets;
    if (clock == Clock::Moves)
        entry.lastTime = now;
    return context;
}

std::optional<std::uint32_t> StreamTable::hushOldest()
{
    if (m_oldestAwake == none)
        return std::nullopt;
    const auto slot = m_oldestAwake;
    m_entries[slot].quiet = true;
    m_oldestAwake = m_entries[slot].newer;
    --m_awake;
    return slot;
}

StreamTable::Found StreamTable::renew(std::uint32_t slot, const DirectedKey& key, Timestamp time)
{
    if (m_onEnd)
        m_onEnd(slot, m_entries[slot], End::Reused);
    begin(slot, key, time);
    return {slot, true, Side::Initiator};
}

void StreamTable::grow()
{
    std::vector<Place> old(m_index.size() * 2);
    old.swap(m_index);
    const auto mask = m_index.size() - 1;
    for (const auto& one : old) {
        if (one.slot == none)
            continue;
        auto at = one.hash & mask;
        while (m_index[at].slot != none)
            at = (at + 1) & mask;
        m_index[at] = one;
    }
}

// Closes the hole by moving back what probed past it, so that no tombstones pile up.
void StreamTable::erase(std::uint32_t slot)
{
    const auto mask = m_index.size() - 1;
    auto hole = placeOf(m_entries[slot].key, hashOf(m_entries[slot].key));
    for (auto at = (hole + 1) & mask; m_index[at].slot != none; at = (at + 1) & mask) {
        const auto home = m_index[at].hash & mask;
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            m_index[hole] = m_index[at];
            hole = at;
        }
    }
    m_index[hole] = {};
}

void StreamTable::unlink(std::uint32_t slot)
{
    const auto& entry = m_entries[slot];
    if (!entry.quiet)
        --m_awake;
    if (slot == m_oldestAwake)
        m_oldestAwake = entry.newer;
    (entry.older == none ? m_oldest : m_entries[entry.older].newer) = entry.newer;
    (entry.newer == none ? m_newest : m_entries[entry.newer].older) = entry.older;
}

void StreamTable::linkNewest(std::uint32_t slot)
{
    auto& entry = m_entries[slot];
    entry.older = m_newest;
    entry.newer = none;
    entry.quiet = false;
    ++m_awake;
    if (m_oldestAwake == none)
        m_oldestAwake = slot;
    (m_newest == none ? m_oldest : m_entries[m_newest].newer) = slot;
    m_newest = slot;
}

}  // namespace pr::flow
