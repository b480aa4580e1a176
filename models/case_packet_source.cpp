#include "models/case_packet_source.h"

#include "models/case_rows.h"
#include "models/case_tables.h"
#include "models/case_tree.h"
#include "models/file_kind.h"
#include "models/packet_words.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/query/query.h"
#include "core/store/remarks.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

namespace pr::models {

namespace {

std::string stateWords(store::SessionState state)
{
    switch (state) {
    case store::SessionState::Finished: return "complete";
    case store::SessionState::Recovered: return "recovered after a crash";
    default: return std::string{store::wordFor(state)};
    }
}

std::string_view lastWord(std::string_view text)
{
    auto start = text.size();
    while (start > 0
        && (std::isalnum(static_cast<unsigned char>(text[start - 1])) || text[start - 1] == '.'
            || text[start - 1] == '_' || text[start - 1] == '-'))
        --start;
    return text.substr(start);
}

/// What a filter left, and the file as the search for more of it has it open.
class FilteredRows : public PacketRows, public std::enable_shared_from_this<FilteredRows> {
public:
    using PacketRows::PacketRows;
    std::unique_ptr<SessionFile> search;
};

class CasePackets : public CaseSource {
public:
    CasePackets(std::filesystem::path path, std::unique_ptr<store::Case> file)
        : m_path{std::move(path)}, m_file{std::move(file)}
    {
    }

    std::vector<Session> sessions() override
    {
        const std::lock_guard lock{m_mutex};
        std::vector<Session> found;
        const auto summaries = store::sessions(*m_file);
        if (!summaries)
            return found;
        for (const auto& summary : *summaries) {
            grew(summary.id.value, summary.packets);
            Session session{summary.id.value, summary.name, stateWords(summary.state), count(summary.id)->load(),
                summary.state == store::SessionState::Growing, {}, {}, summary.dropped, {}};
            if (summary.leastTime <= summary.mostTime) {
                session.first = rfc3339(Timestamp{Nanoseconds{summary.leastTime}});
                session.last = rfc3339(Timestamp{Nanoseconds{summary.mostTime}});
            }
            if (summary.dropped > 0)
                if (const auto losses = store::losses(*m_file, summary.id))
                    session.lostWhere = losses->words();
            found.push_back(std::move(session));
        }
        return found;
    }

    void grew(std::int64_t session, std::uint64_t packets) override
    {
        const auto known = count(SessionId{session});
        auto before = known->load();  // two threads may tell, the later one first
        while (before < packets && !known->compare_exchange_weak(before, packets))
            ;
    }

    std::vector<TableInfo> tables() override
    {
        const std::lock_guard lock{m_mutex};
        std::vector<TableInfo> all{{Table::Packets, packetColumns()}};
        std::ranges::move(smallTables(*m_file), std::back_inserter(all));
        return all;
    }

    Outcome<std::shared_ptr<RowReader>> openTable(std::int64_t session, Table table) override
    {
        if (table == Table::Packets)
            return std::shared_ptr<RowReader>{
                std::make_shared<PacketRows>(m_path, SessionId{session}, count(SessionId{session}))};
        auto file = store::Case::open(m_path, store::CaseAccess::ReadOnly);
        if (!file)
            return Unexpected{file.error()};
        return readTable(**file, SessionId{session}, table);
    }

    Outcome<std::vector<Remark>> remarks(std::int64_t session) override
    {
        const auto file = store::Case::open(m_path, store::CaseAccess::ReadOnly);
        if (!file)
            return Unexpected{file.error()};
        const auto found = store::remarks(**file, SessionId{session});
        if (!found)
            return Unexpected{found.error()};
        std::vector<Remark> all;
        for (const auto& remark : *found)
            all.push_back({remark.packet.value, remark.marked, remark.note});
        return all;
    }

    FilterCheck check(std::string_view filter) override
    {
        const auto compiled = query::Filter::compile(filter, fieldRegistry());
        if (compiled)
            return {compiled->isEverything() ? FilterCheck::Verdict::Empty : FilterCheck::Verdict::Valid, {}, 0, 0};
        return {
            FilterCheck::Verdict::Invalid, compiled.error().message, compiled.error().column, compiled.error().length};
    }

    std::vector<Suggestion> complete(std::string_view head, std::size_t limit) override
    {
        std::vector<Suggestion> found;
        const auto word = lastWord(head);
        if (word.empty())
            return found;
        for (const auto* field : fieldRegistry().beginningWith(word)) {
            if (found.size() == limit)
                break;
            found.push_back({std::string{field->abbreviation},
                std::string{field->name} + ", " + std::string{typeWords(field->type)}});
        }
        return found;
    }

