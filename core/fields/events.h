// The rows that protocols write: typed columns, declared once, kept in column buffers until the case file takes them.
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/fields/sink.h"
#include "core/fields/value.h"

#include <span>
#include <string_view>
#include <vector>

namespace pr {

enum class ColumnType : std::uint8_t {
    Integer,
    Real,
    Text,
    Blob,
    Certificate,  ///< DER; the case keeps each once, in a table of its own
};

struct Column {
    std::string_view name;  ///< lower case with underscores, as it stands in the database and in JSON
    ColumnType type;
    std::string_view words;  ///< for people: "Server name asked for (SNI)"
};

/// A table of one kind of event. Every row also has session, packet, time (ns) and flow, which are not listed in
/// `columns`.
struct EventTable {
    std::string_view name;  ///< "dns", "http", "tls", "certificate_seen"
    std::span<const Column> columns;
};

/// Where an event stands.
struct EventPlace {
    PacketNumber packet;
    Timestamp time;
    FlowId flow;
};

/// Rows in the order they were written. Text and bytes are copied, so nothing refers to a packet.
class EventBuffer {
public:
    struct Row {
        const EventTable* table;
        EventPlace place;
        std::size_t firstCell;  ///< into cells(); as many as the table has columns
    };

    /// `cells`: one value a column, in order; Value{} is NULL.
    void add(const EventTable& table, EventPlace place, std::span<const Value> cells);
    const std::vector<Row>& rows() const { return m_rows; }
    std::span<const Value> cellsOf(const Row& row) const
    {
        return std::span{m_cells}.subspan(row.firstCell, row.table->columns.size());
    }
    void clear();

private:
    std::vector<Row> m_rows;
    std::vector<Value> m_cells;
    Arena m_arena;
};

}  // namespace pr
