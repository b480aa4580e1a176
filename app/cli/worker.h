// What import and capture have in common: progress and the last words.
#pragma once

#include "app/cli/options.h"
#include "core/pipeline/progress.h"
#include "core/store/ledger.h"
#include "core/store/records.h"

#include <memory>

namespace pr::cli {

/// JSON lines for --progress-fd, else a line on the terminal.
std::unique_ptr<pipeline::ProgressSink> progressOf(const Arguments& arguments);
void printSummary(const Arguments& arguments, const store::SessionSummary& summary);
void printHeads(const Arguments& arguments, const store::Heads& heads);

}  // namespace pr::cli
