#include "core/store/table_reader.h"

#include "core/store/event_rows.h"
#include "core/store/schema.h"

#include <algorithm>

namespace pr::store {

Outcome<std::int64_t> analysisOf(Database& database, SessionId session)
{
    auto row = database.prepare("SELECT analysis FROM session_status WHERE session=?");
    row.start(session.value);
    if (row.next())
        return row.integer(0);
    if (auto done = database.takeOutcome(); !done)
        return Unexpected{done.error()};
    return fail(Status::Input, "The case has no session " + std::to_string(session.value) + ".",
        "`sessions` lists what it has.");
}

Outcome<void> analysisHolds(Database& database, SessionId session, std::int64_t analysis)
{
    const auto now = analysisOf(database, session);
    if (!now)
        return Unexpected{now.error()};
    if (*now != analysis)
        return fail(Status::Storage,
            "Session " + std::to_string(session.value) + " was analysed anew while it was read.", "Ask once more.");
    return {};
}

namespace {

constexpr std::size_t kTextsKept = 4096;
constexpr std::size_t kRowsATurn = 20'000;  // of two integers: about 5 ms

OwnedCell owned(const Cell& cell)
{
    if (const auto* number = std::get_if<std::int64_t>(&cell))
        return *number;
    if (const auto* real = std::get_if<double>(&cell))
        return *real;
    if (const auto* text = std::get_if<std::string_view>(&cell))
        return std::string{*text};
    if (const auto* bytes = std::get_if<Bytes>(&cell))
        return BlobCell{std::string{textOf(*bytes)}};
    return {};
}

StoredFlow flowOf(const Statement& row)
{
    const auto number = [&row](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
    StoredFlow flow;
    auto& record = flow.record;
    record.id = {number(2)};
    flow.transport = row.text(3);
    record.hasStream = !row.isNull(4);
    record.stream = static_cast<std::uint32_t>(number(4));
    record.initiator = textOf(row.blob(5));
    record.responder = textOf(row.blob(6));
    record.initiatorPort = static_cast<std::uint16_t>(number(7));
    record.responderPort = static_cast<std::uint16_t>(number(8));
    record.protocol = static_cast<std::uint8_t>(number(9));
    record.firstPacket = {number(10)};
    record.lastPacket = {number(11)};
    record.firstTime = row.integer(12);
    record.lastTime = row.integer(13);
    for (int side = 0; side < 2; ++side) {
        record.packets[side] = number(14 + side);
        record.bytes[side] = number(16 + side);
        record.payload[side] = number(18 + side);
    }
    record.history = row.text(20);
    record.state = row.text(21);
    record.gaps = static_cast<std::uint32_t>(number(22));
    record.communityId = row.text(23);
    record.communityId = dissect::communityIdOf(record);  // where it can be made, it is not stored
    record.service = row.text(24);
    record.serviceReason = row.text(25);
    record.servicePacket = {number(26)};
    record.continued = static_cast<std::uint32_t>(number(27));
    return flow;
}

}  // namespace

Outcome<std::vector<std::string>> eventTableNames(Case& opened)
{
    auto names = eventTables(opened.database());
    for (auto& name : names)
        name.erase(0, kEventPrefix.size());
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return names;
}

Outcome<TableReader> TableReader::open(Case& opened, std::string_view table, SessionId session, Selection selection)
{
    TableReader reader;
    reader.m_database = &opened.database();
    reader.m_session = session;
    reader.m_selection = selection;
    const auto analysis = analysisOf(opened.database(), session);
    if (!analysis)
        return Unexpected{analysis.error()};
    reader.m_analysis = *analysis;
    // Only a table that is there gets into the statement: the name may come from a command line.
    const auto all = eventTables(opened.database());
    const auto name = std::string{kEventPrefix}.append(table);
    if (std::find(all.begin(), all.end(), name) == all.end())
        return reader;
    auto row = opened.database().prepare("SELECT * FROM " + name + " LIMIT 0");
    for (int i = 2; row && i < row.columns(); ++i)
        reader.m_columns.emplace_back(row.columnName(i));
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    reader.m_name = name;
    reader.m_sql = "SELECT * FROM " + name + " WHERE id > ? AND id < ? AND packet >= ? AND packet <= ?"
        + (selection.flow ? " AND session = ? AND flow = ?" : "") + " ORDER BY id LIMIT ?";
    return reader;
}

// A text that an earlier row has is read there, a certificate in the table of certificates. A reference that leads
// nowhere, or to another one, is damage.
Outcome<OwnedCell> TableReader::cellOf(const Cell& cell, std::size_t column)
{
    const auto* text = std::get_if<std::string_view>(&cell);
    const auto* bytes = std::get_if<Bytes>(&cell);
    const auto stored = text ? *text : bytes ? textOf(*bytes) : std::string_view{};
    if (!stored.starts_with(repeated::kMark))
        return owned(cell);
    const auto made = [&](std::string_view whole) {
        return text ? OwnedCell{std::string{whole}} : OwnedCell{BlobCell{std::string{whole}}};
    };
    const auto row = repeated::rowOf(stored);
    if (!row)
        return made(repeated::plain(stored));
    if (m_texts.size() >= kTextsKept)
        m_texts.clear();
    const auto [found, fresh] = m_texts.try_emplace({column, *row});
    if (fresh) {
        auto there = m_database->prepare(text ? "SELECT " + m_columns[column] + " FROM " + m_name + " WHERE id=?"
                                              : "SELECT der FROM certificate WHERE id=?");
        there.start(rowKey(m_analysis, *row));
        const bool good = there.next() && !repeated::rowOf(text ? there.text(0) : textOf(there.blob(0)));
        if (good)
            found->second = text ? repeated::plain(there.text(0)) : textOf(there.blob(0));
        there.reset();
        if (!good) {
            m_texts.erase(found);
            return fail(Status::Storage,
                "A row of the table " + m_name + " refers to what is not there: the case is damaged.",
                "packetrecorder verify says what still holds.");
        }
    }
    return made(found->second);
}

Outcome<std::vector<TableRow>> TableReader::next(std::size_t most)
{
    std::vector<TableRow> rows;
    if (m_sql.empty())
        return rows;
    auto row = m_database->prepare(m_sql);
    const auto after = std::max(m_selection.after, rowKey(m_analysis, 0) - 1), before = rowKey(m_analysis + 1, 0);
    const auto first = m_selection.first.value, last = m_selection.last.value;
    if (m_selection.flow)
        row.start(after, before, first, last, m_session.value, m_selection.flow->value, most);
    else
        row.start(after, before, first, last, most);
    for (auto previous = after; row.next(); previous = rows.back().key) {
        if (row.integer(0) <= previous)
            return Unexpected{outOfOrder("of events")};
        auto& made = rows.emplace_back();
        made.key = row.integer(0);
        for (int i = 2; i < row.columns(); ++i)
            if (auto cell = cellOf(row.cell(i), static_cast<std::size_t>(i - 2)); cell)
                made.cells.push_back(std::move(*cell));
            else
                return Unexpected{std::move(cell.error())};
    }
    if (!rows.empty())
        m_selection.after = rows.back().key;
    if (auto done = m_database->takeOutcome(); !done)
        return Unexpected{done.error()};
    if (auto holds = analysisHolds(*m_database, m_session, m_analysis); !holds)
        return Unexpected{std::move(holds.error())};
    return rows;
}

Outcome<FlowReader> FlowReader::open(Case& opened, SessionId session)
{
    FlowReader reader;
    reader.m_database = &opened.database();
    reader.m_session = session;
    const auto analysis = analysisOf(opened.database(), session);
    if (!analysis)
        return Unexpected{analysis.error()};
    reader.m_analysis = *analysis;
    auto status = opened.database().prepare("SELECT flows, flow_rows FROM session_status WHERE session=?");
    status.start(session.value);
    const bool once = status.next() && status.integer(0) == status.integer(1);
    status.reset();
    // Every flow has one row, as after an import that saw all of them end: nothing to look for.
    if (once)
        return reader;
    std::vector<std::uint64_t> flows;
    auto row = opened.database().prepare("SELECT id, flow FROM flow WHERE id >= ? AND id < ? ORDER BY id LIMIT ?");
    for (auto rows = kRowsATurn; rows == kRowsATurn;) {
        rows = 0;
        row.start(rowKey(reader.m_analysis, flows.size()), rowKey(reader.m_analysis + 1, 0), kRowsATurn);
        for (; row.next(); ++rows) {
            if (numberOf(row.integer(0)) < flows.size())
                return Unexpected{outOfOrder("flow")};
            flows.push_back(static_cast<std::uint64_t>(row.integer(1)));
        }
    }
    reader.m_superseded.resize(flows.size());
    std::vector<bool> seen(flows.size());  // numbers are dense, so none is above the count of rows
    for (auto i = flows.size(); i-- > 0;)
        if (flows[i] < seen.size()) {
            reader.m_superseded[i] = seen[flows[i]];
            seen[flows[i]] = true;
        }
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return reader;
}

Outcome<std::vector<StoredFlow>> FlowReader::next(std::size_t most)
{
    std::vector<StoredFlow> flows;
    auto row = m_database->prepare("SELECT * FROM flow WHERE id >= ? AND id < ? ORDER BY id LIMIT ?");
    for (bool more = true; more && flows.empty();) {
        more = false;
        row.start(rowKey(m_analysis, m_next), rowKey(m_analysis + 1, 0), most);
        while (row.next()) {
            more = true;
            const auto number = numberOf(row.integer(0));
            if (number < m_next)
                return Unexpected{outOfOrder("flow")};
            m_next = number + 1;
            if (number >= m_superseded.size() || !m_superseded[number])
                flows.push_back(flowOf(row));
        }
    }
    if (auto done = m_database->takeOutcome(); !done)
        return Unexpected{done.error()};
    if (auto holds = analysisHolds(*m_database, m_session, m_analysis); !holds)
        return Unexpected{std::move(holds.error())};
    return flows;
}

Outcome<std::optional<StoredFlow>> FlowReader::find(Case& opened, SessionId session, FlowId flow)
{
    const auto analysis = analysisOf(opened.database(), session);
    if (!analysis)
        return Unexpected{analysis.error()};
    auto row = opened.database().prepare(
        "SELECT * FROM flow WHERE session=? AND flow=? AND id >= ? AND id < ? ORDER BY id DESC LIMIT 1");
    row.start(session.value, flow.value, rowKey(*analysis, 0), rowKey(*analysis + 1, 0));
    std::optional<StoredFlow> found;
    if (row.next())
        found = flowOf(row);
    row.reset();
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return found;
}

Outcome<PacketNumber> FlowReader::firstPacket(Case& opened, SessionId session, FlowId flow)
{
    auto row = opened.database().prepare(
        "SELECT min(first_packet) FROM flow WHERE session=?1 AND flow=?2 AND first_packet > 0 AND id / 1099511627776 = "
        "(SELECT analysis FROM session_status WHERE session=?1 AND state<>?3)");
    row.start(session.value, flow.value, SessionState::Growing);
    PacketNumber first{0};
    if (row.next())
        first = {static_cast<std::uint64_t>(row.integer(0))};
    row.reset();
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return first;
}

Outcome<std::vector<CertificateRow>> certificates(Case& opened, SessionId session)
{
    const auto analysis = analysisOf(opened.database(), session);
    if (!analysis)
        return Unexpected{analysis.error()};
    std::vector<CertificateRow> rows;
    auto row = opened.database().prepare("SELECT digest, der FROM certificate WHERE id >= ? AND id < ? ORDER BY id");
    row.start(rowKey(*analysis, 0), rowKey(*analysis + 1, 0));
    while (row.next())
        rows.push_back({digestOf(row.blob(0)), std::string{textOf(row.blob(1))}});
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return rows;
}

Outcome<std::vector<AuditRow>> auditRows(Case& opened)
{
    std::vector<AuditRow> rows;
    auto row = opened.database().prepare("SELECT sequence, time, who, action, detail FROM audit ORDER BY sequence");
    while (row.next())
        rows.push_back({static_cast<std::uint64_t>(row.integer(0)), row.integer(1), std::string{row.text(2)},
            std::string{row.text(3)}, std::string{row.text(4)}});
    if (auto done = opened.database().takeOutcome(); !done)
        return Unexpected{done.error()};
    return rows;
}

}  // namespace pr::store
