// A new analysis of sessions that are stored: beside the old one, which holds until the new one is whole.
#pragma once

#include "core/pipeline/progress.h"
#include "core/pipeline/recorder.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

namespace pr::pipeline {

struct ReanalysisOptions {
    std::filesystem::path casePath;
    std::optional<SessionId> session;  ///< nothing: every one that another version analysed
    RecorderOptions recorder;
};

struct ReanalysisResult {
    std::vector<store::SessionSummary> sessions;  ///< that have a new analysis
    store::Heads heads;
    bool cancelled = false;
    std::vector<Failure>
        problems;  ///< sessions that keep their old analysis: an original is missing, bytes are damaged
};

/// Analyses sessions anew. Whenever it ends (cancelled, killed, a full disk), each session has its old analysis or the
/// new one; what is left of the other is removed now or by the next call. Evidence and what people added stay as they
/// are.
Outcome<ReanalysisResult> reanalyze(const ReanalysisOptions& options, ProgressSink& progress, std::stop_token stop);

}  // namespace pr::pipeline
