#include "core/decode/ip_reassembly.h"

#include <cstdlib>

using namespace pr;
using namespace pr::decode;

// Fragments one after another: datagram (1 byte), offset (1, in units of 8), more and seconds passed (1), length (1),
// bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t memory = 8 * limits::KiB;
    IpReassembly reassembly{memory};
    Bytes rest = std::as_bytes(std::span{data, size});
    Timestamp time;
    for (std::uint64_t number = 1; rest.size() >= 4; ++number) {
        const auto flags = std::to_integer<unsigned>(rest[2]);
        const auto length = std::min<std::size_t>(std::to_integer<std::size_t>(rest[3]), rest.size() - 4);
        DatagramKey key;
        key.identification = std::to_integer<std::uint32_t>(rest[0]) % 8;
        time += std::chrono::seconds{flags >> 1 & 15};
        reassembly.begin();
        ReassembledDatagram whole;
        if (reassembly.add(key, std::to_integer<std::uint32_t>(rest[1]) * 8, flags & 1, rest.subspan(4, length),
                PacketNumber{number}, time, whole)) {
            if (whole.fragments.empty() || whole.bytes.size() > limits::datagramBytes)
                std::abort();
            for (const auto& place : whole.fragments)
                if (place.packet == 0 || place.packet > number)
                    std::abort();
        }
        if (reassembly.bytesHeld() > memory || reassembly.waiting() > 8)
            std::abort();
        rest = rest.subspan(4 + length);
    }
    return 0;
}
