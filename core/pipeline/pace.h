// When packets of a session are due that is played again: after the same gaps, or after a part of them.
#pragma once

#include "core/base/packet.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace pr::pipeline {

class Pace {
public:
    using Moment = std::chrono::steady_clock::time_point;

    /// 1: as it was recorded; 2: in half the time; 0: at once.
    explicit Pace(double speed) : m_speed{speed} { }

    /// Counted from the first packet that has a time, which is due now. Nothing where a packet is due at once: it has
    /// no time, or came before the first. No gap is longer than a hundred years, whatever a file says.
    std::optional<Moment> due(const PacketView& packet)
    {
        if (m_speed <= 0 || !packet.hasTime)
            return std::nullopt;
        if (!m_begun) {
            m_begun = std::chrono::steady_clock::now();
            m_first = packet.time;
        }
        if (packet.time <= m_first)
            return std::nullopt;
        // times may lie as far apart as 64 bits do, so the difference has no sign
        const auto gap = static_cast<std::uint64_t>(packet.time.time_since_epoch().count())
            - static_cast<std::uint64_t>(m_first.time_since_epoch().count());
        constexpr double longest = 100.0 * 365 * 86'400 * 1e9;
        return *m_begun + Nanoseconds{static_cast<std::int64_t>(std::min(longest, static_cast<double>(gap) / m_speed))};
    }

private:
    double m_speed;
    std::optional<Moment> m_begun;
    Timestamp m_first{};
};

}  // namespace pr::pipeline
