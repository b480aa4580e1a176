// sessions, flows and the tables of events.
#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "app/cli/table.h"
#include "core/base/text.h"
#include "core/dissect/protocols.h"
#include "core/store/alert.h"
#include "core/store/table_reader.h"

#include <algorithm>

namespace pr::cli {

namespace {

Outcome<Table> tableFor(const Arguments& arguments, std::vector<TableColumn> columns)
{
    return Table::make(std::move(columns), arguments.text("format"), arguments.text("filter"), arguments.text("sort"),
        arguments.number("limit"), stdout);
}

TableColumn number(std::string name)
{
    return {std::move(name), FieldType::Int64};
}
TableColumn text(std::string name)
{
    return {std::move(name), FieldType::String};
}
TableColumn time(std::string name)
{
    return {std::move(name), FieldType::AbsoluteTime};
}

std::int64_t whole(std::uint64_t value)
{
    return static_cast<std::int64_t>(value);
}

Cell timeOr(std::int64_t nanoseconds, bool there)
{
    return there ? Cell{TimeCell{nanoseconds}} : Cell{};
}

// Addresses and hashes stand in the case as bytes; people read them as text.
Cell cellOf(const store::OwnedCell& cell, std::string_view column)
{
    if (const auto* value = std::get_if<std::int64_t>(&cell)) {
        if (column == "time" || column == "not_before" || column == "not_after")
            return TimeCell{*value};
        return *value;
    }
    if (const auto* value = std::get_if<double>(&cell))
        return *value;
    if (const auto* value = std::get_if<std::string>(&cell))
        return *value;
    if (const auto* value = std::get_if<store::BlobCell>(&cell)) {
        const bool address = column == "client" || column == "server";
        return address ? Cell{addressText(bytesOf(value->bytes))} : Cell{hex(bytesOf(value->bytes))};
    }
    return {};
}

FieldType typeOf(std::string_view column, ColumnType declared)
{
    if (column == "time" || column == "not_before" || column == "not_after")
        return FieldType::AbsoluteTime;
    return declared == ColumnType::Integer ? FieldType::Int64
        : declared == ColumnType::Real     ? FieldType::Double
                                           : FieldType::String;
}

}  // namespace

int runSessions(const Arguments& arguments)
{
    auto table = tableFor(arguments,
        {number("id"), text("name"), text("source"), time("started"), time("ended"), number("packets"), number("bytes"),
            number("dropped"), text("state")});
    if (!table)
        return complain(table.error());
    auto opened = openCase(arguments);
    if (!opened)
        return complain(opened.error());
    const auto all = store::sessions(**opened);
    if (!all)
        return complain(all.error());
    for (const auto& s : *all)
        if (!table->add({s.id.value, s.name, s.source, TimeCell{s.started}, timeOr(s.ended, s.ended != 0),
                whole(s.packets), whole(s.originalBytes), whole(s.dropped), std::string{wordFor(s.state)}}))
            break;
    table->finish();
    return 0;
}

int runFlows(const Arguments& arguments)
{
    auto table = tableFor(arguments,
        {number("flow"), text("transport"), number("stream"), text("initiator"), number("initiator_port"),
            text("responder"), number("responder_port"), time("first_time"), {"duration", FieldType::Double},
            number("packets"), number("bytes"), number("initiator_packets"), number("responder_packets"),
            number("initiator_bytes"), number("responder_bytes"), number("initiator_payload"),
            number("responder_payload"), text("state"), text("history"), text("service"), text("service_reason"),
            number("gaps"), number("first_packet"), number("last_packet"), text("community_id")});
    if (!table)
        return complain(table.error());
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());
    auto reader = store::FlowReader::open(*session->file, session->summary.id);
    if (!reader)
        return complain(reader.error());
    for (bool more = true; more;) {
        const auto page = reader->next();
        if (!page)
            return complain(page.error());
        more = !page->empty();
        for (const auto& [transport, f] : *page) {
            const bool ports = f.initiatorPort || f.responderPort || f.hasStream;
            const auto address = [](const std::string& bytes) {
                return bytes.size() == 6 ? macText(bytesOf(bytes)) : addressText(bytesOf(bytes));
            };
            const auto port = [&](std::uint16_t p) { return ports ? Cell{std::int64_t{p}} : Cell{}; };
            more = table->add({whole(f.id.value), transport, f.hasStream ? Cell{std::int64_t{f.stream}} : Cell{},
                address(f.initiator), port(f.initiatorPort), address(f.responder), port(f.responderPort),
                TimeCell{f.firstTime}, static_cast<double>(f.lastTime - f.firstTime) / 1e9,
                whole(f.packets[0] + f.packets[1]), whole(f.bytes[0] + f.bytes[1]), whole(f.packets[0]),
                whole(f.packets[1]), whole(f.bytes[0]), whole(f.bytes[1]), whole(f.payload[0]), whole(f.payload[1]),
                f.state, f.history, f.service, f.serviceReason, std::int64_t{f.gaps}, whole(f.firstPacket.value),
                whole(f.lastPacket.value), f.communityId});
            if (!more)
                break;
        }
    }
    table->finish();
    return 0;
}

