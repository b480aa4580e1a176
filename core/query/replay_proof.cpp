// Proof: many packets in order, each with the state of its flows.
#include "core/query/replay.h"

#include "core/dissect/path.h"

#include <algorithm>
#include <utility>

namespace pr::query {

namespace {

constexpr std::size_t kFew = 128;  // packets of a block for which it is not read whole

}  // namespace

void Replay::shown(const PacketView& packet)
{
    if (packet.hasTime)
        m_shownTime = packet.time;
}

// The flows of the wanted packets, each with the packets between which its state is needed. `from`: the first packet
// that any of them needs.
Outcome<Replay::Needs> Replay::needsOf(const PacketSet& wanted, std::uint64_t& from)
{
    Needs needs;
    const auto note = [&](Bytes path, std::uint64_t first, std::uint64_t last) {
        const dissect::PathView view{path};
        for (std::size_t i = 0; i < view.flows(); ++i) {
            auto& need = needs[view.flow(i)];
            need.first = need.first == 0 ? first : std::min(need.first, first);
            need.last = std::max(need.last, last);
        }
    };
    std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;  // by path: first and last wanted packet of a block
    std::vector<std::uint16_t> touched;
    for (auto next = wanted.next(); next;) {
        const auto block = m_reader->blockOf(*next);
        if (!block)
            break;
        const auto paths = pathsOf(*block);
        if (!paths)
            return Unexpected{paths.error()};
        const auto first = m_reader->blocks()[*block].firstPacket;
        seen.resize((*paths)->dictionaries->paths.size() + 1);
        for (std::size_t i = next->value - first; i < (*paths)->path.size(); ++i) {
            const PacketNumber packet{first + i};
            if (!wanted.contains(packet))
                continue;
            const auto number = (*paths)->path[i];
            if (number == 0 || number >= seen.size()) {
                std::string room;
                const auto path = pathOf(packet, room);
                if (!path)
                    return Unexpected{path.error()};
                note(*path, packet.value, packet.value);
                continue;
            }
            auto& [firstSeen, lastSeen] = seen[number];
            if (firstSeen == 0) {
                firstSeen = packet.value;
                touched.push_back(number);
            }
            lastSeen = packet.value;
        }
        for (const auto number : touched) {
            note((*paths)->dictionaries->paths[number], seen[number].first, seen[number].second);
            seen[number] = {};
        }
        touched.clear();
        next = wanted.next({first + (*paths)->path.size()});
    }
    from = wanted.next().value_or(PacketNumber{1}).value;
    for (auto& [number, need] : needs) {
        const FlowId flow{number};
        const auto checkpoint = m_states.checkpointPacket(flow, {need.first}).value;
        const auto held = m_held.find(number);
        need.begun = held != m_held.end() && held->second < need.first && held->second >= checkpoint;
        if (need.begun) {
            need.after = need.at = held->second;
        } else {
            m_dissector->forget(flow);
            m_held.erase(number);
            need.lost = isLost(flow, need.first);
            need.after = need.checkpoint = need.lost ? 0 : checkpoint;
        }
        auto begin = need.lost ? need.first : need.after + 1;
        if (!need.begun && !need.lost && checkpoint == 0) {
            const auto early = notBefore(flow, need.first);
            if (!early)
                return Unexpected{early.error()};
            begin = *early;
        }
        from = std::min(from, begin);
    }
    return needs;
}

// A packet that the flow does not begin before. Flows are numbered in the order of their first packets, so one that is
// higher than all of a segment begins behind it.
Outcome<std::uint64_t> Replay::notBefore(FlowId flow, std::uint64_t before)
{
    const auto block = m_reader->blockOf({before});
    const auto segments = m_reader->segments();
    const auto until = block ? std::min(m_reader->segmentOf(*block), segments.size()) : 0;
    while (m_lastFlows.size() < until) {
        const auto dictionaries = m_reader->dictionaries(m_lastFlows.size());
        if (!dictionaries)
            return Unexpected{dictionaries.error()};
        const auto& paths = (*dictionaries)->paths;
        auto highest = m_lastFlows.empty() ? 0 : m_lastFlows.back();
        // flows of packets whose path is in no dictionary may begin here, whatever their numbers
        const auto& info = segments[m_lastFlows.size()];
        if (m_states.hasPathFacts({info.firstPacket}, {info.firstPacket + info.packets - 1}))
            highest = ~std::uint64_t{0};
        for (std::size_t i = 1; i < paths.size(); ++i) {
            const dissect::PathView path{paths[i]};
            for (std::size_t k = 0; k < path.flows(); ++k)
                highest = std::max<std::uint64_t>(highest, path.flow(k));
        }
        m_lastFlows.push_back(highest);
    }
    const auto segment = static_cast<std::size_t>(
        std::lower_bound(m_lastFlows.begin(), m_lastFlows.begin() + static_cast<std::ptrdiff_t>(until), flow.value)
        - m_lastFlows.begin());
    return segment < segments.size() ? segments[segment].firstPacket
        : segments.empty()           ? 1
                                     : segments.back().firstPacket + segments.back().packets;
}

Outcome<PassResult> Replay::prove(
    const PacketSet& wanted, FieldSink& sink, const OnPacket& onPacket, std::stop_token stop, Receiver receiver)
{
    m_proving = true;
    auto result = proveNow(wanted, sink, onPacket, stop, receiver);
    m_proving = false;
    if (!result || result->stopped)
        startAgain();  // states stand wherever it ended
    return result;
}

Outcome<PassResult> Replay::proveNow(
    const PacketSet& wanted, FieldSink& sink, const OnPacket& onPacket, const std::stop_token& stop, Receiver receiver)
{
    PassResult result;
    const auto last = wanted.last();
    if (!last)
        return result;
    if (auto fresh = m_states.refresh(); !fresh)
        return Unexpected{std::move(fresh.error())};
    if (m_held.size() > kHeldFlows || m_firstPacket != m_reader->firstPacket().value)
        startAgain();

    std::uint64_t from = 1;
    auto needs = needsOf(wanted, from);
    if (!needs)
        return Unexpected{std::move(needs.error())};
    FieldSink nothing;
    const auto endBlock = m_reader->blockOf(*last);
    auto index = m_reader->blockOf({from});
    if (!endBlock || !index)
        return result;
    std::size_t segment = ~std::size_t{0};
    std::vector<std::uint8_t> needed;  // by path: 0 not known, 1 no, 2 yes
    std::vector<std::uint8_t> take;
    std::string room;
    std::size_t taken = 0;  // packets of the block before: much the same as of this one
    for (; *index <= *endBlock; ++*index) {
        if (stop.stop_requested()) {
            result.stopped = true;
            return result;
        }
        const auto together = receiver == Receiver::NeverWaits ? m_reader->together() : nullptr;
        if (m_reader->segmentOf(*index) != segment) {
            segment = m_reader->segmentOf(*index);
            needed.clear();
        }
        const auto paths = pathsOf(*index);
        if (!paths)
            return Unexpected{paths.error()};
        const auto& dictionary = (*paths)->dictionaries->paths;
        needed.resize(dictionary.size() + 1);
        const auto first = m_reader->blocks()[*index].firstPacket;
        const bool few = std::exchange(taken, 0) < kFew;
        for (std::size_t i = 0; i < (*paths)->path.size() && first + i <= last->value; ++i) {
            const PacketNumber packet{first + i};
            const auto number = (*paths)->path[i];
            const bool isWanted = wanted.contains(packet);
            if (number != 0 && number < needed.size() && !isWanted) {
                if (needed[number] == 0) {
                    const dissect::PathView view{dictionary[number]};
                    needed[number] = 1;
                    for (std::size_t k = 0; k < view.flows(); ++k)
                        if (needs->contains(view.flow(k)))
                            needed[number] = 2;
                }
                if (needed[number] == 1)
                    continue;
            }
            Bytes path;
            if (number != 0) {
                path = dictionary[number];
            } else {
                auto known = pathOf(packet, room);
                if (!known)
                    return Unexpected{std::move(known.error())};
                path = *known;
            }
            const dissect::PathView view{path};
            take.assign(view.flows(), 0);
            bool any = isWanted, lost = false;
            for (std::size_t k = 0; k < view.flows(); ++k) {
                const auto found = needs->find(view.flow(k));
                if (found == needs->end())
                    continue;
                auto& need = found->second;
                if (packet.value <= need.after || packet.value > need.last)
                    continue;
                const FlowId flow{view.flow(k)};
                if (need.lost && !isLost(flow, packet.value)) {  // a checkpoint is between its packets
                    need.lost = false;
                    need.first = packet.value;
                    need.checkpoint = m_states.checkpointPacket(flow, packet).value;
                }
                if (need.lost) {
                    lost = true;
                    continue;
                }
                const bool givenUp = need.begun && m_states.gaveUp(flow, {need.at}, packet);
                if (givenUp)
                    m_dissector->forget(flow);
                if (givenUp || (!need.begun && need.checkpoint > 0)) {
                    auto done = takeUp(flow, givenUp ? packet.value : need.first);
                    if (!done)
                        return Unexpected{std::move(done.error())};
                    if (!*done && isLost(flow, packet.value)) {
                        need.lost = lost = true;
                        continue;
                    }
                }
                need.begun = true;
                need.at = packet.value;
                take[k] = 1;
                any = true;
            }
            if (!any)
                continue;
            ++taken;
            auto read = m_reader->packet(packet, few ? store::Reading::Few : store::Reading::Many);
            if (!read)
                return Unexpected{std::move(read.error())};
            const auto& stored = *read;
            auto analysis = again(stored, path, take, isWanted ? sink : nothing, isWanted);
            if (!analysis)
                return Unexpected{std::move(analysis.error())};
            ++result.looked;
            if (isWanted) {
                m_unknown = m_unknown || lost;
                if (m_unknown)
                    if (auto told = tellStack(packet, *analysis, sink); !told)
                        return Unexpected{std::move(told.error())};
                result.unknown += m_unknown ? 1 : 0;
                ++result.passed;
                if (!onPacket(stored, *analysis, sink)) {
                    result.stopped = true;
                    return result;
                }
            }
            for (std::size_t k = 0; k < view.flows(); ++k)
                if (const auto found = needs->find(view.flow(k));
                    found != needs->end() && found->second.last == packet.value) {
                    // the next call may go on from here
                    if (found->second.begun && (m_held.size() < kHeldFlows || m_held.contains(view.flow(k))))
                        m_held[view.flow(k)] = packet.value;
                    else
                        m_dissector->forget(FlowId{view.flow(k)});
                    needs->erase(found);
                }
        }
    }
    return result;
}

}  // namespace pr::query
