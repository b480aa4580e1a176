// Live packets into a case, through the helper.
#pragma once

#include "capture/client/capture.h"
#include "core/pipeline/progress.h"
#include "core/pipeline/recorder.h"
#include "core/pipeline/stop_conditions.h"

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pr::pipeline {

/// Before its trigger a capture keeps its last packets only, as the recorder's ring says; from then on all of them.
struct PreTrigger {
    bool on = false;
    std::vector<std::string> detectors{};      ///< whose alerts are one; empty: all
    const std::atomic<bool>* asked = nullptr;  ///< becomes true when somebody asks; may be null
};

struct CaptureOptions {
    client::Request request;
    std::filesystem::path casePath;
    std::string name;  ///< of the session; empty: the interfaces
    std::string copy;  ///< a pcapng file that gets the packets too; empty: none
    StopConditions stop;
    PreTrigger preTrigger;
    RecorderOptions recorder;
};

struct CaptureResult {
    store::SessionSummary session;
    store::Heads heads;
    client::Ending ending;
    std::optional<StopReason> stop;  ///< which of the conditions ended it; nothing: something else
    std::string trigger;             ///< what made all be kept; empty: nothing did
    std::string copyProblem;         ///< why the copy is not whole; empty: it is
};

/// Records until count, duration, a stop condition, the end of the devices, or until the eventfd `stopFd` is written to
/// (what was written is taken off it). What was stored stays, whatever happens. Commits four times a second.
Outcome<CaptureResult> capture(const CaptureOptions& options, ProgressSink& progress, int stopFd);

}  // namespace pr::pipeline