int runEvents(const Arguments& arguments)
{
    const auto name =
        arguments.command().name == "certificates" ? std::string_view{"certificate"} : arguments.command().name;
    const EventTable* declared = nullptr;
    for (const auto* table : dissect::eventTables())
        if (table->name == name)
            declared = table;
    std::vector<TableColumn> columns{number("packet"), time("time"), number("flow")};
    for (const auto& column : declared->columns)
        columns.push_back({std::string{column.name}, typeOf(column.name, column.type)});
    auto table = tableFor(arguments, columns);
    if (!table)
        return complain(table.error());
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());
    auto reader = store::TableReader::open(*session->file, name, session->summary.id);
    if (!reader)
        return complain(reader.error());
    // a case of an older program may lack columns, or have them in another order
    std::vector<std::size_t> places;
    places.reserve(columns.size());
    for (const auto& column : columns)
        places.push_back(
            static_cast<std::size_t>(std::ranges::find(reader->columns(), column.name) - reader->columns().begin()));
    for (bool more = true; more;) {
        const auto page = reader->next();
        if (!page)
            return complain(page.error());
        more = !page->empty();
        for (const auto& row : *page) {
            std::vector<Cell> cells;
            for (std::size_t i = 0; i < columns.size(); ++i)
                cells.push_back(places[i] < row.cells.size() ? cellOf(row.cells[places[i]], columns[i].name) : Cell{});
            if (!(more = table->add(std::move(cells))))
                break;
        }
    }
    table->finish();
    return 0;
}

int runAlerts(const Arguments& arguments)
{
    auto table = tableFor(arguments,
        {text("id"), text("detector"), text("severity"), number("confidence"), time("first"), time("last"),
            number("count"), text("unit"), text("entities"), text("reason"), text("evidence_filter"), number("packets"),
            text("rollup"), number("first_packet"), number("last_packet"), text("evidence"), text("attack"),
            text("references"), text("disprove"), text("disprove_filter"), text("limits"), number("version"),
            text("parameters"), text("withdrawn")});
    if (!table)
        return complain(table.error());
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());
    const auto all = store::alerts(*session->file, session->summary.id);
    if (!all)
        return complain(all.error());
    for (const auto& alert : *all) {
        if (!alert.withdrawn.empty() && !arguments.flag("withdrawn"))
            continue;
        std::string entities, evidence;
        for (const auto& entity : alert.entities)
            entities.append(entities.empty() ? "" : ", ").append(entity.role).append(" ").append(entity.value);
        for (const auto packet : alert.evidence)
            evidence.append(evidence.empty() ? "" : ",").append(std::to_string(packet.value));
        if (!table->add({alert.id, alert.detector, std::string{wordFor(alert.severity)}, std::int64_t{alert.confidence},
                TimeCell{alert.first}, TimeCell{alert.last}, whole(alert.count), alert.unit, std::move(entities),
                alert.reason, alert.evidenceFilter, whole(alert.packets), alert.rollup, whole(alert.firstPacket.value),
                whole(alert.lastPacket.value), std::move(evidence), alert.attack, alert.references, alert.disprove,
                alert.disproveFilter, alert.limits, std::int64_t{alert.version}, alert.parameters, alert.withdrawn}))
            break;
    }
    table->finish();
    if (session->age.detected() == false) {
        const auto id = std::to_string(session->summary.id.value);
        notice(arguments,
            "Session " + id + " was imported without detection. `packetrecorder reanalyze --session " + id
                + "` looks for what deserves an alert.");
    }
    return 0;
}

}  // namespace pr::cli
