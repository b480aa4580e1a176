#include "core/store/interner.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace pr::store {

namespace {

constexpr unsigned kNumberBits = 20;
constexpr std::uint32_t kNumber = (1U << kNumberBits) - 1;
constexpr std::size_t kFirstSlots = 1024;

std::uint64_t hashOf(Bytes text, std::uint64_t seed)
{
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL;
    const auto mix = [](std::uint64_t word) {
        __extension__ using Wide = unsigned __int128;
        const auto wide = static_cast<Wide>(word) * odd;
        return static_cast<std::uint64_t>(wide) ^ static_cast<std::uint64_t>(wide >> 64);
    };
    std::uint64_t hash = seed ^ text.size() * odd;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        hash = mix(hash ^ word);
    }
    std::uint64_t word = 0;
    if (i < text.size())
        std::memcpy(&word, text.data() + i, text.size() - i);
    return mix(hash ^ word ^ seed);
}

constexpr std::uint32_t tagOf(std::uint64_t hash)
{
    return static_cast<std::uint32_t>(hash >> 52) << kNumberBits;
}

}  // namespace

Interner::Interner() : m_slots(kFirstSlots), m_seed{std::random_device{}() * 0x100000001ULL | 1U} { }

std::string_view Interner::operator[](std::uint32_t number) const
{
    const auto& text = m_texts[number];
    return {text.length <= text.head.size() ? text.head.data() : m_long.data() + text.place, text.length};
}

std::optional<Interner::Found> Interner::intern(Bytes text, std::size_t most)
{
    const auto hash = hashOf(text, m_seed);
    const auto mask = m_slots.size() - 1;
    const auto tag = tagOf(hash);
    auto slot = hash & mask;
    for (; m_slots[slot] != 0; slot = (slot + 1) & mask) {
        if ((m_slots[slot] & ~kNumber) != tag)
            continue;
        const auto number = (m_slots[slot] & kNumber) - 1;
        if (m_texts[number].length == text.size() && (*this)[number] == textOf(text))
            return Found{number, false};
    }
    if (m_texts.size() >= std::min(most, kMost))
        return std::nullopt;
    const auto number = static_cast<std::uint32_t>(m_texts.size());
    auto& fresh = m_texts.emplace_back();
    fresh.length = static_cast<std::uint32_t>(text.size());
    fresh.hash = hash;
    if (text.size() <= fresh.head.size()) {
        std::copy_n(textOf(text).begin(), text.size(), fresh.head.begin());
    } else {
        fresh.place = static_cast<std::uint32_t>(m_long.size());
        m_long.append(textOf(text));
    }
    m_slots[slot] = tag | (number + 1);
    if (m_texts.size() * 2 > m_slots.size())
        grow();
    return Found{number, true};
}

void Interner::grow()
{
    m_slots.assign(m_slots.size() * 2, 0);
    const auto mask = m_slots.size() - 1;
    for (std::size_t i = 0; i < m_texts.size(); ++i) {
        auto slot = m_texts[i].hash & mask;
        while (m_slots[slot] != 0)
            slot = (slot + 1) & mask;
        m_slots[slot] = tagOf(m_texts[i].hash) | static_cast<std::uint32_t>(i + 1);
    }
}

void Interner::clear()
{
    m_texts.clear();
    m_long.clear();
    std::fill(m_slots.begin(), m_slots.end(), 0);
}

}  // namespace pr::store
