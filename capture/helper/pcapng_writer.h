// The blocks of a pcapng section, written into the queue. Nothing here allocates.
#pragma once

#include "capture/helper/byte_queue.h"
#include "capture/wire/messages.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace pr::helper {

/// Counters of one device since Start, 64 bits each.
struct Counters {
    std::uint64_t accepted = 0;           ///< by the filter, drops included
    std::uint64_t dropped = 0;            ///< by the kernel, because the ring was full
    std::uint64_t delivered = 0;          ///< written into the stream
    std::optional<std::uint64_t> missed;  ///< by the device itself; absent where it does not say
    bool down = false;                    ///< when last asked
    friend bool operator==(const Counters&, const Counters&) = default;
};

struct PacketHeader {
    std::uint32_t interface = 0;
    std::uint64_t nanoseconds = 0;  ///< since 1970
    std::uint32_t originalLength = 0;
};

/// The longest enhanced packet block for a snaplen, in bytes.
constexpr std::size_t packetBlockBytes(std::size_t snaplen)
{
    return 32 + (snaplen + 3) / 4 * 4;
}
/// More than any statistics block takes.
inline constexpr std::size_t statisticsBlockBytes = 256;

void writeSection(ByteQueue& out);
/// Times are in nanoseconds; the filter goes in as the program that the kernel runs, for the helper never sees its
/// text.
void writeInterface(ByteQueue& out, const wire::Device& device, const wire::OpenedDevice& opened);
void writePacket(ByteQueue& out, const PacketHeader& header, Bytes bytes);
/// `ended` is 0 while the capture goes on, else when it ended; `comment` says why, or is empty. At most 100 bytes of it
/// are kept.
void writeStatistics(ByteQueue& out, std::uint32_t interface, const Counters& counters, std::uint64_t started,
    std::uint64_t now, std::uint64_t ended, std::string_view comment);

}  // namespace pr::helper
