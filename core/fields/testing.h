// For tests of protocols: what a sink and the rows of an event table hold, as text.
#pragma once

#include "core/fields/events.h"
#include "core/fields/format.h"
#include "core/fields/sink.h"

#include <string>

namespace pr {

/// What `-T fields` prints for a field.
inline std::string cellOf(const FieldSink& sink, std::string_view abbreviation)
{
    std::string out;
    bool first = true;
    for (const auto& node : sink.nodes())
        if (node.field->abbreviation == abbreviation) {
            out += first ? "" : ",";
            first = false;
            appendValue(out, *node.field, node.value, sink.labelOf(node));
        }
    return out;
}

/// A row as `column=value` for the columns that have one. `columns`: those of the protocol's table.
template <class Columns> std::string rowOf(const EventBuffer& events, std::size_t index, const Columns& columns)
{
    std::string out;
    const auto cells = events.cellsOf(events.rows().at(index));
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (cells[i].kind() != Value::Kind::None)
            out.append(out.empty() ? "" : " ")
                .append(columns[i].name)
                .append("=")
                .append(cells[i].kind() == Value::Kind::Text ? std::string{cells[i].asText()}
                                                             : std::to_string(cells[i].asSigned()));
    return out;
}

}  // namespace pr
