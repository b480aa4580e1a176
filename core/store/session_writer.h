// Writes one session: evidence and what was concluded from it, in packet order, on one thread. Or only what is
// concluded anew from evidence that is there.
#pragma once

#include "core/base/limits.h"
#include "core/base/packet.h"
#include "core/dissect/outcome.h"
#include "core/fields/events.h"
#include "core/store/alert.h"
#include "core/store/block_rows.h"
#include "core/store/case.h"
#include "core/store/event_rows.h"
#include "core/store/records.h"
#include "core/store/ring.h"
#include "core/store/segment.h"

#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>

namespace pr::store {

/// Runs encodeBlock() somewhere: at once, or in a pool. The content must live until the future is ready.
using BlockEncoder = std::function<std::future<EncodedBlock>(std::shared_ptr<const BlockContent> content, Codec codec)>;
/// Encodes in the caller's thread.
std::future<EncodedBlock> encodeInline(std::shared_ptr<const BlockContent> content, Codec codec);

struct WriterOptions {
    BlockEncoder encode = encodeInline;
    bool link = false;  ///< bytes stay in the original: every append() needs a place
    bool live = false;  ///< its packets are wanted while they come: commit() keeps them all. A capture always is
    std::size_t segmentMemory = limits::Memory{}.openSegment;
    std::size_t blocksInFlight = 4;
    RingLimits ring{};  ///< of a capture
};

/// Where a packet's bytes stand in an original file (`--link`).
struct PacketPlace {
    std::uint32_t file = 0;    ///< SourceFileRecord::number
    std::uint64_t offset = 0;  ///< of its first byte
};

class SessionWriter {
public:
    /// The case must be writable and outlive the writer; one session grows at a time.
    static Outcome<std::unique_ptr<SessionWriter>> begin(
        Case& opened, const SessionDescription& description, WriterOptions options = {});
    SessionWriter(const SessionWriter&) = delete;
    SessionWriter& operator=(const SessionWriter&) = delete;
    /// A new analysis of a session that no longer grows, beside the one that holds: packets are appended as they are
    /// stored, with endBlock() where a stored block ends, and no evidence. finish() makes it the one that holds; its
    /// state is of no account. `options.encode` need not give more than encodeAnalysis().
    static Outcome<std::unique_ptr<SessionWriter>> beginAnalysis(
        Case& opened, SessionId session, const SessionDescription& description, WriterOptions options = {});
    /// Without finish(): what is not committed is lost, and the next writer closes the session as recovered; of a new
    /// analysis nothing holds.
    ~SessionWriter();

    SessionId session() const { return m_summary.id; }

    Outcome<void> addInterface(const InterfaceRecord& record);
    Outcome<void> addSourceFile(const SourceFileRecord& record);
    Outcome<void> addSourceDigest(const SourceDigestRecord& record);
    /// An attached item comes before its packet is appended.
    Outcome<void> addItem(const ItemRecord& record);
    Outcome<void> addSecret(const SecretRecord& record);
    Outcome<void> addDrops(const DropRecord& record);

    /// The next packet; numbers are consecutive from 1. Bytes beyond limits::packetBytes are refused.
    Outcome<void> append(const PacketView& packet, const dissect::PacketAnalysis& analysis, PacketPlace place = {});
    /// Of a new analysis: the packets since the last such call are one block, the last one of the session or not.
    Outcome<void> endBlock(bool last);
    Outcome<void> addEvents(const EventBuffer& events);
    /// A snapshot or the last state of a flow: its last row counts.
    Outcome<void> putFlow(const dissect::FlowRecord& flow);
    /// A snapshot or the last state of an alert: the last row of its id counts.
    Outcome<void> putAlert(const AlertRecord& alert);

