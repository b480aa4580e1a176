#include "core/dissect/facts.h"

namespace pr::dissect {

std::string packPackets(std::span<const std::uint64_t> packets)
{
    std::string out;
    std::uint64_t before = 0;
    for (const auto packet : packets) {
        auto step = packet - before;
        for (; step >= 0x80; step >>= 7U)
            out += static_cast<char>(step | 0x80U);
        out += static_cast<char>(step);
        before = packet;
    }
    return out;
}

std::vector<std::uint64_t> unpackPackets(Bytes bytes)
{
    std::vector<std::uint64_t> packets;
    std::uint64_t before = 0, step = 0;
    unsigned shift = 0;
    for (const auto byte : bytes) {
        const auto bits = std::to_integer<std::uint64_t>(byte);
        step |= (bits & 0x7FU) << shift;
        shift += 7;
        if (bits & 0x80U) {
            if (shift > 56)
                break;
            continue;
        }
        before += step;
        packets.push_back(before);
        step = 0;
        shift = 0;
    }
    return packets;
}

}  // namespace pr::dissect
