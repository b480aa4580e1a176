// Live packets into a case, through the helper.
#pragma once

#include "capture/client/capture.h"
#include "core/pipeline/progress.h"
#include "core/pipeline/recorder.h"
#include "core/pipeline/stop_conditions.h"

#include <filesystem>
#include <string>

namespace pr::pipeline {

struct CaptureOptions {
    client::Request request;
    std::filesystem::path casePath;
    std::string name;  ///< of the session; empty: the interfaces
    std::string copy;  ///< a pcapng file that gets the packets too; empty: none
    StopConditions stop;
    RecorderOptions recorder;
};

struct CaptureResult {
    store::SessionSummary session;
    store::Heads heads;
    client::Ending ending;
    std::optional<StopReason> stop;  ///< which of the conditions ended it; nothing: something else
    std::string copyProblem;         ///< why the copy is not whole; empty: it is
};

/// Records until count, duration, a stop condition, the end of the devices, or until the eventfd `stopFd` is written to
/// (what was written is taken off it). What was stored stays, whatever happens. Commits four times a second.
Outcome<CaptureResult> capture(const CaptureOptions& options, ProgressSink& progress, int stopFd);

}  // namespace pr::pipeline
