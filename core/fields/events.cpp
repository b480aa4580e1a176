#include "core/fields/events.h"

#include <cassert>

namespace pr {

void EventBuffer::add(const EventTable& table, EventPlace place, std::span<const Value> cells)
{
    assert(cells.size() == table.columns.size() && "an event has one cell for each column of its table");
    m_rows.push_back({&table, place, m_cells.size()});
    for (const auto cell : cells) {
        if (cell.kind() == Value::Kind::Bytes)
            m_cells.push_back(Value::bytes(m_arena.copy(cell.asBytes())));
        else if (cell.kind() == Value::Kind::Text)
            m_cells.push_back(Value::text(m_arena.copy(cell.asText())));
        else
            m_cells.push_back(cell);
    }
}

void EventBuffer::clear()
{
    m_rows.clear();
    m_cells.clear();
    m_arena.clear();
}

}  // namespace pr
