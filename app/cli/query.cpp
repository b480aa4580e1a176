// query, show, fields.
#include "core/query/query.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "app/cli/table.h"
#include "core/base/text.h"
#include "core/decode/path.h"
#include "core/fields/format.h"
#include "core/pipeline/key_file.h"
#include "core/query/look_ahead.h"
#include "core/query/replay.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace pr::cli {

namespace {

/// The ends of a packet: of its innermost header that no ICMP error quotes.
struct Ends {
    std::string source, destination;
};

Ends endsOf(Bytes path)
{
    Ends ends;
    decode::PathView view{path};
    decode::PathLayer layer;
    while (view.ok() && view.next(layer)) {
        if (layer.quoted() || layer.source.empty())
            continue;
        const auto text = [](Bytes a) { return a.size() == 6 ? macText(a) : addressText(a); };
        ends = {text(layer.source), text(layer.destination)};
    }
    return ends;
}

std::string_view lastName(Bytes stack)
{
    const auto text = textOf(stack);
    return text.substr(text.rfind(':') + 1);
}

void printBytes(Bytes bytes)
{
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 16) {
        const auto line = bytes.subspan(at, std::min<std::size_t>(16, bytes.size() - at));
        char offset[24];
        out.append(offset, static_cast<std::size_t>(std::snprintf(offset, sizeof offset, "%04zx ", at)));
        std::string ascii;
        for (const auto byte : line) {
            out += ' ';
            appendHex(out, {&byte, 1});
            const char c = static_cast<char>(byte);
            ascii += c >= 0x20 && c < 0x7F ? c : '.';
        }
        out.append((16 - line.size()) * 3 + 3, ' ').append(ascii).append("\n");
    }
    std::fwrite(out.data(), 1, out.size(), stdout);
}

/// Rows of -T fields, as tshark prints them: cells by tab, values of a cell by comma, a field given twice in its last
/// column.
class FieldRows {
public:
    static Outcome<FieldRows> make(const std::vector<std::string>& names)
    {
        FieldRows rows;
        std::string unknown;
        for (const auto& name : names) {
            const auto* field = registry().find(name);
            if (!field)
                unknown += (unknown.empty() ? "" : " ") + escaped(name);
            rows.m_columns.push_back(field);
        }
        if (!unknown.empty())
            return fail(Status::Usage, "There are no fields with these names: " + unknown + ".",
                "packetrecorder fields lists all.");
        for (std::size_t i = 0; i < rows.m_columns.size(); ++i)
            for (const auto* field : registry().named(rows.m_columns[i]->abbreviation))
                rows.m_places.emplace_back(field, i);
        std::stable_sort(
            rows.m_places.begin(), rows.m_places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        rows.m_cells.resize(names.size());
        rows.m_filled.resize(names.size());
        return rows;
    }

    std::vector<const Field*> fields() const
    {
        std::vector<const Field*> all;
        for (const auto& [field, column] : m_places)
            all.push_back(field);
        return all;
    }
    bool needsLabels() const
    {
        return std::ranges::any_of(m_columns, [](const Field* f) { return f->type == FieldType::Protocol; });
    }

    void print(const FieldSink& sink)
    {
        for (auto& cell : m_cells)
            cell.clear();
        m_filled.assign(m_filled.size(), false);
        for (const auto& node : sink.nodes()) {
            auto at = std::upper_bound(m_places.begin(), m_places.end(), node.field,
                [](const Field* f, const auto& p) { return f < p.first; });
            if (at == m_places.begin() || (--at)->first != node.field)
                continue;
            auto& cell = m_cells[at->second];
            if (m_filled[at->second])
                cell += ',';
            m_filled[at->second] = true;
            appendValue(cell, *node.field, node.value, sink.labelOf(node));
        }
        m_line.clear();
        for (std::size_t i = 0; i < m_cells.size(); ++i)
            m_line.append(i ? "\t" : "").append(m_terminal ? escaped(m_cells[i]) : m_cells[i]);
        m_line += '\n';
        std::fwrite(m_line.data(), 1, m_line.size(), stdout);
    }

private:
    std::vector<const Field*> m_columns;
    std::vector<std::pair<const Field*, std::size_t>> m_places;
    std::vector<std::string> m_cells;
    std::vector<bool> m_filled;
    std::string m_line;
    bool m_terminal =
        ::isatty(STDOUT_FILENO) == 1;  // a file gets what tshark would write, a terminal nothing that it would obey
};

// The plan quotes the filter, which may hold what a terminal would obey.
std::string escapedLines(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        out += escaped(text.substr(at, end - at)) + '\n';
        at = end + 1;
    }
    return out;
}

