// Which flow a packet belongs to, and tshark's tcp.stream and udp.stream numbers.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/decode/transport_context.h"
#include "core/flow/protocol.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pr::flow {

/// What the two ends of a flow talk. Only the first two have stream numbers.
enum class Talk : std::uint8_t { Tcp, Udp, Other };

inline constexpr std::uint8_t kSctp = 132;  ///< IP protocol number

/// Two endpoints without direction: the smaller one is `a`. Addresses are 4, 6 or 16 bytes, padded with zeros.
struct FlowKey {
    std::array<std::byte, 16> a{}, b{};
    std::uint16_t portA = 0, portB = 0;  ///< without ports: the number that tells flows apart, high half in portA
    Talk talk = Talk::Other;
    std::uint8_t protocol = 0;  ///< IP protocol number; for non-IP what the caller likes
    std::uint8_t addressBytes = 0;

    /// TCP, UDP and SCTP have ports, that of a's end in portA.
    bool hasPorts() const { return talk != Talk::Other || protocol == kSctp; }
    friend bool operator==(const FlowKey&, const FlowKey&) = default;
};

/// A key and which of its ends sends.
struct DirectedKey {
    FlowKey key;
    bool fromA = true;
};
DirectedKey keyOf(Talk talk, const Endpoints& ends);
/// Flows of other protocols: `number` is the ICMP identifier, the SPI of ESP, both ports of SCTP (the sender's in the
/// high half), or 0.
DirectedKey keyOf(std::uint8_t protocol, Bytes source, Bytes destination, std::uint32_t number);

/// Finds or makes the flow of a packet. At most `capacity` flows: the one that was quiet longest makes room, and its
/// owner hears of it first. A packet of it that comes later begins a new flow and a new stream number, which tshark
/// would not; the caller marks that as a limit. A slot stays the same as long as its flow lives: state of others stands
/// beside it.
class StreamTable {
public:
    struct Entry {
        FlowKey key;
        std::uint32_t packets = 0;
        FlowId flow;                               ///< from 0, in the order of first packets
        std::int64_t firstTime = 0, lastTime = 0;  ///< ns UTC; last: of the packet before the current one
        std::uint32_t stream = 0;                  ///< tshark's number; 0 and meaningless for Talk::Other
        bool initiatorIsA = true;
        bool another = false;  ///< the next packet begins another stream
        bool quiet = false;    ///< hushOldest() named it

    private:
        friend class StreamTable;
        std::uint32_t older = none, newer = none;
    };

    enum class End : std::uint8_t {
        Evicted,  ///< made room for another
        Reused,   ///< its ports are in use by a new connection
    };
    /// Called before the entry goes; the slot is taken by another flow afterwards.
    using OnEnd = std::function<void(std::uint32_t slot, const Entry& entry, End why)>;

    /// `seed` keeps hostile traffic from choosing collisions; results do not depend on it.
    StreamTable(std::size_t capacity, std::uint64_t seed, OnEnd onEnd);

    struct Found {
        std::uint32_t slot = 0;
        bool created = false;
        Side side = Side::Initiator;  ///< who sent this packet
    };
    /// The flow of a packet, made where there is none. The first sender counts as the initiator until says() knows
    /// better.
    Found enter(const DirectedKey& key, Timestamp time);
    /// As enter(), but makes none and does not count as use.
    std::optional<Found> find(const DirectedKey& key) const;

    /// What the in-order pass decided about a packet's flow.
    struct Known {
        FlowId flow;
        std::uint32_t stream = 0;
        bool reused = false;  ///< begins with this packet, on the ports of a connection that is over
    };
    /// As enter() for a pass that only reads what was decided: the flow is found by its number, never evicted, and
    /// leaves with forget(). A table is used in one of the two ways.
    Found enterKnown(const Known& known, const DirectedKey& key, Timestamp time);
    void forget(FlowId flow);
    /// The slot of a flow that entered in this way.
    std::optional<std::uint32_t> slotOf(FlowId flow) const;
    /// The entry of a flow into, or out of, a checkpoint; a slot is made for it when it is read.
    void archive(Archive& archive, std::uint32_t slot);
    std::uint32_t slotFor(FlowId flow);

