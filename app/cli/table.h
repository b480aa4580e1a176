// Tables on standard output: for people and for machines. The rows pass the same filter language as packets do.
#pragma once

#include "core/base/result.h"
#include "core/fields/field.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pr::cli {

/// A cell knows its type, so that JSON and sorting need no guess. Time is ns UTC.
struct TimeCell {
    std::int64_t nanoseconds;
};
struct BytesCell {
    std::string bytes;
};
using Cell = std::variant<std::monostate, std::int64_t, double, std::string, bool, TimeCell, BytesCell>;

struct TableColumn {
    std::string name;  ///< as in JSON and in a filter
    FieldType type;    ///< Int64, Double, String, Boolean, AbsoluteTime, Bytes
};

enum class TableFormat : std::uint8_t { Table, Csv, Tsv, Json, Ndjson };
std::optional<TableFormat> tableFormat(std::string_view name);

/// Prints rows as they come, unless they must be sorted or aligned first.
class Table {
public:
    /// `filter` in the display filter language over the column names; `sort`: a column, "-" before it for descending;
    /// `limit` 0: all.
    static Outcome<Table> make(std::vector<TableColumn> columns, std::string_view format, std::string_view filter,
        std::string_view sort, std::uint64_t limit, std::FILE* out);
    Table(Table&&) noexcept;
    ~Table();

    /// False: no more rows are wanted.
    bool add(std::vector<Cell> row);
    void finish();

private:
    struct State;
    explicit Table(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace pr::cli
