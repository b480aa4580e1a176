// A set of the packets of one session: what a plan calculates with and what a filter answers.
#pragma once

#include "core/base/ids.h"

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace pr::query {

/// One bit a packet, in chunks of 4,096; a chunk of which all or no packets are members takes 16 bytes. Members lie in
/// 1 … universe(). Both sides of an operation have the same universe; see grow().
class PacketSet {
public:
    static constexpr std::uint64_t chunkPackets = 4096;

    /// No member, of packets 1 to `universe`.
    explicit PacketSet(std::uint64_t universe);
    PacketSet() = default;
    static PacketSet all(std::uint64_t universe);
    PacketSet(const PacketSet& other);
    PacketSet(PacketSet&&) noexcept = default;
    PacketSet& operator=(const PacketSet& other);
    PacketSet& operator=(PacketSet&&) noexcept = default;
    ~PacketSet() = default;

    std::uint64_t universe() const { return m_universe; }
    /// More packets were stored: they are no members yet. Never shrinks.
    void grow(std::uint64_t universe);

    /// A packet beyond the universe is ignored.
    void add(PacketNumber packet);
    void remove(PacketNumber packet);
    /// `count` packets from `first` on.
    void addRange(PacketNumber first, std::uint64_t count);
    /// The packets from `first` on whose bits are set, the lowest bit of words[0] first; `count` bits. Others stay as
    /// they are.
    void addBits(PacketNumber first, std::span<const std::uint64_t> words, std::uint64_t count);

    bool contains(PacketNumber packet) const;
    /// The members among `count` packets from `first` on, as a set of its own in which `first` is packet 1.
    PacketSet part(PacketNumber first, std::uint64_t count) const;
    std::uint64_t count() const;
    /// Members among the `count` packets from `first` on.
    std::uint64_t countIn(PacketNumber first, std::uint64_t count) const;
    bool empty() const;
    bool full() const { return count() == m_universe; }
    /// The first member at or behind `from`.
    std::optional<PacketNumber> next(PacketNumber from = {1}) const;
    std::optional<PacketNumber> last() const;

    PacketSet& operator|=(const PacketSet& other);
    PacketSet& operator&=(const PacketSet& other);
    /// Takes the members of `other` out.
    PacketSet& operator-=(const PacketSet& other);
    /// Members become others and others members.
    void complement();

    friend PacketSet operator|(PacketSet left, const PacketSet& right) { return std::move(left |= right); }
    friend PacketSet operator&(PacketSet left, const PacketSet& right) { return std::move(left &= right); }
    friend PacketSet operator-(PacketSet left, const PacketSet& right) { return std::move(left -= right); }
    friend bool operator==(const PacketSet& left, const PacketSet& right);

    /// Calls `visit(PacketNumber)` for each member in order; a visit that gives false ends it.
    template <class Visit> void forEach(Visit visit) const
    {
        for (std::size_t i = 0; i < m_chunks.size(); ++i)
            for (std::size_t w = 0; w < kWords && m_chunks[i].count != 0; ++w)
                for (auto bits = wordOf(i, w); bits != 0; bits &= bits - 1)
                    if (!visit(PacketNumber{
                            i * chunkPackets + w * 64 + static_cast<unsigned>(std::countr_zero(bits)) + 1}))
                        return;
    }

private:
    friend class PacketRanks;
    static constexpr std::size_t kWords = chunkPackets / 64;
    using Words = std::array<std::uint64_t, kWords>;
    struct Chunk {
        std::uint32_t count = 0;
        std::unique_ptr<Words> words;  // null: none or all are members, as count says
    };

    std::uint32_t sizeOf(std::size_t chunk) const;
    static Words fullWords(std::uint32_t size);
    std::uint64_t wordOf(std::size_t chunk, std::size_t word) const;
    Words& writable(std::size_t chunk);
    void settle(std::size_t chunk);

    std::uint64_t m_universe = 0;
    std::vector<Chunk> m_chunks;
};

/// Which member stands in which row, as a table asks: made once from a set, in the time that counting takes.
class PacketRanks {
public:
    explicit PacketRanks(const PacketSet& set);

    std::uint64_t size() const { return m_before.back(); }
    /// Members before `packet`. `set` is the one it was made from, unchanged.
    std::uint64_t rank(const PacketSet& set, PacketNumber packet) const;
    /// The member in a row, from 0; nothing behind the last.
    std::optional<PacketNumber> at(const PacketSet& set, std::uint64_t row) const;

private:
    std::vector<std::uint64_t> m_before;  // members before each chunk, and of all
};

}  // namespace pr::query
