#include "core/store/reader.h"

#include "core/dissect/options.h"
#include "core/store/schema.h"
#include "core/store/table_reader.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace pr::store {

namespace {

constexpr std::size_t kDirectoryRows = 20'000;  // in one transaction: about 20 ms
constexpr std::size_t kColumnBytes = 40;        // of a packet in a block that is kept, besides its own
constexpr std::size_t kReadAlone = 8;           // packets of a block; for more the whole block costs less

std::size_t cost(const DecodedBlock& block)
{
    return block.bytes.size() + block.size() * kColumnBytes;
}

bool believable(const BlockInfo& info)
{
    return info.packets > 0 && info.packets <= limits::blockPackets
        && info.capturedBytes <= (info.packets == 1 ? limits::packetBytes : limits::blockBytes);
}

}  // namespace

Bytes Dictionary::operator[](std::size_t number) const
{
    if (number == 0 || number >= m_ends.size())
        return {};
    return bytesOf(m_text).subspan(m_ends[number - 1], m_ends[number] - m_ends[number - 1]);
}

bool Dictionary::add(const NewStrings& strings)
{
    if (strings.lengths.empty())
        return true;
    if (strings.first != m_ends.size())
        return false;
    for (const auto length : strings.lengths)
        m_ends.push_back(m_ends.back() + length);
    m_text += strings.text;
    return true;
}

PacketReader::PacketReader(Case& opened, SessionId session, std::size_t cacheBytes)
    : m_case{&opened}, m_database{&opened.database()}, m_session{session}, m_cacheBytes{cacheBytes}
{
}

Outcome<std::unique_ptr<PacketReader>> PacketReader::open(Case& opened, SessionId session, std::size_t cacheBytes)
{
    std::unique_ptr<PacketReader> reader{new PacketReader{opened, session, cacheBytes}};
    if (auto found = store::session(opened, session); !found)
        return Unexpected{found.error()};
    if (auto done = reader->refresh(); !done)
        return Unexpected{done.error()};
    return reader;
}

// What a ring dropped stands at the beginning, and its block rows stay: the first row that is not dropped is found from
// the first segment, or from the first block that was there when it was looked for last. Inside a transaction.
void PacketReader::findFront()
{
    auto from = m_droppedBlocks;
    const auto key = [&](std::uint64_t number) { return rowKey(m_session.value, number); };
    auto block = m_database->prepare("SELECT codec, first_packet + packets - 1 FROM block WHERE id=?");
    const auto isDropped = [&](std::uint64_t number) {
        block.start(key(number));
        const bool dropped = block.next() && static_cast<Codec>(block.integer(0)) == Codec::Dropped;
        if (dropped)
            m_dropped = static_cast<std::uint64_t>(block.integer(1));
        block.reset();
        return dropped;
    };
    if (m_blocks.empty()) {
        auto segment =
            m_database->prepare("SELECT first_block FROM segment WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1");
        segment.start(rowKey(m_analysis, 0), rowKey(m_analysis + 1, 0) - 1);
        const auto first = segment.next() ? static_cast<std::uint64_t>(segment.integer(0)) : 0;
        segment.reset();
        if (first > from && isDropped(first - 1))
            from = first;
    }
    while (isDropped(from))
        ++from;
    const auto gone = std::min<std::size_t>(from - m_droppedBlocks, m_blocks.size());
    if (gone > 0) {
        m_blocks.erase(m_blocks.begin(), m_blocks.begin() + static_cast<std::ptrdiff_t>(gone));
        m_pathNames.clear();
        m_stackNames.clear();
    }
    m_droppedBlocks = from;
}

