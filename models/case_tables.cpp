#include "models/case_tables.h"

#include "models/case_alerts.h"
#include "models/time_text.h"

#include "core/base/text.h"
#include "core/store/table_reader.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <span>

namespace pr::models {

namespace {

enum class Form : std::uint8_t { Text, Count, Bytes, Time, Address, Span };

/// A column of ours: made of one column of the case, with `second` behind a colon where it has one (a port).
struct Shape {
    const char* title;
    const char* from;
    const char* second = nullptr;
    int width = 100;
    Form form = Form::Text;
    bool stretches = false;
};

struct TableShape {
    Table table;
    const char* name;  ///< in the case; "flow" stands for the flows
    std::span<const Shape> shapes;
};

constexpr std::array kFlow{Shape{"Start", "first_time", nullptr, 232, Form::Time},
    Shape{"Transport", "transport", nullptr, 76}, Shape{"Initiator", "initiator", "initiator_port", 180, Form::Address},
    Shape{"Responder", "responder", "responder_port", 180, Form::Address}, Shape{"Service", "service", nullptr, 76},
    Shape{"Packets out", "initiator_packets", nullptr, 86, Form::Count},
    Shape{"Packets in", "responder_packets", nullptr, 86, Form::Count},
    Shape{"Bytes out", "initiator_bytes", nullptr, 86, Form::Bytes},
    Shape{"Bytes in", "responder_bytes", nullptr, 86, Form::Bytes}, Shape{"State", "state", nullptr, 60},
    Shape{"History", "history", nullptr, 110}, Shape{"Gaps", "gaps", nullptr, 56, Form::Count},
    Shape{"Community ID", "community_id", nullptr, 240, Form::Text, true}};
constexpr std::array kDns{Shape{"Time", "time", nullptr, 232, Form::Time},
    Shape{"Client", "client", "client_port", 160, Form::Address},
    Shape{"Server", "server", "server_port", 160, Form::Address}, Shape{"Name", "name", nullptr, 230},
    Shape{"Type", "type", nullptr, 60}, Shape{"Code", "rcode", nullptr, 84},
    Shape{"TTL", "ttl", nullptr, 60, Form::Count}, Shape{"Latency", "latency_ns", nullptr, 90, Form::Span},
    Shape{"Answers", "answers", nullptr, 160, Form::Text, true}};
constexpr std::array kHttp{Shape{"Time", "time", nullptr, 232, Form::Time},
    Shape{"Client", "client", "client_port", 160, Form::Address},
    Shape{"Server", "server", "server_port", 160, Form::Address}, Shape{"Method", "method", nullptr, 70},
    Shape{"Host", "host", nullptr, 180}, Shape{"Path", "uri", nullptr, 200, Form::Text, true},
    Shape{"Status", "status", nullptr, 64, Form::Count}, Shape{"Type", "response_type", nullptr, 130},
    Shape{"Agent", "user_agent", nullptr, 160}};
constexpr std::array kTls{Shape{"Time", "time", nullptr, 232, Form::Time},
    Shape{"Client", "client", "client_port", 160, Form::Address},
    Shape{"Server", "server", "server_port", 160, Form::Address}, Shape{"SNI", "sni", nullptr, 200},
    Shape{"Version", "version", nullptr, 72}, Shape{"ALPN", "alpn", nullptr, 100},
    Shape{"Cipher", "cipher", nullptr, 290}, Shape{"JA4", "ja4", nullptr, 250},
    Shape{"JA3", "ja3", nullptr, 240, Form::Text, true}};
constexpr std::array kCertificates{Shape{"Seen", "time", nullptr, 232, Form::Time},
    Shape{"Subject", "subject", nullptr, 210}, Shape{"Issuer", "issuer", nullptr, 210},
    Shape{"Valid from", "not_before", nullptr, 232, Form::Time},
    Shape{"Valid to", "not_after", nullptr, 232, Form::Time}, Shape{"Asked for (SNI)", "sni", nullptr, 160},
    Shape{"Server", "server", "server_port", 160, Form::Address},
    Shape{"Names", "sans", nullptr, 200, Form::Text, true}};
constexpr std::array kAlerts{Shape{"Severity", "severity", nullptr, 84}, Shape{"Sure", "confidence", nullptr, 84},
    Shape{"Alert", "title", nullptr, 174}, Shape{"Who", "entities", nullptr, 236},
    Shape{"Count", "count", nullptr, 110}, Shape{"First", "first", nullptr, 232, Form::Time},
    Shape{"Last", "last", nullptr, 232, Form::Time}, Shape{"Why", "reason", nullptr, 200, Form::Text, true}};

const std::array kTables{TableShape{Table::Flows, "flow", kFlow}, TableShape{Table::Dns, "dns", kDns},
    TableShape{Table::Http, "http", kHttp}, TableShape{Table::Tls, "tls", kTls},
    TableShape{Table::Certificates, "certificate", kCertificates}, TableShape{Table::Alerts, "alert", kAlerts}};

/// Sorts texts by their letters, numbers and times by what they stand for.
class RowKey {
public:
    RowKey(const Row& row, const std::string& column, int cell) : m_text{row.cells[static_cast<std::size_t>(cell)]}
    {
        if (column == "severity")
            m_number = static_cast<double>(row.severity);
        else if (const auto time = std::ranges::find(row.times, cell, &CellTime::cell); time != row.times.end())
            m_number = static_cast<double>(time->time);
        else if (const auto exact = std::ranges::find(row.exact, cell, &ExactCell::cell); exact != row.exact.end())
            m_number = std::strtod(exact->text.c_str(), nullptr);
        else if (char* end = nullptr; !m_text.empty()) {
            m_number = std::strtod(m_text.c_str(), &end);
            if (*end != '\0' && *end != ' ')
                m_number.reset();
        }
    }
    bool operator<(const RowKey& other) const  // numbers before texts
    {
        if (m_number && other.m_number)
            return *m_number < *other.m_number;
        return m_number || other.m_number ? m_number.has_value() : m_text < other.m_text;
    }

private:
    const std::string& m_text;
    std::optional<double> m_number;
};

class RowList : public RowReader {
public:
    using Rows = std::shared_ptr<const std::vector<Row>>;
    RowList(std::vector<Column> columns, Rows rows, std::vector<std::uint32_t> order = {})
        : m_columns{std::move(columns)}, m_rows{std::move(rows)}, m_order{std::move(order)}
    {
    }
    std::uint64_t rowCount() const override { return m_rows->size(); }
    std::vector<Row> rows(std::uint64_t first, std::size_t count, std::stop_token) override
    {
        std::vector<Row> rows;
        for (auto row = first; row < std::min<std::uint64_t>(first + count, m_rows->size()); ++row)
            rows.push_back(at(row));
        return rows;
    }
    std::uint64_t rowOf(std::uint64_t number) override
    {
        std::uint64_t row = 0;
        while (row < m_rows->size() && (m_order.empty() ? at(row).number < number : at(row).number != number))
            ++row;
        return row;
    }
    std::shared_ptr<RowReader> another() const override
    {
        return std::make_shared<RowList>(m_columns, m_rows, m_order);
    }
    Outcome<std::shared_ptr<RowReader>> sorted(
        const SortOrder& order, std::stop_token, const std::function<void(double)>&) const override
    {
        const auto column = std::ranges::find(m_columns, order.column, &Column::name);
        if (column == m_columns.end())
            return Unexpected{Failure{Status::Usage, "There is no column " + order.column + ".", {}}};
        const auto cell = static_cast<int>(column - m_columns.begin());
        std::vector<RowKey> keys;
        for (const auto& row : *m_rows)
            keys.emplace_back(row, order.column, cell);
        std::vector<std::uint32_t> places(m_rows->size());
        std::iota(places.begin(), places.end(), std::uint32_t{0});
        std::ranges::stable_sort(places,
            [&](std::uint32_t a, std::uint32_t b) { return order.descending ? keys[b] < keys[a] : keys[a] < keys[b]; });
        return std::shared_ptr<RowReader>{std::make_shared<RowList>(m_columns, m_rows, std::move(places))};
    }

private:
    const Row& at(std::uint64_t row) const { return (*m_rows)[m_order.empty() ? row : m_order[row]]; }

