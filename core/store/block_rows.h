// Blocks and tails as rows: the statements that the writer and the recovery of a dead writer's session share.
#pragma once

#include "core/store/block.h"
#include "core/store/ledger.h"
#include "core/store/schema.h"

namespace pr::store {

class BlockRows {
public:
    explicit BlockRows(Database& database);
    /// Inserts the rows of a block and its entry in the ledger, and removes the tail rows of its packets.
    bool insert(Ledger& ledger, std::int64_t session, std::int64_t analysis, std::uint64_t number,
        std::uint64_t firstPacket, const EncodedBlock& block);
    /// The columns of an analysis alone, of a block that is there.
    bool insertAnalysis(std::int64_t analysis, std::uint64_t number, const EncodedBlock& block);
    bool insertTail(std::int64_t session, std::uint64_t firstPacket, const EncodedBlock& chunk);

private:
    Database* m_database;
    Statement m_block, m_columns, m_bytes, m_link, m_analysis, m_tail, m_removeTail;
};

}  // namespace pr::store