Outcome<void> PacketReader::refresh()
{
    while (!m_blocks.empty() && m_blocks.back().tail)
        m_blocks.pop_back();
    bool broken = false;
    const auto take = [&](const BlockInfo& info) {
        const auto expected = m_blocks.empty() ? m_dropped + 1 : m_blocks.back().firstPacket + m_blocks.back().packets;
        broken = broken || !believable(info) || info.firstPacket != expected;
        if (!broken)
            m_blocks.push_back(info);
    };
    for (std::size_t rows = kDirectoryRows; rows == kDirectoryRows && m_database->ok() && !broken;) {
        Transaction transaction{*m_database, Transaction::Kind::Read};
        auto status = m_database->prepare("SELECT analysis FROM session_status WHERE session=?");
        status.start(m_session.value);
        if (status.next() && m_analysis != status.integer(0)) {
            m_analysis = status.integer(0);
            m_pathNames.clear();
            m_stackNames.clear();
        }
        status.reset();
        auto part = m_database->prepare("SELECT digest FROM analysis_part WHERE id BETWEEN ? AND ? AND protocol=''");
        part.start(rowKey(m_analysis, 0), rowKey(m_analysis + 1, 0) - 1);
        m_defaultLimits = part.next() && digestOf(part.blob(0)) == dissect::digestOf(dissect::DissectOptions{});
        part.reset();
        findFront();
        rows = 0;
        auto directory =
            m_database->prepare("SELECT id, first_packet, packets, codec, captured_bytes, least_time, most_time "
                                "FROM block WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?");
        directory.start(rowKey(m_session.value, numberOfBlock(m_blocks.size())), rowKey(m_session.value + 1, 0) - 1,
            kDirectoryRows);
        for (; directory.next(); ++rows)
            take({directory.integer(0), static_cast<std::uint64_t>(directory.integer(1)),
                static_cast<std::uint32_t>(directory.integer(2)), false, static_cast<Codec>(directory.integer(3)),
                static_cast<std::uint64_t>(directory.integer(4)), directory.integer(5), directory.integer(6)});
        // Blocks and tail of one snapshot: the last turn, in which the directory ended, reads the tail as well.
        if (rows < kDirectoryRows && !broken) {
            auto tail =
                m_database->prepare("SELECT id, packets, codec, captured_bytes, least_time, most_time FROM tail "
                                    "WHERE id BETWEEN ? AND ? ORDER BY id");
            tail.start(rowKey(m_session.value, 0), rowKey(m_session.value + 1, 0) - 1);
            while (tail.next())
                take({tail.integer(0), numberOf(tail.integer(0)), static_cast<std::uint32_t>(tail.integer(1)), true,
                    static_cast<Codec>(tail.integer(2)), static_cast<std::uint64_t>(tail.integer(3)), tail.integer(4),
                    tail.integer(5)});
            m_segments.clear();
            auto segments = m_database->prepare("SELECT id, first_packet, packets, first_block, blocks FROM segment "
                                                "WHERE id BETWEEN ? AND ? ORDER BY id");
            segments.start(rowKey(m_analysis, 0), rowKey(m_analysis + 1, 0) - 1);
            auto expected = m_droppedBlocks;
            while (segments.next()) {
                m_segments.push_back({numberOf(segments.integer(0)), static_cast<std::uint64_t>(segments.integer(1)),
                    static_cast<std::uint64_t>(segments.integer(2)), static_cast<std::uint64_t>(segments.integer(3)),
                    static_cast<std::uint32_t>(segments.integer(4))});
                const auto& last = m_segments.back();
                broken =
                    broken || last.firstBlock != expected || last.blocks == 0 || last.blocks > limits::segmentBlocks;
                expected = last.firstBlock + last.blocks;
                m_segments.back().firstBlock -= std::min(m_droppedBlocks, last.firstBlock);
            }
            broken = broken || (expected > m_droppedBlocks && expected - m_droppedBlocks > m_blocks.size());
        }
        transaction.commit();
    }
    m_packets = m_blocks.empty() ? m_dropped : m_blocks.back().firstPacket + m_blocks.back().packets - 1;
    if (auto done = m_database->takeOutcome(); !done)
        return done;
    auto found = store::interfaces(*m_case, m_session);
    if (!found)
        return Unexpected{found.error()};
    m_interfaces = std::move(*found);
    if (broken)
        return fail(Status::Storage,
            m_case->path().string() + " is damaged: the list of blocks of session " + std::to_string(m_session.value)
                + " does not fit together behind packet " + std::to_string(m_packets) + ".",
            "`verify` says what is left.");
    return {};
}

std::optional<std::size_t> PacketReader::blockOf(PacketNumber packet) const
{
    if (packet < firstPacket() || packet.value > m_packets)
        return std::nullopt;
    const auto behind = std::upper_bound(m_blocks.begin(), m_blocks.end(), packet.value,
        [](std::uint64_t number, const BlockInfo& info) { return number < info.firstPacket; });
    return static_cast<std::size_t>(behind - m_blocks.begin()) - 1;
}

