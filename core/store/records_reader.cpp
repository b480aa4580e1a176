// The small tables of a session, read whole.
#include "core/base/text.h"
#include "core/source/options.h"
#include "core/store/reader.h"
#include "core/store/schema.h"

#include <algorithm>

namespace pr::store {

namespace {

// The rows of one session in a table whose key is rowKey(session, number).
template <class Record, class Read>
Outcome<std::vector<Record>> rowsOf(Case& opened, std::string_view table, SessionId id, Read read,
    std::uint64_t from = 0, std::size_t most = limits::interfacesPerSession)
{
    std::vector<Record> records;
    auto rows = opened.database().prepare(
        "SELECT * FROM " + std::string{table} + " WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?");
    rows.start(rowKey(id.value, from), rowKey(id.value + 1, 0) - 1, most);
    for (auto last = rowKey(id.value, from) - 1; rows.next(); last = rows.integer(0)) {
        if (rows.integer(0) <= last)
            return Unexpected{outOfOrder(table)};
        records.push_back(read(rows));
    }
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return records;
}

constexpr std::string_view kSummary =
    "SELECT s.id, s.kind, t.state, t.name, s.source, s.program, s.started, e.ended, t.packets, t.captured_bytes, "
    "t.original_bytes, t.least_time, t.most_time, t.blocks, t.segments, t.flows, t.events, t.dropped, t.analysis "
    "FROM session s JOIN session_status t ON t.session = s.id LEFT JOIN session_end e ON e.id = s.id ";

SessionSummary summaryOf(const Statement& row)
{
    const auto number = [&row](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
    SessionSummary summary;
    summary.id = {row.integer(0)};
    summary.kind = row.integer(1) == 2 ? SessionKind::Capture : SessionKind::Import;
    summary.state = static_cast<SessionState>(row.integer(2));
    summary.name = row.text(3);
    summary.source = row.text(4);
    summary.program = row.text(5);
    summary.started = row.integer(6);
    summary.ended = row.integer(7);
    summary.packets = number(8);
    summary.capturedBytes = number(9);
    summary.originalBytes = number(10);
    summary.leastTime = row.integer(11);
    summary.mostTime = row.integer(12);
    summary.blocks = number(13);
    summary.segments = number(14);
    summary.flows = number(15);
    summary.events = number(16);
    summary.dropped = number(17);
    summary.analysis = row.integer(18);
    return summary;
}

std::uint32_t small(std::int64_t value)
{
    return static_cast<std::uint32_t>(value);
}

}  // namespace

Outcome<std::vector<SessionSummary>> sessions(Case& opened)
{
    std::vector<SessionSummary> all;
    auto rows = opened.database().prepare(std::string{kSummary} + "ORDER BY s.id");
    while (rows.next())
        all.push_back(summaryOf(rows));
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return all;
}

Outcome<SessionSummary> session(Case& opened, SessionId id)
{
    auto rows = opened.database().prepare(std::string{kSummary} + "WHERE s.id = ?");
    rows.start(id.value);
    if (rows.next())
        return summaryOf(rows);
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return fail(
        Status::Input, "The case has no session " + std::to_string(id.value) + ".", "`sessions` lists what it has.");
}

Outcome<std::vector<InterfaceRecord>> interfaces(Case& opened, SessionId id)
{
    return rowsOf<InterfaceRecord>(opened, "interface", id, [](const Statement& row) {
        InterfaceRecord record;
        record.id = {static_cast<std::uint32_t>(numberOf(row.integer(0)))};
        record.section = small(row.integer(1));
        record.linkType = static_cast<LinkType>(row.integer(2));
        record.snaplen = small(row.integer(3));
        record.unitsPerSecond = static_cast<std::uint64_t>(row.integer(4));
        record.timeOffset = row.integer(5);
        record.name = row.text(6);
        record.description = row.text(7);
        record.filter = row.text(8);
        record.bigEndian = row.integer(9) != 0;
        record.options = textOf(row.blob(10));
        return record;
    });
}

Outcome<std::vector<SourceFileRecord>> sourceFiles(Case& opened, SessionId id)
{
    return rowsOf<SourceFileRecord>(opened, "source_file", id, [](const Statement& row) {
        return SourceFileRecord{small(static_cast<std::int64_t>(numberOf(row.integer(0)))), std::string{row.text(1)},
            static_cast<std::uint64_t>(row.integer(2)), row.integer(3)};
    });
}

Outcome<std::vector<SourceDigestRecord>> sourceDigests(Case& opened, SessionId id)
{
    return rowsOf<SourceDigestRecord>(opened, "source_digest", id, [](const Statement& row) {
        return SourceDigestRecord{small(static_cast<std::int64_t>(numberOf(row.integer(0)))),
            static_cast<std::uint64_t>(row.integer(1)), digestOf(row.blob(2)),
            {static_cast<std::uint64_t>(row.integer(3))}, static_cast<std::uint64_t>(row.integer(4))};
    });
}

Outcome<std::vector<SecretRecord>> secrets(Case& opened, SessionId id)
{
    return rowsOf<SecretRecord>(opened, "secret", id, [](const Statement& row) {
        return SecretRecord{small(row.integer(1)), std::string{textOf(row.blob(2))}};
    });
}

Outcome<std::vector<DropRecord>> drops(Case& opened, SessionId id)
{
    return rowsOf<DropRecord>(opened, "dropped", id, [](const Statement& row) {
        return DropRecord{{static_cast<std::uint64_t>(row.integer(1))}, {small(row.integer(2))},
            static_cast<std::uint64_t>(row.integer(3)), static_cast<std::uint64_t>(row.integer(4)),
            static_cast<std::uint64_t>(row.integer(5)), row.integer(6)};
    });
}

std::string Losses::words() const
{
    std::string out;
    for (const auto& [where, count] :
        {std::pair{"kernel", kernel}, {"interface", device}, {"helper", helper}, {"core", core}})
        if (count != 0)
            out.append(out.empty() ? "" : ", ").append(where).append(" ").append(grouped(count));
    return out;
}

Outcome<Losses> losses(Case& opened, SessionId id)
{
    Losses sum;
    std::uint64_t ours = 0;
    auto row = opened.database().prepare(
        "SELECT sum(kernel), sum(device), sum(program) FROM dropped WHERE id BETWEEN ? AND ?");
    row.start(rowKey(id.value, 0), rowKey(id.value + 1, 0) - 1);
    if (row.next()) {
        sum.kernel = static_cast<std::uint64_t>(row.integer(0));
        sum.device = static_cast<std::uint64_t>(row.integer(1));
        ours = static_cast<std::uint64_t>(row.integer(2));
    }
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    constexpr std::size_t page = 1000;
    for (std::uint64_t from = 0; ours > 0; from += page) {
        const auto some = items(opened, id, from, page);
        if (!some)
            return Unexpected{some.error()};
        for (const auto& item : *some)
            if (item.kind == ItemKind::InterfaceStatistics)
                if (const auto said = source::statisticsOf(
                        bytesOf(item.body), item.bigEndian ? source::ByteOrder::Big : source::ByteOrder::Little))
                    sum.helper += said->between();
        if (some->size() < page)
            break;
    }
    sum.helper = std::min(sum.helper, ours);
    sum.core = ours - sum.helper;
    return sum;
}

Outcome<std::vector<ItemRecord>> items(Case& opened, SessionId id, std::uint64_t from, std::size_t most)
{
    return rowsOf<ItemRecord>(
        opened, "item", id,
        [](const Statement& row) {
            return ItemRecord{static_cast<ItemKind>(row.integer(1)), {static_cast<std::uint64_t>(row.integer(2))},
                row.integer(3) != 0, small(row.integer(4)), small(row.integer(5)), small(row.integer(6)),
                row.integer(7) != 0, std::string{textOf(row.blob(8))}};
        },
        from, most);
}

}  // namespace pr::store
