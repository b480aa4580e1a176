#include "core/store/ledger.h"

#include "core/base/text.h"
#include "core/store/recovery.h"

#include <bit>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace pr::store {

namespace {

std::optional<std::filesystem::path> anchorFolder()
{
    if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
        return std::filesystem::path{state} / "packetrecorder" / "anchors";
    if (const char* home = std::getenv("HOME"); home && *home == '/')
        return std::filesystem::path{home} / ".local" / "state" / "packetrecorder" / "anchors";
    return std::nullopt;
}

// The id comes out of a case file: nothing but the form we give it may become part of a path.
bool isCaseId(std::string_view id)
{
    return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool readHead(std::istream& in, ChainHead& head)
{
    std::string hash;
    in >> head.sequence >> hash;
    const auto bytes = bytesFromHex(hash);
    if (!in || bytes.size() != head.hash.size())
        return false;
    head.hash = digestOf(bytesOf(bytes));
    return true;
}

}  // namespace

std::string_view tableOf(LedgerKind kind)
{
    switch (kind) {
    case LedgerKind::Session: return "session";
    case LedgerKind::SessionEnd: return "session_end";
    case LedgerKind::Interface: return "interface";
    case LedgerKind::SourceFile: return "source_file";
    case LedgerKind::SourceDigest: return "source_digest";
    case LedgerKind::Item: return "item";
    case LedgerKind::Secret: return "secret";
    case LedgerKind::Dropped: return "dropped";
    case LedgerKind::Block:
    case LedgerKind::Tombstone: return "block";
    }
    return {};
}

Digest digestOf(Bytes blob)
{
    Digest digest{};
    if (blob.size() == digest.size())
        std::memcpy(digest.data(), blob.data(), digest.size());
    return digest;
}

Digest chainStart(std::string_view caseId)
{
    Sha256 hash;
    hash.update(bytesOf("prec-case-v1"));
    hash.update(bytesOf(caseId));
    return hash.finish();
}

Digest ledgerHash(
    const Digest& previous, std::uint64_t sequence, std::uint32_t kind, std::uint64_t reference, const Digest& digest)
{
    Sha256 hash;
    hash.update(bytesOf("prec-ledger-v1"));
    hash.update(previous);
    hash.update(sequence);
    hash.update(kind);
    hash.update(reference);
    hash.update(digest);
    return hash.finish();
}

Digest auditHash(const Digest& previous, std::uint64_t sequence, const Digest& row)
{
    Sha256 hash;
    hash.update(bytesOf("prec-audit-v1"));
    hash.update(previous);
    hash.update(sequence);
    hash.update(row);
    return hash.finish();
}

Digest rowDigest(std::string_view table, std::span<const Cell> cells)
{
    Sha256 hash;
    const auto put = [&hash](Bytes bytes) {
        hash.update(std::uint64_t{bytes.size()});
        hash.update(bytes);
    };
    hash.update(bytesOf("prec-row-v1"));
    put(bytesOf(table));
    for (const auto& cell : cells) {
        hash.update(static_cast<std::uint8_t>(cell.index()));  // null 0, integer 1, real 2, text 3, bytes 4
        if (const auto* number = std::get_if<std::int64_t>(&cell))
            hash.update(static_cast<std::uint64_t>(*number));
        else if (const auto* real = std::get_if<double>(&cell))
            hash.update(std::bit_cast<std::uint64_t>(*real));
        else if (const auto* text = std::get_if<std::string_view>(&cell))
            put(bytesOf(*text));
        else if (const auto* bytes = std::get_if<Bytes>(&cell))
            put(*bytes);
    }
    return hash.finish();
}

Ledger::Ledger(Database& database, std::string_view caseId)
    : m_database{&database}, m_head{readHeads(database, caseId).ledger}, m_insert{database.prepare(
                                                                             "INSERT INTO ledger VALUES(?,?,?,?,?)")}
{
}

bool Ledger::append(LedgerKind kind, std::int64_t reference, const Digest& digest)
{
    const auto sequence = m_head.sequence + 1;
    const auto hash = ledgerHash(
        m_head.hash, sequence, static_cast<std::uint32_t>(kind), static_cast<std::uint64_t>(reference), digest);
    if (!m_insert.run(sequence, kind, reference, digest, hash))
        return false;
    m_head = {sequence, hash};
    return true;
}

bool Ledger::insert(LedgerKind kind, std::span<const Cell> cells)
{
    std::string sql = "INSERT INTO ";
    sql.append(tableOf(kind)).append(" VALUES(?");
    for (std::size_t i = 1; i < cells.size(); ++i)
        sql += ",?";
    auto statement = m_database->prepare(sql + ")");
    statement.startCells(cells);
    statement.next();
    return m_database->ok() && append(kind, std::get<std::int64_t>(cells[0]), rowDigest(tableOf(kind), cells));
}

Heads readHeads(Database& database, std::string_view caseId)
{
    Heads heads{{0, chainStart(caseId)}, {0, chainStart(caseId)}};
    auto ledger = database.prepare("SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1");
    if (ledger.next())
        heads.ledger = {static_cast<std::uint64_t>(ledger.integer(0)), digestOf(ledger.blob(1))};
    ledger.reset();
    auto audit = database.prepare("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1");
    if (audit.next())
        heads.audit = {static_cast<std::uint64_t>(audit.integer(0)), digestOf(audit.blob(1))};
    return heads;
}

bool appendAudit(
    Database& database, std::string_view caseId, std::int64_t time, std::string_view action, std::string_view detail)
{
    const auto heads = readHeads(database, caseId);
    const auto who = "uid " + std::to_string(getuid());
    const auto sequence = heads.audit.sequence + 1;
    const std::vector<Cell> cells{static_cast<std::int64_t>(sequence), time, std::string_view{who}, action, detail,
        static_cast<std::int64_t>(heads.ledger.sequence), Bytes{heads.ledger.hash}};
    const auto hash = auditHash(heads.audit.hash, sequence, rowDigest("audit", cells));
    return database.prepare("INSERT INTO audit VALUES(?,?,?,?,?,?,?,?)")
        .run(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], hash);
}

