// A bounded hash table that forgets what was touched longest ago: the memory of detectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace pr::detect {

/// Two lists: what was seen once or twice makes room first, so that a flood of new keys cannot push out those that were
/// promoted. `Hash` takes a key and gives 64 well mixed bits. A slot stays the same as long as its key stays.
template <class Key, class Value, class Hash> class RecentTable {
public:
    static constexpr std::uint32_t none = 0xFFFF'FFFF;

    /// At most `newcomers` keys that were not promoted and `residents` that were.
    RecentTable(std::size_t newcomers, std::size_t residents, Hash hash)
        : m_hash{std::move(hash)}, m_capacity{newcomers, residents}
    {
        std::size_t buckets = 16;
        while (buckets < newcomers + residents)
            buckets *= 2;
        m_buckets.assign(buckets, none);
    }

    std::uint32_t find(const Key& key) const
    {
        for (auto slot = m_buckets[bucketOf(key)]; slot != none; slot = m_nodes[slot].chain)
            if (m_nodes[slot].key == key)
                return slot;
        return none;
    }
    /// The slot of the key, made where there is none; `onEvict(slot)` is called for one that makes room.
    template <class OnEvict> std::uint32_t enter(const Key& key, OnEvict&& onEvict)
    {
        if (const auto slot = find(key); slot != none) {
            touch(slot);
            return slot;
        }
        if (m_lists[0].size >= m_capacity[0])
            evict(m_lists[0].oldest, onEvict);
        std::uint32_t slot = none;
        if (m_free != none) {
            slot = m_free;
            m_free = m_nodes[slot].chain;
        } else {
            slot = static_cast<std::uint32_t>(m_nodes.size());
            m_nodes.emplace_back();
        }
        auto& node = m_nodes[slot];
        node.key = key;
        node.resident = false;
        auto& bucket = m_buckets[bucketOf(key)];
        node.chain = bucket;
        bucket = slot;
        link(slot);
        return slot;
    }
    void touch(std::uint32_t slot)
    {
        unlink(slot);
        link(slot);
    }
    /// Moves the slot to the residents. The one that was quiet longest among them becomes a newcomer again.
    template <class OnEvict> void promote(std::uint32_t slot, OnEvict&& onEvict)
    {
        if (m_nodes[slot].resident)
            return;
        unlink(slot);
        m_nodes[slot].resident = true;
        link(slot);
        if (m_lists[1].size > m_capacity[1]) {
            const auto back = m_lists[1].oldest;
            unlink(back);
            m_nodes[back].resident = false;
            link(back);
            if (m_lists[0].size > m_capacity[0])
                evict(m_lists[0].oldest, onEvict);
        }
    }
    /// The slot that would make room next; none in an empty table.
    std::uint32_t oldest() const { return m_lists[0].size ? m_lists[0].oldest : m_lists[1].oldest; }
    template <class OnEvict> void evict(std::uint32_t slot, OnEvict&& onEvict)
    {
        onEvict(slot);
        auto* at = &m_buckets[bucketOf(m_nodes[slot].key)];
        while (*at != slot)
            at = &m_nodes[*at].chain;
        *at = m_nodes[slot].chain;
        unlink(slot);
        m_nodes[slot].value = {};
        m_nodes[slot].chain = m_free;
        m_free = slot;
        ++m_evicted;
    }

    Value& at(std::uint32_t slot) { return m_nodes[slot].value; }
    const Key& keyAt(std::uint32_t slot) const { return m_nodes[slot].key; }
    std::size_t size() const { return m_lists[0].size + m_lists[1].size; }
    std::uint64_t evicted() const { return m_evicted; }
    /// All slots, newcomers first, each list from the one that was quiet longest.
    template <class Visit> void visit(Visit&& each)
    {
        for (const auto& list : m_lists)
            for (auto slot = list.oldest; slot != none;) {
                const auto next = m_nodes[slot].newer;
                each(slot);
                slot = next;
            }
    }

private:
    struct Node {
        Key key{};
        Value value{};
        std::uint32_t chain = none, older = none, newer = none;
        bool resident = false;
    };
    struct List {
        std::uint32_t oldest = none, newest = none;
        std::size_t size = 0;
    };

    std::size_t bucketOf(const Key& key) const { return m_hash(key) & (m_buckets.size() - 1); }
    void link(std::uint32_t slot)
    {
        auto& node = m_nodes[slot];
        auto& list = m_lists[node.resident];
        node.older = list.newest;
        node.newer = none;
        (list.newest == none ? list.oldest : m_nodes[list.newest].newer) = slot;
        list.newest = slot;
        ++list.size;
    }
    void unlink(std::uint32_t slot)
    {
        auto& node = m_nodes[slot];
        auto& list = m_lists[node.resident];
        (node.older == none ? list.oldest : m_nodes[node.older].newer) = node.newer;
        (node.newer == none ? list.newest : m_nodes[node.newer].older) = node.older;
        --list.size;
    }

    Hash m_hash;
    std::size_t m_capacity[2];
    std::vector<Node> m_nodes;
    std::vector<std::uint32_t> m_buckets;
    List m_lists[2];
    std::uint32_t m_free = none;
    std::uint64_t m_evicted = 0;
};

}  // namespace pr::detect
