#include "core/store/verify.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/dissect/path.h"
#include "core/store/block.h"
#include "core/store/originals.h"
#include "core/store/reader.h"
#include "core/store/schema.h"
#include "core/store/segment.h"
#include "core/store/verify_ring.h"

#include <algorithm>
#include <map>
#include <set>

namespace pr::store {

namespace {

constexpr std::size_t kMostFindings = 1000;
constexpr std::size_t kEntriesATurn = 1000;

struct Entry {
    std::uint64_t sequence;
    LedgerKind kind;
    std::int64_t reference;
    Digest digest, hash;
};

struct SessionTotals {
    std::uint64_t blocks = 0, packets = 0, captured = 0, original = 0;
    std::int64_t leastTime = 0, mostTime = -1;
    std::vector<std::uint32_t> packetsOfBlock;
    DroppedBlocks dropped;
};

bool isSessionRow(LedgerKind kind)
{
    return kind == LedgerKind::Session || kind == LedgerKind::SessionEnd;
}

std::string quoted(std::string_view table)
{
    return "its row of \"" + std::string{table} + "\"";
}

class Verifier {
public:
    Verifier(Case& opened, const VerifyOptions& options)
        : m_case{&opened}, m_database{&opened.database()}, m_options{&options}
    {
    }

    Outcome<VerifyReport> run();

private:
    void add(Finding finding);
    void lost(Finding finding);
    bool chain();
    std::vector<Entry> entriesBehind(std::uint64_t sequence);
    void entry(const Entry& entry);
    void row(const Entry& entry);
    void block(const Entry& entry);
    void dropped(SessionTotals& totals, Finding where, std::uint64_t packets);
    void tombstone(const Entry& entry);
    void blockAnalysis(std::int64_t session, std::uint64_t number, Finding where, std::uint32_t packets);
    void counts();
    void sessionTotals();
    void tail(SessionId session, SessionTotals& totals);
    void segments(SessionId session, std::int64_t analysis, const SessionTotals& totals);
    void part(const Statement& row, const Finding& where, std::uint64_t packets);
    bool summaryFits(const SegmentSummary& summary, SessionId session, std::int64_t analysis, std::uint64_t block,
        std::uint64_t blocks);
    void audit();
    std::int64_t analysisOf(std::int64_t session);
    const Originals& originalsOf(std::int64_t session);

