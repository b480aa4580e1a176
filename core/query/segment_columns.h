// The columns of one segment as a plan asks for them: read once, when something first needs them. Packets are counted
// from the segment's first, which is 1.
#pragma once

#include "core/dissect/path_shapes.h"
#include "core/query/packet_set.h"
#include "core/store/reader.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace pr::query {

/// lower ⊆ truth ⊆ upper: what is known of a test over the packets of a segment.
struct Bounds {
    PacketSet lower, upper;
};

class SegmentColumns {
public:
    /// The reader must outlive it. The open segment is one like the others, but for its field index.
    SegmentColumns(store::PacketReader& reader, std::size_t segment);

    std::uint64_t size() const { return m_size; }
    PacketNumber first() const { return m_first; }
    std::pair<std::size_t, std::size_t> blocks() const { return m_blocks; }
    store::PacketReader& reader() { return *m_reader; }
    /// Packet of the segment at which a block begins.
    std::uint64_t offsetOf(std::size_t block) const { return m_reader->blocks()[block].firstPacket - m_first.value; }
    bool hasIndex() const { return m_segment < m_reader->segments().size(); }

    Outcome<std::span<const std::uint16_t>> paths();
    Outcome<std::span<const std::uint16_t>> stacks();
    Outcome<const store::AnalysisColumns*> marks();  ///< marks, direction and TCP flags
    /// The texts that the columns paths() and stacks() number.
    Outcome<const store::Dictionary*> pathNames();
    Outcome<const store::Dictionary*> stackNames();
    /// Of each path; that of number 0 knows nothing.
    Outcome<std::span<const dissect::PathFacts>> pathFacts();
    /// Null where the segment has none.
    Outcome<const store::SegmentSummary*> summary();
    /// Nothing where no packet of the segment has the field.
    Outcome<const store::FieldIndex*> index(std::string_view field);

    /// The packets whose entry in `truth` is not 0, for a column of numbers.
    PacketSet select(std::span<const std::uint16_t> column, std::span<const std::uint8_t> truth) const;
    /// The packets whose layers are not known: they may be anything.
    Outcome<const PacketSet*> unknown();
    /// Those, and the packets at which a bound of reassembly was hit, unless it was the default one: what their flows
    /// carry may be anything.
    Outcome<const PacketSet*> limited();
    /// The packets that have a mark, and those of limited().
    Outcome<PacketSet> withMark(dissect::Mark mark);
    /// The packets that can have one of these layers: all whose stack names one, and the others that may.
    Outcome<Bounds> withLayers(std::span<const std::string_view> names);

private:
    Outcome<void> load(store::AnalysisPart part, std::vector<std::uint16_t> store::AnalysisColumns::*column,
        std::vector<std::uint16_t>& into);

    store::PacketReader* m_reader;
    std::size_t m_segment;
    std::pair<std::size_t, std::size_t> m_blocks;
    PacketNumber m_first{1};
    std::uint64_t m_size = 0;
    std::vector<std::uint16_t> m_paths, m_stacks;
    std::optional<store::AnalysisColumns> m_marks;
    std::shared_ptr<const store::Dictionary> m_pathNames, m_stackNames;
    std::optional<std::vector<dissect::PathFacts>> m_facts;
    std::map<std::string, std::optional<store::FieldIndex>, std::less<>> m_indexes;
    std::optional<std::shared_ptr<const store::SegmentSummary>> m_summary;
    std::optional<PacketSet> m_unknown, m_limited;
};

/// Whether a name is one of the layers of a stack ("eth:ethertype:ip:tcp").
bool hasLayer(std::string_view stack, std::string_view name);

}  // namespace pr::query
