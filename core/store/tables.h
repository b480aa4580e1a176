// The small tables of a case as rows: flows and the events that protocols wrote.
#pragma once

#include "core/store/case.h"

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pr::store {

/// A cell that owns its content.
using OwnedCell = std::variant<std::monostate, std::int64_t, double, std::string, std::vector<std::byte>>;
using OwnedRow = std::vector<OwnedCell>;

/// Gets each row; false: no more are wanted.
using OnRow = std::function<bool(OwnedRow&&)>;

/// Columns of a table of flows, in the order in which flows() gives them.
std::span<const std::string_view> flowColumns();
/// The last state of each flow of a session, in the order of the flows' numbers. Read in pages, so that a writer is not kept
/// waiting.
Outcome<void> flows(Case& opened, SessionId session, const OnRow& onRow);

/// The tables of events that a case has, by their names ("dns").
Outcome<std::vector<std::string>> eventTableNames(Case& opened);
/// Columns of one: packet, time, flow, then those that its protocol declared. Empty where there is no such table.
Outcome<std::vector<std::string>> eventColumns(Case& opened, std::string_view table);
/// Rows of a session in the order in which they were written, with the columns of eventColumns().
Outcome<void> events(Case& opened, SessionId session, std::string_view table, const OnRow& onRow);

}  // namespace pr::store
