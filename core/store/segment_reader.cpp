// The parts of PacketReader that know of segments: dictionaries, postings, the field index.
#include "core/store/reader.h"

#include "core/store/schema.h"
#include "core/store/table_reader.h"

#include <algorithm>

namespace pr::store {

namespace {

constexpr std::size_t kKeptDictionaries = 4;

}  // namespace

std::size_t PacketReader::segmentOf(std::size_t blockIndex) const
{
    const auto behind = std::upper_bound(m_segments.begin(), m_segments.end(), blockIndex,
        [](std::size_t index, const SegmentInfo& info) { return index < info.firstBlock + info.blocks; });
    return static_cast<std::size_t>(behind - m_segments.begin());
}

std::pair<std::size_t, std::size_t> PacketReader::blocksOf(std::size_t segment) const
{
    if (segment < m_segments.size())
        return {m_segments[segment].firstBlock, m_segments[segment].blocks};
    const auto first = m_segments.empty() ? 0 : m_segments.back().firstBlock + m_segments.back().blocks;
    return {first, m_blocks.size() - first};
}

Outcome<std::shared_ptr<const Dictionary>> PacketReader::dictionary(
    std::size_t segment, CachedDictionaries& kept, Result<NewStrings> (*decode)(Bytes))
{
    const auto place = blocksOf(segment);  // by its members: clang 14 does not capture the names of a binding
    const auto first = place.first, count = place.second;
    const auto found = std::find_if(kept.begin(), kept.end(), [&](const CachedDictionary& one) {
        return one.segment == segment && one.blocks == count && one.packets == m_packets;
    });
    if (found != kept.end()) {
        kept.splice(kept.begin(), kept, found);
        return found->dictionary;
    }
    auto made = std::make_shared<Dictionary>();
    for (std::size_t index = first; index < first + count; ++index) {
        bool follows = true;
        const auto done = withBlob(index, BlobKind::Analysis, [&](Bytes blob) -> Result<void> {
            const auto strings = decode(blob);
            if (!strings)
                return Unexpected{strings.error()};
            follows = made->add(*strings);
            return {};
        });
        if (!done)
            return Unexpected{done.error()};
        if (!follows)
            return Unexpected{
                damaged(index, {Fault::Malformed, 0, "its paths do not follow those of the block before"})};
    }
    kept.push_front({segment, count, m_packets, made});
    if (kept.size() > kKeptDictionaries)
        kept.pop_back();
    return std::shared_ptr<const Dictionary>{made};
}

Outcome<std::shared_ptr<const Dictionary>> PacketReader::pathNames(std::size_t segment)
{
    return dictionary(segment, m_pathNames, decodeNewPaths);
}

Outcome<std::shared_ptr<const Dictionary>> PacketReader::stackNames(std::size_t segment)
{
    return dictionary(segment, m_stackNames, decodeNewStacks);
}

Outcome<std::shared_ptr<const SegmentDictionaries>> PacketReader::dictionaries(std::size_t segment)
{
    auto paths = pathNames(segment);
    if (!paths)
        return Unexpected{paths.error()};
    auto stacks = stackNames(segment);
    if (!stacks)
        return Unexpected{stacks.error()};
    return std::make_shared<const SegmentDictionaries>(std::move(*paths), std::move(*stacks));
}

Outcome<std::shared_ptr<const Postings>> PacketReader::postings(std::size_t segment, bool& complete)
{
    auto row = m_database->prepare("SELECT complete, bytes FROM segment_part WHERE id=?");
    row.start(rowKey(m_analysis, m_segments[segment].number << kPartBits));
    std::shared_ptr<const Postings> postings;
    complete = false;
    if (row.next()) {
        complete = row.integer(0) == 1;
        auto decoded = decodePostings(row.blob(1));
        if (!decoded)
            return fail(Status::Storage,
                m_case->path().string() + " is damaged: postings of segment " + std::to_string(segment) + " of session "
                    + std::to_string(m_session.value) + ".",
                "`reanalyze` makes them anew.");
        postings = std::make_shared<const Postings>(std::move(*decoded));
    }
    row.reset();
    if (auto done = m_database->takeOutcome(); !done)
        return Unexpected{done.error()};
    return postings;
}

Outcome<PacketReader::FlowPackets> PacketReader::packetsOf(FlowId flow, PacketNumber first, PacketNumber last)
{
    FlowPackets answer;
    const auto from = blockOf({std::max<std::uint64_t>(first.value, 1)});
    const auto to = blockOf({std::min(last.value, m_packets)});
    if (!from || !to || last < first)
        return answer;
    for (auto segment = segmentOf(*from); segment <= segmentOf(*to); ++segment) {
        if (segment >= m_segments.size()) {
            answer.candidates.push_back(segment);
            break;
        }
        bool complete = false;
        const auto postings = this->postings(segment, complete);
        if (!postings)
            return Unexpected{postings.error()};
        if (!complete) {
            answer.candidates.push_back(segment);
            continue;
        }
        std::vector<bool> ours((*postings)->flowsOfPath.size());
        bool any = false;
        for (std::size_t path = 0; path < ours.size(); ++path) {
            const auto& flows = (*postings)->flowsOfPath[path];
            ours[path] = std::find(flows.begin(), flows.end(), flow.value) != flows.end();
            any = any || ours[path];
        }
        const auto segmentFirst = m_segments[segment].firstPacket;
        std::vector<std::uint64_t> found;
        for (const auto& [number, packet] : (*postings)->exceptions)
            if (number == flow.value)
                found.push_back(segmentFirst + packet);
        const auto [block, blocks] = blocksOf(segment);
        for (std::size_t index = block; any && index < block + blocks; ++index) {
            const auto columns = analysis(index, AnalysisPart::Path);
            if (!columns)
                return Unexpected{columns.error()};
            for (std::size_t i = 0; i < columns->path.size(); ++i) {
                const auto packet = m_blocks[index].firstPacket + i;
                const auto& exceptional = (*postings)->exceptional;
                if (columns->path[i] < ours.size() && ours[columns->path[i]]
                    && !std::binary_search(exceptional.begin(), exceptional.end(), packet - segmentFirst))
                    found.push_back(packet);
            }
        }
        std::sort(found.begin(), found.end());
        for (const auto packet : found)
            if (packet >= first.value && packet <= last.value)
                answer.packets.push_back({packet});
    }
    return answer;
}

Outcome<std::optional<FieldIndex>> PacketReader::fieldIndex(std::size_t segment, std::string_view abbreviation)
{
    if (segment >= m_segments.size())
        return std::optional<FieldIndex>{};
    const auto number = m_segments[segment].number;
    auto row =
        m_database->prepare("SELECT complete, bytes FROM segment_part WHERE id BETWEEN ? AND ? AND kind=? AND name=?");
    row.start(rowKey(m_analysis, number << kPartBits), rowKey(m_analysis, ((number + 1) << kPartBits) - 1),
        PartKind::FieldIndex, abbreviation);
    std::optional<FieldIndex> index;
    if (row.next()) {
        auto read = FieldIndex::read(row.blob(1), row.integer(0) == 1);
        if (!read)
            return fail(Status::Storage,
                m_case->path().string() + " is damaged: index of " + std::string{abbreviation} + " in segment "
                    + std::to_string(segment) + " of session " + std::to_string(m_session.value) + ".",
                "`reanalyze` makes it anew.");
        index = std::move(*read);
    }
    row.reset();
    if (!index)  // removed, or none of these packets has the field?
        if (auto holds = analysisHolds(*m_database, m_session, m_analysis); !holds)
            return Unexpected{std::move(holds.error())};
    if (auto done = m_database->takeOutcome(); !done)
        return Unexpected{done.error()};
    return index;
}

Outcome<std::shared_ptr<const SegmentSummary>> PacketReader::summary(std::size_t segment)
{
    std::shared_ptr<const SegmentSummary> summary;
    if (segment >= m_segments.size())
        return summary;
    const auto number = m_segments[segment].number;
    auto row = m_database->prepare("SELECT bytes FROM segment_part WHERE id BETWEEN ? AND ? AND kind=?");
    row.start(rowKey(m_analysis, number << kPartBits), rowKey(m_analysis, ((number + 1) << kPartBits) - 1),
        PartKind::Summary);
    if (row.next()) {
        auto read = SegmentSummary::read(row.blob(0));
        if (!read)
            return fail(Status::Storage,
                m_case->path().string() + " is damaged: summary of segment " + std::to_string(segment) + " of session "
                    + std::to_string(m_session.value) + ".",
                "`reanalyze` makes it anew.");
        summary = std::make_shared<const SegmentSummary>(std::move(*read));
    }
    row.reset();
    if (auto done = m_database->takeOutcome(); !done)
        return Unexpected{done.error()};
    return summary;
}

Outcome<std::vector<std::string>> PacketReader::indexedFields(std::size_t segment)
{
    std::vector<std::string> names;
    if (segment >= m_segments.size())
        return names;
    const auto number = m_segments[segment].number;
    auto row = m_database->prepare("SELECT name FROM segment_part WHERE id BETWEEN ? AND ? AND kind=? ORDER BY id");
    row.start(rowKey(m_analysis, number << kPartBits), rowKey(m_analysis, ((number + 1) << kPartBits) - 1),
        PartKind::FieldIndex);
    while (row.next())
        names.emplace_back(row.text(0));
    if (auto done = m_database->takeOutcome(); !done)
        return Unexpected{done.error()};
    return names;
}

}  // namespace pr::store
