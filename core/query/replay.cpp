#include "core/query/replay.h"

#include "core/dissect/path.h"
#include "core/query/session_keys.h"
#include "core/store/table_reader.h"

#include <algorithm>

namespace pr::query {

namespace {

constexpr std::size_t kKeptPaths = 256;  // blocks; 8 KiB each
constexpr std::size_t kStopEvery = 256;  // packets between two looks at the stop token

bool reassembled(Bytes path)
{
    dissect::PathView view{path};
    for (dissect::PathLayer layer; view.next(layer);)
        if (layer.flags & dissect::kReassembledLayer)
            return true;
    return false;
}

bool holds(const dissect::PathView& path, FlowId flow)
{
    for (std::size_t i = 0; i < path.flows(); ++i)
        if (path.flow(i) == flow.value)
            return true;
    return false;
}

}  // namespace

Replay::Replay(store::Case& opened, store::PacketReader& reader, store::StateReader states, FrameNotes notes,
    std::shared_ptr<const flow::KeyLog> keys)
    : m_case{&opened}, m_reader{&reader}, m_states{std::move(states)}, m_notes{std::move(notes)}, m_keys{
                                                                                                      std::move(keys)}
{
    startAgain();
}

Outcome<std::unique_ptr<Replay>> Replay::open(store::Case& opened, store::PacketReader& reader, std::string_view keyLog)
{
    auto states = store::StateReader::open(opened, reader.session());
    if (!states)
        return Unexpected{std::move(states.error())};
    auto notes = FrameNotes::open(opened, reader.session());
    if (!notes)
        return Unexpected{std::move(notes.error())};
    auto keys = keysOf(opened, reader.session(), keyLog);
    if (!keys)
        return Unexpected{std::move(keys.error())};
    return std::unique_ptr<Replay>{new Replay{opened, reader, std::move(*states), std::move(*notes), std::move(*keys)}};
}

void Replay::startAgain()
{
    dissect::DissectOptions options;
    options.keys = m_keys;
    m_dissector = std::make_unique<dissect::Dissector>(options);
    m_held.clear();
    if (m_firstPacket != m_reader->firstPacket().value) {
        m_firstPacket = m_reader->firstPacket().value;  // indexes of blocks and segments are others now
        m_lastFlows.clear();
        m_paths.clear();
        m_cutCheckpoints.clear();
    }
}

Outcome<std::shared_ptr<const Replay::BlockPaths>> Replay::pathsOf(std::size_t block)
{
    const bool tail = m_reader->blocks()[block].tail;  // grows: not kept
    const auto found =
        std::find_if(m_paths.begin(), m_paths.end(), [&](const auto& kept) { return kept->index == block; });
    if (found != m_paths.end() && !tail) {
        m_paths.splice(m_paths.begin(), m_paths, found);
        return m_paths.front();
    }
    auto columns = m_reader->analysis(block, store::AnalysisPart::Path);
    if (!columns)
        return Unexpected{std::move(columns.error())};
    auto dictionaries = m_reader->dictionaries(m_reader->segmentOf(block));
    if (!dictionaries)
        return Unexpected{std::move(dictionaries.error())};
    auto paths =
        std::make_shared<const BlockPaths>(BlockPaths{block, std::move(columns->path), std::move(*dictionaries)});
    if (!tail) {
        m_paths.push_front(paths);
        if (m_paths.size() > kKeptPaths)
            m_paths.pop_back();
    }
    return paths;
}

// The path of a packet, in a dictionary that pathsOf() keeps, or in `room`.
Outcome<Bytes> Replay::pathOf(PacketNumber packet, std::string& room)
{
    const auto block = m_reader->blockOf(packet);
    if (!block)
        return Bytes{};
    const auto paths = pathsOf(*block);
    if (!paths)
        return Unexpected{paths.error()};
    const auto at = packet.value - m_reader->blocks()[*block].firstPacket;
    const auto number = at < (*paths)->path.size() ? (*paths)->path[at] : std::uint16_t{0};
    if (number != 0)
        room = std::string{textOf((*paths)->dictionaries->paths[number])};
    else if (auto fact = m_states.fact(dissect::FactKind::Path, packet); !fact)
        return Unexpected{std::move(fact.error())};
    else
        room = fact->value_or(std::string{});
    return bytesOf(room);
}

// The packets of a flow between two packets, both not included.
Outcome<std::vector<std::uint64_t>> Replay::packetsOf(FlowId flow, std::uint64_t after, std::uint64_t before)
{
    std::vector<std::uint64_t> packets;
    if (after + 1 >= before)
        return packets;
    const auto first = m_reader->blockOf({after + 1}), last = m_reader->blockOf({before - 1});
    if (!first || !last)
        return packets;
    std::size_t segment = ~std::size_t{0};
    std::vector<std::uint8_t> ours;  // by path
    bool any = false;
    for (auto block = *first; block <= *last; ++block) {
        if (m_reader->segmentOf(block) != segment) {
            segment = m_reader->segmentOf(block);
            const auto dictionaries = m_reader->dictionaries(segment);
            if (!dictionaries)
                return Unexpected{dictionaries.error()};
            const auto& paths = (*dictionaries)->paths;
            ours.assign(paths.size() + 1, 0);
            any = false;
            for (std::size_t i = 1; i < paths.size(); ++i)
                if (holds(dissect::PathView{paths[i]}, flow)) {
                    ours[i] = 1;
                    any = true;
                }
        }
        const auto from = m_reader->blocks()[block].firstPacket;
        if (!any && !m_states.hasPathFacts({from}, {from + m_reader->blocks()[block].packets - 1}))
            continue;
        const auto paths = pathsOf(block);
        if (!paths)
            return Unexpected{paths.error()};
        for (std::size_t i = 0; i < (*paths)->path.size(); ++i) {
            const auto packet = from + i;
            if (packet <= after || packet >= before)
                continue;
            const auto number = (*paths)->path[i];
            if (number != 0) {
                if (number < ours.size() && ours[number])
                    packets.push_back(packet);
            } else if (auto fact = m_states.fact(dissect::FactKind::Path, {packet}); !fact) {
                return Unexpected{std::move(fact.error())};
            } else if (*fact && holds(dissect::PathView{bytesOf(**fact)}, flow)) {
                packets.push_back(packet);
            }
        }
    }
    return packets;
}

// Whether nobody knows the state of a flow before a packet: a ring dropped packets of it, and no checkpoint is behind
// them.
bool Replay::isLost(FlowId flow, std::uint64_t before) const
{
    if (!m_states.mayPrecedeRing(flow))
        return false;
    const auto checkpoint = m_states.checkpointPacket(flow, {before});
    const auto cut = m_cutCheckpoints.find(flow.value);
    return checkpoint < m_reader->firstPacket() || (cut != m_cutCheckpoints.end() && cut->second == checkpoint.value);
}

// Takes a flow's state up from its last checkpoint before a packet. Gives the packet behind which it stands then;
// nothing where the flow begins without one.
Outcome<std::optional<std::uint64_t>> Replay::takeUp(FlowId flow, std::uint64_t before)
{
    auto checkpoint = m_states.checkpoint(flow, {before});
    if (!checkpoint)
        return Unexpected{std::move(checkpoint.error())};
    if (!*checkpoint)
        return std::optional<std::uint64_t>{};
    std::optional<Failure> failed;
    bool cut = false;
    store::StoredPacket packet;
    std::string path;
    const auto whole = m_dissector->restore(flow, bytesOf((*checkpoint)->body), [&](PacketNumber number) -> Bytes {
        if (number < m_reader->firstPacket()) {  // bytes that wait stand in a packet that is no more
            cut = true;
            return {};
        }
        auto read = m_reader->packet(number);
        auto place = read ? pathOf(number, path) : Outcome<Bytes>{Bytes{}};
        if (!read || !place) {
            failed = read ? place.error() : read.error();
            return {};
        }
        packet = std::move(*read);
        if (auto gathered = gatherFor(number, *place); !gathered) {
            failed = gathered.error();
            return {};
        }
        return m_dissector->payloadOf(packet.view, {.path = *place}, flow);
    });
    if (failed)
        return Unexpected{std::move(*failed)};
    if (cut) {
        m_cutCheckpoints[flow.value] = (*checkpoint)->packet.value;
        m_dissector->forget(flow);
        return std::optional<std::uint64_t>{};
    }
    if (!whole)
        return fail(Status::Storage,
            m_case->path().string() + " is damaged: a checkpoint of flow " + std::to_string(flow.value) + " of session "
                + std::to_string(m_reader->session().value) + ".",
            "`reanalyze` makes them anew.");
    return std::optional{(*checkpoint)->packet.value};
}

// Packets whose fragments a packet is put together from, and theirs, if they were put together themselves.
Outcome<void> Replay::collectFragments(std::uint64_t packet, Bytes path, std::vector<std::uint64_t>& out)
{
    constexpr std::size_t most = limits::fragmentsPerDatagram * 4;  // a damaged or hostile case may list any number
    if (!reassembled(path))
        return {};
    auto fact = m_states.fact(dissect::FactKind::Reassembled, {packet});
    if (!fact)
        return Unexpected{std::move(fact.error())};
    if (!*fact)
        return {};
    for (const auto fragment : dissect::unpackPackets(bytesOf(**fact))) {
        if (out.size() == most)
            break;
        if (fragment >= packet || std::find(out.begin(), out.end(), fragment) != out.end())
            continue;
        out.push_back(fragment);
        std::string room;
        const auto inner = pathOf({fragment}, room);
        if (!inner)
            return Unexpected{inner.error()};
        if (auto done = collectFragments(fragment, *inner, out); !done)
            return done;
    }
    return {};
}

Outcome<std::vector<std::uint64_t>> Replay::fragmentsOf(PacketNumber packet)
{
    if (m_firstPacket != m_reader->firstPacket().value)
        startAgain();
    std::string room;
    const auto path = pathOf(packet, room);
    if (!path)
        return Unexpected{path.error()};
    return fragmentsOf(packet, *path);
}

Outcome<std::vector<std::uint64_t>> Replay::fragmentsOf(PacketNumber packet, Bytes path)
{
    std::vector<std::uint64_t> fragments;
    if (auto done = collectFragments(packet.value, path, fragments); !done)
        return Unexpected{std::move(done.error())};
    std::sort(fragments.begin(), fragments.end());
    return fragments;
}

Outcome<void> Replay::gatherFor(PacketNumber packet, Bytes path)
{
    m_dissector->clearGathered();
    const auto fragments = fragmentsOf(packet, path);
    if (!fragments)
        return Unexpected{fragments.error()};
    for (const auto number : *fragments) {
        if (PacketNumber{number} < m_reader->firstPacket()) {
            m_unknown = true;  // the datagram cannot be put together
            continue;
        }
        const auto fragment = m_reader->packet({number});
        if (!fragment)
            return Unexpected{fragment.error()};
        m_dissector->gather(fragment->view);
    }
    return {};
}

Outcome<void> Replay::setTimes(const store::StoredPacket& stored, decode::FrameContext& frame)
{
    const auto& packet = stored.view;
    if (!packet.hasTime)
        return {};
    if (!m_firstTime) {
        const auto first = m_reader->firstTime();
        if (!first)
            return Unexpected{first.error()};
        if (*first)
            m_firstTime = Timestamp{Nanoseconds{**first}};
    }
    if (auto done = setTimeDelta(*m_reader, stored, frame); !done)
        return done;
    frame.timeRelative = packet.time - m_firstTime.value_or(packet.time);
    if (m_proving)
        frame.timeDeltaDisplayed = packet.time - m_shownTime.value_or(packet.time);
    else
        frame.timeDeltaDisplayed = frame.timeDelta;
    return {};
}

Outcome<dissect::PacketAnalysis> Replay::again(
    const store::StoredPacket& packet, Bytes path, std::span<const std::uint8_t> take, FieldSink& sink, bool described)
{
    m_unknown = false;
    if (auto gathered = gatherFor(packet.view.number, path); !gathered)
        return Unexpected{std::move(gathered.error())};
    decode::FrameContext frame;
    if (described) {
        if (packet.hasItems)
            if (auto found = m_notes.seek(packet.view.number); !found)
                return Unexpected{std::move(found.error())};
        auto noted = m_notes.of(packet.view, packet.hasItems);
        if (!noted)
            return Unexpected{std::move(noted.error())};
        frame = *noted;
        if (auto timed = setTimes(packet, frame); !timed)
            return Unexpected{std::move(timed.error())};
    }
    return m_dissector->again(packet.view, frame, {.path = path, .take = take}, sink);
}

Outcome<void> Replay::describe(PacketNumber number, FieldSink& sink, const OnDescribed& onPacket, std::stop_token stop)
{
    auto done = describeNow(number, sink, onPacket, stop);
    if (!done)
        startAgain();  // states stand wherever it ended
    return done;
}

Outcome<void> Replay::describeNow(
    PacketNumber number, FieldSink& sink, const OnDescribed& onPacket, const std::stop_token& stop)
{
    if (auto fresh = m_states.refresh(); !fresh)
        return fresh;
    if (number.value > 0 && number < m_reader->firstPacket())
        return Unexpected{m_reader->missing(number)};
    if (number.value == 0 || number.value > m_reader->packetCount())
        return fail(Status::Usage, "There is no packet " + std::to_string(number.value) + ".",
            "The session has packets " + std::to_string(m_reader->firstPacket().value) + " to "
                + std::to_string(m_reader->packetCount()) + ".");
    if (m_held.size() > kHeldFlows || m_firstPacket != m_reader->firstPacket().value)
        startAgain();
    std::string path;
    if (auto found = pathOf(number, path); !found)
        return Unexpected{std::move(found.error())};
    const dissect::PathView view{bytesOf(path)};

    // what each flow lacks between its state and this packet
    struct Step {
        std::uint64_t packet;
        FlowId flow;
    };
    std::vector<Step> steps;
    std::vector<std::uint8_t> known(view.flows(), 1);
    bool lost = false;
    for (std::size_t i = 0; i < view.flows(); ++i) {
        const FlowId flow{view.flow(i)};
        bool again = false;
        for (std::size_t k = 0; k < i; ++k)
            again = again || view.flow(k) == flow.value;
        if (again)
            continue;
        std::uint64_t after = 0;
        const auto held = m_held.find(flow.value);
        if (held != m_held.end() && held->second < number.value
            && held->second >= m_states.checkpointPacket(flow, number).value) {
            after = held->second;
        } else {
            m_dissector->forget(flow);
            auto taken = takeUp(flow, number.value);
            if (!taken)
                return Unexpected{std::move(taken.error())};
            if (*taken) {
                after = **taken;
            } else if (isLost(flow, number.value)) {
                for (std::size_t k = i; k < view.flows(); ++k)
                    if (view.flow(k) == flow.value)
                        known[k] = 0;
                m_held.erase(flow.value);
                lost = true;
                continue;
            } else {
                auto beginning = beginningOf(flow);
                if (!beginning)
                    return Unexpected{std::move(beginning.error())};
                after = std::max(*beginning, m_reader->firstPacket().value) - 1;
            }
        }
        m_held[flow.value] = number.value;
        auto packets = packetsOf(flow, after, number.value);
        if (!packets)
            return Unexpected{std::move(packets.error())};
        for (const auto packet : *packets)
            steps.push_back({packet, flow});
    }
    std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.packet < b.packet; });

    FieldSink nothing;
    std::string room;
    std::vector<std::uint8_t> take;
    std::size_t taken = 0;
    for (auto step = steps.begin(); step != steps.end();) {
        if ((++taken % kStopEvery) == 0 && stop.stop_requested())
            return fail(Status::Cancelled, "Stopped.");
        const PacketNumber packet{step->packet};
        const auto stored = m_reader->packet(packet);
        if (!stored)
            return Unexpected{stored.error()};
        const auto itsPath = pathOf(packet, room);
        if (!itsPath)
            return Unexpected{itsPath.error()};
        const dissect::PathView its{*itsPath};
        take.assign(its.flows(), 0);
        for (; step != steps.end() && step->packet == packet.value; ++step)
            for (std::size_t i = 0; i < its.flows(); ++i)
                if (its.flow(i) == step->flow.value)
                    take[i] = 1;
        if (auto done = again(*stored, *itsPath, take, nothing, false); !done)
            return Unexpected{std::move(done.error())};
    }
    const auto stored = m_reader->packet(number);
    if (!stored)
        return Unexpected{stored.error()};
    auto analysis = again(*stored, bytesOf(path),
        lost ? std::span<const std::uint8_t>{known} : std::span<const std::uint8_t>{}, sink, true);
    if (!analysis)
        return Unexpected{std::move(analysis.error())};
    m_unknown = m_unknown || lost;
    if (m_unknown)
        if (auto told = tellStack(number, *analysis, sink); !told)
            return told;
    onPacket(*stored, *analysis);
    return {};
}

