#include "core/decode/icmp_data_time.h"

namespace pr::decode {

IcmpDataTime icmpDataTime(Bytes data, Timestamp packet)
{
    const auto little = [&](std::size_t at, std::size_t size) {
        std::uint64_t value = 0;
        for (std::size_t i = size; i-- > 0;)
            value = value << 8 | std::to_integer<std::uint64_t>(data[at + i]);
        return value;
    };
    const auto near = [&](std::uint64_t seconds) {  // within a day of the packet's own time
        constexpr std::int64_t day = 86'400;
        const auto own = std::chrono::duration_cast<std::chrono::seconds>(packet.time_since_epoch()).count();
        const auto difference = static_cast<std::int64_t>(seconds) - own;
        return seconds < std::uint64_t{1} << 33 && difference > -day && difference < day;
    };
    const auto at = [](std::uint64_t seconds, std::uint64_t micros) {
        return Timestamp{std::chrono::seconds{seconds} + std::chrono::microseconds{micros & 0xFFFF'FFFF}};
    };
    // The narrow form goes first, as in tshark: of a wide little-endian one it sees the seconds.
    if (data.size() >= 8) {
        if (const auto seconds = little(0, 4); near(seconds))
            return {8, at(seconds, little(4, 4))};
        if (const auto seconds = u32be(data.data()); near(seconds))
            return {8, at(seconds, u32be(data.data() + 4))};
    }
    if (data.size() >= 16)
        if (const auto seconds = u64be(data.data()); near(seconds))
            return {16, at(seconds, u64be(data.data() + 8))};
    return {};
}

}  // namespace pr::decode
