// Reading a case: snapshots as data. No call leaves a statement open, none holds a read transaction longer than one
// answer of bounded size takes, so a writer is never kept from its commit.
#pragma once

#include "core/base/limits.h"
#include "core/base/packet.h"
#include "core/store/block.h"
#include "core/store/case.h"
#include "core/store/originals.h"
#include "core/store/records.h"
#include "core/store/segment.h"

#include <array>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace pr::store {

Outcome<std::vector<SessionSummary>> sessions(Case& opened);
Outcome<SessionSummary> session(Case& opened, SessionId id);
Outcome<std::vector<InterfaceRecord>> interfaces(Case& opened, SessionId id);
Outcome<std::vector<SourceFileRecord>> sourceFiles(Case& opened, SessionId id);
Outcome<std::vector<SourceDigestRecord>> sourceDigests(Case& opened, SessionId id);
Outcome<std::vector<SecretRecord>> secrets(Case& opened, SessionId id);
Outcome<std::vector<DropRecord>> drops(Case& opened, SessionId id);
/// The sum of its drops; what of ours is the helper's is read from the last statistics of each interface.
Outcome<Losses> losses(Case& opened, SessionId id);
/// Items from the `from`-th on, in the order in which they were written, at most `most`.
Outcome<std::vector<ItemRecord>> items(Case& opened, SessionId id, std::uint64_t from = 0, std::size_t most = 1000);

/// One block, or one chunk of the tail, in the directory of a session.
struct BlockInfo {
    std::int64_t key;  ///< of the block row, or of the tail row
    std::uint64_t firstPacket;
    std::uint32_t packets;
    bool tail;
    Codec codec;
    std::uint64_t capturedBytes;
    std::int64_t leastTime, mostTime;  ///< most below least: no packet has a time
};

struct SegmentInfo {
    std::uint64_t number;
    std::uint64_t firstPacket;
    std::uint64_t packets;
    std::uint64_t firstBlock;  ///< index in PacketReader::blocks()
    std::uint32_t blocks;
};

/// A block with its bytes, shared by the cache and those who look at it.
struct DecodedBlock {
    std::uint64_t firstPacket = 0;
    EvidenceColumns evidence;
    std::string setAside;                ///< how the bytes were stored (decodeSetAside)
    std::vector<std::uint32_t> offsets;  ///< of each packet in bytes
    std::string bytes;
    std::vector<std::uint32_t> kept;  ///< of a front: bytes of each packet that are here; empty: all
    std::uint64_t storedFront = 0;    ///< of a front: bytes of the stored block in front of those that are not here

    std::size_t size() const { return evidence.size(); }
};

/// A packet that keeps its block alive.
struct StoredPacket {
    PacketView view;
    bool hasItems = false;
    std::shared_ptr<const DecodedBlock> block;
};

/// How many packets of a block somebody is going to ask for.
enum class Reading : bool { Few, Many };

/// Strings by number; 0 is unknown.
class Dictionary {
public:
    std::size_t size() const { return m_ends.size(); }
    /// Empty for 0 and for numbers that are not there.
    Bytes operator[](std::size_t number) const;
    /// False where the numbers do not follow on: the block belongs to another place.
    bool add(const NewStrings& strings);

private:
    std::string m_text;
    std::vector<std::uint32_t> m_ends{0};  // by number
};

/// Both dictionaries of a segment, as they were when they were asked for.
struct SegmentDictionaries {
    SegmentDictionaries(std::shared_ptr<const Dictionary> ofPaths, std::shared_ptr<const Dictionary> ofStacks)
        : pathNames{std::move(ofPaths)}, stackNames{std::move(ofStacks)}
    {
    }
    SegmentDictionaries(const SegmentDictionaries&) = delete;
    SegmentDictionaries& operator=(const SegmentDictionaries&) = delete;
    ~SegmentDictionaries() = default;

    std::shared_ptr<const Dictionary> pathNames, stackNames;
    const Dictionary& paths = *pathNames;
    const Dictionary& stacks = *stackNames;
};

