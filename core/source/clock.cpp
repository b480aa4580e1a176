#include "core/source/clock.h"

#include <algorithm>
#include <limits>

namespace pr::source {

namespace {

__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

constexpr UnsignedWide nanosecondsPerSecond = 1'000'000'000;
constexpr std::uint8_t binary = 0x80;

// From 10^-29 on even the highest count is less than a nanosecond, and 10^28 is well within 128 bits.
constexpr unsigned finestDecimal = 28;

UnsignedWide powerOfTen(unsigned exponent)
{
    UnsignedWide power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

template <class To> To clamped(Wide value)
{
    return static_cast<To>(std::clamp<Wide>(value, std::numeric_limits<To>::min(), std::numeric_limits<To>::max()));
}

}  // namespace

Clock::Clock(std::uint8_t resolution, std::int64_t offset) : m_resolution{resolution}, m_offset{offset}
{
    if (resolution > nanoseconds || offset != 0)
        return;
    m_factor = static_cast<std::uint64_t>(nanosecondsPerSecond / powerOfTen(resolution));
    m_fast = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / m_factor + 1;
}

Timestamp Clock::slow(std::uint64_t raw) const
{
    const unsigned exponent = m_resolution & ~binary;
    const UnsignedWide scaled = UnsignedWide{raw} * nanosecondsPerSecond;
    const UnsignedWide fraction = (m_resolution & binary) != 0 ? scaled >> exponent
        : exponent > finestDecimal                             ? 0
                                                               : scaled / powerOfTen(exponent);
    const Wide sum = static_cast<Wide>(fraction) + Wide{m_offset} * static_cast<Wide>(nanosecondsPerSecond);
    return Timestamp{Nanoseconds{clamped<std::int64_t>(sum)}};
}

std::uint64_t Clock::raw(Timestamp time) const
{
    const unsigned exponent = m_resolution & ~binary;
    const Wide since = Wide{time.time_since_epoch().count()} - Wide{m_offset} * static_cast<Wide>(nanosecondsPerSecond);
    if (since <= 0)
        return 0;
    // Beyond these exponents a nanosecond is more units than 64 bits count, so any time but the start saturates.
    if (exponent >= ((m_resolution & binary) != 0 ? 64 + 30 : finestDecimal))
        return std::numeric_limits<std::uint64_t>::max();
    const UnsignedWide units = (m_resolution & binary) != 0 ? UnsignedWide{1} << exponent : powerOfTen(exponent);
    const UnsignedWide seconds = static_cast<UnsignedWide>(since) / nanosecondsPerSecond;
    const UnsignedWide rest = static_cast<UnsignedWide>(since) % nanosecondsPerSecond;
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    if (seconds > 0 && units > UnsignedWide{most} / seconds)
        return most;
    const UnsignedWide sum = seconds * units + rest * units / nanosecondsPerSecond;
    return sum > most ? most : static_cast<std::uint64_t>(sum);
}

}  // namespace pr::source