Failure PacketReader::missing(PacketNumber packet) const
{
    if (packet.value > 0 && packet < firstPacket()) {
        Failure gone{Status::Input,
            "Packet " + std::to_string(packet.value) + " was dropped by the ring of the capture.",
            "The first packet that is there is " + std::to_string(firstPacket().value) + "."};
        if (firstPacket().value > m_packets)
            gone.next = "No packet of the session is there.";
        return gone;
    }
    return {Status::Input,
        "Session " + std::to_string(m_session.value) + " has no packet " + std::to_string(packet.value) + ": it has "
            + std::to_string(m_packets) + ".",
        {}};
}

bool PacketReader::isGone(std::size_t index)
{
    const auto& info = m_blocks[index];
    if (info.tail)
        return false;
    auto row = m_database->prepare("SELECT codec FROM block WHERE id=?");
    row.start(info.key);
    const bool gone = row.next() && static_cast<Codec>(row.integer(0)) == Codec::Dropped;
    row.reset();
    return gone && m_database->ok();
}

Outcome<std::optional<std::int64_t>> PacketReader::firstTime()
{
    std::optional<std::int64_t> time;
    if (m_dropped > 0) {
        auto row = m_database->prepare(
            "SELECT least_time FROM block WHERE id BETWEEN ? AND ? AND least_time <= most_time ORDER BY id LIMIT 1");
        row.start(rowKey(m_session.value, 0), rowKey(m_session.value + 1, 0) - 1);
        if (row.next())
            time = row.integer(0);
        row.reset();
        if (auto done = m_database->takeOutcome(); !done)
            return Unexpected{done.error()};
    }
    for (std::size_t index = 0; !time && index < m_blocks.size(); ++index) {
        if (m_blocks[index].mostTime < m_blocks[index].leastTime)
            continue;
        const auto columns = evidence(index);
        if (!columns)
            return Unexpected{columns.error()};
        for (std::size_t i = 0; !time && i < columns->size(); ++i)
            if (columns->flags[i] & HasTime)
                time = columns->time[i];
    }
    return time;
}

std::unique_ptr<Transaction> PacketReader::together()
{
    if (m_database->inTransaction())
        return nullptr;
    return std::make_unique<Transaction>(*m_database, Transaction::Kind::Read);
}

Failure PacketReader::droppedMeanwhile(std::size_t index) const
{
    const auto& info = m_blocks[index];
    return {Status::Input,
        "Packets " + std::to_string(info.firstPacket) + " to " + std::to_string(info.firstPacket + info.packets - 1)
            + " of session " + std::to_string(m_session.value)
            + " were dropped by the ring of the capture while they were read.",
        {}};
}

Failure PacketReader::damaged(std::size_t index, const ParseError& error) const
{
    const auto& info = m_blocks[index];
    return {Status::Storage,
        m_case->path().string() + " is damaged: session " + std::to_string(m_session.value) + ", "
            + (info.tail ? "tail" : "block " + std::to_string(numberOfBlock(index))) + ", packets "
            + std::to_string(info.firstPacket) + " to " + std::to_string(info.firstPacket + info.packets - 1) + ": "
            + error.what + ".",
        "`verify` says what else is."};
}

