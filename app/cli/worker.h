// What the commands have in common that the window starts as well: progress and the last words.
#pragma once

#include "app/cli/options.h"
#include "core/pipeline/progress.h"
#include "core/store/ledger.h"
#include "core/store/records.h"

#include <memory>
#include <span>

namespace pr::cli {

/// JSON lines for --progress-fd, else a line on the terminal.
std::unique_ptr<pipeline::ProgressSink> progressOf(const Arguments& arguments);
void printSummary(const Arguments& arguments, const store::SessionSummary& summary);
void printHeads(const Arguments& arguments, const store::Heads& heads);

/// What an import or an analysis came to.
struct WorkerEnd {
    std::span<const store::SessionSummary> sessions;
    std::span<const Failure> problems;  ///< of single files or sessions; the progress has told them
    bool cancelled = false;
    const char* stays;  ///< what is there after it was cancelled, for people
};
/// Says that nothing came of it, and gives the exit status.
int failed(const Arguments& arguments, pipeline::ProgressSink& progress, const Failure& failure);
/// Says how it ended, with a line for each session, and gives the exit status.
int ended(const Arguments& arguments, pipeline::ProgressSink& progress, const WorkerEnd& end);

}  // namespace pr::cli