    enum class Clock : std::uint8_t { Moves, Stands };
    /// Counts the packet and gives its place in the stream. Where the clock stands, the next delta is from an earlier
    /// packet.
    decode::StreamContext advance(std::uint32_t slot, Timestamp time, Clock clock = Clock::Moves);
    /// A new connection on the ports of this flow: ends the flow and begins another in its slot, with the next number.
    /// The sender of `key` becomes the initiator.
    Found renew(std::uint32_t slot, const DirectedKey& key, Timestamp time);
    /// tshark begins another stream with the next packet of this flow (some of its dissectors make it so, SNMP's
    /// first).
    void expectAnother(std::uint32_t slot) { m_entries[slot].another = true; }
    bool anotherExpected(std::uint32_t slot) const { return m_entries[slot].another; }
    /// The handshake says who opened the flow: the sender of the packet or not.
    void setInitiator(std::uint32_t slot, bool isA) { m_entries[slot].initiatorIsA = isA; }
    Side sideOf(std::uint32_t slot, bool fromA) const
    {
        return m_entries[slot].initiatorIsA == fromA ? Side::Initiator : Side::Responder;
    }

    /// The flow that was quiet longest among those that are awake counts as quiet from now on, until its next packet.
    /// Nothing where none is awake.
    std::optional<std::uint32_t> hushOldest();
    /// Flows that enter() saw since they were made, or since hushOldest() named them.
    std::size_t awake() const { return m_awake; }

    const Entry& at(std::uint32_t slot) const { return m_entries[slot]; }
    std::size_t size() const { return m_size; }
    std::size_t capacity() const { return m_capacity; }
    std::uint64_t flows() const { return m_nextFlow; }  ///< that were ever made
    std::uint32_t streams(Talk talk) const { return m_nextStream[static_cast<std::size_t>(talk)]; }
    std::uint64_t evicted() const { return m_evicted; }
    /// Slots from the one that was quiet longest to the most recent: to write records at the end.
    template <class Visit> void visit(Visit&& each) const
    {
        for (auto slot = m_oldest; slot != none; slot = m_entries[slot].newer)
            each(slot, m_entries[slot]);
    }
    /// Bytes that the table holds.
    std::size_t memory() const { return m_entries.capacity() * sizeof(Entry) + m_index.capacity() * sizeof(Place); }

private:
    struct Place {
        std::uint32_t hash = 0;
        std::uint32_t slot = none;
    };
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    std::uint32_t hashOf(const FlowKey& key) const;
    std::size_t placeOf(const FlowKey& key, std::uint32_t hash) const;
    void begin(std::uint32_t slot, const DirectedKey& key, Timestamp time);
    void grow();
    void erase(std::uint32_t slot);
    void unlink(std::uint32_t slot);
    void linkNewest(std::uint32_t slot);

    std::size_t m_capacity;
    std::uint64_t m_seed;
    OnEnd m_onEnd;
    std::vector<Entry> m_entries;
    std::unordered_map<std::uint64_t, std::uint32_t> m_known;  ///< slots of flows that are known by number
    std::vector<std::uint32_t> m_free;                         ///< slots that forget() left
    std::vector<Place> m_index;  ///< open addressing, linear probing; its size is a power of two
    std::size_t m_size = 0;
    std::uint32_t m_oldest = none, m_newest = none;
    std::uint32_t m_oldestAwake = none;  ///< all between it and the newest are awake
    std::size_t m_awake = 0;
    std::uint64_t m_nextFlow = 0;
    std::array<std::uint32_t, 3> m_nextStream{};
    std::uint64_t m_evicted = 0;
};

}  // namespace pr::flow