/// One session's packets. One thread; keeps the decoded blocks it was asked for last.
class PacketReader {
public:
    /// The case must outlive the reader. `cacheBytes` bounds the decoded blocks that are kept.
    static Outcome<std::unique_ptr<PacketReader>> open(
        Case& opened, SessionId session, std::size_t cacheBytes = limits::Memory{}.pageCache);

    /// Takes in what has been committed since. Block indexes stay valid while firstPacket() stays the same, those of
    /// the tail's chunks do not.
    Outcome<void> refresh();
    SessionId session() const { return m_session; }
    /// Of all that were ever stored: the number of the last one.
    std::uint64_t packetCount() const { return m_packets; }
    /// The first one that is there: 1, unless a ring dropped some; behind packetCount() where none is.
    PacketNumber firstPacket() const { return {m_dropped + 1}; }
    /// Why a packet cannot be read whose number is none of these.
    Failure missing(PacketNumber packet) const;
    /// Packet time of the session's first packet that has one, ns UTC. Where a ring dropped it: the earliest time of
    /// the block that it was in.
    Outcome<std::optional<std::int64_t>> firstTime();
    /// Whether a ring dropped the block since refresh(): then its columns and bytes cannot be read.
    bool isGone(std::size_t index);
    /// In packet order, without gaps: blocks, then the chunks of the tail. Begins at firstPacket().
    std::span<const BlockInfo> blocks() const { return m_blocks; }
    /// Index of the block with this packet; nothing for a packet that is not there.
    std::optional<std::size_t> blockOf(PacketNumber packet) const;
    std::span<const InterfaceRecord> interfaces() const { return m_interfaces; }

    /// For many small reads: one look at the file's lock and change counter for all of them; null within another.
    /// While it lives no writer can begin with a case that is at rest: not longer than a segment takes, and never while
    /// somebody else is waited for.
    std::unique_ptr<Transaction> together();

    /// Bytes and columns of a block, from the cache or decoded.
    Outcome<std::shared_ptr<const DecodedBlock>> block(std::size_t index);
    /// The same without the bytes of the packets, and not kept: for those who look at columns only.
    Outcome<std::shared_ptr<const DecodedBlock>> blockWithoutBytes(std::size_t index);
    /// The same with only those bytes of each packet that stand before a payload which looks random: enough for most
    /// headers, and a third of the work.
    /// InOrder: for those who look at one block after the other; the next one takes the place of this one in the
    /// cache, and its memory where nobody holds it any more.
    enum class Fronts : bool { InOrder, AtRandom };
    Outcome<std::shared_ptr<const DecodedBlock>> frontOfBlock(std::size_t index, Fronts = Fronts::AtRandom);
    /// Refers to the block.
    PacketView view(const DecodedBlock& block, std::size_t index) const;
    /// Few: if no more are asked for, the block is not read whole for it.
    Outcome<StoredPacket> packet(PacketNumber number, Reading reading = Reading::Few);

    /// Columns alone, decoded anew at each call: a scan over them costs no memory.
    Outcome<EvidenceColumns> evidence(std::size_t index, EvidencePart part = EvidencePart::All);
    Outcome<AnalysisColumns> analysis(std::size_t index, AnalysisPart part = AnalysisPart::All);

