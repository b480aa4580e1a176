#include "core/query/header_pass.h"

#include <algorithm>

namespace pr::query {

using Fragments = dissect::HeaderDissector::Fragments;

Outcome<void> HeaderPass::begin(SegmentColumns& columns)
{
    m_columns = &columns;
    if (!m_times || m_firstTime)
        return {};
    const auto first = m_reader.firstTime();
    if (!first)
        return Unexpected{first.error()};
    if (*first)
        m_firstTime = Timestamp{Nanoseconds{**first}};
    return {};
}

void HeaderPass::shown(const PacketView& packet)
{
    if (packet.hasTime)
        m_shownTime = packet.time;
}

Outcome<PacketSet> HeaderPass::describable(std::span<const Field* const> fields)
{
    if (!std::all_of(
            fields.begin(), fields.end(), [](const Field* field) { return dissect::HeaderDissector::knows(*field); }))
        return PacketSet{m_columns->size()};
    const bool carried = std::any_of(
        fields.begin(), fields.end(), [](const Field* field) { return dissect::HeaderDissector::isCarried(*field); });
    if (!carried && std::none_of(fields.begin(), fields.end(), [](const Field* field) {
            return dissect::HeaderDissector::needsPath(*field);
        }))
        return PacketSet::all(m_columns->size());
    const auto facts = m_columns->pathFacts();
    if (!facts)
        return Unexpected{facts.error()};
    const auto paths = m_columns->paths();
    if (!paths)
        return Unexpected{paths.error()};
    std::vector<std::uint8_t> known(facts->size());
    for (std::size_t i = 0; i < known.size(); ++i)
        known[i] = (*facts)[i].known;
    auto set = m_columns->select(*paths, known);
    if (!carried)
        return set;
    // of what a datagram carries all but the stack must be plain, too
    const auto names = m_columns->stackNames();
    const auto stacks = m_columns->stacks();
    if (!names || !stacks)
        return Unexpected{!names ? names.error() : stacks.error()};
    std::vector<std::uint8_t> told((*names)->size());
    for (std::size_t i = 1; i < told.size(); ++i)
        told[i] = dissect::HeaderDissector::tellsCarried(textOf((**names)[i]));
    for (std::size_t i = 0; i < known.size(); ++i)
        known[i] = (*facts)[i].datagram && !(*facts)[i].fragment;
    return set & m_columns->select(*stacks, told) & m_columns->select(*paths, known);
}

// Which fragments a datagram is put together from, the import noted.
Outcome<void> HeaderPass::gatherFor(std::uint64_t number)
{
    m_dissector.clearGathered();
    const auto fragments = m_replay.fragmentsOf({number});
    if (!fragments)
        return Unexpected{fragments.error()};
    for (const auto fragment : *fragments) {
        if (PacketNumber{fragment} < m_reader.firstPacket())
            continue;  // a ring dropped it: the datagram cannot be put together
        const auto packet = m_reader.packet({fragment});
        if (!packet)
            return Unexpected{packet.error()};
        m_dissector.gather(packet->view);
    }
    return {};
}

Outcome<void> HeaderPass::addTimes(const store::StoredPacket& packet, decode::FrameContext& frame)
{
    const auto time = packet.view.time;
    frame.timeDeltaDisplayed = time - m_shownTime.value_or(time);
    frame.timeRelative = time - m_firstTime.value_or(time);
    return setTimeDelta(m_reader, packet, frame);
}

Outcome<void> HeaderPass::describe(const PacketSet& wanted, std::span<const Field* const> fields, bool bytes,
    FieldSink& sink, const OnPacket& onPacket, std::stop_token stop)
{
    m_fronts = !bytes && std::all_of(fields.begin(), fields.end(), [](const Field* field) {
        return dissect::HeaderDissector::standsInHeaders(*field) || dissect::HeaderDissector::isCarried(*field);
    });
    m_dissector.want(fields);

    const auto paths = m_columns->paths();
    const auto stacks = m_columns->stacks();
    const auto pathNames = m_columns->pathNames();
    const auto stackNames = m_columns->stackNames();
    const auto facts = m_columns->pathFacts();
    if (!paths || !stacks || !pathNames || !stackNames || !facts)
        return Unexpected{!paths ? paths.error()
                : !stacks        ? stacks.error()
                : !pathNames     ? pathNames.error()
                : !stackNames    ? stackNames.error()
                                 : facts.error()};
    const auto first = m_columns->first().value;
    Outcome<void> done;
    std::shared_ptr<const store::DecodedBlock> block;
    const auto describeOne = [&](std::uint64_t number) -> Outcome<bool> {
        if (!block || number >= block->firstPacket + block->size()) {
            const auto index = *m_reader.blockOf({number});
            block.reset();
            auto read =
                m_fronts ? m_reader.frontOfBlock(index, store::PacketReader::Fronts::InOrder) : m_reader.block(index);
            if (!read)
                return Unexpected{read.error()};
            block = std::move(*read);
        }
        const auto i = number - block->firstPacket;
        const bool isFront = !block->kept.empty() && block->kept[i] < block->evidence.captured[i];
        store::StoredPacket packet{m_reader.view(*block, i), (block->evidence.flags[i] & store::HasItems) != 0, block};
        if (number <= m_last && packet.hasItems)
            m_notes.rewind();
        m_last = number;
        auto frame = m_notes.of(packet.view, packet.hasItems);
        if (!frame)
            return Unexpected{frame.error()};
        if (m_times && packet.view.hasTime)
            if (auto added = addTimes(packet, *frame); !added)
                return Unexpected{added.error()};
        const auto path = (*paths)[number - first];
        const auto told = path < facts->size() ? (*facts)[path] : dissect::PathFacts{};
        const auto pathBytes = told.known ? (**pathNames)[path] : Bytes{};
        const bool alone = told.known && (!told.fragment || (m_fronts && m_dissector.standsBeforeFragment(pathBytes)));
        const auto fragments = alone ? Fragments::LeftOut : Fragments::PutTogether;
        if (!alone)
            if (auto gathered = gatherFor(number); !gathered)
                return Unexpected{gathered.error()};
        const auto stack = (**stackNames)[(*stacks)[number - first]];
        if (!isFront || alone)
            m_dissector.describe(packet.view, *frame, pathBytes, stack, fragments, sink);
        if (isFront && (!alone || !m_dissector.sawAllHeaders(pathBytes))) {
            auto whole = m_reader.packet({number});
            if (!whole)
                return Unexpected{whole.error()};
            packet = std::move(*whole);
            m_dissector.describe(packet.view, *frame, pathBytes, stack, fragments, sink);
        }
        ++m_looked;
        dissect::PacketAnalysis analysis;
        analysis.path = pathBytes;
        analysis.stack = stack;
        return onPacket(packet, analysis, sink);
    };
    std::uint64_t looked = 0;
    wanted.forEach([&](PacketNumber packet) {
        if ((++looked & 0xFFU) == 0 && stop.stop_requested())
            return false;
        const auto more = describeOne(first + packet.value - 1);
        if (!more)
            done = Unexpected{more.error()};
        return more && *more;
    });
    return done;
}

}  // namespace pr::query
