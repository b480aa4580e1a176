#include "core/store/recovery.h"

#include "core/store/block_rows.h"
#include "core/store/event_rows.h"
#include "core/store/reader.h"
#include "core/store/session_writer.h"

#include <array>

namespace pr::store {

namespace {

template <class T> void append(std::vector<T>& to, const std::vector<T>& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

void append(NewStrings& to, const NewStrings& from)
{
    if (to.lengths.empty())
        to.first = from.first;
    append(to.lengths, from.lengths);
    to.text += from.text;
}

struct TailContent {
    BlockContent content;
    std::uint64_t firstPacket = 0;
};

// All chunks that follow on the last block and can be read; a damaged one and those behind it stay where they are.
TailContent readTail(Database& database, SessionId session, std::uint64_t firstPacket)
{
    TailContent tail;
    tail.firstPacket = firstPacket;
    auto expected = firstPacket;
    auto rows = database.prepare(
        "SELECT id, packets, codec, columns, analysis, bytes FROM tail WHERE id BETWEEN ? AND ? ORDER BY id");
    rows.start(rowKey(session.value, 0), rowKey(session.value + 1, 0) - 1);
    while (rows.next()) {
        const auto packets = static_cast<std::size_t>(rows.integer(1));
        const auto codec = static_cast<Codec>(rows.integer(2));
        if (numberOf(rows.integer(0)) != expected || packets == 0 || packets > limits::blockPackets)
            break;
        const auto evidence = decodeEvidence(rows.blob(3), packets);
        const auto analysis = decodeAnalysis(rows.blob(4), packets);
        const auto paths = decodeNewPaths(rows.blob(4)), stacks = decodeNewStacks(rows.blob(4));
        if (!evidence || !analysis || !paths || !stacks)
            break;
        auto& content = tail.content;
        const auto bytes = decodeBytes(rows.blob(5), codec, {}, evidence->captured);  // tails are plain
        if (!bytes)
            break;
        content.bytes += *bytes;
        append(content.evidence.time, evidence->time);
        append(content.evidence.rawTime, evidence->rawTime);
        append(content.evidence.captured, evidence->captured);
        append(content.evidence.original, evidence->original);
        append(content.evidence.interface, evidence->interface);
        append(content.evidence.flags, evidence->flags);
        append(content.analysis.path, analysis->path);
        append(content.analysis.stack, analysis->stack);
        append(content.analysis.marks, analysis->marks);
        append(content.analysis.direction, analysis->direction);
        append(content.analysis.tcpFlags, analysis->tcpFlags);
        append(content.paths, *paths);
        append(content.stacks, *stacks);
        expected += packets;
    }
    return tail;
}

// What was concluded from packets that were never committed goes; it is analysis, not evidence.
void dropUnfounded(Database& database, const SessionSummary& session, std::uint64_t packets)
{
    auto tables = eventTables(database);
    for (const auto& table : tables)
        database.prepare("DELETE FROM " + table + " WHERE id BETWEEN ? AND ? AND packet > ?")
            .run(rowKey(session.analysis, 0), rowKey(session.analysis + 1, 0) - 1, packets);
    database.prepare("DELETE FROM alert WHERE session = ? AND last_packet > ?").run(session.id.value, packets);
    database.prepare("DELETE FROM flow WHERE id BETWEEN ? AND ? AND first_packet > ?")
        .run(rowKey(session.analysis, 0), rowKey(session.analysis + 1, 0) - 1, packets);
}

Outcome<void> close(Case& opened, SessionSummary session, SessionState state)
{
    auto& database = opened.database();
    Transaction transaction{database, Transaction::Kind::Write};
    Ledger ledger{database, opened.id()};
    BlockRows rows{database};
    auto sums = database.prepare("SELECT count(*), sum(packets), sum(captured_bytes), sum(original_bytes) FROM block "
                                 "WHERE id BETWEEN ? AND ?");
    sums.start(rowKey(session.id.value, 0), rowKey(session.id.value + 1, 0) - 1);
    if (sums.next()) {
        session.blocks = static_cast<std::uint64_t>(sums.integer(0));
        session.packets = static_cast<std::uint64_t>(sums.integer(1));
        session.capturedBytes = static_cast<std::uint64_t>(sums.integer(2));
        session.originalBytes = static_cast<std::uint64_t>(sums.integer(3));
    }
    sums.reset();
    const auto tail = readTail(database, session.id, session.packets + 1);
    if (tail.content.size() > 0) {
        const auto block = encodeBlock(tail.content, Codec::ZstdFront);
        rows.insert(ledger, session.id.value, session.analysis, session.blocks++, tail.firstPacket, block);
        session.packets += block.packets;
        session.capturedBytes += block.sums.captured;
        session.originalBytes += block.sums.original;
    }
    dropUnfounded(database, session, session.packets);
    session.state = state;
    session.ended = wallClock();
    ledger.insert(LedgerKind::SessionEnd,
        std::array<Cell, 7>{session.id.value, static_cast<std::int64_t>(session.state), session.ended,
            static_cast<std::int64_t>(session.packets), static_cast<std::int64_t>(session.capturedBytes),
            static_cast<std::int64_t>(session.originalBytes), static_cast<std::int64_t>(session.dropped)});
    auto flows = database.prepare("SELECT count(*) FROM flow WHERE id BETWEEN ? AND ?");
    flows.start(rowKey(session.analysis, 0), rowKey(session.analysis + 1, 0) - 1);
    const auto flowRows = flows.next() ? static_cast<std::uint64_t>(flows.integer(0)) : 0;
    flows.reset();
    putStatus(database, session, flowRows);
    appendAudit(database, opened.id(), session.ended, wordFor(state), session.source);
    transaction.commit();
    return database.outcome();
}

}  // namespace

Outcome<void> recoverSessions(Case& opened)
{
    const auto all = sessions(opened);
    if (!all)
        return Unexpected{all.error()};
    for (const auto& session : *all)
        if (session.state == SessionState::Growing)
            if (auto done = close(opened, session, SessionState::Recovered); !done)
                return done;
    return {};
}

Outcome<void> closeSession(Case& opened, SessionId id, SessionState state)
{
    auto found = session(opened, id);
    return found ? close(opened, std::move(*found), state) : Outcome<void>{Unexpected{found.error()}};
}

bool holdsOpenSession(Case& opened)
{
    auto rows = opened.database().prepare("SELECT 1 FROM session_status WHERE state=? LIMIT 1");
    rows.start(SessionState::Growing);
    const bool found = rows.next();
    rows.reset();
    return opened.database().takeOutcome() && found;
}

}  // namespace pr::store