// The layers of a packet that was described by its headers alone are those that the capture found when it had all.
Outcome<void> Replay::tellStack(PacketNumber packet, dissect::PacketAnalysis& analysis, FieldSink& sink)
{
    const auto block = m_reader->blockOf(packet);
    if (!block)
        return {};
    const auto columns = m_reader->analysis(*block, store::AnalysisPart::Stack);
    if (!columns)
        return Unexpected{columns.error()};
    const auto stacks = m_reader->stackNames(m_reader->segmentOf(*block));
    if (!stacks)
        return Unexpected{stacks.error()};
    const auto at = packet.value - m_reader->blocks()[*block].firstPacket;
    if (at >= columns->stack.size() || columns->stack[at] == 0)
        return {};
    const auto text = sink.arena().copy(textOf((**stacks)[columns->stack[at]]));
    analysis.stack = bytesOf(text);
    for (std::size_t i = 0; i < sink.nodes().size(); ++i)
        if (sink.nodes()[i].field->abbreviation == "frame.protocols")
            sink.setValue(i, Value::text(text));
    return {};
}

// The first packet of a flow, where the session's flows can be asked; else 0.
Outcome<std::uint64_t> Replay::beginningOf(FlowId flow)
{
    auto found = store::FlowReader::firstPacket(*m_case, m_reader->session(), flow);
    if (!found)
        return Unexpected{std::move(found.error())};
    return found->value;
}

}  // namespace pr::query
