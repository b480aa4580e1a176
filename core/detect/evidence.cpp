#include "core/detect/evidence.h"

#include <algorithm>

namespace pr::detect {

void Evidence::add(PacketNumber packet)
{
    const auto newest = m_last.empty() ? (m_first.empty() ? PacketNumber{} : m_first.back()) : m_last.back();
    if (packet == newest)
        return;
    if (m_first.size() < kFirst) {
        m_first.push_back(packet);
        return;
    }
    m_last.push_back(packet);
    if (m_last.size() <= kLast)
        return;
    const auto number = m_last.front();
    m_last.pop_front();
    Sha256 hash;
    hash.update(number.value);
    const std::pair candidate{hash.finish(), number};
    if (m_between.size() == kBetween) {
        if (m_between.front() < candidate)
            return;
        std::pop_heap(m_between.begin(), m_between.end());
        m_between.pop_back();
    }
    m_between.push_back(candidate);
    std::push_heap(m_between.begin(), m_between.end());
}

std::vector<PacketNumber> Evidence::packets() const
{
    auto all = m_first;
    for (const auto& [digest, packet] : m_between)
        all.push_back(packet);
    all.insert(all.end(), m_last.begin(), m_last.end());
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace pr::detect
