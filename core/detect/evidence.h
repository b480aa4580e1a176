// Which of the packets of an alert are kept as its evidence.
#pragma once

#include "core/base/ids.h"
#include "core/base/sha256.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace pr::detect {

/// At most 50: the first ten, the last ten, and of the rest those whose numbers have the smallest SHA-256, so that the
/// choice does not depend on when it was made.
class Evidence {
public:
    static constexpr std::size_t kFirst = 10, kLast = 10, kBetween = 30;

    /// Numbers rise; a number that was just added counts once.
    void add(PacketNumber packet);
    std::vector<PacketNumber> packets() const;  ///< in order

private:
    std::vector<PacketNumber> m_first;
    std::deque<PacketNumber> m_last;
    std::vector<std::pair<Digest, PacketNumber>> m_between;  ///< a heap, the largest digest in front
};

}  // namespace pr::detect