    /// Segments that are complete; what lies behind the last one is scanned.
    std::span<const SegmentInfo> segments() const { return m_segments; }
    /// Number of the segment that a block belongs to; the open one has the number segments().size().
    std::size_t segmentOf(std::size_t blockIndex) const;
    /// Blocks of a segment, the open one included: first index and count.
    std::pair<std::size_t, std::size_t> blocksOf(std::size_t segment) const;
    /// Paths and stacks that the columns of the segment's blocks refer to; the last ones asked for are kept.
    Outcome<std::shared_ptr<const SegmentDictionaries>> dictionaries(std::size_t segment);
    /// One of them alone.
    Outcome<std::shared_ptr<const Dictionary>> pathNames(std::size_t segment);
    Outcome<std::shared_ptr<const Dictionary>> stackNames(std::size_t segment);
    /// Packets of a flow between two packets, in order. In an open segment, and where postings are incomplete,
    /// `candidates` says that packets must be looked at one by one.
    struct FlowPackets {
        std::vector<PacketNumber> packets;
        std::vector<std::size_t> candidates;  ///< segments without an answer
    };
    Outcome<FlowPackets> packetsOf(FlowId flow, PacketNumber first, PacketNumber last);
    /// Nothing where no packet of the segment has the field. The open segment has no index.
    Outcome<std::optional<FieldIndex>> fieldIndex(std::size_t segment, std::string_view abbreviation);
    /// Null for the open segment, and for those of analyses without summaries.
    Outcome<std::shared_ptr<const SegmentSummary>> summary(std::size_t segment);
    /// Whether the analysis was made under the limits of memory that are the default: then what it says of packets at
    /// which one was hit is what another analysis would say.
    bool hasDefaultLimits() const { return m_defaultLimits; }
    /// Fields that the segment has an index of.
    Outcome<std::vector<std::string>> indexedFields(std::size_t segment);

private:
    PacketReader(Case& opened, SessionId session, std::size_t cacheBytes);
    void findFront();
    std::uint64_t numberOfBlock(std::size_t index) const { return m_droppedBlocks + index; }
    Outcome<DecodedBlock> decode(std::size_t index);
    enum class BlobKind : std::uint8_t { Columns, Bytes, Analysis, Places };
    Outcome<void> withBlob(std::size_t index, BlobKind kind, const std::function<Result<void>(Bytes)>& use);
    Outcome<std::string> linkedBytes(std::size_t index, const EvidenceColumns& evidence);
    Failure damaged(std::size_t index, const ParseError& error) const;
    Failure droppedMeanwhile(std::size_t index) const;
    Outcome<std::shared_ptr<const Postings>> postings(std::size_t segment, bool& complete);

    Case* m_case;
    Database* m_database;
    SessionId m_session;
    std::int64_t m_analysis = 0;
    std::vector<BlockInfo> m_blocks;
    std::vector<SegmentInfo> m_segments;
    std::vector<InterfaceRecord> m_interfaces;
    std::optional<Originals> m_originals;  // once a linked block was asked for
    std::uint64_t m_packets = 0;
    std::uint64_t m_dropped = 0, m_droppedBlocks = 0;  // by a ring: packets and blocks before the first one here
    bool m_defaultLimits = false;

    struct Cached {
        std::int64_t key;
        bool tail, front;
        std::shared_ptr<DecodedBlock> block;
        bool inOrder = false;       ///< Fronts
        std::size_t readAlone = 0;  ///< packets of a front of which the rest was read
    };
    /// Null where it is not kept.
    Cached* cached(const BlockInfo& info, bool front);
    void keep(const BlockInfo& info, bool front, const std::shared_ptr<DecodedBlock>& block);
    std::shared_ptr<DecodedBlock> frontInPlace();
    Outcome<std::string> restOfPacket(std::size_t index, const DecodedBlock& front, std::size_t at);

    std::list<Cached> m_cache;  // the last one used in front
    std::size_t m_cacheBytes, m_cached = 0;
    std::string m_front;  // as stored: room for the next one
    struct CachedDictionary {
        std::size_t segment, blocks;
        std::uint64_t packets;
        std::shared_ptr<const Dictionary> dictionary;
    };
    using CachedDictionaries = std::list<CachedDictionary>;  // the last one used in front
    Outcome<std::shared_ptr<const Dictionary>> dictionary(
        std::size_t segment, CachedDictionaries& kept, Result<NewStrings> (*decode)(Bytes));
    CachedDictionaries m_pathNames, m_stackNames;
    std::array<Statement, 8> m_find;  // by BlobKind, of blocks, then of the tail
};

}  // namespace pr::store
