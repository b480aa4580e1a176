// What verify looks at where a ring gave up the first blocks of a session: their bytes are gone, their rows and digests
// stay, and the ledger has a tombstone for each, in their order. Internal to core/store.
#pragma once

#include "core/base/sha256.h"
#include "core/store/database.h"
#include "core/store/verify.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace pr::store {

class DroppedBlocks {
public:
    /// A block whose bytes are gone, the last of `blocks` so far, with its packets. Gives what is wrong with that, or
    /// nothing.
    std::string_view add(std::uint64_t blocks, std::uint64_t packets);
    /// The ledger's next tombstone: for the block with this key of its row, behind `blocks` blocks. `what` is empty
    /// where it fits; the database tells whether the row could be read.
    Finding tombstone(Database& database, std::int64_t key, const Digest& digest, std::uint64_t blocks);
    /// What is wrong once the whole ledger was read.
    std::optional<Finding> atEnd(SessionId session) const;

    std::uint64_t blocks() const { return m_blocks; }
    std::uint64_t packets() const { return m_packets; }

private:
    std::uint64_t m_blocks = 0, m_packets = 0, m_tombstones = 0;
};

}  // namespace pr::store
