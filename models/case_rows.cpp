#include "models/case_rows.h"

#include "models/case_sort.h"
#include "models/packet_summary.h"
#include "models/packet_words.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/query/replay.h"

#include <algorithm>
#include <numeric>

namespace pr::models {

std::vector<Column> packetColumns()
{
    return {
        {"frame.number", "No.", 92, true, true, false, false},
        {"frame.time", "Time", 232, false, true, false, false, TimeColumn::OfPackets},
        {"source", "Source", 146, false, true, false, false},
        {"destination", "Destination", 146, false, true, false, false},
        {"protocol", "Protocol", 84, false, true, true, false},
        {"frame.len", "Length", 76, true, true, false, false},
        {"info", "Info", 160, false, false, false, true},
    };
}

void MatchList::add(std::span<const std::uint64_t> numbers)
{
    const std::lock_guard lock{m_mutex};
    m_numbers.insert(m_numbers.end(), numbers.begin(), numbers.end());
    m_size = m_numbers.size();
}

std::vector<std::uint64_t> MatchList::slice(std::uint64_t first, std::size_t count) const
{
    const std::lock_guard lock{m_mutex};
    const auto from = std::min<std::uint64_t>(first, m_numbers.size());
    const auto to = std::min<std::uint64_t>(from + count, m_numbers.size());
    return {m_numbers.begin() + static_cast<std::ptrdiff_t>(from), m_numbers.begin() + static_cast<std::ptrdiff_t>(to)};
}

std::uint64_t MatchList::rowOf(std::uint64_t number) const
{
    const std::lock_guard lock{m_mutex};
    const auto found = m_ascending ? std::ranges::lower_bound(m_numbers, number) : std::ranges::find(m_numbers, number);
    return static_cast<std::uint64_t>(found - m_numbers.begin());
}

struct PacketRows::Open {
    std::unique_ptr<store::Case> file;
    std::unique_ptr<store::PacketReader> reader;
    std::unique_ptr<query::Replay> replay;
    FieldSink sink;
    // Columns of the block that was asked for last; a page touches one or two.
    std::optional<std::size_t> block;
    store::AnalysisColumns columns;
    std::optional<std::optional<std::int64_t>> firstTime;  // of packet 1, once it was read

