// Puts IP fragments together, as tshark does: the fragment that arrives last holds the datagram; where fragments
// overlap, the one with the lower offset (then the earlier one) gives the bytes, and the overlap is marked.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/decode/layers.h"

#include <array>
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace pr::decode {

/// Which datagram a fragment belongs to.
struct DatagramKey {
    std::array<std::byte, 16> source{}, destination{};  ///< IPv4: the first four
    std::uint32_t identification = 0;
    std::uint16_t vlan = 0;
    std::uint8_t protocol = 0;  ///< IPv4's; 0 for IPv6, whose identification stands alone (RFC 8200 4.5)
    std::uint8_t version = 4;

    friend bool operator==(const DatagramKey&, const DatagramKey&) = default;
};

class IpReassembly {
public:
    /// `memory`: bound of all bytes that wait for their other parts.
    explicit IpReassembly(std::size_t memory = 16 * limits::MiB);

    struct Counters {
        std::uint64_t completed = 0;
        std::uint64_t dropped = 0;  ///< datagrams given up because of a bound
        std::uint64_t expired = 0;  ///< datagrams that were not complete after limits::datagramSeconds
    };

    /// Forgets what the packet before completed. Called once a packet.
    void begin()
    {
        if (m_completed)
            forgetCompleted();
    }
    /// A fragment with all of its payload. True where it completes its datagram: `out` then refers to memory of this
    /// object until the next begin().
    bool add(const DatagramKey& key, std::uint32_t offset, bool more, Bytes payload, PacketNumber packet,
        Timestamp time, ReassembledDatagram& out);

    /// Forgets all datagrams.
    void clear();

    const Counters& counters() const { return m_counters; }
    std::size_t waiting() const { return m_datagrams.size(); }
    std::size_t bytesHeld() const { return m_bytes; }

private:
    struct KeyHash {
        std::size_t operator()(const DatagramKey& key) const noexcept;
    };
    struct Piece {
        FragmentPlace place;
        std::string bytes;
    };
    struct Datagram {
        DatagramKey key;
        Timestamp first;
        std::vector<Piece> pieces;  ///< sorted by offset
        std::uint32_t length = 0;   ///< of the whole, once lengthKnown
        bool lengthKnown = false;
        std::uint8_t flags = 0;
        std::size_t bytes = 0;
    };
    struct Completed {
        std::string bytes;
        std::vector<FragmentPlace> places;
    };
    using Order = std::list<Datagram>;  ///< oldest first

    void forgetCompleted();
    void drop(Order::iterator datagram);
    static bool isComplete(const Datagram& datagram);
    static void join(Datagram& datagram, Completed& out);

    std::size_t m_memory;
    std::size_t m_bytes = 0;
    Order m_order;
    std::unordered_map<DatagramKey, Order::iterator, KeyHash> m_datagrams;
    std::array<Completed, 2> m_done;
    std::uint8_t m_completed = 0;
    Counters m_counters;
};

}  // namespace pr::decode
