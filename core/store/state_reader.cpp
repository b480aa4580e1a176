#include "core/store/state_reader.h"

#include "core/store/analysis_age.h"
#include "core/store/records.h"
#include "core/store/schema.h"
#include "core/store/table_reader.h"

#include <algorithm>

namespace pr::store {

Outcome<StateReader> StateReader::open(Case& opened, SessionId session)
{
    const auto analysis = analysisOf(opened.database(), session);
    if (!analysis)
        return Unexpected{analysis.error()};
    const auto age = AnalysisAge::of(opened, session);
    if (!age)
        return Unexpected{age.error()};
    StateReader reader;
    reader.m_current = age->isCurrent();
    reader.m_database = &opened.database();
    reader.m_analysis = *analysis;
    reader.m_nextCheckpoint = reader.m_nextFact = rowKey(*analysis, 0);
    if (auto done = reader.refresh(); !done)
        return Unexpected{std::move(done.error())};
    return reader;
}

// Facts are written in packet order, so a packet's are found by halving.
Outcome<std::optional<std::string>> StateReader::fact(dissect::FactKind kind, PacketNumber packet)
{
    std::optional<std::string> body;
    std::int64_t low = rowKey(m_analysis, 0), high = low;  // a ring may have dropped the first ones
    auto first = m_database->prepare("SELECT min(id) FROM fact WHERE id >= ? AND id < ?");
    auto last = m_database->prepare("SELECT max(id) FROM fact WHERE id >= ? AND id < ?");
    first.start(low, rowKey(m_analysis + 1, 0));
    last.start(low, rowKey(m_analysis + 1, 0));
    if (first.next() && last.next() && first.integer(0) >= low) {
        low = first.integer(0);
        high = last.integer(0) + 1;
    }
    first.reset();
    last.reset();
    auto row = m_database->prepare("SELECT packet, kind, body FROM fact WHERE id = ?");
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        row.start(middle);
        const bool before = row.next() && static_cast<std::uint64_t>(row.integer(0)) < packet.value;
        row.reset();
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    for (bool more = true; more && !body; ++low) {
        row.start(low);
        more = row.next() && static_cast<std::uint64_t>(row.integer(0)) == packet.value;
        if (more && row.integer(1) == static_cast<std::int64_t>(kind))
            body = std::string{textOf(row.blob(2))};
        row.reset();
    }
    if (auto done = m_database->takeOutcome(); !done)
        return Unexpected{done.error()};
    return body;
}

Outcome<void> StateReader::refresh()
{
    auto row = m_database->prepare("SELECT id, packet, flow FROM checkpoint WHERE id >= ? AND id < ? ORDER BY id");
    row.start(m_nextCheckpoint, rowKey(m_analysis + 1, 0));
    while (m_current && row.next()) {
        m_nextCheckpoint = row.integer(0) + 1;
        const Place place{static_cast<std::uint64_t>(row.integer(1)), row.integer(0)};
        auto& places = m_checkpoints[static_cast<std::uint64_t>(row.integer(2))];
        if (places.empty() || places.back().packet < place.packet)  // others are of a damaged file
            places.push_back(place);
    }
    row.reset();
    auto fact = m_database->prepare("SELECT id, packet, kind, body FROM fact WHERE id >= ? AND id < ? ORDER BY id");
    fact.start(m_nextFact, rowKey(m_analysis + 1, 0));
    while (fact.next()) {
        m_nextFact = fact.integer(0) + 1;
        const auto packet = static_cast<std::uint64_t>(fact.integer(1));
        if (fact.integer(2) == static_cast<std::int64_t>(dissect::FactKind::Path)
            && (m_pathFacts.empty() || m_pathFacts.back() < packet))
            m_pathFacts.push_back(packet);
        if (fact.integer(2) == static_cast<std::int64_t>(dissect::FactKind::RingEdge))
            if (const auto edge = dissect::unpackPackets(fact.blob(3)); !edge.empty())
                m_edgeFlow = std::max(m_edgeFlow.value_or(0), edge.front());
        if (fact.integer(2) == static_cast<std::int64_t>(dissect::FactKind::GaveUp))
            for (const auto flow : dissect::unpackPackets(fact.blob(3)))
                m_gaveUp[flow].push_back(packet);
    }
    fact.reset();
    return m_database->takeOutcome();
}

const StateReader::Place* StateReader::placeOf(FlowId flow, PacketNumber before) const
{
    const auto ofFlow = m_checkpoints.find(flow.value);
    if (ofFlow == m_checkpoints.end())
        return nullptr;
    const auto& places = ofFlow->second;
    const auto behind = std::lower_bound(places.begin(), places.end(), before.value,
        [](const Place& place, std::uint64_t packet) { return place.packet < packet; });
    return behind == places.begin() ? nullptr : &*std::prev(behind);
}

PacketNumber StateReader::checkpointPacket(FlowId flow, PacketNumber before) const
{
    const auto* place = placeOf(flow, before);
    return {place ? place->packet : 0};
}

bool StateReader::hasPathFacts(PacketNumber first, PacketNumber last) const
{
    const auto at = std::lower_bound(m_pathFacts.begin(), m_pathFacts.end(), first.value);
    return at != m_pathFacts.end() && *at <= last.value;
}

bool StateReader::gaveUp(FlowId flow, PacketNumber after, PacketNumber before) const
{
    const auto ofFlow = m_gaveUp.empty() ? m_gaveUp.end() : m_gaveUp.find(flow.value);
    return ofFlow != m_gaveUp.end()
        && std::any_of(ofFlow->second.begin(), ofFlow->second.end(),
            [&](std::uint64_t packet) { return packet > after.value && packet < before.value; });
}

Outcome<std::optional<StateReader::StoredCheckpoint>> StateReader::checkpoint(FlowId flow, PacketNumber before)
{
    std::optional<StoredCheckpoint> found;
    const auto* place = placeOf(flow, before);
    if (!place)
        return found;
    auto row = m_database->prepare("SELECT packet, body FROM checkpoint WHERE id = ?");
    row.start(place->key);
    if (row.next())
        found = StoredCheckpoint{{static_cast<std::uint64_t>(row.integer(0))}, std::string{textOf(row.blob(1))}};
    row.reset();
    if (auto done = m_database->takeOutcome(); !done)
        return Unexpected{done.error()};
    return found;
}

}  // namespace pr::store
