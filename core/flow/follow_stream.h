// The bytes of a TCP connection in their order, as `tshark -z follow,tcp` gives them.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/limits.h"
#include "core/base/time.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace pr::flow {

/// Takes the segments of one tcp.stream in packet order, both directions, and gives runs of new bytes. Bytes that came
/// too early wait; where the other side acknowledges past a hole, the hole is told and they go on.
class FollowStream {
public:
    /// As in tshark: the sender of the first segment.
    enum class From : std::uint8_t { Client = 0, Server = 1 };

    struct Record {
        From from;
        PacketNumber packet;
        Timestamp time;
        std::string bytes;          ///< of a gap: "[N bytes missing in capture file]" and a zero byte, as tshark has it
        std::uint32_t missing = 0;  ///< 0: these are bytes of the stream
    };

    struct Segment {
        From from;
        Bytes payload;               ///< as captured
        std::uint32_t length = 0;    ///< on the wire
        std::uint32_t sequence = 0;  ///< relative or raw, the same for all segments
        std::uint32_t acknowledgment = 0;
        bool syn = false;
        PacketNumber packet;
        Timestamp time;
    };
    /// The records that this segment completes, in order; valid until the next call.
    const std::vector<Record>& feed(const Segment& segment);

    /// Bytes that wait for a hole to be filled. At most limits::reassemblyDirection a direction: more are dropped, and
    /// the hole they leave is told when it is acknowledged.
    std::size_t waiting() const { return m_waiting[0] + m_waiting[1]; }
    bool limitReached() const { return m_limitReached; }

private:
    struct Early {
        std::uint32_t sequence;
        PacketNumber packet;
        Timestamp time;
        std::string bytes;
    };

    bool takeEarly(From from);
    bool tellHole(From from, std::uint32_t acknowledged, const Segment& segment);

    std::array<std::vector<Early>, 2> m_early;  ///< in the order of arrival
    std::array<std::uint32_t, 2> m_next{};
    std::array<std::uint64_t, 2> m_written{};
    std::array<std::size_t, 2> m_waiting{};
    std::vector<Record> m_records;
    bool m_limitReached = false;
};

}  // namespace pr::flow