    Outcome<void> filter(std::int64_t session, const std::string& text, std::shared_ptr<RowReader> before,
        std::stop_token stop, const std::function<void(const FilterProgress&)>& report) override
    {
        const auto compiled = query::Filter::compile(text, fieldRegistry());
        if (!compiled)
            return Unexpected{Failure{Status::Usage, compiled.error().message, {}}};
        if (const auto found = std::dynamic_pointer_cast<FilteredRows>(before))
            return searchOn(*found, *compiled, session, stop, report);
        auto opened = SessionFile::open(m_path, SessionId{session});
        if (!opened)
            return Unexpected{opened.error()};
        const auto matches = std::make_shared<MatchList>();
        const std::shared_ptr<RowReader> rows =
            std::make_shared<FilteredRows>(m_path, SessionId{session}, count(SessionId{session}), matches);
        const auto packets = static_cast<double>((*opened)->reader().packetCount());
        auto query = query::Query::open((*opened)->file(), (*opened)->reader(), *compiled, {});
        if (!query)
            return Unexpected{query.error()};
        report({0, rows, false});
        std::vector<std::uint64_t> fresh;
        const auto passed = (*query)->find(
            [&](const query::Answered& part) {
                fresh.clear();
                part.found.forEach([&](PacketNumber packet) {
                    fresh.push_back(part.first.value + packet.value - 1);
                    return true;
                });
                matches->add(fresh);
                report({static_cast<double>(part.first.value + part.packets() - 1) / packets, rows, false});
                return true;
            },
            stop);
        if (!passed)
            return Unexpected{passed.error()};
        if (passed->stopped)
            return {};
        matches->searched = (*opened)->reader().packetCount();
        report({1, rows, true});
        return {};
    }

    Outcome<Details> details(std::int64_t session, std::uint64_t packet, std::stop_token stop) override
    {
        const std::lock_guard lock{m_treeMutex};
        if (!m_tree || m_treeSession != session) {
            auto opened = SessionFile::open(m_path, SessionId{session});
            if (!opened)
                return Unexpected{opened.error()};
            m_tree = std::move(*opened);
            m_treeSession = session;
        }
        return detailsOf(*m_tree, packet, stop);
    }

    Outcome<StreamContent> follow(std::int64_t session, const FollowTarget& target, std::stop_token stop) override
    {
        auto opened = SessionFile::open(m_path, SessionId{session});
        if (!opened)
            return Unexpected{opened.error()};
        return followStream(**opened, target, stop);
    }

private:
    /// The packets behind those that were searched. Their flows are taken up where the file keeps their state, or where
    /// the search before left them.
    Outcome<void> searchOn(FilteredRows& rows, const query::Filter& compiled, std::int64_t session,
        const std::stop_token& stop, const std::function<void(const FilterProgress&)>& report)
    {
        if (!rows.search) {
            constexpr std::size_t cacheBytes = 4 * limits::MiB;  // what is new stands in the last block
            auto fresh = SessionFile::open(m_path, SessionId{session}, cacheBytes);
            if (!fresh)
                return Unexpected{fresh.error()};
            rows.search = std::move(*fresh);
        } else if (auto refreshed = rows.search->refresh(); !refreshed) {
            return refreshed;
        }
        auto& opened = *rows.search;
        auto& matches = *rows.matches();
        const auto last = opened.reader().packetCount();
        query::PacketSet wanted{last};
        if (last > matches.searched)
            wanted.addRange(PacketNumber{matches.searched + 1}, last - matches.searched);
        FieldSink sink;
        sink.select({compiled.fields().begin(), compiled.fields().end()});
        std::vector<std::uint64_t> fresh;
        const auto passed = opened.replay().prove(
            wanted, sink,
            [&](const store::StoredPacket& packet, const dissect::PacketAnalysis&, const FieldSink& fields) {
                if (compiled.matches(fields)) {
                    fresh.push_back(packet.view.number.value);
                    opened.replay().shown(packet.view);
                }
                return true;
            },
            stop);
        if (!passed)
            return Unexpected{passed.error()};
        if (passed->stopped)
            return {};
        matches.add(fresh);
        matches.searched = last;
        report({1, rows.shared_from_this(), true});
        return {};
    }

    std::shared_ptr<PacketCount> count(SessionId session)
    {
        const std::lock_guard lock{m_countMutex};
        auto& found = m_counts[session.value];
        if (!found)
            found = std::make_shared<PacketCount>(0);
        return found;
    }

    std::filesystem::path m_path;
    std::mutex m_mutex;
    std::unique_ptr<store::Case> m_file;
    std::mutex m_countMutex;  // apart: the window's thread asks for a count and must not wait for the file
    std::map<std::int64_t, std::shared_ptr<PacketCount>> m_counts;
    std::mutex m_treeMutex;
    std::unique_ptr<SessionFile> m_tree;
    std::int64_t m_treeSession = 0;
};

}  // namespace

Outcome<std::shared_ptr<CaseSource>> openCase(const std::filesystem::path& path)
{
    switch (kindOf(path)) {
    case FileKind::Case: {
        auto file = store::Case::open(path, store::CaseAccess::ReadOnly);
        if (!file)
            return Unexpected{file.error()};
        return std::shared_ptr<CaseSource>{std::make_shared<CasePackets>(path, std::move(*file))};
    }
    case FileKind::Missing:
        return Unexpected{Failure{
            Status::Input, "Cannot open " + path.string() + ": there is no such file.", "It may have been moved."}};
    case FileKind::Capture:
    case FileKind::Pipe:
    case FileKind::Unknown: break;
    }
    return Unexpected{Failure{Status::Input, "Cannot open " + path.string() + ": it is not a case file.",
        "A capture is added to a case with Open capture."}};
}

}  // namespace pr::models