// One blob of a block, looked at where SQLite has it. Tail rows hold all of them, a block's stand in tables of their
// own.
Outcome<void> PacketReader::withBlob(std::size_t index, BlobKind kind, const std::function<Result<void>(Bytes)>& use)
{
    constexpr std::array queries{
        "SELECT columns FROM block_columns WHERE id=?",
        "SELECT bytes FROM block_bytes WHERE id=?",
        "SELECT columns FROM block_analysis WHERE id=?",
        "SELECT places FROM block_link WHERE id=?",
        "SELECT columns FROM tail WHERE id=?",
        "SELECT bytes FROM tail WHERE id=?",
        "SELECT analysis FROM tail WHERE id=?",
        "SELECT NULL WHERE ?",
    };
    const auto& info = m_blocks[index];
    const auto which = static_cast<std::size_t>(kind) + (info.tail ? queries.size() / 2 : 0);
    auto& row = m_find[which];
    if (!row)
        row = m_database->prepare(queries[which]);
    row.start(kind == BlobKind::Analysis && !info.tail ? rowKey(m_analysis, numberOfBlock(index)) : info.key);
    const bool found = row.next();
    const auto used = found ? use(row.blob(0)) : Result<void>{};
    row.reset();
    if (auto done = m_database->takeOutcome(); !done)
        return done;
    if (!found && isGone(index))
        return Unexpected{droppedMeanwhile(index)};
    if (!found) {
        if (auto holds = analysisHolds(*m_database, m_session, m_analysis); !holds)
            return holds;
        return Unexpected{damaged(index, {Fault::Malformed, 0, "a row is missing"})};
    }
    return used ? Outcome<void>{} : Outcome<void>{Unexpected{damaged(index, used.error())}};
}

Outcome<EvidenceColumns> PacketReader::evidence(std::size_t index, EvidencePart part)
{
    Result<EvidenceColumns> evidence{EvidenceColumns{}};
    const auto done = withBlob(index, BlobKind::Columns, [&](Bytes blob) {
        evidence = decodeEvidence(blob, m_blocks[index].packets, part);
        return evidence ? Result<void>{} : Unexpected{evidence.error()};
    });
    return done ? Outcome<EvidenceColumns>{std::move(*evidence)} : Unexpected{done.error()};
}

Outcome<AnalysisColumns> PacketReader::analysis(std::size_t index, AnalysisPart part)
{
    Result<AnalysisColumns> columns{AnalysisColumns{}};
    const auto done = withBlob(index, BlobKind::Analysis, [&](Bytes blob) {
        columns = decodeAnalysis(blob, m_blocks[index].packets, part);
        return columns ? Result<void>{} : Unexpected{columns.error()};
    });
    return done ? Outcome<AnalysisColumns>{std::move(*columns)} : Unexpected{done.error()};
}

Outcome<DecodedBlock> PacketReader::decode(std::size_t index)
{
    DecodedBlock block;
    block.firstPacket = m_blocks[index].firstPacket;
    const auto done = withBlob(index, BlobKind::Columns, [&](Bytes columns) -> Result<void> {
        auto evidence = decodeEvidence(columns, m_blocks[index].packets);
        auto setAside = decodeSetAside(columns);
        if (!evidence || !setAside)
            return Unexpected{evidence ? setAside.error() : evidence.error()};
        block.evidence = std::move(*evidence);
        block.setAside = std::move(*setAside);
        return {};
    });
    if (!done)
        return Unexpected{done.error()};
    if (m_blocks[index].codec == Codec::Linked) {
        auto bytes = linkedBytes(index, block.evidence);
        if (!bytes)
            return Unexpected{bytes.error()};
        block.bytes = std::move(*bytes);
    } else {
        const auto read = withBlob(index, BlobKind::Bytes, [&](Bytes stored) -> Result<void> {
            auto bytes = decodeBytes(stored, m_blocks[index].codec, block.setAside, block.evidence.captured);
            if (!bytes)
                return Unexpected{bytes.error()};
            block.bytes = std::move(*bytes);
            return {};
        });
        if (!read)
            return Unexpected{read.error()};
    }
    std::uint32_t at = 0;
    block.offsets.reserve(block.size());
    for (const auto length : block.evidence.captured) {
        block.offsets.push_back(at);
        at += length;
    }
    return block;
}

