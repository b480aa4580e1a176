// The tables of a case file, as text for each version that we know: what creates a case is what an opened one is
// compared with. No views, no triggers, no functions of ours.
#pragma once

#include "core/fields/events.h"
#include "core/store/database.h"

#include <span>
#include <string>
#include <string_view>

namespace pr::store {

inline constexpr std::int64_t kApplicationId = 0x50526563;  // "PRec"
inline constexpr std::int64_t kSchemaVersion = 2;
inline constexpr std::int64_t kPageSize = 16'384;

/// Rows of a session or of an analysis stand together: key = owner · 2^40 + number. A range of keys is then all of
/// them, in order, without an index.
constexpr std::int64_t rowKey(std::int64_t owner, std::uint64_t number)
{
    return owner << 40 | static_cast<std::int64_t>(number);
}
constexpr std::uint64_t numberOf(std::int64_t key)
{
    return static_cast<std::uint64_t>(key) & ((1ULL << 40) - 1);
}
/// More sessions or analyses in one case would not fit into the key.
inline constexpr std::int64_t kMostOwners = 1 << 22;
/// Parts of a segment: key = rowKey(analysis, segment · 2^12 + part).
inline constexpr unsigned kPartBits = 12;

struct TableText {
    std::string_view name;
    std::string_view sql;
};

/// All tables of a version; empty for a version that we do not know.
std::span<const TableText> tablesOf(std::int64_t version);

/// Writes the tables and marks the file as ours.
Outcome<void> createSchema(Database& database, std::string_view caseId);
/// Adds the tables that an older version did not have. What is there stays as it is.
Outcome<void> migrateSchema(Database& database);
/// Not ours, newer, or a schema that differs in any letter from what we would have written: says which.
Outcome<void> checkSchema(Database& database);

inline constexpr std::string_view kEventPrefix = "event_";
/// The one text that a table of events may have.
std::string eventTableText(std::string_view name, std::span<const Column> columns);
std::string eventIndexText(std::string_view name);
std::string_view sqlType(ColumnType type);

}  // namespace pr::store
