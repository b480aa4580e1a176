// Recomputes what can be recomputed and names what does not fit. Never writes.
#pragma once

#include "core/store/case.h"
#include "core/store/records.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pr::store {

struct Finding {
    enum class Half : std::uint8_t {
        Evidence,  ///< the case does not hold what was captured
        Analysis,  ///< conclusions are damaged; a new analysis mends them
        Anchor,    ///< the end is missing, or the chain was recomputed
        Audit,
    };
    Half half = Half::Evidence;
    SessionId session = {};              ///< 0: the case as a whole
    std::int64_t block = -1;             ///< number within the session; -1: not a block
    PacketNumber first = {}, last = {};  ///< 0: no packets are concerned, or nobody can say which
    std::string what = {};               ///< a clause: "its bytes are not those of its digest"

    /// "session 1, block 7, packets 9,000 to 10,200: its bytes …"
    std::string text() const;
};

struct VerifyReport {
    std::vector<Finding> findings;
    bool more = false;  ///< findings beyond limits were not kept
    std::uint64_t entries = 0, blocks = 0, packets = 0, bytes = 0;
    /// Of those, what rings gave up: rows and digests are there, and checked; bytes are not.
    std::uint64_t droppedBlocks = 0, droppedPackets = 0;
    Heads heads;

    bool passed() const { return findings.empty(); }
};

struct VerifyOptions {
    /// Called after each block with the number of ledger entries done and in all; false stops.
    std::function<bool(std::uint64_t done, std::uint64_t all)> progress;
};

/// A failure only where nothing can be read at all, or when it was stopped.
Outcome<VerifyReport> verify(Case& opened, const VerifyOptions& options = {});

}  // namespace pr::store
