#include "core/store/verify_ring.h"

#include "core/store/block.h"
#include "core/store/schema.h"

namespace pr::store {

std::string_view DroppedBlocks::add(std::uint64_t blocks, std::uint64_t packets)
{
    m_packets += packets;
    return ++m_blocks == blocks ? std::string_view{}
                                : "its packets are gone, and those of a block before it are there: no ring does that";
}

Finding DroppedBlocks::tombstone(Database& database, std::int64_t key, const Digest& digest, std::uint64_t blocks)
{
    const auto number = numberOf(key);
    Finding where{.session = {key >> 40}, .block = static_cast<std::int64_t>(number)};
    auto row = database.prepare("SELECT first_packet, packets, codec, digest FROM block WHERE id=?");
    row.start(key);
    const bool found = row.next();
    if (found) {
        where.first = {static_cast<std::uint64_t>(row.integer(0))};
        where.last = {static_cast<std::uint64_t>(row.integer(0) + row.integer(1) - 1)};
    }
    if (number != m_tombstones++ || number >= blocks)
        where.what = "the ledger says out of turn that a ring dropped it";
    else if (found && static_cast<Codec>(row.integer(2)) != Codec::Dropped)
        where.what = "the ledger says that a ring dropped it, and it is there";
    else if (!found || digestOf(row.blob(3)) != digest)
        where.what = "its tombstone has another digest";
    return where;
}

std::optional<Finding> DroppedBlocks::atEnd(SessionId session) const
{
    if (m_tombstones >= m_blocks)
        return {};
    return Finding{.session = session,
        .first = {1},
        .last = {m_packets},
        .what = "packets are gone, and the ledger does not say that a ring dropped them"};
}

}  // namespace pr::store
