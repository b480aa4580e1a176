// The parts of SessionWriter that make a new analysis of a session that is there.
#include "core/store/event_rows.h"
#include "core/store/reader.h"
#include "core/store/session_writer.h"

namespace pr::store {

Outcome<std::unique_ptr<SessionWriter>> SessionWriter::beginAnalysis(
    Case& opened, SessionId session, const SessionDescription& description, WriterOptions options)
{
    if (!opened.writable())
        return fail(Status::Storage, opened.path().string() + " was opened read-only.");
    std::unique_ptr<SessionWriter> writer{new SessionWriter{opened, std::move(options)}};
    writer->m_analysisOnly = true;
    writer->m_options.link = false;  // places are evidence
    if (auto done = writer->startAnalysis(session, description); !done)
        return Unexpected{done.error()};
    return writer;
}

Outcome<void> SessionWriter::startAnalysis(SessionId id, const SessionDescription& description)
{
    auto found = store::session(*m_case, id);
    if (!found)
        return Unexpected{std::move(found.error())};
    if (found->state == SessionState::Growing)
        return fail(Status::Usage, "Session " + std::to_string(id.value) + " still grows.",
            "Analyse it again when it has ended.");
    ensureTransaction();
    m_summary = std::move(*found);
    m_summary.analysis = m_database->integer("SELECT max(id) FROM analysis") + 1;
    if (m_summary.analysis >= kMostOwners)
        return fail(Status::Storage, "The case holds as many analyses as fit.", "Begin a new case.");
    m_summary.blocks = m_summary.segments = m_summary.flows = m_summary.events = 0;
    return ready(description);
}

Outcome<void> SessionWriter::endBlock(bool last)
{
    if (m_content->size() > 0)
        cutBlock(last || m_segmentBlocks + 1 == limits::segmentBlocks);
    return m_database->outcome();
}

// Everything but the switch is durable before it, so that the switch is a row and its entry in the audit.
Outcome<SessionSummary> SessionWriter::finishAnalysis()
{
    writeReady(0);
    ensureTransaction();
    buildEventIndexes(*m_database);
    if (!commitNow())
        return Unexpected{m_database->outcome().error()};
    const auto before = store::session(*m_case, m_summary.id);
    if (!before)
        return Unexpected{before.error()};
    if (m_writtenPackets != before->packets || m_summary.blocks != before->blocks)
        return fail(Status::Storage,
            "Session " + std::to_string(m_summary.id.value) + " has " + std::to_string(before->packets)
                + " packets, and " + std::to_string(m_writtenPackets) + " of them could be analysed.",
            "`verify` says what is damaged; the old analysis still holds.");
    m_summary.events = m_events->count();
    ensureTransaction();
    putStatus(*m_database, m_summary, m_flowRows);
    appendAudit(*m_database, m_case->id(), wallClock(), "reanalyze",
        "session " + std::to_string(m_summary.id.value) + ", analysis " + std::to_string(before->analysis) + " to "
            + std::to_string(m_summary.analysis));
    if (!commitNow())
        return Unexpected{m_database->outcome().error()};
    m_case->anchor();
    return m_summary;
}

}  // namespace pr::store
