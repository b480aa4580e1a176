// The distinct ports or targets of one scan, each with how it answered: eight bytes an item.
#pragma once

#include "core/base/limits.h"

#include <array>
#include <cstdint>
#include <vector>

namespace pr::detect {

/// How the other end took a connection.
enum class Reply : std::uint8_t { None, Accepted, Refused, Data };
inline constexpr std::size_t kReplies = 4;

class ItemSet {
public:
    /// `budget`: places that this set and others may still take; it is drawn on and given back.
    explicit ItemSet(std::size_t& budget) : m_budget{&budget} { grow(64); }
    ItemSet(const ItemSet&) = delete;
    ItemSet& operator=(const ItemSet&) = delete;
    ~ItemSet() { *m_budget += m_places.size(); }

    /// True if the item was not there. Once the set is full, always true, and it is only counted in more().
    bool add(std::uint64_t item, Reply reply)
    {
        auto* place = find(item);
        if (*place) {
            setReply(*place, reply);
            return false;
        }
        if (2 * (m_size + 1) > m_places.size()) {
            if (m_size >= limits::scanItems || !grow(2 * m_places.size())) {
                ++m_more;
                return true;
            }
            place = find(item);
        }
        *place = mixed(item) | static_cast<std::uint64_t>(reply);
        ++m_size;
        ++m_counts[static_cast<std::size_t>(reply)];
        return true;
    }
    /// Notes how an item answered; nothing for one that is not there.
    bool settle(std::uint64_t item, Reply reply)
    {
        auto* place = find(item);
        if (!*place)
            return false;
        setReply(*place, reply);
        return true;
    }

    std::uint64_t size() const { return m_size; }
    std::uint64_t more() const { return m_more; }  ///< attempts that came when the set was full
    std::uint64_t count(Reply reply) const { return m_counts[static_cast<std::size_t>(reply)]; }

private:
    static constexpr std::uint64_t kReplyBits = 3, kTaken = 4;

    static std::uint64_t mixed(std::uint64_t item)
    {
        item = (item ^ (item >> 30U)) * 0xbf58476d1ce4e5b9U;
        item = (item ^ (item >> 27U)) * 0x94d049bb133111ebU;
        return ((item ^ (item >> 31U)) & ~kReplyBits) | kTaken;
    }
    std::uint64_t* find(std::uint64_t item)
    {
        const auto wanted = mixed(item);
        for (auto at = wanted >> 3U;; ++at) {
            auto& place = m_places[at & (m_places.size() - 1)];
            if (place == 0 || (place & ~kReplyBits) == wanted)
                return &place;
        }
    }
    // An answer is never taken back: a repeated SYN, or the RST after the last byte, changes nothing.
    void setReply(std::uint64_t& place, Reply reply)
    {
        const auto old = static_cast<Reply>(place & kReplyBits);
        if (reply == Reply::None || old == Reply::Data || old == reply)
            return;
        --m_counts[static_cast<std::size_t>(old)];
        ++m_counts[static_cast<std::size_t>(reply)];
        place = (place & ~kReplyBits) | static_cast<std::uint64_t>(reply);
    }
    bool grow(std::size_t size)
    {
        const auto more = size - m_places.size();
        if (more > *m_budget && !m_places.empty())
            return false;
        *m_budget -= more > *m_budget ? *m_budget : more;
        std::vector<std::uint64_t> old(size);
        old.swap(m_places);
        for (const auto value : old)
            if (value)
                for (auto at = value >> 3U;; ++at)
                    if (auto& place = m_places[at & (size - 1)]; place == 0) {
                        place = value;
                        break;
                    }
        return true;
    }

    std::size_t* m_budget;
    std::vector<std::uint64_t> m_places;
    std::uint64_t m_size = 0, m_more = 0;
    std::array<std::uint64_t, kReplies> m_counts{};
};

}  // namespace pr::detect
