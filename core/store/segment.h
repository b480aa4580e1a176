// What is gathered over the 64 blocks of a segment: dictionaries of paths and stacks, postings of the flows, the field
// index, a summary.
//
// Postings follow from the paths: nearly every packet of a flow has a path that no other flow has. So a path names its
// flows, and only the packets that differ from it (fragments, packets without a path) are listed one by one.
#pragma once

#include "core/dissect/outcome.h"
#include "core/store/block.h"
#include "core/store/interner.h"
#include "core/store/segment_summary.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pr::store {

/// Kinds of segment parts. Stored: append, never renumber.
enum class PartKind : std::uint8_t { Postings = 1, FieldIndex = 2, Summary = 3 };

struct SegmentPart {
    PartKind kind;
    std::string name;  ///< abbreviation of the field
    bool complete;     ///< false: a bound was hit, packets may be missing
    std::string bytes;
};

/// A value as it stands in the field index: a kind and bytes whose order is that of the values.
std::string indexKey(const Value& value);

class SegmentBuilder {
public:
    explicit SegmentBuilder(std::size_t memory) : m_memory{memory} { }
    /// Takes what the analysis says about the next packet into the columns of the block and into the segment.
    void add(const dissect::PacketAnalysis& packet, BlockContent& block);
    std::uint32_t packets() const { return m_packets; }
    /// The parts of the segment; the builder then begins the next one.
    std::vector<SegmentPart> finish();

private:
    struct FieldValues {
        Interner keys;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;  // number of the key, packet of the segment
        bool complete = true;
    };
    struct Posting {
        std::uint64_t flow;
        std::uint32_t packet;
    };
    std::uint16_t pathOf(const dissect::PacketAnalysis& packet, BlockContent& block);
    bool addFlows(std::uint16_t path, std::span<const FlowId> flows);
    void addIndexed(const dissect::IndexedValue& value);
    std::string postings();
    static std::string indexOf(const FieldValues& values);

    std::size_t m_memory;  // bytes that the segment may take
    std::size_t m_used = 0;
    std::uint32_t m_packets = 0;
    std::uint32_t m_numbering = 1;  ///< of this segment's paths, for PathMemo
    Interner m_paths, m_stacks;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_pathFlows;  // by path: first of m_flows, count + 1
    std::vector<std::uint64_t> m_flows;
    std::vector<Posting> m_exceptions;
    std::vector<std::uint32_t> m_exceptional;  // packets whose flows are those of m_exceptions and not of their path
    bool m_postingsComplete = true;
    std::unordered_map<const Field*, FieldValues> m_fields;
    std::string m_key;
    SummaryBuilder m_summary;
};

/// Postings of a segment, read.
struct Postings {
    std::vector<std::vector<std::uint64_t>> flowsOfPath;              ///< by path number
    std::vector<std::pair<std::uint64_t, std::uint32_t>> exceptions;  ///< flow, packet of the segment; sorted
    std::vector<std::uint32_t> exceptional;                           ///< packets that do not follow their path; sorted
};
Result<Postings> decodePostings(Bytes bytes);

/// The distinct values of a field in a segment, sorted, each with its packets.
class FieldIndex {
public:
    static Result<FieldIndex> read(Bytes bytes, bool complete);
    std::size_t size() const { return m_ends.size(); }
    /// False: values or packets may be missing, so every packet of the segment is a candidate.
    bool complete() const { return m_complete; }
    /// Lives as long as the index.
    Value value(std::size_t index) const;
    /// Packets of the segment, from 0, sorted.
    std::span<const std::uint32_t> packets(std::size_t index) const;
    /// The index of a value, or size().
    std::size_t find(const Value& value) const;

private:
    std::string_view key(std::size_t index) const;

    std::string m_text;
    std::vector<std::uint32_t> m_ends;        // of the keys in m_text
    std::vector<std::uint32_t> m_packetEnds;  // of the lists in m_packets
    std::vector<std::uint32_t> m_packets;
    bool m_complete = true;
};

}  // namespace pr::store
