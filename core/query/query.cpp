#include "core/query/query.h"

#include "core/base/text.h"
#include "core/dissect/header_dissector.h"

#include <algorithm>

namespace pr::query {

namespace {

constexpr std::uint64_t kMostChunk = 64 * PacketSet::chunkPackets;

void join(std::vector<const Field*>& to, const std::vector<const Field*>& fields)
{
    to.insert(to.end(), fields.begin(), fields.end());
    std::sort(to.begin(), to.end());
    to.erase(std::unique(to.begin(), to.end()), to.end());
}

bool isIn(const std::vector<const Field*>& fields, std::string_view name)
{
    return std::any_of(fields.begin(), fields.end(), [&](const Field* field) { return field->abbreviation == name; });
}

constexpr std::string_view kDisplayed = "frame.time_delta_displayed";

}  // namespace

Outcome<std::unique_ptr<Query>> Query::open(
    store::Case& opened, store::PacketReader& reader, const Filter& filter, PassOptions options)
{
    auto notes = FrameNotes::open(opened, reader.session());
    if (!notes)
        return Unexpected{std::move(notes.error())};
    const auto firstTime = reader.firstTime();
    if (!firstTime)
        return Unexpected{firstTime.error()};
    auto replay = Replay::open(opened, reader, options.keyLog);
    if (!replay)
        return Unexpected{std::move(replay.error())};
    auto age = store::AnalysisAge::of(opened, reader.session());
    if (!age)
        return Unexpected{std::move(age.error())};
    SessionFacts facts{
        *firstTime, notes->interfaceIds(), notes->pseudoHeaders(), !options.keyLog.empty(), std::move(*age)};
    return std::unique_ptr<Query>{
        new Query{opened, reader, filter, std::move(options), std::move(*notes), std::move(facts), std::move(*replay)}};
}

Query::Query(store::Case& opened, store::PacketReader& reader, const Filter& filter, PassOptions options,
    FrameNotes notes, SessionFacts facts, std::unique_ptr<Replay> replay)
    : m_case{opened}, m_reader{reader}, m_filter{filter}, m_options{std::move(options)}, m_facts{std::move(facts)},
      m_plan{filter, m_facts}, m_notes{std::move(notes)}, m_headers{reader, m_notes, *replay}, m_replay{
                                                                                                   std::move(replay)}
{
    std::vector<const Field*> all{filter.fields().begin(), filter.fields().end()};
    join(all, m_options.fields);
    m_inSequence = isIn(all, kDisplayed) || m_options.tree;
    m_headers.wantTimes(isIn(all, "frame.time_delta") || isIn(all, "frame.time_relative") || isIn(all, kDisplayed));
}

Outcome<PassResult> Query::rows(const OnPacket& onPacket, std::stop_token stop)
{
    m_onPacket = &onPacket;
    m_stop = std::move(stop);
    return run();
}

Outcome<PassResult> Query::find(const std::function<bool(const Answered&)>& onPart, std::stop_token stop)
{
    m_onPart = &onPart;
    m_stop = std::move(stop);
    return run();
}

Outcome<PassResult> Query::run()
{
    const auto segments = m_reader.blocks().empty() ? 0 : m_reader.segmentOf(m_reader.blocks().size() - 1) + 1;
    const auto pass = isPassCheaper(segments);
    if (!pass)
        return Unexpected{pass.error()};
    if (*pass)
        return passInOrder();
    for (std::size_t index = 0; index < segments; ++index) {
        if (m_stop.stop_requested()) {
            m_result.stopped = true;
            break;
        }
        const auto more = answerSegment(index);
        if (!more && m_reader.isGone(m_reader.blocksOf(index).first))
            continue;  // by a ring, while it was looked at
        if (!more)
            return Unexpected{more.error()};
        if (!*more)
            break;
    }
    m_result.looked = m_headers.looked() + m_replayed;
    return m_result;
}

// Proof with state looks at what the flows of its candidates had before them, segment by segment. Where nearly every
// packet is a candidate, one pass over all of them does less. Judged by three segments, and by at least one whole.
Outcome<bool> Query::isPassCheaper(std::size_t segments)
{
    const bool known = std::all_of(m_filter.fields().begin(), m_filter.fields().end(),
        [](const Field* field) { return dissect::HeaderDissector::knows(*field); });
    if (segments <= 1 || known || m_reader.firstPacket().value > 1 || m_options.last.value < m_reader.packetCount())
        return false;
    std::uint64_t candidates = 0, packets = 0;
    std::vector<std::size_t> samples{0, segments / 2, segments - 1};
    samples.erase(std::unique(samples.begin(), samples.end()), samples.end());
    for (const auto index : samples) {
        SegmentColumns columns{m_reader, index};
        if (auto done = m_headers.begin(columns); !done)
            return Unexpected{done.error()};
        const auto bounds = m_plan.evaluate(columns);
        if (!bounds)
            return Unexpected{bounds.error()};
        const auto open = (*bounds)->upper - (*bounds)->lower;
        packets += columns.size();
        if (open.empty())
            continue;
        const auto describable = m_headers.describable(m_plan.fieldsFor(open));
        if (!describable)
            return Unexpected{describable.error()};
        candidates += (open - *describable).count();
    }
    m_plan.startAgain();
    return candidates > packets / 2;
}

Outcome<PassResult> Query::passInOrder()
{
    m_passed = true;
    if (m_onPacket) {
        auto done = pass(m_case, m_reader, m_filter, m_options, *m_onPacket, m_stop);
        if (done)
            m_result = *done;
        return done;
    }
    constexpr std::uint64_t part = kMostChunk;
    std::uint64_t first = 1;
    PacketSet found{std::min(part, m_reader.packetCount())};
    bool more = true;
    const auto handUpTo = [&](std::uint64_t number) {
        while (more && first <= m_reader.packetCount() && number >= first + found.universe()) {
            more = (*m_onPart)({{first}, found});
            first += found.universe();
            found = PacketSet{std::min(part, m_reader.packetCount() + 1 - first)};
        }
        return more;
    };
    PassOptions options;
    options.keyLog = m_options.keyLog;
    auto done = pass(
        m_case, m_reader, m_filter, options,
        [&](const store::StoredPacket& packet, const auto&, const auto&) {
            if (!handUpTo(packet.view.number.value))
                return false;
            found.add({packet.view.number.value - first + 1});
            return true;
        },
        m_stop);
    if (!done)
        return done;
    if (!done->stopped)
        handUpTo(m_reader.packetCount() + 1);
    m_result = *done;
    m_result.stopped = m_result.stopped || !more;
    return m_result;
}

Outcome<bool> Query::answerSegment(std::size_t index)
{
    SegmentColumns columns{m_reader, index};
    if (columns.first() > m_options.last)
        return false;
    auto together = m_reader.together();
    if (auto done = m_headers.begin(columns); !done)
        return Unexpected{done.error()};
    const auto bounds = m_plan.evaluate(columns);
    if (!bounds)
        return Unexpected{bounds.error()};
    together.reset();
    const auto packets = std::min(columns.size(), m_options.last.value - columns.first().value + 1);
    // what is known already needs no chunks
    const bool known = (*bounds)->lower == (*bounds)->upper;
    for (std::uint64_t at = 1; at <= packets;) {
        const auto count = known ? packets : std::min(m_chunk, packets - at + 1);
        auto more = answerChunk(columns, **bounds, at, count);
        if (!more || !*more)
            return more;
        if (m_stop.stop_requested()) {
            m_result.stopped = true;
            return false;
        }
        at += count;
        m_chunk = std::min(m_chunk * 2, kMostChunk);
    }
    return true;
}

Outcome<Query::Way> Query::wayFor(const std::vector<const Field*>& fields, const PacketSet& packets)
{
    const auto describable = m_headers.describable(fields);
    if (!describable)
        return Unexpected{describable.error()};
    return (packets - *describable).empty() ? Way::Headers : Way::State;
}

Outcome<bool> Query::answerChunk(
    SegmentColumns& columns, const Bounds& bounds, std::uint64_t first, std::uint64_t count)
{
    PacketSet chunk{columns.size()};
    chunk.addRange({first}, count);
    auto found = bounds.lower & chunk;
    const auto open = (bounds.upper & chunk) - found;
    const auto fields = m_plan.fieldsFor(open);
    const auto describable = m_headers.describable(fields);
    if (!describable)
        return Unexpected{describable.error()};
    const auto byHeaders = open & *describable, byState = open - *describable;

    auto show = Way::None;
    if (m_onPacket && (m_options.tree || !m_options.fields.empty())) {
        // labels of layers tell what flows know
        const auto way =
            m_options.tree || m_options.labels ? Outcome<Way>{Way::State} : wayFor(m_options.fields, found | open);
        if (!way)
            return Unexpected{way.error()};
        show = *way;
    }
    // What is proved and shown in the same way is described once.
    const bool once =
        show == Way::Headers ? byState.empty() && !byHeaders.empty() : show == Way::State && !byState.empty();
    if (m_inSequence || once) {
        const auto way = std::max(show, byState.empty() ? Way::Headers : Way::State);
        auto more = inSequence(columns, bounds, found, open, fields, way);
        if (!more || !*more || m_onPacket)
            return more;
    } else {
        for (const auto& [way, packets] : {std::pair{Way::Headers, &byHeaders}, {Way::State, &byState}})
            if (!packets->empty()) {
                auto more = prove(columns, way, found, *packets, fields);
                if (!more || !*more)
                    return more;
            }
        if (m_onPacket)
            return deliver(columns, found, show);
    }
    const auto part = found.part({first}, count);
    m_result.passed += part.count();
    m_result.stopped = !(*m_onPart)({{columns.first().value + first - 1}, part});
    return !m_result.stopped;
}

// Every packet that passes is shown before the next one is described.
Outcome<bool> Query::inSequence(SegmentColumns& columns, const Bounds& bounds, PacketSet& found, const PacketSet& open,
    const std::vector<const Field*>& fields, Way way)
{
    const auto done = describe(columns, way, found | open, fields, m_onPacket != nullptr,
        [&](const auto& packet, const auto& analysis, const FieldSink& sink) {
            const PacketNumber here{packet.view.number.value - columns.first().value + 1};
            if (!bounds.lower.contains(here) && !m_plan.passes(here, sink))
                return true;
            found.add(here);
            m_headers.shown(packet.view);
            m_replay->shown(packet.view);
            return !m_onPacket || hand(packet, analysis, sink);
        });
    if (!done)
        return Unexpected{done.error()};
    m_result.stopped = m_result.stopped || m_stop.stop_requested();
    (way == Way::Headers ? m_provedByHeaders : m_provedByState) += open.count();
    return !m_result.stopped;
}

Outcome<bool> Query::prove(
    SegmentColumns& columns, Way way, PacketSet& found, const PacketSet& open, const std::vector<const Field*>& fields)
{
    const auto together = way == Way::Headers ? m_reader.together() : nullptr;
    const auto done =
        describe(columns, way, open, fields, false, [&](const auto& packet, const auto&, const FieldSink& sink) {
            const PacketNumber here{packet.view.number.value - columns.first().value + 1};
            if (m_plan.passes(here, sink))
                found.add(here);
            return true;
        });
    if (!done)
        return Unexpected{done.error()};
    m_result.stopped = m_stop.stop_requested();
    (way == Way::Headers ? m_provedByHeaders : m_provedByState) += open.count();
    return !m_result.stopped;
}

bool Query::hand(const store::StoredPacket& packet, const dissect::PacketAnalysis& analysis, const FieldSink& sink)
{
    ++m_result.passed;
    if ((*m_onPacket)(packet, analysis, sink))
        return true;
    m_result.stopped = true;
    return false;
}

Outcome<bool> Query::deliver(SegmentColumns& columns, const PacketSet& found, Way way)
{
    if (way == Way::None)
        return handWithout(columns, found);
    const auto done = describe(columns, way, found, {}, true,
        [&](const auto& packet, const auto& analysis, const FieldSink& sink) { return hand(packet, analysis, sink); });
    if (!done)
        return Unexpected{done.error()};
    if (m_stop.stop_requested())
        m_result.stopped = true;
    return !m_result.stopped;
}

// Rows of which nothing is described: columns, and the bytes where they are wanted.
Outcome<bool> Query::handWithout(SegmentColumns& columns, const PacketSet& found)
{
    if (found.empty())
        return true;
    const auto pathNames = columns.pathNames();
    const auto stackNames = columns.stackNames();
    const auto paths = columns.paths();
    const auto stacks = columns.stacks();
    if (!pathNames || !stackNames || !paths || !stacks)
        return Unexpected{!pathNames ? pathNames.error()
                : !stackNames        ? stackNames.error()
                : !paths             ? paths.error()
                                     : stacks.error()};
    FieldSink nothing;
    std::shared_ptr<const store::DecodedBlock> block;
    Outcome<void> done;
    std::uint64_t handed = 0;
    found.forEach([&](PacketNumber here) {
        if ((++handed & 0xFFU) == 0 && m_stop.stop_requested()) {
            m_result.stopped = true;
            return false;
        }
        const auto number = columns.first().value + here.value - 1;
        if (!block || number >= block->firstPacket + block->size()) {
            const auto index = *m_reader.blockOf({number});
            auto read = m_options.bytes ? m_reader.block(index) : m_reader.blockWithoutBytes(index);
            if (!read) {
                done = Unexpected{read.error()};
                return false;
            }
            block = std::move(*read);
        }
        const auto i = number - block->firstPacket;
        dissect::PacketAnalysis analysis;
        analysis.path = (**pathNames)[(*paths)[here.value - 1]];
        analysis.stack = (**stackNames)[(*stacks)[here.value - 1]];
        return hand(
            {m_reader.view(*block, i), (block->evidence.flags[i] & store::HasItems) != 0, block}, analysis, nothing);
    });
    if (!done)
        return Unexpected{done.error()};
    return !m_result.stopped;
}

Outcome<void> Query::describe(SegmentColumns& columns, Way way, const PacketSet& wanted,
    std::vector<const Field*> fields, bool rows, const OnPacket& onPacket)
{
    FieldSink sink;
    if (rows && m_options.tree) {
        sink.setMode(FieldSink::Mode::Tree);
    } else {
        if (rows)
            join(fields, m_options.fields);
        sink.select(fields);
        sink.setLabels(rows && m_options.labels);
    }
    if (way == Way::Headers)
        return m_headers.describe(wanted, fields, rows && m_options.bytes, sink, onPacket, m_stop);
    PacketSet ofSession{m_reader.packetCount()};
    wanted.forEach([&](PacketNumber packet) {
        ofSession.add({columns.first().value + packet.value - 1});
        return true;
    });
    const auto done = m_replay->prove(
        ofSession, sink, onPacket, m_stop, rows ? Replay::Receiver::MayWait : Replay::Receiver::NeverWaits);
    if (!done)
        return Unexpected{done.error()};
    m_replayed += done->looked;
    m_result.unknown += done->unknown;
    return {};
}

std::string Query::explain() const
{
    auto out = m_plan.text();
    const auto line = [&](std::uint64_t count, std::string_view how) {
        if (count > 0)
            out.append("Proved ").append(how).append(": ").append(counted(count, "packet", "packets")).append("\n");
    };
    if (m_passed)
        return out.append("Most packets are candidates: one pass over all ")
            .append(counted(m_result.looked, "packet", "packets"))
            .append(" answered. Passed: ")
            .append(grouped(m_result.passed))
            .append(".\n");
    line(m_provedByHeaders, "by their headers alone");
    line(m_provedByState, "with the state of their flows");
    if (m_provedByHeaders + m_provedByState == 0)
        out += "Nothing had to be proved.\n";
    out.append("Dissected: ").append(counted(m_result.looked, "packet", "packets"));
    if (m_replayed > 0)
        out.append(", ").append(grouped(m_replayed)).append(" of them with flows");
    return out.append(". Passed: ").append(grouped(m_result.passed)).append(".\n");
}

}  // namespace pr::query
