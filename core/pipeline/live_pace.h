// How often what still grows is made readable: a capture, or an import from a pipe that still runs.
#pragma once

#include <chrono>

namespace pr::pipeline {

inline constexpr auto kCommitEvery = std::chrono::milliseconds{250};
inline constexpr auto kLookEvery = std::chrono::milliseconds{50};  ///< whether a commit is due where no packets come
inline constexpr auto kSnapshotEvery = std::chrono::seconds{10};   ///< of the flows that are open

}  // namespace pr::pipeline
