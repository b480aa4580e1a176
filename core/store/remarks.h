// What a person adds to packets: marks and notes. They refer to evidence, stand beside it and outlive a new analysis.
#pragma once

#include "core/base/ids.h"
#include "core/store/case.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pr::store {

inline constexpr std::size_t mostRemarks = 100'000;  ///< marks of a case, and notes of a session that are read
inline constexpr std::size_t noteBytes = std::size_t{64} * 1024;  ///< of one note

/// What is said of one packet.
struct Remark {
    PacketNumber packet;
    bool marked = false;
    std::string note;          ///< empty: none
    std::string author;        ///< of the note
    std::int64_t written = 0;  ///< of the note: wall clock, ns UTC
};

/// The remarks of a session in the order of its packets, at most mostRemarks.
Outcome<std::vector<Remark>> remarks(Case& opened, SessionId session);
/// Marks packets or takes their marks away, and says so in the audit. Refuses what is not in the session.
Outcome<void> setMarks(Case& opened, SessionId session, std::span<const PacketNumber> packets, bool marked);
/// Replaces the note of a packet; an empty one takes it away. At most noteBytes. Says so in the audit.
Outcome<void> setNote(Case& opened, SessionId session, PacketNumber packet, std::string_view text);

}  // namespace pr::store
