#include "core/pipeline/reanalysis.h"

#include "core/query/frame_notes.h"
#include "core/store/analyses.h"
#include "core/store/analysis_age.h"

namespace pr::pipeline {

namespace {

constexpr auto kCommitEvery = std::chrono::milliseconds{500};
constexpr std::size_t kCache = limits::MiB;  // every block is read once

class Reanalysis {
public:
    Reanalysis(const ReanalysisOptions& options, store::Case& opened, ProgressSink& progress, std::stop_token stop)
        : m_options{options}, m_case{opened}, m_progress{progress}, m_stop{std::move(stop)}
    {
    }

    Outcome<void> run(ReanalysisResult& result)
    {
        auto wanted = choose();
        if (!wanted)
            return Unexpected{std::move(wanted.error())};
        for (const auto& session : *wanted)
            m_total += session.capturedBytes;
        for (const auto& session : *wanted) {
            if (m_stop.stop_requested()) {
                result.cancelled = true;
                break;
            }
            auto done = analyse(session);
            m_bytesBefore += session.capturedBytes;
            m_packetsBefore += session.packets;
            if (done && !*done) {
                result.cancelled = true;
            } else if (done) {
                m_progress.committed(
                    {(*done)->id, PacketNumber{(*done)->packets}, (*done)->blocks, PacketNumber{(*done)->packets}});
                result.sessions.push_back(std::move(**done));
            } else if (!done && m_case.database().ok()) {
                result.problems.push_back(std::move(done.error()));
                m_progress.warning(result.problems.back().text());
            } else if (!done) {
                return Unexpected{std::move(done.error())};
            }
            if (auto removed = store::removeOldAnalyses(m_case, [] { return true; }); !removed)
                return removed;
        }
        // what a call that was killed left behind
        return store::removeOldAnalyses(m_case, [this] { return !m_stop.stop_requested(); });
    }

private:
    Outcome<std::vector<store::SessionSummary>> choose()
    {
        if (m_options.session) {
            auto one = store::session(m_case, *m_options.session);
            if (!one)
                return Unexpected{std::move(one.error())};
            return std::vector{std::move(*one)};
        }
        auto all = store::sessions(m_case);
        if (!all)
            return Unexpected{std::move(all.error())};
        std::vector<store::SessionSummary> older;
        for (auto& session : *all) {
            const auto age = store::AnalysisAge::of(m_case, session.id);
            if (!age)
                return Unexpected{age.error()};
            if (!age->isCurrent())
                older.push_back(std::move(session));
        }
        return older;
    }

    // Nothing where it was cancelled.
    Outcome<std::optional<store::SessionSummary>> analyse(const store::SessionSummary& session)
    {
        auto reader = store::PacketReader::open(m_case, session.id, kCache);
        if (!reader)
            return Unexpected{std::move(reader.error())};
        if ((*reader)->firstPacket().value > 1)
            return fail(Status::Usage,
                "Session " + std::to_string(session.id.value) + " was a ring that dropped packets 1 to "
                    + std::to_string((*reader)->firstPacket().value - 1)
                    + ": a new analysis would lose the flows, events and alerts that were concluded from them.",
                "The one that is there stays. An export of what is left can be imported and is analysed anew.");
        auto notes = query::FrameNotes::open(m_case, session.id);
        if (!notes)
            return Unexpected{std::move(notes.error())};
        auto recorder = Recorder::beginAnalysis(m_case, session.id, m_options.recorder);
        if (!recorder)
            return Unexpected{std::move(recorder.error())};
        const auto blocks = (*reader)->blocks().size();
        auto committedAt = std::chrono::steady_clock::now();
        std::uint64_t bytes = 0;
        for (std::size_t index = 0; index < blocks; ++index) {
            if (m_stop.stop_requested())
                return std::optional<store::SessionSummary>{};
            const auto block = (*reader)->block(index);
            if (!block)
                return Unexpected{block.error()};
            for (std::size_t i = 0; i < (*block)->size(); ++i) {
                const auto packet = (*reader)->view(**block, i);
                const auto frame = notes->of(packet, false);  // what an import knows of a frame: not its options
                if (!frame)
                    return Unexpected{frame.error()};
                if (auto taken = (*recorder)->again(packet, *frame); !taken)
                    return Unexpected{std::move(taken.error())};
            }
            if (auto ended = (*recorder)->endBlock(index + 1 == blocks); !ended)
                return Unexpected{std::move(ended.error())};
            bytes += (*block)->bytes.size();
            if (const auto now = std::chrono::steady_clock::now(); now - committedAt >= kCommitEvery) {
                committedAt = now;
                if (const auto last = (*recorder)->commit(); !last)
                    return Unexpected{last.error()};
            }
            m_progress.advance({.bytes = m_bytesBefore + bytes,
                .totalBytes = m_total,
                .packets = m_packetsBefore + (*recorder)->packets()});
        }
        auto done = (*recorder)->finish(session.state);
        if (!done)
            return Unexpected{std::move(done.error())};
        return std::optional{std::move(*done)};
    }

    const ReanalysisOptions& m_options;
    store::Case& m_case;
    ProgressSink& m_progress;
    std::stop_token m_stop;
    std::uint64_t m_total = 0, m_bytesBefore = 0, m_packetsBefore = 0;
};

}  // namespace

Outcome<ReanalysisResult> reanalyze(const ReanalysisOptions& options, ProgressSink& progress, std::stop_token stop)
{
    auto opened = store::Case::open(options.casePath, store::CaseAccess::ReadWrite);
    if (!opened)
        return Unexpected{std::move(opened.error())};
    ReanalysisResult result;
    Reanalysis work{options, **opened, progress, std::move(stop)};
    if (auto done = work.run(result); !done)
        return Unexpected{std::move(done.error())};
    (*opened)->anchor();
    result.heads = (*opened)->heads();
    return result;
}

}  // namespace pr::pipeline
