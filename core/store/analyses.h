// Generations of analyses: one holds for each session. Others were replaced, or never finished.
#pragma once

#include "core/store/case.h"

#include <cstdint>
#include <functional>

namespace pr::store {

/// Whether the case has rows of an analysis that holds for no session.
Outcome<bool> hasOldAnalyses(Case& opened);

/// Removes the rows of all analyses that hold for no session, in steps of a short transaction each, so that readers
/// and a power cut find a whole case after every one. `step`: false stops; what is left is removed the next time.
Outcome<void> removeOldAnalyses(Case& opened, const std::function<bool()>& step);

}  // namespace pr::store