    std::vector<Column> m_columns;
    Rows m_rows;
    std::vector<std::uint32_t> m_order;  ///< which row stands where; empty: as they are
};

/// One row with the names of its columns.
class Cells {
public:
    Cells(const std::vector<std::string>& names, const std::vector<store::OwnedCell>& row) : m_names{names}, m_row{row}
    {
    }
    const store::OwnedCell* find(std::string_view name) const
    {
        const auto found = std::ranges::find(m_names, name);
        const auto index = static_cast<std::size_t>(found - m_names.begin());
        return index < m_row.size() ? &m_row[index] : nullptr;
    }
    std::string text(std::string_view name, Form form = Form::Text) const
    {
        const auto* cell = find(name);
        if (!cell)
            return {};
        if (const auto* number = std::get_if<std::int64_t>(cell)) {
            switch (form) {
            case Form::Time: return timeText(*number, TimeForm::UtcDate);
            case Form::Bytes: return humanBytes(static_cast<std::uint64_t>(*number));
            case Form::Span: return std::to_string(static_cast<double>(*number / 1000) / 1000).substr(0, 8) + " ms";
            case Form::Count: return grouped(static_cast<std::uint64_t>(*number));
            case Form::Text:
            case Form::Address: return std::to_string(*number);
            }
        }
        if (const auto* words = std::get_if<std::string>(cell))
            return form == Form::Address ? address(bytesOf(*words)) : *words;
        if (const auto* blob = std::get_if<store::BlobCell>(cell))
            return form == Form::Address ? address(bytesOf(blob->bytes)) : hex(bytesOf(blob->bytes));
        if (const auto* real = std::get_if<double>(cell))
            return std::to_string(*real);
        return {};
    }
    std::int64_t number(std::string_view name, std::int64_t otherwise = 0) const
    {
        const auto* cell = find(name);
        const auto* value = cell ? std::get_if<std::int64_t>(cell) : nullptr;
        return value ? *value : otherwise;
    }

private:
    static std::string address(Bytes bytes)
    {
        if (bytes.size() == 6)
            return macText(bytes);
        return bytes.size() == 4 || bytes.size() == 16 ? addressText(bytes) : std::string{textOf(bytes)};
    }