Outcome<std::string> PacketReader::linkedBytes(std::size_t index, const EvidenceColumns& evidence)
{
    const auto& info = m_blocks[index];
    Result<LinkColumns> places{LinkColumns{}};
    const auto read = withBlob(index, BlobKind::Places, [&](Bytes blob) {
        places = decodeLink(blob, evidence.captured);
        return places ? Result<void>{} : Unexpected{places.error()};
    });
    if (!read)
        return Unexpected{read.error()};
    if (!m_originals) {
        auto files = sourceFiles(*m_case, m_session);
        if (!files)
            return Unexpected{files.error()};
        m_originals.emplace(std::move(*files));
    }
    const auto where = "Packets " + std::to_string(info.firstPacket) + " to "
        + std::to_string(info.firstPacket + info.packets - 1) + " of session " + std::to_string(m_session.value)
        + " (block " + std::to_string(index) + ") cannot be read";
    auto bytes = m_originals->read(*places, evidence.captured);
    if (!bytes)
        return fail(Status::Storage, where + ": " + bytes.error().what,
            "Put the original capture back where it was; columns, flows and events still answer.");
    auto row = m_database->prepare("SELECT digest FROM block WHERE id=?");
    row.start(info.key);
    const auto digest = row.next() ? digestOf(row.blob(0)) : Digest{};
    row.reset();
    if (auto done = m_database->takeOutcome(); !done)
        return Unexpected{done.error()};
    if (blockDigest(evidence, bytesOf(*bytes)) != digest)
        return fail(Status::Storage, where + ": " + m_originals->nameOf(places->file[0]) + " was changed.",
            "Put the original capture back as it was; columns, flows and events still answer.");
    return bytes;
}

Outcome<std::shared_ptr<const DecodedBlock>> PacketReader::block(std::size_t index)
{
    const auto& info = m_blocks[index];
    if (const auto* found = cached(info, false))
        return std::shared_ptr<const DecodedBlock>{found->block};
    auto decoded = decode(index);
    if (!decoded)
        return Unexpected{decoded.error()};
    const auto block = std::make_shared<DecodedBlock>(std::move(*decoded));
    keep(info, false, block);
    return std::shared_ptr<const DecodedBlock>{block};
}

PacketReader::Cached* PacketReader::cached(const BlockInfo& info, bool front)
{
    const auto found = std::find_if(m_cache.begin(), m_cache.end(),
        [&](const Cached& one) { return one.key == info.key && one.tail == info.tail && one.front == front; });
    if (found == m_cache.end())
        return nullptr;
    m_cache.splice(m_cache.begin(), m_cache, found);
    return &m_cache.front();
}

void PacketReader::keep(const BlockInfo& info, bool front, const std::shared_ptr<DecodedBlock>& block)
{
    m_cached += cost(*block);
    m_cache.push_front({info.key, info.tail, front, block});
    while (m_cached > m_cacheBytes && m_cache.size() > 1) {
        m_cached -= cost(*m_cache.back().block);
        m_cache.pop_back();
    }
}

// The front that was looked at in order before this one, for the next one; a new one where somebody still has it.
std::shared_ptr<DecodedBlock> PacketReader::frontInPlace()
{
    const auto found = std::find_if(m_cache.begin(), m_cache.end(), [](const Cached& one) { return one.inOrder; });
    if (found == m_cache.end())
        return std::make_shared<DecodedBlock>();
    m_cached -= cost(*found->block);
    auto block = std::move(found->block);
    m_cache.erase(found);
    return block.use_count() == 1 ? block : std::make_shared<DecodedBlock>();
}

Outcome<std::shared_ptr<const DecodedBlock>> PacketReader::frontOfBlock(std::size_t index, Fronts fronts)
{
    const auto& info = m_blocks[index];
    if (info.tail || !frontBytes(info.codec))
        return block(index);
    if (const auto* found = cached(info, true))
        return std::shared_ptr<const DecodedBlock>{found->block};
    auto front = fronts == Fronts::InOrder ? frontInPlace() : std::make_shared<DecodedBlock>();
    front->firstPacket = info.firstPacket;
    const auto done = withBlob(index, BlobKind::Columns, [&](Bytes columns) -> Result<void> {
        auto evidence = decodeEvidence(columns, info.packets);
        auto setAside = decodeSetAside(columns);
        if (!evidence || !setAside)
            return Unexpected{evidence ? setAside.error() : evidence.error()};
        front->evidence = std::move(*evidence);
        front->setAside = std::move(*setAside);
        return {};
    });
    if (!done)
        return Unexpected{done.error()};
    m_database->front(
        "block_bytes", "bytes", info.key,
        [](Bytes peek) {
            const auto size = frontSize(peek);
            return size ? *size : 0;
        },
        kFrontPeek, m_front);
    if (auto read = m_database->takeOutcome(); !read)
        return Unexpected{isGone(index) ? droppedMeanwhile(index) : read.error()};
    const auto decoded =
        decodeFront(bytesOf(m_front), info.codec, front->setAside, front->evidence.captured, front->kept, front->bytes);
    if (!decoded)
        return Unexpected{damaged(index, decoded.error())};
    front->storedFront = m_front.size();
    std::uint32_t at = 0;
    front->offsets.clear();
    front->offsets.reserve(front->size());
    for (const auto length : front->kept) {
        front->offsets.push_back(at);
        at += length;
    }
    keep(info, true, front);
    m_cache.front().inOrder = fronts == Fronts::InOrder;
    return std::shared_ptr<const DecodedBlock>{std::move(front)};
}

