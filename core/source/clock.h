// Times of capture files: 64-bit counts in a unit of the interface's own.
#pragma once

#include "core/base/time.h"

#include <cstdint>

namespace pr::source {

/// Turns raw counts into nanoseconds. `resolution` is if_tsresol of pcapng: 10^-n, or 2^-n where the highest bit is
/// set; `offset` is if_tsoffset, in seconds.
class Clock {
public:
    static constexpr std::uint8_t microseconds = 6;
    static constexpr std::uint8_t nanoseconds = 9;

    explicit Clock(std::uint8_t resolution = microseconds, std::int64_t offset = 0);

    /// Rounds down; what does not fit into 64 bits of nanoseconds (the years 1677 to 2262) becomes the nearest that
    /// does.
    Timestamp time(std::uint64_t raw) const
    {
        return raw < m_fast ? Timestamp{Nanoseconds{static_cast<std::int64_t>(raw * m_factor)}} : slow(raw);
    }
    /// The raw count of a time, rounded down; what does not fit becomes the nearest that does.
    std::uint64_t raw(Timestamp time) const;

private:
    Timestamp slow(std::uint64_t raw) const;

    std::uint8_t m_resolution;
    std::int64_t m_offset;
    std::uint64_t m_factor = 0;  ///< nanoseconds of a unit, where that is a whole number and the offset is 0
    std::uint64_t m_fast = 0;    ///< below it the product fits
};

}  // namespace pr::source
