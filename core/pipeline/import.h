// Capture files into a case.
#pragma once

#include "core/pipeline/progress.h"
#include "core/pipeline/recorder.h"
#include "core/store/case.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace pr::pipeline {

/// The case at `path`, made with its folders where there is none, open for writing. `fresh` says whether it was made.
Outcome<std::unique_ptr<store::Case>> openForWriting(const std::filesystem::path& path, bool* fresh = nullptr);

struct ImportOptions {
    std::vector<std::string> files;  ///< "-": standard input
    std::filesystem::path casePath;
    std::string name;    ///< of the session; empty: the file's name
    bool asOne = false;  ///< all files become one session
    bool link = false;   ///< bytes stay in the files, which must be regular and not compressed
    int stopFd = -1;     ///< readable when a stop is requested: ends the wait for a pipe. -1: none
    RecorderOptions recorder;
};

struct ImportResult {
    std::vector<store::SessionSummary> sessions;
    store::Heads heads;
    bool cancelled = false;
    std::vector<Failure> problems;  ///< damaged files: what was read of them is stored
};

/// Imports the files in order. Cancelling keeps what was committed. A Failure means that nothing more could be done;
/// what was stored before it stays.
Outcome<ImportResult> importFiles(const ImportOptions& options, ProgressSink& progress, std::stop_token stop);

}  // namespace pr::pipeline