std::optional<Anchor> readAnchor(std::string_view caseId)
{
    const auto folder = anchorFolder();
    if (!folder || !isCaseId(caseId))
        return std::nullopt;
    std::ifstream in{*folder / caseId};
    Anchor anchor;
    std::string word;
    if (!(in >> word) || word != "ledger" || !readHead(in, anchor.heads.ledger))
        return std::nullopt;
    if (!(in >> word) || word != "audit" || !readHead(in, anchor.heads.audit))
        return std::nullopt;
    if (!(in >> word) || word != "open" || !(in >> anchor.device >> anchor.inode))
        return std::nullopt;
    if (in >> word && word == "packets")
        in >> anchor.session >> anchor.packets;
    return anchor;
}

bool anyAnchorNames(std::uint64_t device, std::uint64_t inode)
{
    const auto folder = anchorFolder();
    std::error_code error;
    if (!folder || inode == 0)
        return false;
    for (const auto& entry : std::filesystem::directory_iterator{*folder, error}) {
        const auto anchor = readAnchor(entry.path().filename().string());
        if (anchor && anchor->device == device && anchor->inode == inode)
            return true;
    }
    return false;
}

namespace {

// What changes when a file does: where it is, how long, when it was written.
std::string markOf(const std::filesystem::path& path)
{
    struct stat status { };
    if (::lstat(path.c_str(), &status) != 0)
        return {};
    return std::to_string(status.st_dev) + ' ' + std::to_string(status.st_ino) + ' ' + std::to_string(status.st_size)
        + ' ' + std::to_string(status.st_mtim.tv_sec) + ' ' + std::to_string(status.st_mtim.tv_nsec);
}

std::optional<std::filesystem::path> checkedFolder()
{
    const auto anchors = anchorFolder();
    return anchors ? std::optional{anchors->parent_path() / "checked"} : std::nullopt;
}

}  // namespace

bool wasChecked(std::string_view caseId, const std::filesystem::path& path)
{
    const auto folder = checkedFolder();
    if (!folder || !isCaseId(caseId))
        return false;
    std::ifstream in{*folder / caseId};
    std::string mark;
    return std::getline(in, mark) && !mark.empty() && mark == markOf(path);
}

void rememberChecked(std::string_view caseId, const std::filesystem::path& path)
{
    const auto folder = checkedFolder();
    if (!folder || !isCaseId(caseId))
        return;
    std::error_code ignored;
    std::filesystem::create_directories(*folder, ignored);
    std::ofstream{*folder / caseId, std::ios::trunc} << markOf(path) << '\n';
}

bool writeAnchor(std::string_view caseId, const Anchor& anchor)
{
    const auto folder = anchorFolder();
    if (!folder || !isCaseId(caseId))
        return false;
    std::error_code error;
    std::filesystem::create_directories(*folder, error);
    std::ostringstream text;
    text << "ledger " << anchor.heads.ledger.sequence << ' ' << hex(anchor.heads.ledger.hash) << "\naudit "
         << anchor.heads.audit.sequence << ' ' << hex(anchor.heads.audit.hash) << "\nopen " << anchor.device << ' '
         << anchor.inode << "\npackets " << anchor.session << ' ' << anchor.packets << '\n';
    const auto path = *folder / caseId;
    const auto fresh = *folder / (std::string{caseId} + "." + std::to_string(getpid()));
    // synced, and its folder too: without it a case whose writer lost its power looks like one from elsewhere
    const auto written = text.str();
    const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    const bool whole = fd >= 0 && ::write(fd, written.data(), written.size()) == static_cast<ssize_t>(written.size())
        && ::fsync(fd) == 0;
    if (fd >= 0)
        ::close(fd);
    if (whole)
        std::filesystem::rename(fresh, path, error);
    else
        std::filesystem::remove(fresh, error);
    if (const int at = ::open(folder->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); whole && at >= 0) {
        ::fsync(at);
        ::close(at);
    }
    return whole && !error;
}

}  // namespace pr::store
