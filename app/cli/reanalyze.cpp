#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "app/cli/worker.h"
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
    if (!result)
        return failed(arguments, *progress, result.error());
    if (result->sessions.empty() && result->problems.empty() && !result->cancelled)
        notice(arguments, "This version analysed every session; --session N does it once more.");
    return ended(arguments, *progress,
        {result->sessions, result->problems, result->cancelled, "Stopped; the old analysis holds."});
}

}  // namespace pr::cli