    const std::vector<std::string>& m_names;
    const std::vector<store::OwnedCell>& m_row;
};

/// The packets of a row: those of its stream where it has one, else the packets that it names.
std::string packetsOf(const Cells& cells, Table table)
{
    if (table == Table::Flows) {
        const auto transport = cells.text("transport");
        const auto* stream = cells.find("stream");
        if (stream && std::holds_alternative<std::int64_t>(*stream) && (transport == "tcp" || transport == "udp"))
            return transport + ".stream == " + cells.text("stream");
        return "frame.number >= " + cells.text("first_packet") + " and frame.number <= " + cells.text("last_packet");
    }
    if (table == Table::Dns) {
        const auto query = cells.text("query_packet"), response = cells.text("response_packet");
        if (!query.empty() && !response.empty())
            return "frame.number in {" + query + ", " + response + "}";
    }
    if (table == Table::Alerts)
        return cells.text("filter");
    return "frame.number == " + cells.text("packet");
}

std::string certificateNote(const Cells& cells)
{
    const auto seen = cells.number("time"), from = cells.number("not_before"), to = cells.number("not_after");
    std::string note = "SHA-256 " + cells.text("fingerprint_sha256") + ". Key: " + cells.text("key") + ".";
    if (cells.find("not_after") && seen > to)
        note = "It had expired when this packet was sent. " + note;
    else if (cells.find("not_before") && seen < from)
        note = "It was not valid yet when this packet was sent. " + note;
    if (!cells.text("subject").empty() && cells.text("subject") == cells.text("issuer"))
        note = "Issued by itself. " + note;
    return note;
}

std::string tlsNote(const Cells& cells)
{
    std::string note =
        "JA3 " + cells.text("ja3") + ", JA3S " + cells.text("ja3s") + ", JA4 " + cells.text("ja4") + ". ";
    if (!cells.text("certificates").empty())
        return note + "Certificates: " + cells.text("certificates") + ".";
    if (cells.text("version").find("1.3") != std::string::npos)
        return note + "No certificate is visible: TLS 1.3 encrypts it.";
    if (cells.text("resumed") == "1")
        return note + "No certificate is visible: an earlier session was resumed.";
    return note + "No certificate is visible: it was not captured, or the handshake did not get so far.";
}

Severity severityOf(const Cells& cells, Table table)
{
    if (table == Table::Alerts) {
        constexpr std::array words{"", "info", "low", "medium", "high", "critical"};
        const auto found = std::ranges::find(words, cells.text("severity"));
        return found == words.end() ? Severity::Info : static_cast<Severity>(found - words.begin());
    }
    if (table == Table::Certificates && cells.find("not_after")
        && (cells.number("time") > cells.number("not_after") || cells.number("time") < cells.number("not_before")))
        return Severity::High;
    return Severity::None;
}

Row shaped(const TableShape& shape, const Cells& cells, std::uint64_t number)
{
    Row row;
    row.number = number;
    for (const auto& column : shape.shapes) {
        auto text = cells.text(column.from, column.form);
        const auto second = column.second ? cells.text(column.second) : std::string{};
        if (!second.empty() && second != "0")
            text += ':' + second;
        const auto cell = static_cast<int>(row.cells.size());
        const auto* found = cells.find(column.from);
        const auto* value = found ? std::get_if<std::int64_t>(found) : nullptr;
        if (value && column.form == Form::Time)
            row.times.push_back({cell, *value});
        else if (value && (column.form == Form::Count || column.form == Form::Bytes))
            row.exact.push_back({cell, std::to_string(*value)});
        row.cells.push_back(std::move(text));
    }
    row.filter = packetsOf(cells, shape.table);
    row.severity = severityOf(cells, shape.table);
    if (shape.table == Table::Certificates)
        row.note = certificateNote(cells);
    else if (shape.table == Table::Tls)
        row.note = tlsNote(cells);
    else if (shape.table == Table::Alerts)
        row.note = cells.text("reason");
    else if (shape.table == Table::Flows && !cells.text("service").empty())
        row.note = "Service " + cells.text("service") + ", known from " + cells.text("service_reason") + " (packet "
            + cells.text("service_packet") + ").";
    return row;
}

std::vector<Column> columnsOf(const TableShape& shape)
{
    std::vector<Column> columns;
    for (const auto& column : shape.shapes)
        columns.push_back({column.from, column.title, column.width,
            column.form == Form::Count || column.form == Form::Bytes || column.form == Form::Span, true, false,
            column.stretches, column.form == Form::Time ? TimeColumn::Absolute : TimeColumn::No});
    return columns;
}

}  // namespace

std::vector<TableInfo> smallTables(store::Case& opened)
{
    auto names = store::eventTableNames(opened);
    std::vector<TableInfo> tables;
    for (const auto& shape : kTables) {
        if (shape.table != Table::Flows && shape.table != Table::Alerts
            && (!names || std::ranges::find(*names, shape.name) == names->end()))
            continue;
        tables.push_back({shape.table, columnsOf(shape)});
    }
    return tables;
}

namespace {

const std::vector<std::string>& flowNames()
{
    static const std::vector<std::string> names{"transport", "stream", "initiator", "initiator_port", "responder",
        "responder_port", "first_packet", "last_packet", "first_time", "initiator_packets", "responder_packets",
        "initiator_bytes", "responder_bytes", "state", "history", "gaps", "community_id", "service", "service_reason",
        "service_packet"};
    return names;
}

/// In the order of flowNames().
std::vector<store::OwnedCell> flowCells(const store::StoredFlow& flow)
{
    const auto& record = flow.record;
    const auto number = [](std::uint64_t value) { return store::OwnedCell{static_cast<std::int64_t>(value)}; };
    return {flow.transport, record.hasStream ? number(record.stream) : store::OwnedCell{},
        store::BlobCell{record.initiator}, number(record.initiatorPort), store::BlobCell{record.responder},
        number(record.responderPort), number(record.firstPacket.value), number(record.lastPacket.value),
        record.firstTime, number(record.packets[0]), number(record.packets[1]), number(record.bytes[0]),
        number(record.bytes[1]), record.state, record.history, number(record.gaps), record.communityId, record.service,
        record.serviceReason, number(record.servicePacket.value)};
}

Outcome<void> readFlows(store::Case& opened, SessionId session, const TableShape& shape, std::vector<Row>& rows)
{
    auto reader = store::FlowReader::open(opened, session);
    if (!reader)
        return Unexpected{reader.error()};
    while (true) {
        const auto page = reader->next();
        if (!page)
            return Unexpected{page.error()};
        if (page->empty())
            return {};
        for (const auto& flow : *page)
            rows.push_back(shaped(shape, Cells{flowNames(), flowCells(flow)}, rows.size() + 1));
    }
}

Outcome<void> readAlerts(store::Case& opened, SessionId session, const TableShape& shape, std::vector<Row>& rows)
{
    const auto all = store::alerts(opened, session);
    if (!all)
        return Unexpected{all.error()};
    for (const auto& alert : *all) {
        if (!alert.withdrawn.empty())
            continue;
        auto row = shaped(shape, Cells{alertNames(), alertCells(alert)}, rows.size() + 1);
        row.passages = passagesOf(alert);
        rows.push_back(std::move(row));
    }
    // what can do the most harm stands first
    std::ranges::stable_sort(rows, [](const Row& a, const Row& b) { return a.severity > b.severity; });
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].number = i + 1;
    return {};
}

Outcome<void> readEvents(store::Case& opened, SessionId session, const TableShape& shape, std::vector<Row>& rows)
{
    auto reader = store::TableReader::open(opened, shape.name, session);
    if (!reader)
        return Unexpected{reader.error()};
    while (true) {
        const auto page = reader->next();
        if (!page)
            return Unexpected{page.error()};
        if (page->empty())
            return {};
        for (const auto& row : *page)
            rows.push_back(shaped(shape, Cells{reader->columns(), row.cells}, rows.size() + 1));
    }
}

}  // namespace

Outcome<std::shared_ptr<RowReader>> readTable(store::Case& opened, SessionId session, Table table)
{
    const auto shape = std::ranges::find(kTables, table, &TableShape::table);
    if (shape == kTables.end())
        return Unexpected{Failure{Status::Usage, "This case has no such table.", {}}};
    std::vector<Row> rows;
    const auto read = table == Table::Flows ? readFlows : table == Table::Alerts ? readAlerts : readEvents;
    const auto done = read(opened, session, *shape, rows);
    if (!done)
        return Unexpected{done.error()};
    return std::shared_ptr<RowReader>{
        std::make_shared<RowList>(columnsOf(*shape), std::make_shared<const std::vector<Row>>(std::move(rows)))};
}

}  // namespace pr::models
