#include "core/store/event_rows.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/store/schema.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <deque>
#include <set>

namespace pr::store {

namespace {

constexpr std::size_t kWorthReferring = 32;
constexpr std::size_t kTextsKnown = 1024;  // of a column
constexpr std::size_t kTextBytesKnown = 128 * limits::KiB;

bool isPlain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) > 0; });
}

// STRICT tables take a value of the column's type only. Text that is not UTF-8 is made so in `buffers`, which must
// outlive the insertion.
Cell cellFor(ColumnType type, const Value& value, std::deque<std::string>& buffers)
{
    const bool text = value.kind() == Value::Kind::Text || value.kind() == Value::Kind::Bytes;
    if (value.kind() == Value::Kind::None)
        return {};
    switch (type) {
    case ColumnType::Integer:
        return text
            ? Cell{}
            : Cell{value.kind() == Value::Kind::Real ? static_cast<std::int64_t>(value.asReal()) : value.asSigned()};
    case ColumnType::Real:
        return text ? Cell{}
                    : Cell{value.kind() == Value::Kind::Real ? value.asReal() : static_cast<double>(value.asSigned())};
    case ColumnType::Blob: return text ? Cell{value.asBytes()} : Cell{};
    case ColumnType::Certificate: return {};
    case ColumnType::Text:
        if (!text)
            return buffers.emplace_back(std::to_string(value.asSigned()));
        return isPlain(value.asText()) ? Cell{value.asText()}
                                       : Cell{std::string_view{buffers.emplace_back(validUtf8(value.asText()))}};
    }
    return {};
}

std::string reference(std::uint64_t row)
{
    return std::string{repeated::kMark, '#'} + std::to_string(row);
}

std::string plainMark()
{
    return {repeated::kMark, '='};
}

}  // namespace

namespace repeated {

std::optional<std::uint64_t> rowOf(std::string_view stored)
{
    std::uint64_t row = 0;
    if (stored.size() < 3 || stored[0] != kMark || stored[1] != '#')
        return std::nullopt;
    const auto [end, error] = std::from_chars(stored.data() + 2, stored.data() + stored.size(), row);
    return error == std::errc{} && end == stored.data() + stored.size() ? std::optional{row} : std::nullopt;
}

std::string_view plain(std::string_view stored)
{
    return stored.size() >= 2 && stored[0] == kMark && stored[1] == '=' ? stored.substr(2) : stored;
}

}  // namespace repeated

Cell EventRows::shortened(Texts& texts, std::uint64_t row, const Cell& cell, std::deque<std::string>& buffers)
{
    if (const auto* bytes = std::get_if<Bytes>(&cell); bytes && textOf(*bytes).starts_with(repeated::kMark))
        return bytesOf(buffers.emplace_back(plainMark()).append(textOf(*bytes)));
    const auto* text = std::get_if<std::string_view>(&cell);
    if (!text || (text->size() < kWorthReferring && !text->starts_with(repeated::kMark)))
        return cell;
    if (texts.rows.size() >= kTextsKnown || texts.bytes >= kTextBytesKnown)
        texts = {};
    const auto found = texts.known.intern(bytesOf(*text));
    if (found && !found->fresh)
        return std::string_view{buffers.emplace_back(reference(texts.rows[found->number]))};
    texts.rows.push_back(row);
    texts.bytes += text->size();
    if (!text->starts_with(repeated::kMark))
        return cell;
    return std::string_view{buffers.emplace_back(plainMark()).append(*text)};
}

bool EventRows::add(const EventBuffer& events)
{
    std::vector<Cell> cells;
    std::deque<std::string> buffers;
    for (const auto& row : events.rows()) {
        auto& table = tableFor(*row.table);
        cells.assign(
            {rowKey(m_analysis, table.rows), m_session.value, static_cast<std::int64_t>(row.place.packet.value),
                row.place.time.time_since_epoch().count(), static_cast<std::int64_t>(row.place.flow.value)});
        const auto values = events.cellsOf(row);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto type = row.table->columns[i].type;
            if (type == ColumnType::Certificate && !values[i].asBytes().empty())
                cells.push_back(bytesOf(buffers.emplace_back(reference(m_keep(values[i].asBytes())))));
            else
                cells.push_back(shortened(table.texts[i], table.rows, cellFor(type, values[i], buffers), buffers));
        }
        table.insert.startCells(cells);
        table.insert.next();
        buffers.clear();
        if (!m_database->ok())
            return false;
        ++table.rows;
        ++m_count;
    }
    return m_database->ok();
}

EventRows::Table& EventRows::tableFor(const EventTable& declared)
{
    if (const auto found = m_tables.find(&declared); found != m_tables.end())
        return found->second;
    ensure(declared);
    std::string sql = "INSERT INTO ", values = ") VALUES(?,?,?,?,?";
    sql.append(kEventPrefix).append(declared.name).append("(id,session,packet,time,flow");
    for (const auto& column : declared.columns) {
        sql.append(",").append(column.name);
        values += ",?";
    }
    auto& table = m_tables[&declared];
    table.insert = m_database->prepare(sql + values + ")");
    table.texts.resize(declared.columns.size());
    return table;
}

void EventRows::ensure(const EventTable& declared)
{
    const auto name = std::string{kEventPrefix}.append(declared.name);
    std::set<std::string, std::less<>> there;
    auto columns = m_database->prepare("PRAGMA table_info(" + name + ")");
    while (columns.next())
        there.emplace(columns.text(1));
    if (there.empty())
        m_database->run(eventTableText(declared.name, declared.columns));
    else
        for (const auto& column : declared.columns)
            if (!there.contains(column.name))
                m_database->run("ALTER TABLE " + name + " ADD COLUMN " + std::string{column.name} + " "
                    + std::string{sqlType(column.type)});
}

std::vector<std::string> eventTables(Database& database)
{
    std::vector<std::string> names;
    auto tables =
        database.prepare("SELECT name FROM sqlite_schema WHERE type='table' AND name GLOB 'event_*' ORDER BY name");
    while (tables.next())
        names.emplace_back(tables.text(0));
    return names;
}

bool buildEventIndexes(Database& database)
{
    for (const auto& name : eventTables(database)) {
        auto there = database.prepare("SELECT 1 FROM sqlite_schema WHERE type='index' AND tbl_name=?");
        there.start(name);
        const bool indexed = there.next();
        there.reset();
        if (!indexed)
            database.run(eventIndexText(std::string_view{name}.substr(kEventPrefix.size())));
    }
    auto flows = database.prepare("SELECT 1 FROM sqlite_schema WHERE name='flow_number'");
    const bool indexed = flows.next();
    flows.reset();
    if (!indexed)
        for (const auto& text : tablesOf(kSchemaVersion))
            if (text.name == "flow_number")
                database.run(text.sql);
    return database.ok();
}

}  // namespace pr::store
