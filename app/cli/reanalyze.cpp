#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "app/cli/worker.h"
#include "core/base/text.h"
#include "core/pipeline/reanalysis.h"

namespace pr::cli {

namespace {

// The session that --session means; nothing: all that another version analysed.
Outcome<std::optional<SessionId>> wantedSession(const Arguments& arguments)
{
    if (!arguments.has("session"))
        return std::optional<SessionId>{};
    const auto opened = openSession(arguments);
    if (!opened)
        return Unexpected{opened.error()};
    return std::optional{opened->summary.id};
}

}  // namespace

int runReanalyze(const Arguments& arguments)
{
    const Interrupt interrupt;
    const auto progress = progressOf(arguments);
    const auto session = wantedSession(arguments);
    if (!session)
        return complain(session.error());
    pipeline::ReanalysisOptions options;
    options.casePath = arguments.text("database");
    options.session = *session;
    options.recorder.threads = static_cast<unsigned>(arguments.number("threads"));
    options.recorder.memory = limits::memoryFor(arguments.number("memory"));
    options.recorder.detect = !arguments.flag("no-detect");
    const auto result = pipeline::reanalyze(options, *progress, interrupt.token());
    if (!result) {
        progress->stopped("error", arguments.has("progress-fd") ? result.error().text() : "");
        return arguments.has("progress-fd") ? static_cast<int>(result.error().status) : complain(result.error());
    }
    const bool failed = !result->problems.empty();
    progress->stopped(result->cancelled ? "cancelled"
            : failed                    ? "error"
                                        : "done",
        result->cancelled                            ? "Stopped; the old analysis holds."
            : failed && arguments.has("progress-fd") ? result->problems.front().text()
                                                     : "");
    for (const auto& summary : result->sessions)
        printSummary(arguments, summary);
    if (result->sessions.empty() && !failed && !result->cancelled)
        notice(arguments, "This version analysed every session; --session N does it once more.");
    if (result->cancelled)
        return static_cast<int>(Status::Cancelled);
    return failed ? static_cast<int>(result->problems.front().status) : 0;
}

}  // namespace pr::cli
