// What waits for the reader: a ring of bytes of fixed size, allocated before the helper confines itself.
#pragma once

#include "core/base/bytes.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace pr::helper {

class ByteQueue {
public:
    explicit ByteQueue(std::size_t capacity) : m_ring(capacity) { }

    std::size_t size() const { return m_size; }
    std::size_t room() const { return m_ring.size() - m_size; }

    /// The caller has asked for room() first.
    void push(Bytes bytes)
    {
        while (!bytes.empty()) {
            const auto end = (m_first + m_size) % m_ring.size();
            const auto part = std::min(bytes.size(), m_ring.size() - end);
            std::memcpy(m_ring.data() + end, bytes.data(), part);
            m_size += part;
            bytes = bytes.subspan(part);
        }
    }

    /// The oldest bytes, as many as lie in one piece and at most `most`.
    Bytes front(std::size_t most) const
    {
        return Bytes{m_ring}.subspan(m_first, std::min({most, m_size, m_ring.size() - m_first}));
    }
    void pop(std::size_t count)
    {
        m_first = (m_first + count) % m_ring.size();
        m_size -= count;
    }

private:
    std::vector<std::byte> m_ring;
    std::size_t m_first = 0;
    std::size_t m_size = 0;
};

}  // namespace pr::helper