void printTiming(std::uint64_t found, const store::PacketReader& packets, std::uint64_t looked,
    std::chrono::steady_clock::time_point begun)
{
    std::fprintf(stderr, "%s of %s, %s dissected, in %.3f s\n", counted(found, "packet", "packets").c_str(),
        grouped(packets.packetCount()).c_str(), grouped(looked).c_str(),
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
}

int refuse(std::string_view text, const query::FilterError& error)
{
    std::fprintf(stderr, "packetrecorder: %s (column %zu)\n  %s\n", escaped(error.message).c_str(), error.column + 1,
        escaped(query::pointAt(text, error).substr(0, text.size())).c_str());
    std::fprintf(stderr, "  %s\n", query::pointAt(text, error).substr(text.size() + 1).c_str());
    return static_cast<int>(Status::Usage);
}

}  // namespace

int runQuery(const Arguments& arguments)
{
    const Interrupt interrupt;
    const auto text = arguments.operands().empty() ? std::string{} : arguments.operands()[0];
    const auto filter = query::Filter::compile(text, registry());
    if (!filter)
        return refuse(text, filter.error());
    if (arguments.has("e") && !arguments.has("T"))
        return complain({Status::Usage, "-e goes with -T fields.", "Add -T fields."});
    if (arguments.has("T") && !arguments.has("e"))
        return complain({Status::Usage, "-T fields needs at least one -e FIELD.", ""});
    auto fields = FieldRows::make(arguments.all("e"));
    if (!fields)
        return complain(fields.error());
    const bool count = arguments.flag("count"), showData = arguments.flag("show-data"), isFields = arguments.has("T");
    const auto limit = arguments.number("limit");
    auto table =
        Table::make({{"number", FieldType::Int64}, {"time", FieldType::AbsoluteTime}, {"source", FieldType::String},
                        {"destination", FieldType::String}, {"protocol", FieldType::String},
                        {"length", FieldType::Int64}, {"stack", FieldType::String}},
            isFields || count ? "ndjson" : arguments.text("format"), "", "", 0, stdout);
    if (!table)
        return complain(table.error());
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());

    const auto begun = std::chrono::steady_clock::now();
    query::PassOptions options;
    options.fields = fields->fields();
    options.labels = fields->needsLabels();
    if (arguments.has("keylog")) {
        auto keyLog = pipeline::readKeyLog(arguments.text("keylog"));
        if (!keyLog)
            return complain(keyLog.error());
        options.keyLog = std::move(*keyLog);
    }
    std::uint64_t found = 0;
    const auto onPacket = [&](const store::StoredPacket& packet, const dissect::PacketAnalysis& analysis,
                              const FieldSink& sink) {
        ++found;
        if (count)
            return true;
        if (isFields) {
            fields->print(sink);
        } else {
            const auto ends = endsOf(analysis.path);
            table->add({static_cast<std::int64_t>(packet.view.number.value),
                packet.view.hasTime ? Cell{TimeCell{packet.view.time.time_since_epoch().count()}} : Cell{}, ends.source,
                ends.destination, std::string{lastName(analysis.stack)},
                static_cast<std::int64_t>(packet.view.originalLength), std::string{textOf(analysis.stack)}});
        }
        if (showData)
            printBytes(packet.view.bytes);
        return limit == 0 || found < limit;
    };
    options.bytes = showData;
    if (arguments.flag("two-pass")) {
        const auto ahead = query::LookAhead::ofSession(
            *session->file, *session->packets, registry(), options.keyLog, interrupt.token());
        if (!ahead)
            return complain(ahead.error());
        options.ahead = &*ahead;
        const auto done = query::pass(*session->file, *session->packets, *filter, options, onPacket, interrupt.token());
        if (!done)
            return complain(done.error());
        if (count)
            std::printf("%llu\n", static_cast<unsigned long long>(found));
        else if (!isFields)
            table->finish();
        if (arguments.flag("timing"))
            printTiming(found, *session->packets, 2 * done->looked, begun);
        if (arguments.flag("explain"))
            std::fputs("Two passes over all packets.\n", stderr);
        return interrupt.token().stop_requested() ? static_cast<int>(Status::Cancelled) : 0;
    }
    auto query = query::Query::open(*session->file, *session->packets, *filter, options);
    if (!query)
        return complain(query.error());
    const auto result = count ? (*query)->find(
                            [&](const query::Answered& part) {
                                found += part.found.count();
                                return true;
                            },
                            interrupt.token())
                              : (*query)->rows(onPacket, interrupt.token());
    if (!result)
        return complain(result.error());
    if (count)
        std::printf("%llu\n", static_cast<unsigned long long>(found));
    else if (!isFields)
        table->finish();
    if (result->unknown > 0)
        notice(arguments,
            counted(result->unknown, "packet was", "packets were")
                + " judged by what stands in them alone: the ring of the capture dropped what their flows began with.");
    if (arguments.flag("explain")) {
        std::fflush(stdout);
        std::fputs(escapedLines((*query)->explain()).c_str(), stderr);
    }
    if (arguments.flag("timing"))
        printTiming(found, *session->packets, result->looked, begun);
    return interrupt.token().stop_requested() ? static_cast<int>(Status::Cancelled) : 0;
}

