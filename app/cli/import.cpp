#include "core/pipeline/import.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/worker.h"
#include "core/base/text.h"
#include "core/pipeline/key_file.h"

#include <cstdio>

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

int runImport(const Arguments& arguments)
{
    const Interrupt interrupt;
    const auto progress = progressOf(arguments);
    pipeline::ImportOptions options;
    options.files = arguments.operands();
    options.casePath = arguments.text("database");
    options.name = arguments.text("name");
    options.asOne = arguments.flag("as-one");
    options.link = arguments.flag("link");
    options.stopFd = interrupt.descriptor();
    options.recorder.threads = static_cast<unsigned>(arguments.number("threads"));
    options.recorder.memory = limits::memoryFor(arguments.number("memory"));
    options.recorder.detect = !arguments.flag("no-detect");
    if (arguments.has("keylog")) {
        auto text = pipeline::readKeyLog(arguments.text("keylog"));
        if (!text)
            return complain(text.error());
        options.recorder.keyLog = std::move(*text);
    }
    const auto result = pipeline::importFiles(options, *progress, interrupt.token());
    if (!result) {
        progress->stopped("error", arguments.has("progress-fd") ? result.error().text() : "");
        return arguments.has("progress-fd") ? static_cast<int>(result.error().status) : complain(result.error());
    }
    const bool failed = !result->problems.empty();
    progress->stopped(result->cancelled ? "cancelled"
            : failed                    ? "error"
                                        : "done",
        result->cancelled                            ? "Stopped; what was committed stays."
            : failed && arguments.has("progress-fd") ? result->problems.front().text()
                                                     : "");
    for (const auto& session : result->sessions)
        printSummary(arguments, session);
    printHeads(arguments, result->heads);
    if (result->cancelled)
        return static_cast<int>(Status::Cancelled);
    return failed ? static_cast<int>(result->problems.front().status) : 0;
}

}  // namespace pr::cli
