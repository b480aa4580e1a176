// When a capture ends by itself: because it holds enough, because a time has come, because the disk is nearly full.
// Count and duration are the helper's (client::Request).
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace pr::pipeline {

struct StopConditions {
    std::uint64_t bytes = 0;           ///< of packets, as captured; 0: no limit
    std::uint64_t leastFree = 0;       ///< bytes that stay free on the disk of the case; 0: whatever happens
    std::optional<Timestamp> until{};  ///< wall clock
};

/// Why it ended: "filesize", "stop-at" or "min-free", and a sentence for people.
struct StopReason {
    std::string_view word;
    std::string text;
    bool full = false;  ///< the disk is: the user did not get all that was asked for
};

/// Bytes that an ordinary user may still write on the disk of a file that need not be there yet; nothing where nobody
/// can say.
std::optional<std::uint64_t> freeBytes(const std::filesystem::path& file);

/// Before a capture: Status::Storage where less is free already.
Outcome<void> checkFree(const StopConditions& conditions, const std::filesystem::path& file);

/// The first condition that holds now. `bytes`: of packets so far.
std::optional<StopReason> reasonToStop(
    const StopConditions& conditions, std::uint64_t bytes, const std::filesystem::path& file);

}  // namespace pr::pipeline