int runShow(const Arguments& arguments)
{
    const auto number = parseNumber(arguments.operands()[0]);
    if (!number)
        return complain(
            {Status::Usage, "\"" + escaped(arguments.operands()[0]) + "\" is not the number of a packet.", ""});
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());
    const bool json = arguments.text("format") == "json";
    FieldSink sink{FieldSink::Mode::Tree};
    std::string keyLog;
    if (arguments.has("keylog")) {
        auto text = pipeline::readKeyLog(arguments.text("keylog"));
        if (!text)
            return complain(text.error());
        keyLog = std::move(*text);
    }
    std::optional<query::LookAhead> ahead;
    if (arguments.flag("two-pass")) {
        auto found = query::LookAhead::ofSession(*session->file, *session->packets, registry(), keyLog);
        if (!found)
            return complain(found.error());
        ahead = std::move(*found);
    }
    auto replay = query::Replay::open(*session->file, *session->packets, keyLog);
    if (!replay)
        return complain(replay.error());
    const auto shown = (*replay)->describe(
        PacketNumber{*number}, sink, [&](const store::StoredPacket& packet, const dissect::PacketAnalysis&) {
            if (ahead)
                ahead->addTo(PacketNumber{*number}, sink);
            std::string out = json ? "{\"number\":" + std::to_string(*number) + ",\"fields\":[" : "";
            bool first = true;
            for (const auto& node : sink.nodes()) {
                if (json) {
                    std::string value;
                    appendValue(value, *node.field, node.value, sink.labelOf(node));
                    out.append(first ? "\n" : ",\n")
                        .append(R"({"field":)")
                        .append(jsonString(node.field->abbreviation));
                    out.append(R"(,"depth":)")
                        .append(std::to_string(node.depth))
                        .append(R"(,"value":)")
                        .append(jsonString(value));
                    out.append(R"(,"source":)")
                        .append(std::to_string(node.source))
                        .append(R"(,"offset":)")
                        .append(std::to_string(node.range.offset));
                    out.append(R"(,"length":)").append(std::to_string(node.range.length)).append("}");
                    first = false;
                    continue;
                }
                if (node.hidden)
                    continue;
                const auto label = sink.labelOf(node);
                const auto value = displayValue(*node.field, node.value);
                auto line = !label.empty() ? escaped(label)
                    : value.empty()        ? std::string{node.field->name}
                                           : std::string{node.field->name} + ": " + value;
                if (node.generated)
                    line.insert(0, 1, '[').append("]");
                out.append(std::size_t{node.depth} * 4U, ' ').append(line).append("\n");
            }
            const bool unknown = (*replay)->isStateUnknown();
            if (unknown && !json)
                out +=
                    "[The ring of the capture dropped what the flow of this packet began with: only what stands in the "
                    "packet is shown.]\n";
            if (json)
                out += std::string{"\n]"} + (unknown ? ",\"flow\":\"unknown\"" : "")
                    + ",\"bytes\":" + jsonString(hex(packet.view.bytes)) + "}";
            std::fwrite(out.data(), 1, out.size(), stdout);
            std::fputc('\n', stdout);
            if (!json)
                printBytes(packet.view.bytes);
        });
    return shown ? 0 : complain(shown.error());
}

int runFields(const Arguments& arguments)
{
    auto table = Table::make({{"field", FieldType::String}, {"type", FieldType::String}, {"words", FieldType::String}},
        arguments.text("format"), "", "", 0, stdout);
    if (!table)
        return complain(table.error());
    for (const auto* field : registry().all())
        table->add({std::string{field->abbreviation}, std::string{typeName(field->type)}, std::string{field->name}});
    table->finish();
    return 0;
}

}  // namespace pr::cli
