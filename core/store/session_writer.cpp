#include "core/store/session_writer.h"

#include "core/store/recovery.h"
#include "core/store/schema.h"

#include <algorithm>
#include <array>

namespace pr::store {

namespace {

constexpr std::size_t kImportCommit = 16 * limits::MiB;
constexpr std::size_t kCertificatesKnown = 65'536;
constexpr auto kAnchorEvery = std::chrono::seconds{10};

std::int64_t signedNumber(std::uint64_t value)
{
    return static_cast<std::int64_t>(value);
}

// The part of a dictionary's additions that came after the first `known` ones.
NewStrings since(const NewStrings& strings, std::size_t known, std::size_t knownBytes)
{
    return {static_cast<std::uint32_t>(strings.first + known),
        {strings.lengths.begin() + static_cast<std::ptrdiff_t>(known), strings.lengths.end()},
        strings.text.substr(knownBytes)};
}

template <class T> std::vector<T> since(const std::vector<T>& values, std::size_t known)
{
    return {values.begin() + static_cast<std::ptrdiff_t>(known), values.end()};
}

}  // namespace

std::future<EncodedBlock> encodeInline(std::shared_ptr<const BlockContent> content, Codec codec)
{
    std::promise<EncodedBlock> promise;
    promise.set_value(encodeBlock(*content, codec));
    return promise.get_future();
}

bool putStatus(Database& database, const SessionSummary& now, std::uint64_t flowRows)
{
    return database.prepare("INSERT OR REPLACE INTO session_status VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        .run(now.id.value, now.name, now.state, now.analysis, now.packets, now.capturedBytes, now.originalBytes,
            now.leastTime, now.mostTime, now.blocks, now.segments, now.flows, flowRows, now.events, now.dropped);
}

SessionWriter::SessionWriter(Case& opened, WriterOptions options)
    : m_case{&opened}, m_database{&opened.database()}, m_options{std::move(options)},
      m_ledger{opened.database(), opened.id()}, m_rows{opened.database()}, m_segment{m_options.segmentMemory},
      m_content{std::make_shared<BlockContent>()}, m_anchored{std::chrono::steady_clock::now()}
{
    m_putFlow = m_database->prepare("INSERT INTO flow VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    m_putFact = m_database->prepare("INSERT INTO fact VALUES(?,?,?,?)");
    m_putCheckpoint = m_database->prepare("INSERT INTO checkpoint VALUES(?,?,?,?)");
    m_putCertificate = m_database->prepare("INSERT INTO certificate VALUES(?,?,?)");
    if (m_options.ring.any())
        m_ring.emplace(m_options.ring);
}

SessionWriter::~SessionWriter()
{
    for (auto& pending : m_pending)
        if (pending.encoded.valid())
            pending.encoded.wait();
    if (m_database->ok())
        return;
    // A full disk, most of the time: what is uncommitted goes, and the session says that it could not go on. Where not
    // even that can be written, the next one who opens the case closes the session.
    m_transaction.reset();
    m_database->takeOutcome().has_value();
    if (!m_analysisOnly)
        closeSession(*m_case, m_summary.id, SessionState::Paused).has_value();
}

Outcome<std::unique_ptr<SessionWriter>> SessionWriter::begin(
    Case& opened, const SessionDescription& description, WriterOptions options)
{
    if (!opened.writable())
        return fail(Status::Storage, opened.path().string() + " was opened read-only.");
    std::unique_ptr<SessionWriter> writer{new SessionWriter{opened, std::move(options)}};
    if (auto done = writer->start(description); !done)
        return Unexpected{done.error()};
    return writer;
}

Outcome<void> SessionWriter::start(const SessionDescription& description)
{
    if (description.kind == SessionKind::Capture && m_options.link)
        return fail(Status::Usage, "A capture has no original file to leave its packets in.");
    m_options.live = m_options.live || description.kind == SessionKind::Capture;
    if (m_options.live)
        m_case->useJournal(Journal::Wal);  // who reads meanwhile does not hold up the commits
    ensureTransaction();
    m_summary.id = {m_database->integer("SELECT max(id) FROM session") + 1};
    m_summary.analysis = m_database->integer("SELECT max(id) FROM analysis") + 1;
    if (m_summary.id.value >= kMostOwners || m_summary.analysis >= kMostOwners)
        return fail(Status::Storage, "The case holds as many sessions as fit.", "Begin a new case.");
    m_summary.kind = description.kind;
    m_summary.name = description.name;
    m_summary.source = description.source;
    m_summary.program = description.program;
    m_summary.started = description.started;
    m_ledger.insert(LedgerKind::Session,
        std::array<Cell, 6>{m_summary.id.value, static_cast<std::int64_t>(description.kind),
            std::string_view{description.name}, std::string_view{description.source},
            std::string_view{description.program}, description.started});
    appendAudit(*m_database, m_case->id(), wallClock(), description.kind == SessionKind::Import ? "import" : "capture",
        description.source);
    return ready(description);
}

// What every analysis begins with.
Outcome<void> SessionWriter::ready(const SessionDescription& description)
{
    m_events = std::make_unique<EventRows>(
        *m_database, m_summary.id, m_summary.analysis, [this](Bytes der) { return keepCertificate(der); });
    m_database->prepare("INSERT INTO analysis VALUES(?,?,?,?)")
        .run(m_summary.analysis, m_summary.id.value, description.started, description.program);
    auto part = m_database->prepare("INSERT INTO analysis_part VALUES(?,?,?)");
    for (std::size_t i = 0; i < description.analysis.size(); ++i)
        part.run(rowKey(m_summary.analysis, i), description.analysis[i].protocol, description.analysis[i].digest);
    commitNow();
    return m_database->outcome();
}

void SessionWriter::ensureTransaction()
{
    if (!m_transaction)
        m_transaction = std::make_unique<Transaction>(*m_database, Transaction::Kind::Write);
}

Outcome<void> SessionWriter::evidence(LedgerKind kind, std::span<const Cell> cells)
{
    ensureTransaction();
    m_ledger.insert(kind, cells);
    return m_database->outcome();
}

Outcome<void> SessionWriter::addInterface(const InterfaceRecord& record)
{
    return evidence(LedgerKind::Interface,
        std::array<Cell, 11>{rowKey(m_summary.id.value, record.id.value), std::int64_t{record.section},
            std::int64_t{record.linkType}, std::int64_t{record.snaplen}, signedNumber(record.unitsPerSecond),
            record.timeOffset, std::string_view{record.name}, std::string_view{record.description},
            std::string_view{record.filter}, std::int64_t{record.bigEndian}, bytesOf(record.options)});
}

Outcome<void> SessionWriter::addSourceFile(const SourceFileRecord& record)
{
    return evidence(LedgerKind::SourceFile,
        std::array<Cell, 4>{rowKey(m_summary.id.value, record.number), std::string_view{record.path},
            signedNumber(record.size), record.modified});
}

Outcome<void> SessionWriter::addSourceDigest(const SourceDigestRecord& record)
{
    return evidence(LedgerKind::SourceDigest,
        std::array<Cell, 5>{rowKey(m_summary.id.value, record.number), signedNumber(record.bytesRead),
            Bytes{record.sha256}, signedNumber(record.firstPacket.value), signedNumber(record.packets)});
}

Outcome<void> SessionWriter::addItem(const ItemRecord& record)
{
    if (record.attached)
        m_itemPacket = record.packet.value;
    return evidence(LedgerKind::Item,
        std::array<Cell, 9>{rowKey(m_summary.id.value, m_items++), static_cast<std::int64_t>(record.kind),
            signedNumber(record.packet.value), std::int64_t{record.attached}, std::int64_t{record.section},
            std::int64_t{record.interface}, std::int64_t{record.code}, std::int64_t{record.bigEndian},
            bytesOf(record.body)});
}

Outcome<void> SessionWriter::addSecret(const SecretRecord& record)
{
    return evidence(LedgerKind::Secret,
        std::array<Cell, 3>{rowKey(m_summary.id.value, m_secrets++), std::int64_t{record.type}, bytesOf(record.body)});
}

Outcome<void> SessionWriter::addDrops(const DropRecord& record)
{
    m_summary.dropped += record.kernel + record.device + record.program;
    return evidence(LedgerKind::Dropped,
        std::array<Cell, 7>{rowKey(m_summary.id.value, m_drops++), signedNumber(record.before.value),
            std::int64_t{record.interface.value}, signedNumber(record.kernel), signedNumber(record.device),
            signedNumber(record.program), record.time});
}

Outcome<void> SessionWriter::append(
    const PacketView& packet, const dissect::PacketAnalysis& analysis, PacketPlace place)
{
    if (packet.bytes.size() > limits::packetBytes)
        return fail(
            Status::Input, "Packet " + std::to_string(packet.number.value) + " is longer than any that is stored.");
    const auto time = packet.time.time_since_epoch().count();
    if (m_content->size() != 0 && !m_analysisOnly) {
        const auto span = m_options.ring.segmentSpan().count();
        const bool isLong = span > 0 && time - m_segmentTime >= span;
        if (isLong || isFull(packet))
            cutBlock(isLong || m_segmentBlocks + 1 >= m_options.ring.segmentBlocks());
    }

    ++m_appended;
    if (m_ring) {
        if (m_appended == m_segmentFirst)
            m_segmentTime = m_mostTime = time;
        m_mostTime = std::max(m_mostTime, time);
        for (const auto flow : analysis.flows)
            m_highestFlow = std::max<std::uint64_t>(m_highestFlow, flow.value);
    }
    auto& evidence = m_content->evidence;
    m_content->bytes.append(textOf(packet.bytes));
    evidence.time.push_back(time);
    evidence.rawTime.push_back(packet.rawTime);
    evidence.captured.push_back(static_cast<std::uint32_t>(packet.bytes.size()));
    evidence.original.push_back(packet.originalLength);
    evidence.interface.push_back(packet.interface.value);
    evidence.flags.push_back(static_cast<std::uint8_t>(
        (packet.hasTime ? HasTime : 0) | (m_itemPacket == m_appended ? HasItems : 0) | (packet.fcsBytes & 15U) << 4));
    if (m_options.link) {
        m_content->link.file.push_back(place.file);
        m_content->link.offset.push_back(place.offset);
    }
    m_segment.add(analysis, *m_content);
    if (m_content->analysis.path.back() == 0)
        putFact(dissect::FactKind::Path, packet.number, analysis.path);
    for (const auto& fact : analysis.facts)
        putFact(fact.kind, packet.number, bytesOf(fact.body));
    for (const auto& checkpoint : analysis.checkpoints)
        putCheckpoint(packet.number, checkpoint);
    return m_database->outcome();
}

std::shared_ptr<BlockContent> SessionWriter::freshContent()
{
    if (m_spare.empty()) {
        auto content = std::make_shared<BlockContent>();
        content->bytes.reserve(limits::blockBytes);
        return content;
    }
    auto content = std::move(m_spare.back());
    m_spare.pop_back();
    return content;
}

// Cut by content alone: the packet that would pass the limit begins the next block.
bool SessionWriter::isFull(const PacketView& next) const
{
    return m_content->size() == limits::blockPackets
        || m_content->bytes.size() + next.bytes.size() > limits::blockBytes;
}

void SessionWriter::cutBlock(bool endSegment)
{
    Pending pending;
    pending.content = m_content;
    pending.firstPacket = m_appended - m_content->size() + 1;
    ++m_segmentBlocks;
    if (endSegment) {
        pending.segmentFirstPacket = m_segmentFirst;
        pending.segmentBlocks = m_segmentBlocks;
        pending.segmentPackets = m_segment.packets();
        pending.segment = m_segment.finish();
        pending.ring = {.blocks = m_segmentBlocks,
            .factsTo = m_facts,
            .checkpointsTo = m_checkpoints,
            .highestFlow = m_highestFlow,
            .mostTime = m_mostTime};
        m_segmentFirst = m_appended + 1;
        m_segmentBlocks = 0;
    }
    pending.encoded = m_options.encode(pending.content, m_options.link ? Codec::Linked : Codec::ZstdFront);
    m_pending.push_back(std::move(pending));
    m_content = freshContent();
    m_tailed = m_tailedBytes = m_tailedPaths = m_tailedPathBytes = m_tailedStacks = m_tailedStackBytes = 0;
    writeReady(m_options.blocksInFlight);
    if ((m_summary.kind == SessionKind::Import || m_analysisOnly) && m_uncommitted >= kImportCommit)
        commitNow();
}

// Writes what the encoders have ready, in packet order, and waits for as many as it takes to leave `mayStayPending`.
void SessionWriter::writeReady(std::size_t mayStayPending)
{
    while (!m_pending.empty()
        && (m_pending.size() > mayStayPending
            || m_pending.front().encoded.wait_for(std::chrono::seconds{0}) == std::future_status::ready)) {
        write(m_pending.front());
        m_pending.pop_front();
    }
}

void SessionWriter::write(Pending& pending)
{
    const auto block = pending.encoded.get();
    ensureTransaction();
    if (m_analysisOnly)
        m_rows.insertAnalysis(m_summary.analysis, m_summary.blocks++, block);
    else
        m_rows.insert(m_ledger, m_summary.id.value, m_summary.analysis, m_summary.blocks++, pending.firstPacket, block);
    m_writtenPackets += block.packets;
    const auto before = m_uncommitted;
    m_uncommitted += block.bytes.size() + block.columns.size() + block.analysis.size() + block.link.size();
    if (pending.segmentBlocks > 0) {
        const auto number = m_summary.segments++;
        m_database->prepare("INSERT INTO segment VALUES(?,?,?,?,?)")
            .run(rowKey(m_summary.analysis, number), m_summary.blocks - pending.segmentBlocks, pending.segmentBlocks,
                pending.segmentFirstPacket, pending.segmentPackets);
        auto part = m_database->prepare("INSERT INTO segment_part VALUES(?,?,?,?,?)");
        for (std::size_t i = 0; i < pending.segment.size(); ++i) {
            const auto& one = pending.segment[i];
            part.run(rowKey(m_summary.analysis, number << kPartBits | i), one.kind, one.name, one.complete,
                bytesOf(one.bytes));
            m_uncommitted += one.bytes.size();
        }
        if (m_ring) {
            m_ring->wrote(m_uncommitted - before);
            pending.ring.number = number;
            pending.ring.firstBlock = m_summary.blocks - pending.segmentBlocks;
            m_ring->ended(pending.ring);
            dropOldest();
        }
    } else if (m_ring) {
        m_ring->wrote(m_uncommitted - before);
    }
    m_summary.capturedBytes += block.sums.captured;
    m_summary.originalBytes += block.sums.original;
    if (block.sums.mostTime >= block.sums.leastTime) {
        const bool first = m_summary.mostTime < m_summary.leastTime;
        m_summary.leastTime = first ? block.sums.leastTime : std::min(m_summary.leastTime, block.sums.leastTime);
        m_summary.mostTime = first ? block.sums.mostTime : std::max(m_summary.mostTime, block.sums.mostTime);
    }
    if (pending.content.use_count() == 1) {
        pending.content->clear();
        m_spare.push_back(std::move(pending.content));
    }
}

// The packets of the open block that are in no tail row yet become one: durable at once, and removed when the block is
// full.
void SessionWriter::writeTail()
{
    const auto& open = *m_content;
    if (open.size() == m_tailed)
        return;
    BlockContent chunk;
    chunk.bytes = open.bytes.substr(m_tailedBytes);
    chunk.evidence = {since(open.evidence.time, m_tailed), since(open.evidence.rawTime, m_tailed),
        since(open.evidence.captured, m_tailed), since(open.evidence.original, m_tailed),
        since(open.evidence.interface, m_tailed), since(open.evidence.flags, m_tailed)};
    chunk.analysis = {since(open.analysis.path, m_tailed), since(open.analysis.stack, m_tailed),
        since(open.analysis.marks, m_tailed), since(open.analysis.direction, m_tailed),
        since(open.analysis.tcpFlags, m_tailed)};
    chunk.paths = since(open.paths, m_tailedPaths, m_tailedPathBytes);
    chunk.stacks = since(open.stacks, m_tailedStacks, m_tailedStackBytes);
    const auto first = m_appended - open.size() + m_tailed + 1;
    const auto encoded = encodeBlock(chunk, Codec::Plain);
    m_rows.insertTail(m_summary.id.value, first, encoded);
    m_tailed = open.size();
    m_tailedBytes = open.bytes.size();
    m_tailedPaths = open.paths.lengths.size();
    m_tailedPathBytes = open.paths.text.size();
    m_tailedStacks = open.stacks.lengths.size();
    m_tailedStackBytes = open.stacks.text.size();
}

// In the same transaction as what took the place of it: a reader finds one or the other.
void SessionWriter::dropOldest()
{
    if (!m_ring)
        return;
    if (const auto highest = m_ring->drop(*m_database, m_ledger, m_summary.id, m_summary.analysis, m_mostTime))
        putFact(dissect::FactKind::RingEdge, {m_appended}, bytesOf(dissect::packPackets(std::array{*highest})));
}

void SessionWriter::keepAll(std::string_view why)
{
    if (!m_ring || m_ring->keepsAll())
        return;
    m_ring->keepAll();
    ensureTransaction();
    appendAudit(*m_database, m_case->id(), wallClock(), "keep", why);
}

void SessionWriter::writeStatus()
{
    auto now = m_summary;
    // The tail's share; the blocks' is summed up already.
    for (std::size_t i = 0; i < m_tailed; ++i) {
        now.capturedBytes += m_content->evidence.captured[i];
        now.originalBytes += m_content->evidence.original[i];
        const auto time = m_content->evidence.time[i];
        if (!(m_content->evidence.flags[i] & HasTime))
            continue;
        const bool first = now.mostTime < now.leastTime;
        now.leastTime = first ? time : std::min(now.leastTime, time);
        now.mostTime = first ? time : std::max(now.mostTime, time);
    }
    now.packets = m_writtenPackets + m_tailed;
    now.events = m_events->count();
    putStatus(*m_database, now, m_flowRows);
}

bool SessionWriter::commitNow()
{
    ensureTransaction();
    if (!m_analysisOnly)
        writeStatus();
    const bool done = m_transaction->commit();
    m_transaction.reset();
    m_uncommitted = 0;
    if (!done)
        return false;
    m_committed = {m_writtenPackets + m_tailed};
    m_committedBlocks = m_summary.blocks;
    if (const auto now = std::chrono::steady_clock::now(); now - m_anchored >= kAnchorEvery) {
        m_anchored = now;
        m_case->anchor();
    }
    return true;
}

Outcome<PacketNumber> SessionWriter::commit()
{
    ensureTransaction();
    if (m_options.live && !m_analysisOnly) {
        writeReady(0);
        dropOldest();
        writeTail();
    } else {
        writeReady(m_options.blocksInFlight);
    }
    if (!commitNow())
        return Unexpected{m_database->outcome().error()};
    return m_committed;
}

Outcome<void> SessionWriter::addEvents(const EventBuffer& events)
{
    ensureTransaction();
    m_events->add(events);
    return m_database->outcome();
}

Outcome<void> SessionWriter::putFlow(const dissect::FlowRecord& flow)
{
    ensureTransaction();
    const auto stream = flow.hasStream ? Cell{std::int64_t{flow.stream}} : Cell{};
    m_putFlow.run(rowKey(m_summary.analysis, m_flowRows++), m_summary.id.value, flow.id.value, flow.transport, stream,
        bytesOf(flow.initiator), bytesOf(flow.responder), flow.initiatorPort, flow.responderPort, flow.protocol,
        flow.firstPacket.value, flow.lastPacket.value, flow.firstTime, flow.lastTime, flow.packets[0], flow.packets[1],
        flow.bytes[0], flow.bytes[1], flow.payload[0], flow.payload[1], flow.history, flow.state, flow.gaps,
        flow.communityId, flow.service, flow.serviceReason, flow.servicePacket.value, flow.continued);
    m_summary.flows = std::max(m_summary.flows, flow.id.value + 1);
    return m_database->outcome();
}

void SessionWriter::putFact(dissect::FactKind kind, PacketNumber packet, Bytes body)
{
    ensureTransaction();
    m_putFact.run(rowKey(m_summary.analysis, m_facts++), packet.value, kind, body);
    if (m_ring)
        m_ring->wrote(body.size());
}

void SessionWriter::putCheckpoint(PacketNumber packet, const dissect::Checkpoint& checkpoint)
{
    ensureTransaction();
    m_putCheckpoint.run(
        rowKey(m_summary.analysis, m_checkpoints++), packet.value, checkpoint.flow.value, bytesOf(checkpoint.body));
    if (m_ring)
        m_ring->wrote(checkpoint.body.size());
}

// Gives the number of its row.
std::uint64_t SessionWriter::keepCertificate(Bytes der)
{
    const auto digest = sha256(der);
    if (m_knownCertificates.size() >= kCertificatesKnown)
        m_knownCertificates.clear();  // one that comes again is written again, which does no harm
    const auto [known, fresh] = m_knownCertificates.try_emplace(digest, m_certificates);
    if (fresh)
        m_putCertificate.run(rowKey(m_summary.analysis, m_certificates++), digest, der);
    return known->second;
}

Outcome<SessionSummary> SessionWriter::finish(SessionState state)
{
    if (m_analysisOnly)
        return finishAnalysis();
    if (m_content->size() > 0)
        cutBlock(true);
    writeReady(0);
    ensureTransaction();
    dropOldest();
    buildEventIndexes(*m_database);
    m_summary.state = state;
    m_summary.ended = wallClock();
    m_summary.packets = m_writtenPackets;
    m_summary.events = m_events->count();
    m_ledger.insert(LedgerKind::SessionEnd,
        std::array<Cell, 7>{m_summary.id.value, static_cast<std::int64_t>(state), m_summary.ended,
            signedNumber(m_summary.packets), signedNumber(m_summary.capturedBytes),
            signedNumber(m_summary.originalBytes), signedNumber(m_summary.dropped)});
    appendAudit(*m_database, m_case->id(), m_summary.ended, "session end", wordFor(state));
    if (!commitNow())
        return Unexpected{m_database->outcome().error()};
    m_case->anchor();
    return m_summary;
}

}  // namespace pr::store
