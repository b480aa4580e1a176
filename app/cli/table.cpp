#include "app/cli/table.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/query/filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unistd.h>

namespace pr::cli {

namespace {

constexpr std::size_t kWidest = 60;  // of a cell of an aligned table; machine formats are never shortened

std::string plain(const Cell& cell)
{
    struct Text {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(std::int64_t value) const { return std::to_string(value); }
        std::string operator()(double value) const
        {
            std::array<char, 40> text{};
            return {text.data(), static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.9g", value))};
        }
        std::string operator()(const std::string& value) const { return value; }
        std::string operator()(bool value) const { return value ? "true" : "false"; }
        std::string operator()(TimeCell value) const { return rfc3339(Timestamp{Nanoseconds{value.nanoseconds}}); }
        std::string operator()(const BytesCell& value) const { return hex(bytesOf(value.bytes)); }
    };
    return std::visit(Text{}, cell);
}

std::string json(const Cell& cell)
{
    if (std::holds_alternative<std::monostate>(cell))
        return "null";
    if (const auto* number = std::get_if<double>(&cell); number && !std::isfinite(*number))
        return "null";
    const bool bare = std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell)
        || std::holds_alternative<bool>(cell);
    return bare ? plain(cell) : jsonString(plain(cell));
}

std::string tsvCell(std::string_view text)
{
    return escaped(text);
}

Value valueOf(const Cell& cell)
{
    if (const auto* number = std::get_if<std::int64_t>(&cell))
        return Value::signedNumber(*number);
    if (const auto* real = std::get_if<double>(&cell))
        return Value::real(*real);
    if (const auto* text = std::get_if<std::string>(&cell))
        return Value::text(*text);
    if (const auto* flag = std::get_if<bool>(&cell))
        return Value::boolean(*flag);
    if (const auto* time = std::get_if<TimeCell>(&cell))
        return Value::signedNumber(time->nanoseconds);
    if (const auto* bytes = std::get_if<BytesCell>(&cell))
        return Value::bytes(bytesOf(bytes->bytes));
    return {};
}

bool before(const Cell& a, const Cell& b)
{
    if (a.index() != b.index())
        return a.index() < b.index();  // what has no value comes first
    if (const auto* x = std::get_if<std::int64_t>(&a))
        return *x < std::get<std::int64_t>(b);
    if (const auto* x = std::get_if<double>(&a))
        return *x < std::get<double>(b);
    if (const auto* x = std::get_if<TimeCell>(&a))
        return x->nanoseconds < std::get<TimeCell>(b).nanoseconds;
    return plain(a) < plain(b);
}

}  // namespace

std::optional<TableFormat> tableFormat(std::string_view name)
{
    constexpr std::array names{"table", "csv", "tsv", "json", "ndjson"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (name == names[i])
            return static_cast<TableFormat>(i);
    return {};
}

struct Table::State {
    std::vector<TableColumn> columns;
    std::vector<Field> fields;
    std::vector<const Field*> fieldPointers;
    query::Filter filter;
    FieldSink sink{FieldSink::Mode::Tree};
    TableFormat format = TableFormat::Table;
    std::optional<std::size_t> sortColumn;
    bool descending = false;
    std::uint64_t limit = 0;
    std::uint64_t printed = 0;
    std::FILE* out = nullptr;
    bool terminal = false;
    std::vector<std::vector<Cell>> kept;

    bool passes(const std::vector<Cell>& row)
    {
        if (filter.isEverything())
            return true;
        sink.begin({});
        for (std::size_t i = 0; i < row.size(); ++i)
            if (!std::holds_alternative<std::monostate>(row[i]))
                sink.add(fields[i], valueOf(row[i]), {});
        return filter.matches(sink);
    }

    void header()
    {
        if (format != TableFormat::Csv && format != TableFormat::Tsv)
            return;
        std::string line;
        for (const auto& column : columns)
            line.append(line.empty() ? "" : format == TableFormat::Csv ? "," : "\t").append(column.name);
        write(line + '\n');
    }

    void print(const std::vector<Cell>& row)
    {
        std::string line;
        const bool isJson = format == TableFormat::Json || format == TableFormat::Ndjson;
        if (isJson)
            line = format == TableFormat::Json ? (printed ? ",\n  {" : "[\n  {") : "{";
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (isJson)
                line.append(i ? "," : "").append(jsonString(columns[i].name)).append(":").append(json(row[i]));
            else if (format == TableFormat::Csv)
                line.append(i ? "," : "").append(csv(row[i]));
            else
                line.append(i ? "\t" : "").append(tsvCell(plain(row[i])));
        }
        line += isJson ? (format == TableFormat::Json ? "}" : "}\n") : "\n";
        write(line);
        ++printed;
    }

    // A file gets what the packet says; a terminal gets nothing that it would obey.
    std::string csv(const Cell& cell) const
    {
        const auto text = plain(cell);
        return std::holds_alternative<std::string>(cell) ? csvCell(terminal ? escaped(text) : text) : text;
    }

    void aligned()
    {
        std::vector<std::size_t> widths;
        std::vector<std::vector<std::string>> lines(1);
        for (const auto& column : columns) {
            widths.push_back(column.name.size());
            lines[0].push_back(column.name);
        }
        for (const auto& row : kept) {
            auto& line = lines.emplace_back();
            for (std::size_t i = 0; i < row.size(); ++i) {
                auto text = escaped(plain(row[i]));
                if (text.size() > kWidest)
                    text = text.substr(0, kWidest - 1) + "…";
                widths[i] = std::max(widths[i], width(text));
                line.push_back(std::move(text));
            }
        }
        for (const auto& line : lines) {
            std::string out2;
            for (std::size_t i = 0; i < line.size(); ++i) {
                const bool right = columns[i].type == FieldType::Int64 || columns[i].type == FieldType::Double;
                const std::string space(widths[i] - width(line[i]), ' ');
                out2 += right ? space + line[i] : line[i] + (i + 1 < line.size() ? space : "");
                out2 += i + 1 < line.size() ? "  " : "\n";
            }
            write(out2);
        }
    }

    static std::size_t width(std::string_view text)
    {
        return static_cast<std::size_t>(
            std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    }

    void write(const std::string& text) { std::fwrite(text.data(), 1, text.size(), out); }
};

Table::Table(std::unique_ptr<State> state) : m_state{std::move(state)} { }
Table::Table(Table&&) noexcept = default;
Table::~Table() = default;

Outcome<Table> Table::make(std::vector<TableColumn> columns, std::string_view format, std::string_view filter,
    std::string_view sort, std::uint64_t limit, std::FILE* out)
{
    auto state = std::make_unique<State>();
    state->columns = std::move(columns);
    state->format = tableFormat(format).value_or(TableFormat::Table);
    state->limit = limit;
    state->out = out;
    state->terminal = ::isatty(::fileno(out)) == 1;
    for (const auto& column : state->columns)
        state->fields.push_back({.abbreviation = column.name, .name = column.name, .type = column.type});
    for (const auto& field : state->fields)
        state->fieldPointers.push_back(&field);
    std::string names;
    for (const auto& column : state->columns)
        names += (names.empty() ? "" : " ") + column.name;
    const std::array<std::span<const Field* const>, 1> lists{state->fieldPointers};
    auto compiled = query::Filter::compile(filter, FieldRegistry{lists});
    if (!compiled)
        return fail(Status::Usage,
            escaped(compiled.error().message) + '\n' + query::pointAt(escaped(filter), compiled.error()),
            "\nThe columns are: " + names + '.');
    state->filter = std::move(*compiled);
    if (!sort.empty()) {
        state->descending = sort[0] == '-';
        const auto name = state->descending ? sort.substr(1) : sort;
        const auto at = std::ranges::find(state->columns, name, &TableColumn::name);
        if (at == state->columns.end())
            return fail(Status::Usage, "There is no column \"" + escaped(name) + "\" to sort by.",
                "The columns are: " + names + '.');
        state->sortColumn = static_cast<std::size_t>(at - state->columns.begin());
    }
    state->header();
    return Table{std::move(state)};
}

bool Table::add(std::vector<Cell> row)
{
    auto& s = *m_state;
    if (!s.passes(row))
        return true;
    if (s.sortColumn || s.format == TableFormat::Table) {
        s.kept.push_back(std::move(row));
        return s.sortColumn || s.limit == 0 || s.kept.size() < s.limit;
    }
    s.print(row);
    return s.limit == 0 || s.printed < s.limit;
}

void Table::finish()
{
    auto& s = *m_state;
    if (s.sortColumn)
        std::stable_sort(s.kept.begin(), s.kept.end(), [&](const auto& a, const auto& b) {
            return s.descending ? before(b[*s.sortColumn], a[*s.sortColumn])
                                : before(a[*s.sortColumn], b[*s.sortColumn]);
        });
    if (s.limit && s.kept.size() > s.limit)
        s.kept.resize(s.limit);
    if (s.format == TableFormat::Table)
        s.aligned();
    else
        for (const auto& row : s.kept)
            s.print(row);
    if (s.format == TableFormat::Json)
        s.write(s.printed ? "\n]\n" : "[]\n");
    std::fflush(s.out);
}

}  // namespace pr::cli
