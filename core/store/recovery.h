// What a writer that died left behind, brought into order by the next one.
#pragma once

#include "core/store/case.h"

namespace pr::store {

/// Every session that is still growing has lost its writer: its tail becomes a block, and it ends as "recovered".
Outcome<void> recoverSessions(Case& opened);

}  // namespace pr::store