    /// Whether a ring dropped the packet since the reader looked.
    bool isGone(std::uint64_t number) const
    {
        const auto index = reader->blockOf(PacketNumber{number});
        return index && reader->isGone(*index);
    }
    /// Nothing where there is no such packet, or where it has no time.
    std::optional<std::int64_t> timeOf(std::uint64_t number);
    Outcome<void> describe(std::uint64_t number, Row& row, std::string_view& protocol);
    /// The last cells of the rows, ascending, each with what its packet is listed under.
    Outcome<void> say(std::vector<Row>& rows, const std::vector<std::string>& protocols, const std::stop_token& stop);
};

PacketRows::PacketRows(std::filesystem::path path, SessionId session, std::shared_ptr<const PacketCount> all,
    std::shared_ptr<MatchList> matches)
    : m_path{std::move(path)}, m_session{session}, m_all{std::move(all)}, m_matches{std::move(matches)}
{
}

PacketRows::~PacketRows() = default;

Outcome<void> PacketRows::ensureOpen()
{
    if (m_open)
        return {};
    auto file = store::Case::open(m_path, store::CaseAccess::ReadOnly);
    if (!file)
        return Unexpected{file.error()};
    constexpr std::size_t cacheBytes = 16 * limits::MiB;  // a page of rows touches one or two blocks
    auto reader = store::PacketReader::open(**file, m_session, cacheBytes);
    if (!reader)
        return Unexpected{reader.error()};
    m_open = std::make_unique<Open>();
    m_open->file = std::move(*file);
    m_open->reader = std::move(*reader);
    auto replay = query::Replay::open(*m_open->file, *m_open->reader);
    if (!replay) {
        m_open.reset();
        return Unexpected{replay.error()};
    }
    m_open->replay = std::move(*replay);
    m_open->sink.select(wordFields());
    return {};
}

std::vector<std::uint64_t> PacketRows::numbers(std::uint64_t first, std::size_t count) const
{
    if (m_matches)
        return m_matches->slice(first, count);
    std::vector<std::uint64_t> numbers;
    for (auto row = first; row < std::min(first + count, rowCount()); ++row)
        numbers.push_back(row + 1);
    return numbers;
}

std::vector<Row> PacketRows::rows(std::uint64_t first, std::size_t count, std::stop_token stop)
{
    const auto wanted = numbers(first, count);
    if (wanted.empty())
        return {};
    // Read in the order of capture, whatever the order on the screen: so each block is decoded once.
    std::vector<std::size_t> places(wanted.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::sort(places, {}, [&](std::size_t place) { return wanted[place]; });
    auto opened = ensureOpen();
    if (opened && (wanted[places.back()] > m_open->reader->packetCount() || m_open->isGone(wanted[places.front()]))) {
        m_open->block.reset();
        opened = m_open->reader->refresh();
    }
    std::vector<Row> rows;
    std::vector<std::string> protocols;
    for (const auto place : places) {
        if (stop.stop_requested())
            return {};
        Row row;
        row.number = wanted[place];
        std::string_view protocol;
        if (opened && PacketNumber{row.number} < m_open->reader->firstPacket()) {
            row.cells = {grouped(row.number), "", "", "", "", "", "dropped by the ring of the capture"};
            row.note = m_open->reader->missing({row.number}).text();
            rows.push_back(std::move(row));
            protocols.emplace_back();
            continue;
        }
        auto described =
            opened ? m_open->describe(row.number, row, protocol) : Outcome<void>{Unexpected{opened.error()}};
        if (!described) {
            row.cells = {grouped(row.number), "", "", "", "", "", "cannot be read: " + described.error().text()};
            row.severity = Severity::High;
            row.note = described.error().text();
        }
        rows.push_back(std::move(row));
        protocols.emplace_back(protocol);
    }
    if (opened)
        if (const auto said = m_open->say(rows, protocols, stop); !said)
            for (auto& row : rows)
                if (row.cells.back().empty())
                    row.cells.back() = "cannot be read: " + said.error().text();
    if (stop.stop_requested())
        return {};
    std::vector<Row> inOrder(rows.size());
    for (std::size_t i = 0; i < places.size(); ++i)
        inOrder[places[i]] = std::move(rows[i]);
    if (opened) {
        const auto above = first > 0 ? numbers(first - 1, 1) : std::vector<std::uint64_t>{};
        std::optional<std::int64_t> shown = above.empty() ? std::nullopt : m_open->timeOf(above.front());
        for (auto& row : inOrder) {
            row.clock = {m_open->timeOf(1), m_open->timeOf(row.number - 1), shown};
            shown = row.times.empty() ? std::nullopt : std::optional{row.times.front().time};
        }
    }
    return inOrder;
}

std::shared_ptr<RowReader> PacketRows::another() const
{
    return std::make_shared<PacketRows>(m_path, m_session, m_all, m_matches);
}

Outcome<std::shared_ptr<RowReader>> PacketRows::sorted(
    const SortOrder& order, std::stop_token stop, const std::function<void(double)>& report) const
{
    auto inOrder = sortsByColumns(order.column)
        ? sortedPackets(m_path, m_session, numbers(0, rowCount()), order, stop, report)
        : sortedByCell(numbers(0, rowCount()), order, stop, report);
    if (!inOrder)
        return Unexpected{inOrder.error()};
    if (stop.stop_requested())
        return std::shared_ptr<RowReader>{};
    return std::shared_ptr<RowReader>{
        std::make_shared<PacketRows>(m_path, m_session, m_all, std::make_shared<MatchList>(std::move(*inOrder)))};
}

// What has to be dissected is sorted as it is shown.
Outcome<std::vector<std::uint64_t>> PacketRows::sortedByCell(std::vector<std::uint64_t> numbers, const SortOrder& order,
    const std::stop_token& stop, const std::function<void(double)>& report) const
{
    constexpr std::size_t most = 100'000;  // a minute of dissection
    const auto columns = packetColumns();
    const auto column = std::ranges::find(columns, order.column, &Column::name);
    if (column == columns.end())
        return Unexpected{Failure{Status::Usage, "There is no column " + order.column + ".", {}}};
    if (numbers.size() > most)
        return Unexpected{Failure{Status::Usage,
            "Sorting by " + column->title + " looks into each packet and is done for at most " + grouped(most)
                + " rows; here are " + grouped(numbers.size()) + ".",
            "Filter first, or sort by another column."}};
    const auto cell = static_cast<std::size_t>(column - columns.begin());
    const auto reader = another();
    std::vector<std::pair<std::string, std::uint64_t>> keys;
    constexpr std::size_t page = 512;
    for (std::size_t at = 0; at < numbers.size() && !stop.stop_requested(); at += page) {
        for (auto& row : reader->rows(at, page, stop))
            keys.emplace_back(std::move(row.cells[cell]), row.number);
        report(static_cast<double>(at) / static_cast<double>(numbers.size()));
    }
    std::ranges::sort(keys, [&](const auto& a, const auto& b) {
        if (a.first != b.first)
            return order.descending ? a.first > b.first : a.first < b.first;
        return a.second < b.second;
    });
    numbers.clear();
    for (const auto& [text, number] : keys)
        numbers.push_back(number);
    return numbers;
}

std::uint64_t PacketRows::rowOf(std::uint64_t number)
{
    if (m_matches)
        return m_matches->rowOf(number);
    return std::min(number > 0 ? number - 1 : 0, rowCount());
}

std::optional<std::int64_t> PacketRows::Open::timeOf(std::uint64_t number)
{
    if (number == 1 && firstTime)
        return *firstTime;
    if (number == 0)
        return std::nullopt;
    if (number == 1) {
        const auto time = reader->firstTime();
        firstTime = time ? *time : std::nullopt;
        return *firstTime;
    }
    if (PacketNumber{number} < reader->firstPacket())
        return std::nullopt;
    const auto packet = reader->packet(PacketNumber{number});
    if (!packet || !packet->view.hasTime)
        return std::nullopt;
    return packet->view.time.time_since_epoch().count();
}

Outcome<void> PacketRows::Open::describe(std::uint64_t number, Row& row, std::string_view& protocol)
{
    const auto index = reader->blockOf(PacketNumber{number});
    if (!index)
        return Unexpected{Failure{Status::Storage, "packet " + std::to_string(number) + " is not in the case.", {}}};
    if (block != index) {
        auto fresh = reader->analysis(*index);
        if (!fresh)
            return Unexpected{fresh.error()};
        columns = std::move(*fresh);
        block = index;
    }
    const auto packet = reader->packet(PacketNumber{number});
    if (!packet)
        return Unexpected{packet.error()};
    const auto dictionaries = reader->dictionaries(reader->segmentOf(*index));
    if (!dictionaries)
        return Unexpected{dictionaries.error()};
    const auto at = static_cast<std::size_t>(number - reader->blocks()[*index].firstPacket);
    if (at >= columns.size())
        return Unexpected{
            Failure{Status::Storage, "block " + std::to_string(*index) + " has fewer rows than packets.", {}}};
    const auto stack = textOf((*dictionaries)->stacks[columns.stack[at]]);
    summarize(packet->view, (*dictionaries)->paths[columns.path[at]], stack, columns.marks[at], row);
    protocol = listedProtocol(stack);
    return {};
}

Outcome<void> PacketRows::Open::say(
    std::vector<Row>& rows, const std::vector<std::string>& protocols, const std::stop_token& stop)
{
    query::PacketSet wanted{reader->packetCount()};
    for (const auto& row : rows)
        if (PacketNumber{row.number} >= reader->firstPacket())
            wanted.add(PacketNumber{row.number});
    std::size_t at = 0;
    const auto proved = replay->prove(
        wanted, sink,
        [&](const store::StoredPacket& packet, const dissect::PacketAnalysis&, const FieldSink& fields) {
            while (at < rows.size() && rows[at].number < packet.view.number.value)
                ++at;
            if (at == rows.size())
                return false;
            if (rows[at].number == packet.view.number.value && rows[at].cells.back().empty())
                rows[at].cells.back() = packetWords(fields, protocols[at])
                    + (replay->isStateUnknown() ? " [what its flow did before packet "
                                + grouped(reader->firstPacket().value) + " was dropped by the ring]"
                                                : "");
            return true;
        },
        stop);
    if (!proved)
        return Unexpected{proved.error()};
    return {};
}

}  // namespace pr::models
