// What a filter asks of a segment before it reads any of its columns: which packets nobody can speak for, and whether
// an address can be there at all.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pr::store {

/// Stored: packets without a known stack, packets with Mark::Limit (each count, then differences as varints), whether
/// there are headers whose addresses no path has (u8), then a Bloom filter of the IP addresses: bits as whole 64-bit
/// words (count as varint, words little-endian). One of 100 addresses that are not there passes.
class SegmentSummary {
public:
    static Result<SegmentSummary> read(Bytes bytes);

    /// Packets of the segment, from 0, in order.
    std::span<const std::uint32_t> unknown() const { return m_unknown; }
    std::span<const std::uint32_t> limited() const { return m_limited; }
    /// False: no packet has an IPv4 or IPv6 header with this address (4 or 16 bytes), quoted ones included.
    bool mayHave(Bytes address) const;
    friend bool operator==(const SegmentSummary&, const SegmentSummary&) = default;

private:
    std::vector<std::uint32_t> m_unknown, m_limited;
    bool m_hidden = false;
    std::vector<std::uint64_t> m_words;
};

class SummaryBuilder {
public:
    /// The next packet. `isNew`: no packet before it is known to have the same path.
    void add(Bytes path, bool isNew, bool hasStack, bool limited);
    void addPath(Bytes path);
    /// The summary of what was added; then begins the next one.
    std::string finish();

private:
    std::uint32_t m_packets = 0;
    std::vector<std::uint32_t> m_unknown, m_limited;
    bool m_hidden = false;
    std::vector<std::uint64_t> m_addresses;  // hashes
};

}  // namespace pr::store
