#include "core/store/tables.h"

#include "core/store/event_rows.h"

#include <array>

namespace pr::store {

namespace {

constexpr int kPage = 4096;

constexpr std::array<std::string_view, 26> kFlowColumns{"flow", "transport", "stream", "initiator", "responder",
    "initiator_port", "responder_port", "protocol", "first_packet", "last_packet", "first_time", "last_time",
    "initiator_packets", "responder_packets", "initiator_bytes", "responder_bytes", "initiator_payload",
    "responder_payload", "history", "state", "gaps", "community_id", "service", "service_reason", "service_packet",
    "continued"};

OwnedCell owned(const Statement& row, int column)
{
    const auto cell = row.cell(column);
    if (const auto* number = std::get_if<std::int64_t>(&cell))
        return *number;
    if (const auto* real = std::get_if<double>(&cell))
        return *real;
    if (const auto* text = std::get_if<std::string_view>(&cell))
        return std::string{*text};
    if (const auto* bytes = std::get_if<Bytes>(&cell))
        return std::vector<std::byte>(bytes->begin(), bytes->end());
    return {};
}

// Reads pages of a statement with the parameters session, last key, page size; the first column is the key.
Outcome<void> pages(Database& database, const std::string& sql, SessionId session, std::int64_t from, const OnRow& onRow)
{
    auto page = database.prepare(sql);
    std::vector<OwnedRow> rows;
    do {
        rows.clear();
        page.start(session.value, from, kPage);
        while (page.next()) {
            from = page.integer(0);
            auto& row = rows.emplace_back();
            for (int column = 1; column < page.columns(); ++column)
                row.push_back(owned(page, column));
        }
        if (!database.ok())
            return database.takeOutcome();
        for (auto& row : rows)
            if (!onRow(std::move(row)))
                return {};
    } while (rows.size() == kPage);
    return {};
}

std::string quoted(std::string_view word)
{
    return '"' + std::string{word} + '"';  // our own words only: letters, digits, underscores
}

}  // namespace

std::span<const std::string_view> flowColumns()
{
    return kFlowColumns;
}

Outcome<void> flows(Case& opened, SessionId session, const OnRow& onRow)
{
    std::string sql = "SELECT flow";
    for (const auto column : kFlowColumns)
        sql.append(", ").append(column);
    // of the snapshots of a flow the last one counts
    sql += " FROM flow WHERE id IN (SELECT max(id) FROM flow WHERE session = ?1 AND flow > ?2 GROUP BY flow ORDER BY flow LIMIT ?3) "
           "ORDER BY flow";
    return pages(opened.database(), sql, session, -1, onRow);
}

Outcome<std::vector<std::string>> eventTableNames(Case& opened)
{
    auto& database = opened.database();
    std::vector<std::string> names;
    for (const auto& name : eventTables(database))
        names.push_back(name.substr(name.find('_') + 1));
    if (!database.ok())
        return Unexpected{std::move(database.takeOutcome().error())};
    return names;
}

Outcome<std::vector<std::string>> eventColumns(Case& opened, std::string_view table)
{
    std::vector<std::string> columns;
    for (const auto& name : eventTables(opened.database())) {
        if (std::string_view{name}.substr(name.find('_') + 1) != table)
            continue;
        auto probe = opened.database().prepare("SELECT * FROM " + quoted(name) + " LIMIT 0");
        for (int i = 0; probe && i < probe.columns(); ++i)
            if (const auto column = probe.columnName(i); column != "id" && column != "session")
                columns.emplace_back(column);
    }
    if (!opened.database().ok())
        return Unexpected{std::move(opened.database().takeOutcome().error())};
    return columns;
}

Outcome<void> events(Case& opened, SessionId session, std::string_view table, const OnRow& onRow)
{
    const auto columns = eventColumns(opened, table);
    if (!columns)
        return Unexpected{columns.error()};
    if (columns->empty())
        return {};
    std::string sql = "SELECT id";
    for (const auto& column : *columns)
        sql.append(", ").append(quoted(column));
    for (const auto& name : eventTables(opened.database()))
        if (std::string_view{name}.substr(name.find('_') + 1) == table)
            sql += " FROM " + quoted(name);
    sql += " WHERE session = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
    return pages(opened.database(), sql, session, -1, onRow);
}

}  // namespace pr::store