    Case* m_case;
    Database* m_database;
    const VerifyOptions* m_options;
    VerifyReport m_report;
    std::map<std::int64_t, SessionTotals> m_sessions;
    std::map<std::int64_t, std::int64_t> m_analyses;
    std::map<std::int64_t, Originals> m_originals;
    std::map<LedgerKind, std::int64_t> m_entriesOfKind;
    std::uint64_t m_lastEntry = 0;
};

void Verifier::add(Finding finding)
{
    if (m_report.findings.size() < kMostFindings)
        m_report.findings.push_back(std::move(finding));
    else
        m_report.more = true;
}

// SQLite itself could not read on: that is a finding, and the next thing is looked at.
void Verifier::lost(Finding finding)
{
    if (auto done = m_database->takeOutcome(); !done) {
        finding.what += finding.what.empty() ? "it cannot be read: " : ", and cannot be read: ";
        finding.what += done.error().what;
        add(std::move(finding));
    }
}

Outcome<VerifyReport> Verifier::run()
{
    for (const auto& warning : m_case->warnings())
        if (warning.find("end of the case") != std::string::npos
            || warning.find("chain of the case") != std::string::npos)
            add({Finding::Half::Anchor, {}, -1, {}, {}, warning});
    m_report.heads = m_case->heads();
    lost({.what = "the chain's head"});
    if (!chain())
        return fail(Status::Cancelled, "verify was stopped.");
    counts();
    sessionTotals();
    audit();
    return std::move(m_report);
}

std::vector<Entry> Verifier::entriesBehind(std::uint64_t sequence)
{
    std::vector<Entry> entries;
    auto rows = m_database->prepare("SELECT * FROM ledger WHERE sequence > ? ORDER BY sequence LIMIT ?");
    rows.start(sequence, kEntriesATurn);
    while (rows.next())
        entries.push_back({static_cast<std::uint64_t>(rows.integer(0)), static_cast<LedgerKind>(rows.integer(1)),
            rows.integer(2), digestOf(rows.blob(3)), digestOf(rows.blob(4))});
    lost({.what = "the ledger behind entry " + std::to_string(sequence)});
    return entries;
}

bool Verifier::chain()
{
    auto previous = chainStart(m_case->id());
    const auto all = m_report.heads.ledger.sequence;
    for (auto entries = entriesBehind(0); !entries.empty(); entries = entriesBehind(m_lastEntry)) {
        for (const auto& one : entries) {
            const auto session = isSessionRow(one.kind) ? one.reference : one.reference >> 40;
            // a damaged tree gives rows in any order, and for ever
            if (one.sequence <= m_lastEntry) {
                add({.what = "the ledger behind entry " + std::to_string(m_lastEntry) + " is out of order"});
                m_report.entries = m_lastEntry;
                return true;
            }
            if (one.sequence != m_lastEntry + 1)
                add({.session = {session},
                    .what = "the ledger lacks entries " + std::to_string(m_lastEntry + 1) + " to "
                        + std::to_string(one.sequence - 1)});
            else if (one.hash
                != ledgerHash(previous, one.sequence, static_cast<std::uint32_t>(one.kind),
                    static_cast<std::uint64_t>(one.reference), one.digest))
                add({.session = {session},
                    .what = "entry " + std::to_string(one.sequence) + " of the ledger was changed"});
            previous = one.hash;
            m_lastEntry = one.sequence;
            entry(one);
            if (m_options->progress && one.kind == LedgerKind::Block && !m_options->progress(one.sequence, all))
                return false;
        }
    }
    m_report.entries = m_lastEntry;
    return true;
}

void Verifier::entry(const Entry& entry)
{
    ++m_entriesOfKind[entry.kind];
    if (entry.kind == LedgerKind::Block)
        block(entry);
    else if (entry.kind == LedgerKind::Tombstone)
        tombstone(entry);
    else
        row(entry);
}

void Verifier::row(const Entry& entry)
{
    const auto table = tableOf(entry.kind);
    Finding where;
    where.session = {isSessionRow(entry.kind) ? entry.reference : entry.reference >> 40};
    if (table.empty()) {
        where.what = "entry " + std::to_string(entry.sequence) + " of the ledger is of a kind that does not exist";
        return add(std::move(where));
    }
    auto rows = m_database->prepare("SELECT * FROM " + std::string{table} + " WHERE id=?");
    rows.start(entry.reference);
    if (!rows.next()) {
        where.what = quoted(table) + " is missing";
        return m_database->ok() ? add(std::move(where)) : lost(std::move(where));
    }
    std::vector<Cell> cells;
    cells.reserve(static_cast<std::size_t>(rows.columns()));
    for (int i = 0; i < rows.columns(); ++i)
        cells.push_back(rows.cell(i));
    if (rowDigest(table, cells) != entry.digest) {
        // Where the row says that it belongs; it may be that which was changed, so what the row is about is said as
        // well.
        if (entry.kind == LedgerKind::Item)
            where.first = where.last = {static_cast<std::uint64_t>(rows.integer(2))};
        else if (entry.kind == LedgerKind::Dropped)
            where.first = where.last = {static_cast<std::uint64_t>(rows.integer(1))};
        where.what = quoted(table) + " was changed";
        add(std::move(where));
    }
}

void Verifier::block(const Entry& entry)
{
    const auto session = entry.reference >> 40;
    const auto number = numberOf(entry.reference);
    auto& totals = m_sessions[session];
    Finding where;
    where.session = {session};
    where.block = static_cast<std::int64_t>(number);
    where.first = where.last = {totals.packets + 1};
    const auto broken = [&](std::string what) {
        where.what = std::move(what);
        add(where);
    };

    auto row = m_database->prepare(
        "SELECT first_packet, packets, captured_bytes, original_bytes, least_time, most_time, codec, "
        "cipher, key_id, digest FROM block WHERE id=?");
    row.start(entry.reference);
    if (!row.next()) {
        where.what = "its row is missing";
        return m_database->ok() ? add(where) : lost(where);
    }
    const auto packets = static_cast<std::uint64_t>(row.integer(1));
    const auto firstPacket = static_cast<std::uint64_t>(row.integer(0));
    const auto captured = static_cast<std::uint64_t>(row.integer(2)),
               original = static_cast<std::uint64_t>(row.integer(3));
    const auto leastTime = row.integer(4), mostTime = row.integer(5);
    const auto codec = static_cast<Codec>(row.integer(6));
    const bool plainRow = row.integer(6) >= 0 && row.integer(6) <= static_cast<int>(kLastCodec) && row.integer(7) == 0
        && row.integer(8) == 0;
    const auto digest = digestOf(row.blob(9));
    row.reset();
    if (packets == 0 || packets > limits::blockPackets)
        return broken("its row says that it has " + std::to_string(packets) + " packets");
    where.last = {totals.packets + packets};
    if (firstPacket != totals.packets + 1 || number != totals.blocks)
        broken("its place among the blocks was changed");
    totals.packets += packets;
    ++totals.blocks;
    totals.captured += captured;
    totals.original += original;
    totals.packetsOfBlock.push_back(static_cast<std::uint32_t>(packets));
    ++m_report.blocks;
    m_report.packets += packets;
    m_report.bytes += captured;
    if (!plainRow)
        return broken("its row names a codec, cipher or key that does not exist");
    if (digest != entry.digest)
        broken("its digest is not the one in the ledger");
    const auto addTimes = [&] {
        if (mostTime < leastTime)
            return;
        const bool first = totals.mostTime < totals.leastTime;
        totals.leastTime = first ? leastTime : std::min(totals.leastTime, leastTime);
        totals.mostTime = first ? mostTime : std::max(totals.mostTime, mostTime);
    };
    if (codec == Codec::Dropped) {
        addTimes();
        return dropped(totals, where, packets);
    }

    const auto read = [&](const char* sql) {
        auto found = m_database->prepare(sql);
        found.start(entry.reference);
        return found.next() ? std::optional<std::string>{textOf(found.blob(0))} : std::nullopt;
    };
    const auto columns = read("SELECT columns FROM block_columns WHERE id=?");
    lost(where);
    if (!columns)
        return broken("its columns are missing");
    const auto evidence = decodeEvidence(bytesOf(*columns), packets);
    if (!evidence)
        return broken("its columns were changed");
    const auto stored = read(codec == Codec::Linked ? "SELECT places FROM block_link WHERE id=?"
                                                    : "SELECT bytes FROM block_bytes WHERE id=?");
    lost(where);
    if (!stored)
        return broken(codec == Codec::Linked ? "the places of its packets are missing" : "its bytes are missing");
    std::string bytes;
    if (codec == Codec::Linked) {
        const auto places = decodeLink(bytesOf(*stored), evidence->captured);
        if (!places)
            return broken("the places of its packets were changed");
        auto found = originalsOf(session).read(*places, evidence->captured);
        if (!found)
            return broken("its original cannot be read: " + found.error().what);
        bytes = std::move(*found);
        if (blockDigest(*evidence, bytesOf(bytes)) != entry.digest)
            return broken("its content is not that of its digest: the case or the original "
                + originalsOf(session).nameOf(places->file[0]) + " was changed");
    } else {
        const auto setAside = decodeSetAside(bytesOf(*columns));
        auto found = setAside ? decodeBytes(bytesOf(*stored), codec, *setAside, evidence->captured) : setAside;
        if (!found)
            return broken("its bytes were changed");
        bytes = std::move(*found);
        if (blockDigest(*evidence, bytesOf(bytes)) != entry.digest)
            return broken("its content is not that of its digest");
    }
    const auto sums = summarise(*evidence);
    if (sums.captured != captured || sums.original != original || sums.leastTime != leastTime
        || sums.mostTime != mostTime)
        broken("its row has other totals than its packets");
    addTimes();
    blockAnalysis(session, number, where, static_cast<std::uint32_t>(packets));
}

void Verifier::dropped(SessionTotals& totals, Finding where, std::uint64_t packets)
{
    ++m_report.droppedBlocks;
    m_report.droppedPackets += packets;
    if (const auto what = totals.dropped.add(totals.blocks, packets); !what.empty()) {
        where.what = what;
        add(std::move(where));
    }
}

void Verifier::tombstone(const Entry& entry)
{
    auto& totals = m_sessions[entry.reference >> 40];
    auto where = totals.dropped.tombstone(*m_database, entry.reference, entry.digest, totals.blocks);
    lost(where);
    if (!where.what.empty())
        add(std::move(where));
}

std::int64_t Verifier::analysisOf(std::int64_t session)
{
    const auto [found, fresh] = m_analyses.try_emplace(session, 0);
    if (fresh) {
        auto row = m_database->prepare("SELECT analysis FROM session_status WHERE session=?");
        row.start(session);
        if (row.next())
            found->second = row.integer(0);
    }
    return found->second;
}

const Originals& Verifier::originalsOf(std::int64_t session)
{
    const auto [found, fresh] = m_originals.try_emplace(session);
    if (fresh)
        if (auto files = sourceFiles(*m_case, {session}))
            found->second = Originals{std::move(*files)};
    return found->second;
}

void Verifier::blockAnalysis(std::int64_t session, std::uint64_t number, Finding where, std::uint32_t packets)
{
    where.half = Finding::Half::Analysis;
    auto row = m_database->prepare("SELECT columns FROM block_analysis WHERE id=?");
    row.start(rowKey(analysisOf(session), number));
    if (!row.next())
        where.what = "the columns of its analysis are missing";
    else if (!decodeAnalysis(row.blob(0), packets) || !decodeNewPaths(row.blob(0)) || !decodeNewStacks(row.blob(0)))
        where.what = "the columns of its analysis were changed";
    row.reset();
    if (!m_database->ok())
        lost(std::move(where));
    else if (!where.what.empty())
        add(std::move(where));
}

// Rows that the ledger does not know were put there by somebody else.
void Verifier::counts()
{
    for (const auto kind : {LedgerKind::Session, LedgerKind::SessionEnd, LedgerKind::Interface, LedgerKind::SourceFile,
             LedgerKind::SourceDigest, LedgerKind::Item, LedgerKind::Secret, LedgerKind::Dropped, LedgerKind::Block}) {
        const auto table = std::string{tableOf(kind)};
        const auto rows = m_database->integer("SELECT count(*) FROM " + table);
        lost({.what = "the table \"" + table + "\""});
        if (rows != m_entriesOfKind[kind])
            add({.what = "the table \"" + table + "\" has " + counted(static_cast<std::uint64_t>(rows), "row", "rows")
                    + ", the ledger knows of " + std::to_string(m_entriesOfKind[kind])});
    }
}

void Verifier::tail(SessionId session, SessionTotals& totals)
{
    auto rows =
        m_database->prepare("SELECT id, packets, codec, digest, columns, bytes, captured_bytes, original_bytes, "
                            "least_time, most_time FROM tail WHERE id BETWEEN ? AND ? ORDER BY id");
    rows.start(rowKey(session.value, 0), rowKey(session.value + 1, 0) - 1);
    while (rows.next()) {
        const auto packets = static_cast<std::uint64_t>(rows.integer(1));
        Finding where{.session = session, .first = {totals.packets + 1}, .last = {totals.packets + packets}};
        const auto evidence = packets > 0 && packets <= limits::blockPackets
            ? decodeEvidence(rows.blob(4), packets)
            : Result<EvidenceColumns>{Unexpected{ParseError{}}};
        const auto bytes = evidence
            ? decodeBytes(rows.blob(5), static_cast<Codec>(rows.integer(2)), {}, evidence->captured)
            : Result<std::string>{Unexpected{ParseError{}}};
        const bool fits = bytes && numberOf(rows.integer(0)) == totals.packets + 1
            && blockDigest(*evidence, bytesOf(*bytes)) == digestOf(rows.blob(3))
            && summarise(*evidence)
                == BlockSums{static_cast<std::uint64_t>(rows.integer(6)), static_cast<std::uint64_t>(rows.integer(7)),
                    rows.integer(8), rows.integer(9)};
        if (!fits) {
            where.what = "the tail was changed";
            add(std::move(where));
            break;
        }
        totals.packets += packets;
        totals.captured += static_cast<std::uint64_t>(rows.integer(6));
        totals.original += static_cast<std::uint64_t>(rows.integer(7));
        m_report.packets += packets;
    }
    rows.reset();
    lost({.session = session, .what = "the tail"});
}

void Verifier::sessionTotals()
{
    std::vector<std::int64_t> ids;
    auto rows = m_database->prepare("SELECT id FROM session ORDER BY id");
    while (rows.next())
        ids.push_back(rows.integer(0));
    lost({.what = "the list of sessions"});
    for (const auto id : ids) {
        auto& totals = m_sessions[id];
        const auto atBlocks = totals;
        if (auto finding = totals.dropped.atEnd({id}))
            add(std::move(*finding));
        tail({id}, totals);
        auto status =
            m_database->prepare("SELECT t.packets, t.captured_bytes, t.original_bytes, e.packets, e.captured_bytes, "
                                "e.original_bytes, e.id FROM session_status t LEFT JOIN session_end e "
                                "ON e.id = t.session WHERE t.session=?");
        status.start(id);
        const auto fits = [&](int from) {
            return static_cast<std::uint64_t>(status.integer(from)) == totals.packets
                && static_cast<std::uint64_t>(status.integer(from + 1)) == totals.captured
                && static_cast<std::uint64_t>(status.integer(from + 2)) == totals.original;
        };
        const bool found = status.next();
        if (found && !status.isNull(6) && !fits(3))
            add({.session = {id},
                .last = {totals.packets},
                .what = "its blocks do not add up to the totals at its end"});
        if (!found || !fits(0))
            add({.half = Finding::Half::Analysis,
                .session = {id},
                .what = "its state has other totals than its packets"});
        status.reset();
        lost({.session = {id}, .what = "its state"});
        segments({id}, analysisOf(id), atBlocks);
    }
}

void Verifier::segments(SessionId session, std::int64_t analysis, const SessionTotals& totals)
{
    struct Row {
        std::uint64_t number, firstBlock, blocks, firstPacket, packets;
    };
    std::vector<Row> found;
    auto rows = m_database->prepare("SELECT * FROM segment WHERE id BETWEEN ? AND ? ORDER BY id");
    rows.start(rowKey(analysis, 0), rowKey(analysis + 1, 0) - 1);
    while (rows.next())
        found.push_back({numberOf(rows.integer(0)), static_cast<std::uint64_t>(rows.integer(1)),
            static_cast<std::uint64_t>(rows.integer(2)), static_cast<std::uint64_t>(rows.integer(3)),
            static_cast<std::uint64_t>(rows.integer(4))});
    lost({.half = Finding::Half::Analysis, .session = session, .what = "its list of segments"});
    auto block = totals.dropped.blocks(), packet = totals.dropped.packets() + 1;
    const auto first = block > 0 && !found.empty() ? found.front().number : 0;  // a ring dropped those before
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& segment = found[i];
        Finding where{.half = Finding::Half::Analysis, .session = session, .first = {packet}, .last = {packet}};
        std::uint64_t packets = 0;
        for (std::uint64_t at = block; at < block + segment.blocks && at < totals.packetsOfBlock.size(); ++at)
            packets += totals.packetsOfBlock[at];
        if (segment.number != first + i || segment.firstBlock != block || segment.firstPacket != packet
            || segment.packets != packets || segment.blocks == 0 || segment.blocks > limits::segmentBlocks) {
            where.what = "segment " + std::to_string(i) + " does not fit its blocks";
            return add(std::move(where));
        }
        where.last = {packet + packets - 1};
        where.what = "segment " + std::to_string(i);
        auto parts =
            m_database->prepare("SELECT kind, name, bytes, complete FROM segment_part WHERE id BETWEEN ? AND ?");
        parts.start(
            rowKey(analysis, segment.number << kPartBits), rowKey(analysis, ((segment.number + 1) << kPartBits) - 1));
        std::optional<SegmentSummary> summary;
        while (parts.next()) {
            if (parts.integer(0) == static_cast<std::int64_t>(PartKind::Summary)) {
                if (auto read = SegmentSummary::read(parts.blob(2)))
                    summary = std::move(*read);
                else
                    add({.half = Finding::Half::Analysis,
                        .session = session,
                        .first = where.first,
                        .last = where.last,
                        .what = where.what + ": its summary was changed"});
                continue;
            }
            part(parts, where, packets);
        }
        parts.reset();
        if (summary && !summaryFits(*summary, session, analysis, segment.firstBlock, segment.blocks)) {
            where.what += ": its summary was changed";
            add(where);
        }
        lost(where);
        block += segment.blocks;
        packet += packets;
    }
}

void Verifier::part(const Statement& row, const Finding& where, std::uint64_t packets)
{
    auto finding = where;
    if (row.integer(0) == static_cast<std::int64_t>(PartKind::Postings)) {
        const auto postings = decodePostings(row.blob(2));
        const bool fits = postings
            && std::all_of(postings->exceptions.begin(), postings->exceptions.end(),
                [&](const auto& one) { return one.second < packets; });
        if (!fits) {
            finding.what += ": its postings were changed";
            add(std::move(finding));
        }
        return;
    }
    const auto index = FieldIndex::read(row.blob(2), row.integer(3) == 1);
    bool fits = index.has_value();
    for (std::size_t i = 0; fits && i < index->size(); ++i)
        fits = !index->packets(i).empty() && index->packets(i).back() < packets;
    if (!fits) {
        finding.what += ": its index of " + escaped(row.text(1)) + " was changed";
        add(std::move(finding));
    }
}

// Whether the summary is that of these blocks. Paths that are in no dictionary stand in facts: where a segment has
// such, the summary may know more addresses.
bool Verifier::summaryFits(
    const SegmentSummary& summary, SessionId session, std::int64_t analysis, std::uint64_t block, std::uint64_t blocks)
{
    SummaryBuilder builder;
    bool complete = true, fits = true;
    auto row = m_database->prepare("SELECT columns FROM block_analysis WHERE id=?");
    auto size = m_database->prepare("SELECT packets FROM block WHERE id=?");
    for (const auto end = block + blocks; block < end; ++block) {
        row.start(rowKey(analysis, block));
        size.start(rowKey(session.value, block));
        if (!row.next() || !size.next())
            return true;  // named elsewhere
        const auto columns = decodeAnalysis(row.blob(0), static_cast<std::size_t>(size.integer(0)));
        const auto paths = decodeNewPaths(row.blob(0));
        if (!columns || !paths)
            return true;
        for (std::size_t i = 0; i < columns->size(); ++i) {
            complete = complete && columns->path[i] != 0;
            builder.add({}, false, columns->stack[i] != 0,
                (columns->marks[i] & static_cast<std::uint16_t>(dissect::Mark::Limit)) != 0);
        }
        auto text = bytesOf(paths->text);
        for (const auto length : paths->lengths) {
            builder.addPath(text.first(length));
            dissect::PathView path{text.first(length)};
            text = text.subspan(length);
            for (dissect::PathLayer layer; fits && path.next(layer);)
                if (layer.source.size() == 4 || layer.source.size() == 16)
                    fits = summary.mayHave(layer.source) && summary.mayHave(layer.destination);
        }
    }
    const auto made = builder.finish();
    const auto expected = SegmentSummary::read(bytesOf(made));
    if (complete)
        return expected && *expected == summary;
    return fits && expected && std::ranges::equal(expected->unknown(), summary.unknown())
        && std::ranges::equal(expected->limited(), summary.limited());
}

void Verifier::audit()
{
    auto previous = chainStart(m_case->id());
    std::uint64_t expected = 1;
    auto rows = m_database->prepare("SELECT * FROM audit ORDER BY sequence");
    for (; rows.next(); ++expected) {
        constexpr int kHashed = 7;  // the columns before the entry's own hash
        std::vector<Cell> cells;
        cells.reserve(kHashed);
        for (int i = 0; i < kHashed; ++i)
            cells.push_back(rows.cell(i));
        const auto sequence = static_cast<std::uint64_t>(rows.integer(0));
        const auto hash = digestOf(rows.blob(kHashed));
        if (sequence != expected || hash != auditHash(previous, sequence, rowDigest("audit", cells))) {
            add({.half = Finding::Half::Audit,
                .what = "entry " + std::to_string(sequence) + " of the audit was changed"});
            expected = sequence;
        }
        previous = hash;
    }
    lost({.half = Finding::Half::Audit, .what = "the audit"});
}

}  // namespace

std::string Finding::text() const
{
    std::string out;
    const auto add = [&out](const std::string& part) {
        if (!out.empty())
            out += ", ";
        out += part;
    };
    if (session.value != 0)
        add("session " + std::to_string(session.value));
    if (block >= 0)
        add("block " + std::to_string(block));
    if (first.value != 0)
        add(first == last ? "packet " + grouped(first.value)
                          : "packets " + grouped(first.value) + " to " + grouped(last.value));
    return out.empty() ? what : out + ": " + what;
}

Outcome<VerifyReport> verify(Case& opened, const VerifyOptions& options)
{
    return Verifier{opened, options}.run();
}

}  // namespace pr::store
