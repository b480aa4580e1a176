#include "core/store/schema.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace pr::store {

namespace {

// Version 1. The keys named "id" are rowKey() values of a session for evidence and of an analysis for what is
// concluded.
constexpr std::array kVersion1{
    TableText{"info", "CREATE TABLE info(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"},
    // Evidence: written once, each row with an entry in the ledger.
    TableText{"session",
        "CREATE TABLE session(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL, "
        "program TEXT NOT NULL, started INTEGER NOT NULL) STRICT"},
    TableText{"session_end",
        "CREATE TABLE session_end(id INTEGER PRIMARY KEY, state INTEGER NOT NULL, ended INTEGER NOT NULL, "
        "packets INTEGER NOT NULL, captured_bytes INTEGER NOT NULL, original_bytes INTEGER NOT NULL, "
        "dropped INTEGER NOT NULL) STRICT"},
    TableText{"interface",
        "CREATE TABLE interface(id INTEGER PRIMARY KEY, section INTEGER NOT NULL, link_type INTEGER NOT NULL, "
        "snaplen INTEGER NOT NULL, units_per_second INTEGER NOT NULL, time_offset INTEGER NOT NULL, name TEXT NOT "
        "NULL, "
        "description TEXT NOT NULL, filter TEXT NOT NULL, big_endian INTEGER NOT NULL, options BLOB NOT NULL) STRICT"},
    TableText{"source_file",
        "CREATE TABLE source_file(id INTEGER PRIMARY KEY, path TEXT NOT NULL, size INTEGER NOT NULL, "
        "modified INTEGER NOT NULL) STRICT"},
    TableText{"source_digest",
        "CREATE TABLE source_digest(id INTEGER PRIMARY KEY, bytes_read INTEGER NOT NULL, sha256 BLOB NOT NULL, "
        "first_packet INTEGER NOT NULL, packets INTEGER NOT NULL) STRICT"},
    TableText{"item",
        "CREATE TABLE item(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, packet INTEGER NOT NULL, "
        "attached INTEGER NOT NULL, section INTEGER NOT NULL, interface INTEGER NOT NULL, code INTEGER NOT NULL, "
        "big_endian INTEGER NOT NULL, body BLOB NOT NULL) STRICT"},
    TableText{
        "secret", "CREATE TABLE secret(id INTEGER PRIMARY KEY, type INTEGER NOT NULL, body BLOB NOT NULL) STRICT"},
    TableText{"dropped",
        "CREATE TABLE dropped(id INTEGER PRIMARY KEY, before_packet INTEGER NOT NULL, interface INTEGER NOT NULL, "
        "kernel INTEGER NOT NULL, device INTEGER NOT NULL, program INTEGER NOT NULL, time INTEGER NOT NULL) STRICT"},
    TableText{"block",
        "CREATE TABLE block(id INTEGER PRIMARY KEY, first_packet INTEGER NOT NULL, packets INTEGER NOT NULL, "
        "captured_bytes INTEGER NOT NULL, original_bytes INTEGER NOT NULL, least_time INTEGER NOT NULL, "
        "most_time INTEGER NOT NULL, codec INTEGER NOT NULL, cipher INTEGER NOT NULL, key_id INTEGER NOT NULL, "
        "digest BLOB NOT NULL) STRICT"},
    TableText{"block_columns", "CREATE TABLE block_columns(id INTEGER PRIMARY KEY, columns BLOB NOT NULL) STRICT"},
    TableText{"block_bytes", "CREATE TABLE block_bytes(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT"},
    TableText{"block_link", "CREATE TABLE block_link(id INTEGER PRIMARY KEY, places BLOB NOT NULL) STRICT"},
    // Packets whose block is not full yet; the number in the key is that of the first packet.
    TableText{"tail",
        "CREATE TABLE tail(id INTEGER PRIMARY KEY, packets INTEGER NOT NULL, captured_bytes INTEGER NOT NULL, "
        "original_bytes INTEGER NOT NULL, least_time INTEGER NOT NULL, most_time INTEGER NOT NULL, codec INTEGER NOT "
        "NULL, "
        "digest BLOB NOT NULL, columns BLOB NOT NULL, analysis BLOB NOT NULL, bytes BLOB NOT NULL) STRICT"},
    TableText{"ledger",
        "CREATE TABLE ledger(sequence INTEGER PRIMARY KEY, kind INTEGER NOT NULL, reference INTEGER NOT NULL, "
        "digest BLOB NOT NULL, hash BLOB NOT NULL) STRICT"},
    // Analysis: made from evidence by a named version, and replaceable.
    TableText{"session_status",
        "CREATE TABLE session_status(session INTEGER PRIMARY KEY, name TEXT NOT NULL, state INTEGER NOT NULL, "
        "analysis INTEGER NOT NULL, packets INTEGER NOT NULL, captured_bytes INTEGER NOT NULL, "
        "original_bytes INTEGER NOT NULL, least_time INTEGER NOT NULL, most_time INTEGER NOT NULL, blocks INTEGER NOT "
        "NULL, "
        "segments INTEGER NOT NULL, flows INTEGER NOT NULL, flow_rows INTEGER NOT NULL, events INTEGER NOT NULL, "
        "dropped INTEGER NOT NULL) STRICT"},
    TableText{"analysis",
        "CREATE TABLE analysis(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, made INTEGER NOT NULL, "
        "program TEXT NOT NULL) STRICT"},
    TableText{"analysis_part",
        "CREATE TABLE analysis_part(id INTEGER PRIMARY KEY, protocol TEXT NOT NULL, digest BLOB NOT NULL) STRICT"},
    TableText{"block_analysis", "CREATE TABLE block_analysis(id INTEGER PRIMARY KEY, columns BLOB NOT NULL) STRICT"},
    TableText{"segment",
        "CREATE TABLE segment(id INTEGER PRIMARY KEY, first_block INTEGER NOT NULL, blocks INTEGER NOT NULL, "
        "first_packet INTEGER NOT NULL, packets INTEGER NOT NULL) STRICT"},
    TableText{"segment_part",
        "CREATE TABLE segment_part(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, "
        "complete INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT"},
    TableText{"fact",
        "CREATE TABLE fact(id INTEGER PRIMARY KEY, packet INTEGER NOT NULL, kind INTEGER NOT NULL, "
        "body BLOB NOT NULL) STRICT"},
    TableText{"checkpoint",
        "CREATE TABLE checkpoint(id INTEGER PRIMARY KEY, packet INTEGER NOT NULL, flow INTEGER NOT NULL, "
        "body BLOB NOT NULL) STRICT"},
    TableText{"certificate",
        "CREATE TABLE certificate(id INTEGER PRIMARY KEY, digest BLOB NOT NULL, der BLOB NOT NULL) STRICT"},
    TableText{"flow",
        "CREATE TABLE flow(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, flow INTEGER NOT NULL, transport TEXT NOT "
        "NULL, "
        "stream INTEGER, initiator BLOB NOT NULL, responder BLOB NOT NULL, initiator_port INTEGER NOT NULL, "
        "responder_port INTEGER NOT NULL, protocol INTEGER NOT NULL, first_packet INTEGER NOT NULL, "
        "last_packet INTEGER NOT NULL, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, "
        "initiator_packets INTEGER NOT NULL, responder_packets INTEGER NOT NULL, initiator_bytes INTEGER NOT NULL, "
        "responder_bytes INTEGER NOT NULL, initiator_payload INTEGER NOT NULL, responder_payload INTEGER NOT NULL, "
        "history TEXT NOT NULL, state TEXT NOT NULL, gaps INTEGER NOT NULL, community_id TEXT NOT NULL, "
        "service TEXT NOT NULL, service_reason TEXT NOT NULL, service_packet INTEGER NOT NULL, "
        "continued INTEGER NOT NULL) STRICT"},
    // What a person adds: refers to evidence and survives a new analysis.
    TableText{"note",
        "CREATE TABLE note(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, packet INTEGER NOT NULL, "
        "flow INTEGER NOT NULL, author TEXT NOT NULL, written INTEGER NOT NULL, body TEXT NOT NULL) STRICT"},
    TableText{"tag",
        "CREATE TABLE tag(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, packet INTEGER NOT NULL, "
        "flow INTEGER NOT NULL, word TEXT NOT NULL) STRICT"},
    TableText{"triage",
        "CREATE TABLE triage(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, subject TEXT NOT NULL, "
        "verdict TEXT NOT NULL, author TEXT NOT NULL, written INTEGER NOT NULL) STRICT"},
    TableText{"bookmark",
        "CREATE TABLE bookmark(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, packet INTEGER NOT NULL, "
        "name TEXT NOT NULL) STRICT"},
    TableText{"report",
        "CREATE TABLE report(id INTEGER PRIMARY KEY, name TEXT NOT NULL, written INTEGER NOT NULL, "
        "body TEXT NOT NULL) STRICT"},
    TableText{"audit",
        "CREATE TABLE audit(sequence INTEGER PRIMARY KEY, time INTEGER NOT NULL, who TEXT NOT NULL, action TEXT NOT "
        "NULL, "
        "detail TEXT NOT NULL, ledger_sequence INTEGER NOT NULL, ledger_hash BLOB NOT NULL, hash BLOB NOT NULL) "
        "STRICT"},
    // Built when a session is finished.
    TableText{"flow_number", "CREATE INDEX flow_number ON flow(session, flow)"},
};

// Version 2 adds what detectors found.
constexpr std::array kVersion2{
    TableText{"alert",
        "CREATE TABLE alert(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, alert TEXT NOT NULL, detector TEXT NOT "
        "NULL, "
        "version INTEGER NOT NULL, parameters TEXT NOT NULL, severity INTEGER NOT NULL, confidence INTEGER NOT NULL, "
        "entities TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, first_packet INTEGER NOT NULL, "
        "last_packet INTEGER NOT NULL, count INTEGER NOT NULL, unit TEXT NOT NULL, packets INTEGER NOT NULL, "
        "rollup TEXT NOT NULL, reason TEXT NOT NULL, evidence TEXT NOT NULL CHECK(evidence <> ''), "
        "evidence_filter TEXT NOT NULL, attack TEXT NOT NULL, reference TEXT NOT NULL, disprove TEXT NOT NULL, "
        "disprove_filter TEXT NOT NULL, limits TEXT NOT NULL, withdrawn TEXT NOT NULL) STRICT"},
};

constexpr std::string_view kEventColumns = "id INTEGER PRIMARY KEY, session INTEGER NOT NULL, packet INTEGER NOT NULL, "
                                           "time INTEGER NOT NULL, flow INTEGER NOT NULL";
constexpr std::size_t kMostEventColumns = 58;  // SQLITE_LIMIT_COLUMN less the five that every table has

bool isIndex(const TableText& table)
{
    return table.sql.starts_with("CREATE INDEX");
}

bool isWord(std::string_view text)
{
    return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::optional<ColumnType> typeOf(std::string_view text)
{
    constexpr std::array types{ColumnType::Integer, ColumnType::Real, ColumnType::Text, ColumnType::Blob};
    for (const auto type : types)
        if (text == sqlType(type))
            return type;
    return std::nullopt;
}

// A table of events is read for its columns, written anew from them, and must then be the same text: whatever else a
// foreign file puts there (defaults, checks, generated columns, expressions) makes a difference.
bool isEventTable(std::string_view name, std::string_view sql)
{
    if (!name.starts_with(kEventPrefix) || !isWord(name))
        return false;
    const auto columnsAt = sql.find(kEventColumns);
    const auto end = sql.rfind(") STRICT");
    if (columnsAt == std::string_view::npos || end == std::string_view::npos || columnsAt + kEventColumns.size() > end)
        return false;
    auto rest = sql.substr(columnsAt + kEventColumns.size(), end - columnsAt - kEventColumns.size());
    std::vector<Column> columns;
    while (!rest.empty()) {
        if (!rest.starts_with(", ") || columns.size() == kMostEventColumns)
            return false;
        rest.remove_prefix(2);
        const auto one = rest.substr(0, std::min(rest.find(','), rest.size()));
        const auto space = one.find(' ');
        if (space == std::string_view::npos || !isWord(one.substr(0, space)))
            return false;
        const auto type = typeOf(one.substr(space + 1));
        if (!type)
            return false;
        columns.push_back({one.substr(0, space), *type, {}});
        rest.remove_prefix(one.size());
    }
    return sql == eventTableText(name.substr(kEventPrefix.size()), columns);
}

bool isEventIndex(std::string_view name, std::string_view table, std::string_view sql)
{
    return table.starts_with(kEventPrefix) && isWord(table) && name == std::string{table} + "_flow"
        && sql == eventIndexText(table.substr(kEventPrefix.size()));
}

Unexpected<Failure> foreign(const Database& database, const std::string& what)
{
    return fail(Status::Storage, database.path().string() + " was not written by this program: " + what + ".",
        "It is not opened, because such a file can be made to harm its reader.");
}

}  // namespace

std::span<const TableText> tablesOf(std::int64_t version)
{
    static const auto second = [] {
        std::vector<TableText> all{kVersion1.begin(), kVersion1.end()};
        all.insert(all.end(), kVersion2.begin(), kVersion2.end());
        return all;
    }();
    switch (version) {
    case 1: return kVersion1;
    case 2: return second;
    default: return {};
    }
}

Outcome<void> migrateSchema(Database& database)
{
    const auto from = database.integer("PRAGMA user_version");
    const auto before = tablesOf(from);
    Transaction transaction{database, Transaction::Kind::Write};
    for (const auto& table : tablesOf(kSchemaVersion)) {
        const bool known =
            std::any_of(before.begin(), before.end(), [&](const TableText& other) { return other.name == table.name; });
        if (!known && !isIndex(table))
            database.run(table.sql);
    }
    database.run("PRAGMA user_version=" + std::to_string(kSchemaVersion));
    transaction.commit();
    return database.outcome();
}

std::string_view sqlType(ColumnType type)
{
    switch (type) {
    case ColumnType::Integer: return "INTEGER";
    case ColumnType::Real: return "REAL";
    case ColumnType::Text: return "TEXT";
    case ColumnType::Blob:
    case ColumnType::Certificate: return "BLOB";
    }
    return "BLOB";
}

std::string eventTableText(std::string_view name, std::span<const Column> columns)
{
    std::string sql = "CREATE TABLE ";
    sql.append(kEventPrefix).append(name).append("(").append(kEventColumns);
    for (const auto& column : columns)
        sql.append(", ").append(column.name).append(" ").append(sqlType(column.type));
    return sql + ") STRICT";
}

std::string eventIndexText(std::string_view name)
{
    const auto table = std::string{kEventPrefix}.append(name);
    return "CREATE INDEX " + table + "_flow ON " + table + "(session, flow)";
}

Outcome<void> createSchema(Database& database, std::string_view caseId)
{
    database.run("PRAGMA page_size=" + std::to_string(kPageSize));
    database.run("PRAGMA application_id=" + std::to_string(kApplicationId));
    database.run("PRAGMA user_version=" + std::to_string(kSchemaVersion));
    Transaction transaction{database, Transaction::Kind::Write};
    for (const auto& table : tablesOf(kSchemaVersion))
        if (!isIndex(table))
            database.run(table.sql);
    database.prepare("INSERT INTO info VALUES('case', ?)").run(caseId);
    transaction.commit();
    return database.outcome();
}

Outcome<void> checkSchema(Database& database)
{
    const auto version = database.integer("PRAGMA user_version");
    const auto tables = tablesOf(version);
    if (version > kSchemaVersion)
        return fail(Status::Storage,
            database.path().string() + " was written by a newer version of this program (format "
                + std::to_string(version) + ").",
            "Update packetrecorder to open it.");
    if (database.ok() && tables.empty())
        return foreign(database, "no format has the number " + std::to_string(version));

    std::map<std::string_view, std::string_view> wanted;
    for (const auto& table : tables)
        wanted.emplace(table.name, table.sql);
    std::size_t seen = 0;
    auto schema = database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema");
    while (schema.next()) {
        const auto name = schema.text(1);
        const auto sql = schema.text(3);
        const auto known = wanted.find(name);
        if (known != wanted.end() && sql == known->second) {
            seen += known->second.starts_with("CREATE TABLE") ? 1 : 0;
            continue;
        }
        const bool events = (schema.text(0) == "table" && isEventTable(name, sql))
            || (schema.text(0) == "index" && isEventIndex(name, schema.text(2), sql));
        if (!events)
            return foreign(
                database, "its " + std::string{schema.text(0)} + " \"" + std::string{name} + "\" is not ours");
    }
    if (!database.ok())
        return database.takeOutcome();
    const auto needed = static_cast<std::size_t>(
        std::count_if(tables.begin(), tables.end(), [](const TableText& table) { return !isIndex(table); }));
    if (seen != needed)
        return foreign(database, "tables are missing");
    return {};
}

}  // namespace pr::store
