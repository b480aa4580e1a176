// Closing sessions whose writer died or could not go on.
#pragma once

#include "core/store/case.h"
#include "core/store/records.h"

namespace pr::store {

/// Every session that still grows in the file is closed as "recovered": its tail becomes a block, its totals those of
/// what is there.
Outcome<void> recoverSessions(Case& opened);
/// The same for one session, with the state that says why.
Outcome<void> closeSession(Case& opened, SessionId session, SessionState state);
/// Whether the file holds a session that nobody has closed.
bool holdsOpenSession(Case& opened);

/// Whether an anchor says that a writer of ours had this file open; for a file that cannot be asked for its identity.
bool anyAnchorNames(std::uint64_t device, std::uint64_t inode);

/// Whether the pages of this file, as it is now, were found to be whole before; and that they were.
bool wasChecked(std::string_view caseId, const std::filesystem::path& path);
void rememberChecked(std::string_view caseId, const std::filesystem::path& path);

}  // namespace pr::store
