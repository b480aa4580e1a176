#include "core/store/block_rows.h"

namespace pr::store {

BlockRows::BlockRows(Database& database)
    : m_database{&database}, m_block{database.prepare("INSERT INTO block VALUES(?,?,?,?,?,?,?,?,0,0,?)")},
      m_columns{database.prepare("INSERT INTO block_columns VALUES(?,?)")}, m_bytes{database.prepare(
                                                                                "INSERT INTO block_bytes VALUES(?,?)")},
      m_link{database.prepare("INSERT INTO block_link VALUES(?,?)")}, m_analysis{database.prepare(
                                                                          "INSERT INTO block_analysis VALUES(?,?)")},
      m_tail{database.prepare("INSERT INTO tail VALUES(?,?,?,?,?,?,?,?,?,?,?)")},
      m_removeTail{database.prepare("DELETE FROM tail WHERE id BETWEEN ? AND ?")}
{
}

bool BlockRows::insert(Ledger& ledger, std::int64_t session, std::int64_t analysis, std::uint64_t number,
    std::uint64_t firstPacket, const EncodedBlock& block)
{
    const auto id = rowKey(session, number);
    m_block.run(id, firstPacket, block.packets, block.sums.captured, block.sums.original, block.sums.leastTime,
        block.sums.mostTime, block.codec, block.digest);
    m_columns.run(id, bytesOf(block.columns));
    if (block.codec == Codec::Linked)
        m_link.run(id, bytesOf(block.link));
    else
        m_bytes.run(id, bytesOf(block.bytes));
    insertAnalysis(analysis, number, block);
    m_removeTail.run(rowKey(session, firstPacket), rowKey(session, firstPacket + block.packets - 1));
    return m_database->ok() && ledger.append(LedgerKind::Block, id, block.digest);
}

bool BlockRows::insertAnalysis(std::int64_t analysis, std::uint64_t number, const EncodedBlock& block)
{
    return m_analysis.run(rowKey(analysis, number), bytesOf(block.analysis));
}

bool BlockRows::insertTail(std::int64_t session, std::uint64_t firstPacket, const EncodedBlock& chunk)
{
    return m_tail.run(rowKey(session, firstPacket), chunk.packets, chunk.sums.captured, chunk.sums.original,
        chunk.sums.leastTime, chunk.sums.mostTime, chunk.codec, chunk.digest, bytesOf(chunk.columns),
        bytesOf(chunk.analysis), bytesOf(chunk.bytes));
}

}  // namespace pr::store
