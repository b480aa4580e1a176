#include "core/query/packet_set.h"

#include <algorithm>
#include <numeric>

namespace pr::query {

PacketSet::PacketSet(std::uint64_t universe)
{
    grow(universe);
}

PacketSet PacketSet::all(std::uint64_t universe)
{
    PacketSet set{universe};
    for (std::size_t i = 0; i < set.m_chunks.size(); ++i)
        set.m_chunks[i].count = set.sizeOf(i);
    return set;
}

PacketSet::PacketSet(const PacketSet& other) : m_universe{other.m_universe}, m_chunks(other.m_chunks.size())
{
    for (std::size_t i = 0; i < m_chunks.size(); ++i) {
        m_chunks[i].count = other.m_chunks[i].count;
        if (other.m_chunks[i].words)
            m_chunks[i].words = std::make_unique<Words>(*other.m_chunks[i].words);
    }
}

PacketSet& PacketSet::operator=(const PacketSet& other)
{
    if (this != &other)
        *this = PacketSet{other};
    return *this;
}

std::uint32_t PacketSet::sizeOf(std::size_t chunk) const
{
    return static_cast<std::uint32_t>(std::min(chunkPackets, m_universe - chunk * chunkPackets));
}

PacketSet::Words PacketSet::fullWords(std::uint32_t size)
{
    Words words{};
    std::fill(words.begin(), words.begin() + size / 64, ~std::uint64_t{0});
    if (size % 64 != 0)
        words[size / 64] = (std::uint64_t{1} << size % 64) - 1;
    return words;
}

std::uint64_t PacketSet::wordOf(std::size_t chunk, std::size_t word) const
{
    const auto& of = m_chunks[chunk];
    if (of.words)
        return (*of.words)[word];
    if (of.count == 0)
        return 0;
    const auto size = sizeOf(chunk);
    return word < size / 64              ? ~std::uint64_t{0}
        : size % 64 && word == size / 64 ? (std::uint64_t{1} << size % 64) - 1
                                         : 0;
}

PacketSet::Words& PacketSet::writable(std::size_t chunk)
{
    auto& of = m_chunks[chunk];
    if (!of.words)
        of.words = std::make_unique<Words>(of.count == 0 ? Words{} : fullWords(sizeOf(chunk)));
    return *of.words;
}

// Counts anew, and gives the words back where all or none are set.
void PacketSet::settle(std::size_t chunk)
{
    auto& of = m_chunks[chunk];
    if (!of.words)
        return;
    of.count = std::accumulate(of.words->begin(), of.words->end(), std::uint32_t{0},
        [](std::uint32_t sum, std::uint64_t word) { return sum + static_cast<std::uint32_t>(std::popcount(word)); });
    if (of.count == 0 || of.count == sizeOf(chunk))
        of.words.reset();
}

void PacketSet::grow(std::uint64_t universe)
{
    if (universe <= m_universe)
        return;
    if (m_universe % chunkPackets != 0 && !m_chunks.back().words && m_chunks.back().count != 0)
        writable(m_chunks.size() - 1);  // it was full, and is so no more
    m_universe = universe;
    m_chunks.resize((universe + chunkPackets - 1) / chunkPackets);
}

void PacketSet::add(PacketNumber packet)
{
    if (packet.value - 1 >= m_universe)
        return;
    const auto chunk = (packet.value - 1) / chunkPackets, bit = (packet.value - 1) % chunkPackets;
    auto& of = m_chunks[chunk];
    if (!of.words && of.count != 0)
        return;
    auto& word = writable(chunk)[bit / 64];
    const auto mask = std::uint64_t{1} << bit % 64;
    of.count += (word & mask) == 0;
    word |= mask;
    if (of.count == sizeOf(chunk))
        of.words.reset();
}

void PacketSet::remove(PacketNumber packet)
{
    if (!contains(packet))
        return;
    const auto chunk = (packet.value - 1) / chunkPackets, bit = (packet.value - 1) % chunkPackets;
    writable(chunk)[bit / 64] &= ~(std::uint64_t{1} << bit % 64);
    if (--m_chunks[chunk].count == 0)
        m_chunks[chunk].words.reset();
}

void PacketSet::addRange(PacketNumber first, std::uint64_t count)
{
    if (first.value == 0 || first.value > m_universe)
        return;
    auto at = first.value - 1;
    const auto end = at + std::min(count, m_universe - at);
    while (at < end) {
        const auto chunk = at / chunkPackets, begin = chunk * chunkPackets;
        const auto to = std::min(end, begin + sizeOf(chunk));
        auto& of = m_chunks[chunk];
        if (at == begin && to - begin == sizeOf(chunk)) {
            of.words.reset();
            of.count = sizeOf(chunk);
        } else if (of.words || of.count == 0) {
            auto& words = writable(chunk);
            for (auto i = at - begin; i < to - begin;) {
                const auto bits = std::min<std::uint64_t>(64 - i % 64, to - begin - i);
                words[i / 64] |= (bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1) << i % 64;
                i += bits;
            }
            settle(chunk);
        }
        at = to;
    }
}

void PacketSet::addBits(PacketNumber first, std::span<const std::uint64_t> words, std::uint64_t count)
{
    if (first.value == 0 || first.value > m_universe)
        return;
    const auto start = first.value - 1;
    count = std::min({count, m_universe - start, std::uint64_t{words.size()} * 64});
    for (std::uint64_t done = 0; done < count;) {
        const auto chunk = (start + done) / chunkPackets;
        const auto end = std::min(count, (chunk + 1) * chunkPackets - start);
        if (!m_chunks[chunk].words && m_chunks[chunk].count != 0) {  // full already
            done = end;
            continue;
        }
        Words* target = nullptr;  // made where a bit is set
        while (done < end) {
            const auto at = (start + done) % chunkPackets;
            const auto from = done % 64;
            const auto bits = std::min({64 - from, 64 - at % 64, end - done});
            auto word = words[done / 64] >> from;
            if (bits < 64)
                word &= (std::uint64_t{1} << bits) - 1;
            if (word != 0) {
                if (!target)
                    target = &writable(chunk);
                (*target)[at / 64] |= word << at % 64;
            }
            done += bits;
        }
        settle(chunk);
    }
}

bool PacketSet::contains(PacketNumber packet) const
{
    if (packet.value - 1 >= m_universe)
        return false;
    const auto chunk = (packet.value - 1) / chunkPackets, bit = (packet.value - 1) % chunkPackets;
    const auto& of = m_chunks[chunk];
    return of.words ? ((*of.words)[bit / 64] >> bit % 64 & 1) != 0 : of.count != 0;
}

PacketSet PacketSet::part(PacketNumber first, std::uint64_t count) const
{
    const auto start = std::max<std::uint64_t>(first.value, 1) - 1;
    count = start < m_universe ? std::min(count, m_universe - start) : 0;
    PacketSet out{count};
    std::vector<std::uint64_t> words((count + 63) / 64);
    const auto wordAt = [&](std::uint64_t word) {
        return word / kWords < m_chunks.size() ? wordOf(word / kWords, word % kWords) : 0;
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto word = start / 64 + i, shift = start % 64;
        words[i] = wordAt(word) >> shift | (shift ? wordAt(word + 1) << (64 - shift) : 0);
    }
    out.addBits({1}, words, count);
    return out;
}

std::uint64_t PacketSet::count() const
{
    return std::accumulate(m_chunks.begin(), m_chunks.end(), std::uint64_t{0},
        [](std::uint64_t sum, const Chunk& chunk) { return sum + chunk.count; });
}

std::uint64_t PacketSet::countIn(PacketNumber first, std::uint64_t count) const
{
    if (first.value == 0 || first.value > m_universe)
        return 0;
    auto at = first.value - 1;
    const auto end = at + std::min(count, m_universe - at);
    std::uint64_t sum = 0;
    while (at < end) {
        const auto chunk = at / chunkPackets;
        const auto to = std::min(end, (chunk + 1) * chunkPackets);
        const auto& of = m_chunks[chunk];
        if (!of.words || to - at == sizeOf(chunk)) {
            sum += of.count == 0 ? 0 : of.words ? of.count : to - at;
            at = to;
            continue;
        }
        while (at < to) {
            const auto bit = at % chunkPackets;
            const auto bits = std::min<std::uint64_t>(64 - bit % 64, to - at);
            auto word = (*of.words)[bit / 64] >> bit % 64;
            if (bits < 64)
                word &= (std::uint64_t{1} << bits) - 1;
            sum += static_cast<std::uint64_t>(std::popcount(word));
            at += bits;
        }
    }
    return sum;
}

bool PacketSet::empty() const
{
    return std::all_of(m_chunks.begin(), m_chunks.end(), [](const Chunk& chunk) { return chunk.count == 0; });
}

std::optional<PacketNumber> PacketSet::next(PacketNumber from) const
{
    auto at = std::max<std::uint64_t>(from.value, 1) - 1;
    while (at < m_universe) {
        const auto chunk = at / chunkPackets, bit = at % chunkPackets;
        const auto& of = m_chunks[chunk];
        if (of.count == 0) {
            at = (chunk + 1) * chunkPackets;
            continue;
        }
        if (!of.words)
            return PacketNumber{at + 1};
        if (const auto word = (*of.words)[bit / 64] >> bit % 64; word != 0)
            return PacketNumber{at + static_cast<unsigned>(std::countr_zero(word)) + 1};
        at += 64 - bit % 64;
    }
    return std::nullopt;
}

std::optional<PacketNumber> PacketSet::last() const
{
    for (auto chunk = m_chunks.size(); chunk-- > 0;) {
        if (m_chunks[chunk].count == 0)
            continue;
        for (auto word = kWords; word-- > 0;)
            if (const auto bits = wordOf(chunk, word); bits != 0)
                return PacketNumber{
                    chunk * chunkPackets + word * 64 + 64 - static_cast<unsigned>(std::countl_zero(bits))};
    }
    return std::nullopt;
}

PacketSet& PacketSet::operator|=(const PacketSet& other)
{
    grow(other.m_universe);
    for (std::size_t i = 0; i < other.m_chunks.size(); ++i) {
        const auto& from = other.m_chunks[i];
        auto& to = m_chunks[i];
        if (from.count == 0 || (!to.words && to.count != 0))
            continue;
        if (to.count == 0 && from.words) {
            to.words = std::make_unique<Words>(*from.words);
            to.count = from.count;
            continue;
        }
        auto& words = writable(i);
        for (std::size_t w = 0; w < kWords; ++w)
            words[w] |= other.wordOf(i, w);
        settle(i);
    }
    return *this;
}

PacketSet& PacketSet::operator&=(const PacketSet& other)
{
    for (std::size_t i = 0; i < m_chunks.size(); ++i) {
        auto& to = m_chunks[i];
        if (to.count == 0)
            continue;
        const auto* from = i < other.m_chunks.size() ? &other.m_chunks[i] : nullptr;
        if (!from || from->count == 0) {
            to.count = 0;
            to.words.reset();
            continue;
        }
        if (from->count == sizeOf(i))
            continue;
        auto& words = writable(i);
        for (std::size_t w = 0; w < kWords; ++w)
            words[w] &= other.wordOf(i, w);
        settle(i);
    }
    return *this;
}

PacketSet& PacketSet::operator-=(const PacketSet& other)
{
    for (std::size_t i = 0; i < std::min(m_chunks.size(), other.m_chunks.size()); ++i) {
        if (m_chunks[i].count == 0 || other.m_chunks[i].count == 0)
            continue;
        auto& words = writable(i);
        for (std::size_t w = 0; w < kWords; ++w)
            words[w] &= ~other.wordOf(i, w);
        settle(i);
    }
    return *this;
}

void PacketSet::complement()
{
    for (std::size_t i = 0; i < m_chunks.size(); ++i) {
        auto& of = m_chunks[i];
        const auto size = sizeOf(i);
        of.count = size - of.count;
        if (!of.words)
            continue;
        const auto every = fullWords(size);
        for (std::size_t w = 0; w < kWords; ++w)
            (*of.words)[w] ^= every[w];
    }
}

bool operator==(const PacketSet& left, const PacketSet& right)
{
    if (left.m_universe != right.m_universe)
        return false;
    for (std::size_t i = 0; i < left.m_chunks.size(); ++i) {
        const auto &a = left.m_chunks[i], &b = right.m_chunks[i];
        if (a.count != b.count || (a.words && *a.words != *b.words))  // equal counts: both have words, or none
            return false;
    }
    return true;
}

PacketRanks::PacketRanks(const PacketSet& set)
{
    m_before.reserve(set.m_chunks.size() + 1);
    std::uint64_t sum = 0;
    for (const auto& chunk : set.m_chunks) {
        m_before.push_back(sum);
        sum += chunk.count;
    }
    m_before.push_back(sum);
}

std::uint64_t PacketRanks::rank(const PacketSet& set, PacketNumber packet) const
{
    if (packet.value <= 1)
        return 0;
    const auto chunk = std::min((packet.value - 1) / PacketSet::chunkPackets, std::uint64_t{m_before.size() - 1});
    const auto begin = chunk * PacketSet::chunkPackets;
    return m_before[chunk] + set.countIn({begin + 1}, packet.value - 1 - begin);
}

std::optional<PacketNumber> PacketRanks::at(const PacketSet& set, std::uint64_t row) const
{
    if (row >= size())
        return std::nullopt;
    const auto chunk =
        static_cast<std::size_t>(std::upper_bound(m_before.begin(), m_before.end(), row) - m_before.begin()) - 1;
    auto left = row - m_before[chunk];
    for (std::size_t word = 0; word < PacketSet::kWords; ++word) {
        auto bits = set.wordOf(chunk, word);
        const auto count = static_cast<std::uint64_t>(std::popcount(bits));
        if (left >= count) {
            left -= count;
            continue;
        }
        while (left-- > 0)
            bits &= bits - 1;
        return PacketNumber{
            chunk * PacketSet::chunkPackets + word * 64 + static_cast<unsigned>(std::countr_zero(bits)) + 1};
    }
    return std::nullopt;
}

}  // namespace pr::query
