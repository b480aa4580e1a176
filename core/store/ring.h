// A session that keeps its last packets only: whole segments are dropped from its beginning, oldest first, while it
// grows. Flows, events, alerts and the rows of the blocks stay; each dropped block leaves a tombstone in the ledger.
#pragma once

#include "core/base/time.h"
#include "core/store/ledger.h"
#include "core/store/records.h"

#include <cstdint>
#include <deque>

namespace pr::store {

struct RingLimits {
    static constexpr std::uint64_t leastBytes = 4ULL << 20;  ///< a few blocks, each up to 1 MiB

    std::uint64_t bytes = 0;  ///< on the disk: packets, columns, indexes, facts and checkpoints; 0: no bound
    Nanoseconds duration{0};  ///< of packet time, back from the last packet; 0: no bound
    bool any() const { return bytes > 0 || duration > Nanoseconds{0}; }
    /// Blocks of a segment, so that what is dropped at once is a small part of the ring.
    std::uint32_t segmentBlocks() const;
    /// Packet time of a segment; nothing where it does not matter.
    Nanoseconds segmentSpan() const { return duration / 8; }
};

/// What is deleted with a segment. Numbers are those of the rows' keys; "to" is one behind the last.
struct RingSegment {
    std::uint64_t number = 0, firstBlock = 0;
    std::uint32_t blocks = 0;
    std::uint64_t factsTo = 0, checkpointsTo = 0;
    std::uint64_t highestFlow = 0;  ///< that had begun by its end
    std::int64_t mostTime = 0;      ///< of its packets, ns UTC
    std::uint64_t bytes = 0;        ///< of the rows that go with it
};

class Ring {
public:
    explicit Ring(RingLimits limits) : m_limits{limits} { }

    const RingLimits& limits() const { return m_limits; }
    /// Rows of packets were written: bytes that count towards the open segment.
    void wrote(std::uint64_t bytes) { m_open += bytes; }
    /// The segment that ends with the last block written; its bytes are those told to wrote() since the one before.
    void ended(RingSegment segment);
    /// From now on nothing is dropped.
    void keepAll() { m_keepAll = true; }
    bool keepsAll() const { return m_keepAll; }

    /// Drops what is too much, inside the transaction that wrote the rest. `newest`: packet time of the last packet.
    /// Gives the highest flow that had begun by the last dropped packet; nothing where nothing was dropped.
    std::optional<std::uint64_t> drop(
        Database& database, Ledger& ledger, SessionId session, std::int64_t analysis, std::int64_t newest);

    /// In the ring now: rows of packets, on the disk.
    std::uint64_t bytes() const { return m_closed + m_open; }

private:
    bool tooMuch(std::int64_t newest) const;
    bool dropSegment(
        Database& database, Ledger& ledger, SessionId session, std::int64_t analysis, const RingSegment& segment);

    RingLimits m_limits;
    std::deque<RingSegment> m_segments;
    std::uint64_t m_closed = 0, m_open = 0;
    std::uint64_t m_factsFrom = 0, m_checkpointsFrom = 0;
    bool m_keepAll = false;
};

}  // namespace pr::store