// Of a packet that is set aside, what a front does not have.
Outcome<std::string> PacketReader::restOfPacket(std::size_t index, const DecodedBlock& front, std::size_t at)
{
    auto from = front.storedFront;
    for (std::size_t i = 0; i < at; ++i)
        from += front.evidence.captured[i] - front.kept[i];
    const std::size_t wanted = front.evidence.captured[at] - front.kept[at];
    auto rest = m_database->part("block_bytes", "bytes", m_blocks[index].key, from, wanted);
    if (auto read = m_database->takeOutcome(); !read)
        return Unexpected{isGone(index) ? droppedMeanwhile(index) : read.error()};
    if (rest.size() != wanted)
        return Unexpected{damaged(index, ParseError{Fault::Malformed, 0, "bytes of a block"})};
    return rest;
}

Outcome<std::shared_ptr<const DecodedBlock>> PacketReader::blockWithoutBytes(std::size_t index)
{
    auto columns = evidence(index);
    if (!columns)
        return Unexpected{columns.error()};
    auto block = std::make_shared<DecodedBlock>();
    block->firstPacket = m_blocks[index].firstPacket;
    block->evidence = std::move(*columns);
    return std::shared_ptr<const DecodedBlock>{std::move(block)};
}

PacketView PacketReader::view(const DecodedBlock& block, std::size_t index) const
{
    const auto& evidence = block.evidence;
    PacketView view;
    view.number = {block.firstPacket + index};
    view.time = Timestamp{Nanoseconds{evidence.time[index]}};
    view.rawTime = evidence.rawTime[index];
    view.interface = {evidence.interface[index]};
    if (view.interface.value < m_interfaces.size())
        view.linkType = m_interfaces[view.interface.value].linkType;
    view.originalLength = evidence.original[index];
    view.fcsBytes = static_cast<std::uint8_t>(evidence.flags[index] >> 4);
    view.hasTime = (evidence.flags[index] & HasTime) != 0;
    if (!block.offsets.empty())
        view.bytes =
            bytesOf(block.bytes)
                .subspan(block.offsets[index], block.kept.empty() ? evidence.captured[index] : block.kept[index]);
    return view;
}

Outcome<StoredPacket> PacketReader::packet(PacketNumber number, Reading reading)
{
    const auto index = blockOf(number);
    if (!index)
        return Unexpected{missing(number)};
    const auto& info = m_blocks[*index];
    const auto at = number.value - info.firstPacket;
    const auto stored = [&](const std::shared_ptr<const DecodedBlock>& block) {
        return StoredPacket{view(*block, at), (block->evidence.flags[at] & HasItems) != 0, block};
    };
    if (reading == Reading::Few && frontBytes(info.codec) && !info.tail && !cached(info, false)) {
        auto front = frontOfBlock(*index);
        if (!front)
            return Unexpected{front.error()};
        if ((*front)->kept[at] == (*front)->evidence.captured[at])
            return stored(*front);
        if (auto* one = cached(info, true); one && one->readAlone++ < kReadAlone) {
            auto rest = restOfPacket(*index, **front, at);
            if (!rest)
                return Unexpected{rest.error()};
            struct Whole {
                std::shared_ptr<const DecodedBlock> front;
                std::string bytes;
            };
            auto packet = stored(*front);
            auto whole = std::make_shared<Whole>(Whole{*front, std::string{textOf(packet.view.bytes)} + *rest});
            packet.view.bytes = bytesOf(whole->bytes);
            packet.block = {whole, front->get()};
            return packet;
        }
    }
    auto whole = block(*index);
    if (!whole)
        return Unexpected{whole.error()};
    return stored(*whole);
}

}  // namespace pr::store
