#include "core/query/segment_columns.h"

#include "core/dissect/field_layers.h"

#include <algorithm>

namespace pr::query {

bool hasLayer(std::string_view stack, std::string_view name)
{
    for (std::size_t at = 0; at <= stack.size();) {
        const auto end = std::min(stack.find(':', at), stack.size());
        if (stack.substr(at, end - at) == name)
            return true;
        at = end + 1;
    }
    return false;
}

SegmentColumns::SegmentColumns(store::PacketReader& reader, std::size_t segment)
    : m_reader{&reader}, m_segment{segment}, m_blocks{reader.blocksOf(segment)}
{
    const auto blocks = reader.blocks();
    if (m_blocks.second == 0)
        return;
    const auto& last = blocks[m_blocks.first + m_blocks.second - 1];
    m_first = {blocks[m_blocks.first].firstPacket};
    m_size = last.firstPacket + last.packets - m_first.value;
}

Outcome<void> SegmentColumns::load(store::AnalysisPart part, std::vector<std::uint16_t> store::AnalysisColumns::*column,
    std::vector<std::uint16_t>& into)
{
    into.reserve(m_size);
    for (auto block = m_blocks.first; block < m_blocks.first + m_blocks.second; ++block) {
        const auto columns = m_reader->analysis(block, part);
        if (!columns) {
            into.clear();
            return Unexpected{columns.error()};
        }
        into.insert(into.end(), ((*columns).*column).begin(), ((*columns).*column).end());
    }
    return {};
}

Outcome<std::span<const std::uint16_t>> SegmentColumns::paths()
{
    if (m_paths.empty())
        if (auto done = load(store::AnalysisPart::Path, &store::AnalysisColumns::path, m_paths); !done)
            return Unexpected{done.error()};
    return std::span<const std::uint16_t>{m_paths};
}

Outcome<std::span<const std::uint16_t>> SegmentColumns::stacks()
{
    if (m_stacks.empty())
        if (auto done = load(store::AnalysisPart::Stack, &store::AnalysisColumns::stack, m_stacks); !done)
            return Unexpected{done.error()};
    return std::span<const std::uint16_t>{m_stacks};
}

Outcome<const store::AnalysisColumns*> SegmentColumns::marks()
{
    if (m_marks)
        return &*m_marks;
    store::AnalysisColumns all;
    for (auto block = m_blocks.first; block < m_blocks.first + m_blocks.second; ++block) {
        const auto columns = m_reader->analysis(block, store::AnalysisPart::Rest);
        if (!columns)
            return Unexpected{columns.error()};
        all.marks.insert(all.marks.end(), columns->marks.begin(), columns->marks.end());
        all.direction.insert(all.direction.end(), columns->direction.begin(), columns->direction.end());
        all.tcpFlags.insert(all.tcpFlags.end(), columns->tcpFlags.begin(), columns->tcpFlags.end());
    }
    m_marks = std::move(all);
    return &*m_marks;
}

Outcome<const store::Dictionary*> SegmentColumns::pathNames()
{
    if (!m_pathNames) {
        auto read = m_reader->pathNames(m_segment);
        if (!read)
            return Unexpected{read.error()};
        m_pathNames = std::move(*read);
    }
    return m_pathNames.get();
}

Outcome<const store::Dictionary*> SegmentColumns::stackNames()
{
    if (!m_stackNames) {
        auto read = m_reader->stackNames(m_segment);
        if (!read)
            return Unexpected{read.error()};
        m_stackNames = std::move(*read);
    }
    return m_stackNames.get();
}

Outcome<std::span<const dissect::PathFacts>> SegmentColumns::pathFacts()
{
    if (!m_facts) {
        const auto names = pathNames();
        if (!names)
            return Unexpected{names.error()};
        std::vector<dissect::PathFacts> facts((*names)->size());
        FieldSink nothing;
        dissect::PathShapes shapes;
        for (std::size_t i = 1; i < facts.size(); ++i) {
            const auto path = (**names)[i];
            const auto shape = shapes.of(path);
            facts[i] = shape != dissect::PathShapes::none ? shapes.facts(shape) : dissect::describePath(path, nothing);
        }
        m_facts = std::move(facts);
    }
    return std::span<const dissect::PathFacts>{*m_facts};
}

Outcome<const store::FieldIndex*> SegmentColumns::index(std::string_view field)
{
    auto found = m_indexes.find(field);
    if (found == m_indexes.end()) {
        auto read = m_reader->fieldIndex(m_segment, field);
        if (!read)
            return Unexpected{read.error()};
        found = m_indexes.emplace(std::string{field}, std::move(*read)).first;
    }
    return found->second ? &*found->second : nullptr;
}

PacketSet SegmentColumns::select(std::span<const std::uint16_t> column, std::span<const std::uint8_t> truth) const
{
    PacketSet set{m_size};
    if (std::none_of(truth.begin(), truth.end(), [](std::uint8_t is) { return is != 0; }))
        return set;
    std::vector<std::uint64_t> words((column.size() + 63) / 64);
    for (std::size_t i = 0; i < column.size(); ++i)
        words[i / 64] |= std::uint64_t{column[i] < truth.size() && truth[column[i]] != 0} << i % 64;
    set.addBits({1}, words, column.size());
    return set;
}

Outcome<const store::SegmentSummary*> SegmentColumns::summary()
{
    if (!m_summary) {
        auto read = m_reader->summary(m_segment);
        if (!read)
            return Unexpected{read.error()};
        m_summary = std::move(*read);
    }
    return m_summary->get();
}

namespace {

PacketSet setOf(std::uint64_t size, std::span<const std::uint32_t> packets)
{
    PacketSet set{size};
    for (const auto packet : packets)
        set.add({packet + std::uint64_t{1}});
    return set;
}

}  // namespace

Outcome<const PacketSet*> SegmentColumns::unknown()
{
    if (m_unknown)
        return &*m_unknown;
    const auto known = summary();
    if (!known)
        return Unexpected{known.error()};
    if (*known) {
        m_unknown = setOf(m_size, (*known)->unknown());
        return &*m_unknown;
    }
    const auto column = stacks();
    if (!column)
        return Unexpected{column.error()};
    PacketSet set{m_size};
    for (std::size_t i = 0; i < column->size(); ++i)
        if ((*column)[i] == 0)
            set.add({i + 1});
    m_unknown = std::move(set);
    return &*m_unknown;
}

Outcome<const PacketSet*> SegmentColumns::limited()
{
    if (m_reader->hasDefaultLimits())
        return unknown();
    if (m_limited)
        return &*m_limited;
    const auto lost = unknown();
    if (!lost)
        return Unexpected{lost.error()};
    const auto known = summary();
    if (!known)
        return Unexpected{known.error()};
    if (*known) {
        m_limited = **lost | setOf(m_size, (*known)->limited());
        return &*m_limited;
    }
    const auto columns = marks();
    if (!columns)
        return Unexpected{columns.error()};
    auto set = **lost;
    constexpr auto limit = static_cast<std::uint16_t>(dissect::Mark::Limit);
    for (std::size_t i = 0; i < m_size; ++i)
        if (((*columns)->marks[i] & limit) != 0)
            set.add({i + 1});
    m_limited = std::move(set);
    return &*m_limited;
}

Outcome<PacketSet> SegmentColumns::withMark(dissect::Mark mark)
{
    const auto open = limited();
    if (!open)
        return Unexpected{open.error()};
    const auto columns = marks();
    if (!columns)
        return Unexpected{columns.error()};
    auto set = **open;
    for (std::size_t i = 0; i < (*columns)->marks.size(); ++i)
        if (((*columns)->marks[i] & static_cast<std::uint16_t>(mark)) != 0)
            set.add({i + 1});
    return set;
}

Outcome<Bounds> SegmentColumns::withLayers(std::span<const std::string_view> names)
{
    const auto known = stackNames();
    if (!known)
        return Unexpected{known.error()};
    const auto column = stacks();
    if (!column)
        return Unexpected{column.error()};
    const bool carried = std::any_of(names.begin(), names.end(), dissect::isCarried);
    const auto open = carried ? limited() : unknown();
    if (!open)
        return Unexpected{open.error()};
    std::vector<std::uint8_t> truth((*known)->size());
    for (std::size_t i = 1; i < truth.size(); ++i)
        truth[i] = std::any_of(
            names.begin(), names.end(), [&](std::string_view name) { return hasLayer(textOf((**known)[i]), name); });
    auto with = select(*column, truth);
    return Bounds{with - **open, with | **open};
}

}  // namespace pr::query