    /// Makes durable what has been appended. What is live has all its packets then, the ones of the open block as tail
    /// rows; an import's are up to its last full block (it commits every 16 MiB by itself). Gives the last durable
    /// packet.
    Outcome<PacketNumber> commit();
    /// The last packet that a reader finds after a crash.
    PacketNumber committed() const { return m_committed; }
    std::uint64_t committedBlocks() const { return m_committedBlocks; }
    /// A ring drops nothing from now on; the audit says why.
    void keepAll(std::string_view why);
    /// Null where nothing is dropped.
    Ring* ring() { return m_ring ? &*m_ring : nullptr; }
    /// Closes block, segment and session, builds the indexes, commits.
    Outcome<SessionSummary> finish(SessionState state);
    const SessionSummary& summary() const { return m_summary; }

private:
    struct Pending {
        std::shared_ptr<BlockContent> content;
        std::future<EncodedBlock> encoded;
        std::uint64_t firstPacket;
        std::vector<SegmentPart> segment;  // of the segment that ends with this block; else empty
        std::uint64_t segmentFirstPacket = 0;
        std::uint32_t segmentPackets = 0, segmentBlocks = 0;
        RingSegment ring;  // the same for the ring
    };

    SessionWriter(Case& opened, WriterOptions options);
    Outcome<void> start(const SessionDescription& description);
    Outcome<void> startAnalysis(SessionId session, const SessionDescription& description);
    Outcome<void> ready(const SessionDescription& description);
    Outcome<SessionSummary> finishAnalysis();
    void putFact(dissect::FactKind kind, PacketNumber packet, Bytes body);
    void putCheckpoint(PacketNumber packet, const dissect::Checkpoint& checkpoint);
    void ensureTransaction();
    Outcome<void> evidence(LedgerKind kind, std::span<const Cell> cells);
    std::uint64_t keepCertificate(Bytes der);
    bool isFull(const PacketView& next) const;
    void cutBlock(bool endSegment);
    void dropOldest();
    void write(Pending& pending);
    void writeReady(std::size_t mayStayPending);
    void writeTail();
    void writeStatus();
    bool commitNow();
    std::shared_ptr<BlockContent> freshContent();

    Case* m_case;
    Database* m_database;
    WriterOptions m_options;
    Ledger m_ledger;
    BlockRows m_rows;
    SessionSummary m_summary;
    bool m_analysisOnly = false;
    std::optional<Ring> m_ring;
    std::uint64_t m_highestFlow = 0;
    std::int64_t m_segmentTime = 0, m_mostTime = 0;  // of the open segment: first and last packet time
    std::unique_ptr<EventRows> m_events;
    SegmentBuilder m_segment;
    std::unique_ptr<Transaction> m_transaction;

    std::shared_ptr<BlockContent> m_content;
    std::vector<std::shared_ptr<BlockContent>> m_spare;
    std::deque<Pending> m_pending;
    std::uint64_t m_appended = 0;      // packets
    std::uint64_t m_segmentFirst = 1;  // first packet of the open segment
    std::uint32_t m_segmentBlocks = 0;
    std::uint64_t m_writtenPackets = 0;  // in block rows
    std::size_t m_uncommitted = 0;       // bytes
    PacketNumber m_committed;
    std::uint64_t m_committedBlocks = 0;
    std::size_t m_tailed = 0, m_tailedBytes = 0;  // of the open block, in tail rows
    std::size_t m_tailedPaths = 0, m_tailedPathBytes = 0, m_tailedStacks = 0, m_tailedStackBytes = 0;
    std::uint64_t m_itemPacket = 0;  // the packet that the last attached item belongs to
    std::uint64_t m_items = 0, m_secrets = 0, m_drops = 0, m_facts = 0, m_checkpoints = 0, m_certificates = 0;
    std::map<Digest, std::uint64_t> m_knownCertificates;  // and their rows
    std::uint64_t m_flowRows = 0, m_alertRows = 0;
    std::chrono::steady_clock::time_point m_anchored;
    Statement m_putFlow, m_putAlert, m_putFact, m_putCheckpoint, m_putCertificate;
};

/// The row of a session's state, as readers see it. Inside a transaction.
bool putStatus(Database& database, const SessionSummary& summary, std::uint64_t flowRows);

}  // namespace pr::store
