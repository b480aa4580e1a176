// Flows and what protocols wrote, as rows.
#pragma once

#include "models/packet_source.h"

#include "core/base/ids.h"
#include "core/store/case.h"

namespace pr::models {

/// The tables that the case can show beside the packets.
std::vector<TableInfo> smallTables(store::Case& opened);
/// All rows of one, read at once.
Outcome<std::shared_ptr<RowReader>> readTable(store::Case& opened, SessionId session, Table table);

}  // namespace pr::models
