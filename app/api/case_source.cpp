#include "app/api/case_source.h"

#include "core/store/alert.h"
#include "core/store/case.h"
#include "core/store/reader.h"
#include "core/store/table_reader.h"

#include <algorithm>
#include <memory>

namespace pr::api {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostProtocols = 256;
constexpr auto kWaitForFlows = std::chrono::milliseconds{1500};

struct Opened {
    std::unique_ptr<store::Case> file;  // null: there is no case yet, the capture is about to make it
    std::vector<store::SessionSummary> sessions;
};

Outcome<Opened> open(const std::filesystem::path& path, bool mayBeMissing)
{
    Opened out;
    if (std::error_code error; mayBeMissing && !std::filesystem::exists(path, error))
        return out;
    auto file = store::Case::open(path, store::CaseAccess::ReadOnly);
    if (!file)
        return Unexpected{std::move(file.error())};
    out.file = std::move(*file);
    auto sessions = store::sessions(*out.file);
    if (!sessions)
        return Unexpected{std::move(sessions.error())};
    out.sessions = std::move(*sessions);
    return out;
}

void add(Counts& to, const Counts& from)
{
    to.packets += from.packets;
    to.bytes += from.bytes;
    to.flows += from.flows;
    to.alerts += from.alerts;
    if (from.dropped)
        to.dropped = to.dropped.value_or(0) + *from.dropped;
}

Outcome<Stats> statsOf(store::Case& opened, const store::SessionSummary& session)
{
    Stats out;
    out.total = {.packets = session.packets,
        .bytes = session.originalBytes,
        .dropped = session.dropped,
        .flows = session.flows,
        .alerts = 0};
    const auto alerts = store::alerts(opened, session.id);
    if (!alerts)
        return Unexpected{alerts.error()};
    out.total.alerts = static_cast<std::uint64_t>(
        std::count_if(alerts->begin(), alerts->end(), [](const auto& alert) { return alert.withdrawn.empty(); }));
    auto reader = store::FlowReader::open(opened, session.id);
    if (!reader)
        return Unexpected{std::move(reader.error())};
    for (;;) {
        const auto page = reader->next();
        if (!page)
            return Unexpected{page.error()};
        if (page->empty())
            return out;
        for (const auto& [transport, flow] : *page) {
            auto name = flow.service.empty() ? transport : flow.service;
            // names come out of a file that anybody may have written
            if (out.protocols.size() >= kMostProtocols && !out.protocols.contains(name))
                name = "other";
            add(out.protocols[name],
                {.packets = flow.packets[0] + flow.packets[1],
                    .bytes = flow.bytes[0] + flow.bytes[1],
                    .dropped = {},
                    .flows = 1,
                    .alerts = 0});
        }
    }
}

bool grows(const store::SessionSummary& session)
{
    return session.state == store::SessionState::Growing;
}

}  // namespace

Outcome<pipeline::Measures> CaseSource::measures()
{
    if (m_live)
        return m_live->read();
    const auto opened = open(m_path, false);
    if (!opened)
        return Unexpected{opened.error()};
    pipeline::Measures out;
    for (const auto& session : opened->sessions) {
        out.packets += session.packets;
        out.bytes += session.originalBytes;
        if (session.dropped == 0)
            continue;
        const auto losses = store::losses(*opened->file, session.id);
        if (!losses)
            return Unexpected{losses.error()};
        out.dropped += *losses;
    }
    return out;
}

Outcome<std::uint64_t> CaseSource::activeSessions()
{
    if (m_live)
        return m_live->read().running ? 1 : 0;
    const auto opened = open(m_path, false);
    if (!opened)
        return Unexpected{opened.error()};
    return static_cast<std::uint64_t>(std::count_if(opened->sessions.begin(), opened->sessions.end(), grows));
}

Outcome<std::vector<SessionRow>> CaseSource::sessions()
{
    const auto opened = open(m_path, m_live != nullptr);
    if (!opened)
        return Unexpected{opened.error()};
    std::vector<SessionRow> out;
    for (const auto& session : opened->sessions)
        out.push_back({.id = session.id.value,
            .name = session.name,
            .source = session.source,
            .started = session.started,
            .ended = session.ended ? std::optional{session.ended} : std::nullopt,
            .packets = session.packets,
            .bytes = session.originalBytes,
            .dropped = session.dropped,
            .state = std::string{wordFor(session.state)}});
    return out;
}

Outcome<Stats> CaseSource::stats()
{
    if (m_live)
        m_live->wantFlows(kWaitForFlows);
    const auto opened = open(m_path, m_live != nullptr);
    if (!opened)
        return Unexpected{opened.error()};
    Stats out;
    out.total.dropped = 0;
    for (const auto& session : opened->sessions) {
        auto& kept = m_kept[session.id.value];
        const auto state = std::to_string(session.packets) + ' ' + std::to_string(session.flows) + ' '
            + std::to_string(session.dropped) + ' ' + std::to_string(session.analysis) + ' '
            + std::string{wordFor(session.state)};
        const auto from = Clock::now();
        if (kept.state != state && from >= kept.again) {
            auto stats = statsOf(*opened->file, session);
            if (!stats)
                return Unexpected{std::move(stats.error())};
            const auto took = Clock::now() - from;
            // what has ended does not change again
            kept = {state, grows(session) ? Clock::now() + 9 * took : Clock::time_point{}, std::move(*stats)};
        }
        add(out.total, kept.stats.total);
        for (const auto& [name, counts] : kept.stats.protocols)
            add(out.protocols[name], counts);
    }
    return out;
}

}  // namespace pr::api
