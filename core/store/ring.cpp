#include "core/store/ring.h"

#include "core/base/limits.h"
#include "core/store/block.h"
#include "core/store/schema.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pr::store {

std::uint32_t RingLimits::segmentBlocks() const
{
    constexpr std::uint64_t parts = 16;
    return bytes == 0 ? static_cast<std::uint32_t>(limits::segmentBlocks)
                      : static_cast<std::uint32_t>(
                          std::clamp<std::uint64_t>(bytes / parts / limits::blockBytes, 1, limits::segmentBlocks));
}

void Ring::ended(RingSegment segment)
{
    segment.bytes = std::exchange(m_open, 0);
    m_closed += segment.bytes;
    m_segments.push_back(segment);
}

bool Ring::tooMuch(std::int64_t newest) const
{
    return (m_limits.bytes > 0 && bytes() > m_limits.bytes)
        || (m_limits.duration.count() > 0 && newest - m_segments.front().mostTime > m_limits.duration.count());
}

std::optional<std::uint64_t> Ring::drop(
    Database& database, Ledger& ledger, SessionId session, std::int64_t analysis, std::int64_t newest)
{
    std::optional<std::uint64_t> highest;
    const auto more = [this] { return m_segments.size() > 1 || (m_segments.size() == 1 && m_open > 0); };
    while (!m_keepAll && more() && tooMuch(newest)) {
        const auto& oldest = m_segments.front();
        if (!dropSegment(database, ledger, session, analysis, oldest))
            break;
        highest = oldest.highestFlow;
        m_closed -= oldest.bytes;
        m_segments.pop_front();
    }
    return highest;
}

bool Ring::dropSegment(
    Database& database, Ledger& ledger, SessionId session, std::int64_t analysis, const RingSegment& segment)
{
    const auto end = segment.firstBlock + segment.blocks;
    auto row = database.prepare("SELECT digest FROM block WHERE id=?");
    auto drop = database.prepare("UPDATE block SET codec=? WHERE id=?");
    for (auto block = segment.firstBlock; block < end; ++block) {
        const auto id = rowKey(session.value, block);
        row.start(id);
        const auto digest = row.next() ? digestOf(row.blob(0)) : Digest{};
        row.reset();
        if (!drop.run(Codec::Dropped, id) || !ledger.append(LedgerKind::Tombstone, id, digest))
            return false;
    }
    struct Range {
        const char* table;
        std::int64_t owner;
        std::uint64_t from, to;
    };
    const std::array ranges{
        Range{"block_bytes", session.value, segment.firstBlock, end},
        Range{"block_columns", session.value, segment.firstBlock, end},
        Range{"block_analysis", analysis, segment.firstBlock, end},
        Range{"segment", analysis, segment.number, segment.number + 1},
        Range{"segment_part", analysis, segment.number << kPartBits, (segment.number + 1) << kPartBits},
        Range{"fact", analysis, m_factsFrom, segment.factsTo},
        Range{"checkpoint", analysis, m_checkpointsFrom, segment.checkpointsTo},
    };
    for (const auto& range : ranges)
        if (range.from < range.to)
            database.prepare("DELETE FROM " + std::string{range.table} + " WHERE id BETWEEN ? AND ?")
                .run(rowKey(range.owner, range.from), rowKey(range.owner, range.to - 1));
    m_factsFrom = segment.factsTo;
    m_checkpointsFrom = segment.checkpointsTo;
    return database.ok();
}

}  // namespace pr::store
