#include "app/cli/worker.h"
#include "app/cli/commands.h"
#include "core/base/text.h"

namespace pr::cli {

std::unique_ptr<pipeline::ProgressSink> progressOf(const Arguments& arguments)
{
    if (arguments.has("progress-fd"))
        return std::make_unique<pipeline::JsonProgress>(static_cast<int>(arguments.number("progress-fd")));
    const auto level = arguments.text("log-level");
    return std::make_unique<pipeline::TerminalProgress>(level == "error" || level == "warning");
}

void printSummary(const Arguments& arguments, const store::SessionSummary& s)
{
    notice(arguments,
        "Session " + std::to_string(s.id.value) + " \"" + escaped(s.name)
            + "\": " + counted(s.packets, "packet", "packets") + ", " + humanBytes(s.capturedBytes) + ", "
            + counted(s.flows, "flow", "flows")
            + (s.dropped ? ", " + counted(s.dropped, "packet", "packets") + " dropped" : "") + " ("
            + std::string{wordFor(s.state)} + ")");
}

void printHeads(const Arguments& arguments, const store::Heads& heads)
{
    notice(arguments, "Ledger " + std::to_string(heads.ledger.sequence) + ' ' + hex(heads.ledger.hash));
}

int failed(const Arguments& arguments, pipeline::ProgressSink& progress, const Failure& failure)
{
    const bool reports = arguments.has("progress-fd");
    progress.stopped("error", reports ? failure.text() : "");
    return reports ? static_cast<int>(failure.status) : complain(failure);
}

int ended(const Arguments& arguments, pipeline::ProgressSink& progress, const WorkerEnd& end)
{
    if (end.cancelled)
        progress.stopped("cancelled", end.stays);
    else if (end.problems.empty())
        progress.stopped("done", "");
    else  // a terminal has seen them
        progress.stopped("error", arguments.has("progress-fd") ? end.problems.front().text() : "");
    for (const auto& session : end.sessions)
        printSummary(arguments, session);
    if (end.cancelled)
        return static_cast<int>(Status::Cancelled);
    return end.problems.empty() ? 0 : static_cast<int>(end.problems.front().status);
}

}  // namespace pr::cli
