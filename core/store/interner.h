// Texts and their numbers. This stands in the way of every packet of an import, so a text that is known costs one line
// of the cache besides the slots.
#pragma once

#include "core/base/bytes.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pr::store {

/// Numbers texts from 0 in the order in which they come. Open addressing under a seed that differs from run to run, so
/// that nobody can make collisions on purpose; the numbers do not depend on it.
class Interner {
public:
    static constexpr std::size_t kMost = (1U << 20) - 1;

    Interner();

    struct Found {
        std::uint32_t number = 0;
        bool fresh = false;  ///< it was not known before
    };
    /// The number of the text; nothing where it is not known and `most` (up to kMost) others are.
    std::optional<Found> intern(Bytes text, std::size_t most = kMost);
    std::size_t size() const { return m_texts.size(); }
    /// Below size(); lives until the next call of intern().
    std::string_view operator[](std::uint32_t number) const;
    void clear();

private:
    /// What most texts are compared in is one line; longer ones stand in m_long.
    struct alignas(64) Text {
        std::array<char, 48> head;
        std::uint32_t length;
        std::uint32_t place;  ///< of a long one
        std::uint64_t hash;
    };
    static_assert(sizeof(Text) == 64);
    void grow();

    std::vector<Text> m_texts;
    std::string m_long;
    std::vector<std::uint32_t> m_slots;  ///< 12 bits of the hash, 20 of the number + 1; 0: free
    std::uint64_t m_seed;
};

}  // namespace pr::store
