#include "core/store/case.h"

#include "core/base/text.h"
#include "core/store/recovery.h"
#include "core/store/schema.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace pr::store {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kHeader = 100;  // of an SQLite file
constexpr std::string_view kMagic{"SQLite format 3\0", 16};

fs::path beside(const fs::path& path, const char* suffix)
{
    return path.string() + suffix;
}

bool holdsBytes(const fs::path& path)
{
    struct stat status { };
    return ::lstat(path.c_str(), &status) == 0 && status.st_size > 0;
}

// SQLite refuses a path with a symbolic link anywhere in it; only the last step could lead a reader astray.
Outcome<fs::path> resolved(const fs::path& path)
{
    std::error_code error;
    const auto folder = fs::canonical(path.has_parent_path() ? path.parent_path() : fs::path{"."}, error);
    if (error)
        return fail(Status::Storage, "cannot open " + path.string() + ": " + error.message() + ".", "Check the path.");
    return folder / path.filename();
}

Outcome<void> checkFile(const fs::path& path)
{
    struct stat status { };
    if (::lstat(path.c_str(), &status) != 0)
        return fail(
            Status::Storage, "cannot open " + path.string() + ": " + std::strerror(errno) + ".", "Check the path.");
    if (!S_ISREG(status.st_mode))
        return fail(Status::Storage, path.string() + " is not a regular file.", "Open the case file itself.");
    return {};
}

Outcome<void> checkHeader(Database& database)
{
    const auto header = database.header(kHeader);
    const auto name = database.path().string();
    if (header.size() != kHeader || std::string_view{header}.substr(0, kMagic.size()) != kMagic)
        return fail(Status::Storage, name + " is not a case file.", "To read a capture, use `import`.");
    const auto* bytes = bytesOf(header).data();
    if (u32be(bytes + 68) != static_cast<std::uint32_t>(kApplicationId))
        return fail(Status::Storage, name + " is a database of another program, not a case file.");
    if (u32be(bytes + 60) > static_cast<std::uint32_t>(kSchemaVersion))
        return fail(
            Status::Storage, name + " was written by a newer version of this program.", "Update packetrecorder.");
    if (u16be(bytes + 16) != kPageSize)
        return fail(Status::Storage, name + " has a page size that this program never writes.");
    return {};
}

// A case that this machine has never written may have been made to harm: its pages and the types of its values are
// looked at before anything is read from them. Our own is not: what a disk did to it, `verify` says, and the rest is to
// be saved.
Outcome<void> checkForeign(Database& database, std::string_view id, std::vector<std::string>& warnings)
{
    if (!database.ok() || readAnchor(id) || wasChecked(id, database.path()))
        return {};
    const auto found = database.text("PRAGMA quick_check(1)");
    const bool tooLong = (database.code() & 0xFF) == SQLITE_INTERRUPT;
    if (auto done = database.takeOutcome(); !done && !tooLong)
        return done;
    if (tooLong)
        warnings.emplace_back("The case is too large to be checked as a whole when it is opened: verify does that.");
    else if (found != "ok")
        return fail(Status::Storage,
            database.path().string() + " comes from elsewhere and is damaged: " + escaped(found) + ".",
            "It is not opened, because such a file can be made to harm its reader.");
    else
        rememberChecked(id, database.path());
    return {};
}

Outcome<fs::path> copyAside(const fs::path& path)
{
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    auto pattern = (runtime ? std::string{runtime} : std::string{"/tmp"}) + "/packetrecorder-XXXXXX";
    if (!::mkdtemp(pattern.data()))
        return fail(Status::Storage, "cannot make a private folder: " + std::string{std::strerror(errno)} + ".");
    const fs::path folder{pattern};
    std::error_code error;
    fs::copy_file(path, folder / "case", error);
    if (!error)
        fs::copy_file(beside(path, "-wal"), folder / "case-wal", error);
    if (error) {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
        return fail(Status::Storage, "cannot copy " + path.string() + ": " + error.message() + ".");
    }
    return folder;
}

// That a writer of ours has, or had, the file open stands outside the case: a log or journal from elsewhere may hold
// anything, and opening it in place would change the file.
bool writerIsOurs(const fs::path& path)
{
    struct stat status { };
    if (::lstat(path.c_str(), &status) != 0)
        return false;
    auto database = Database::open(path, Database::Access::Immutable);
    const auto id = database && checkHeader(**database) ? (*database)->text("SELECT value FROM info WHERE key='case'")
                                                        : std::string{};
    if (id.empty())  // its first page may be half written
        return anyAnchorNames(status.st_dev, status.st_ino);
    const auto anchor = readAnchor(id);
    return anchor && anchor->device == status.st_dev && anchor->inode == status.st_ino;
}

// Files that only a writer has, and no writer that holds the lock.
bool writerDied(const fs::path& path)
{
    const int descriptor = ::open(beside(path, ".lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return errno == ENOENT && (holdsBytes(beside(path, "-journal")) || holdsBytes(beside(path, "-wal")));
    const bool free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
    ::close(descriptor);
    return free;
}

}  // namespace

std::int64_t wallClock()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Outcome<WriterLock> WriterLock::take(const fs::path& casePath)
{
    const auto path = beside(casePath, ".lock");
    for (;;) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (descriptor < 0)
            return fail(Status::Storage, "cannot lock " + casePath.string() + ": " + std::strerror(errno) + ".",
                "Check the permissions of its folder.");
        WriterLock lock{path, descriptor};
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            std::array<char, 16> pid{};
            const auto read = ::pread(descriptor, pid.data(), pid.size() - 1, 0);
            lock.m_path.clear();  // it belongs to the other writer
            return fail(Status::Storage,
                casePath.string() + " is being written by process "
                    + std::string{pid.data(), read > 0 ? strcspn(pid.data(), "\n") : 0U} + ".",
                "Wait until it is done, or open the case read-only.");
        }
        // The one before us may have removed the file between our open and our lock.
        struct stat held {
        }, there{};
        if (::fstat(descriptor, &held) != 0 || ::lstat(path.c_str(), &there) != 0 || held.st_ino != there.st_ino) {
            lock.m_path.clear();
            continue;
        }
        const auto pid = std::to_string(::getpid()) + "\n";
        if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0)
            return fail(Status::Storage, "cannot lock " + casePath.string() + ": " + std::strerror(errno) + ".");
        return lock;
    }
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : m_path{std::exchange(other.m_path, {})}, m_descriptor{std::exchange(other.m_descriptor, -1)}
{
}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

WriterLock::~WriterLock()
{
    if (!m_path.empty())
        ::unlink(m_path.c_str());
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Outcome<std::unique_ptr<Case>> Case::create(const fs::path& given)
{
    const auto path = resolved(given);
    if (!path)
        return Unexpected{path.error()};
    struct stat status { };
    if (::lstat(path->c_str(), &status) == 0)
        return fail(Status::Storage, path->string() + " exists already.", "Open it, or choose another name.");
    auto lock = WriterLock::take(*path);
    if (!lock)
        return Unexpected{lock.error()};
    auto database = Database::open(*path, Database::Access::Create);
    if (!database)
        return Unexpected{database.error()};
    std::array<char, 16> random{};
    if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
        return fail(Status::Storage, "The system gives no random numbers.");

    std::unique_ptr<Case> made{new Case{*path, std::move(*database)}};
    made->m_lock = std::make_unique<WriterLock>(std::move(*lock));
    made->m_writable = true;
    made->m_format = kSchemaVersion;
    made->m_id = hex(bytesOf({random.data(), random.size()}));
    made->m_database->run("PRAGMA page_size=" + std::to_string(kPageSize));
    made->useJournal(Journal::Truncate);
    if (auto done = createSchema(*made->m_database, made->m_id); !done)
        return Unexpected{done.error()};
    ::chmod(path->c_str(), 0600);
    made->m_named = true;
    made->anchor();
    return made;
}

Outcome<std::unique_ptr<Case>> Case::open(const fs::path& path, CaseAccess access)
{
    auto opened = openAny(path, access);
    if (!opened || (*opened)->m_format == kSchemaVersion)
        return opened;
    if (access == CaseAccess::ReadWrite)
        return fail(Status::Storage,
            path.string() + " has format " + std::to_string((*opened)->m_format)
                + ", of an earlier version; this one writes format " + std::to_string(kSchemaVersion) + ".",
            "`packetrecorder migrate` adds what is new and changes nothing that is there.");
    return opened;
}

Outcome<std::int64_t> Case::migrate(const fs::path& path)
{
    auto opened = openAny(path, CaseAccess::ReadWrite);
    if (!opened)
        return Unexpected{std::move(opened.error())};
    const auto from = (*opened)->m_format;
    if (from == kSchemaVersion)
        return from;
    if (auto done = migrateSchema((*opened)->database()); !done)
        return Unexpected{std::move(done.error())};
    if (auto done =
            (*opened)->audit("migrate", "format " + std::to_string(from) + " to " + std::to_string(kSchemaVersion));
        !done)
        return Unexpected{std::move(done.error())};
    return from;
}

Outcome<std::unique_ptr<Case>> Case::openAny(const fs::path& given, CaseAccess access)
{
    const auto path = resolved(given);
    if (!path)
        return Unexpected{path.error()};
    if (auto done = checkFile(*path); !done)
        return Unexpected{done.error()};
    // A writer of ours that died leaves its session open, and perhaps a commit half done, which no reader can read.
    // Where that cannot be mended (another user's file, a full disk) it is read as far as it goes.
    std::vector<std::string> mended;
    if (access == CaseAccess::ReadOnly && writerDied(*path) && writerIsOurs(*path))
        if (auto mending = open(*path, CaseAccess::ReadWrite))
            mended = (*mending)->warnings();
    const bool wal = holdsBytes(beside(*path, "-wal"));
    const bool foreignWal = wal && !writerIsOurs(*path);
    if (access == CaseAccess::ReadWrite && holdsBytes(beside(*path, "-journal")) && !writerIsOurs(*path))
        return fail(Status::Storage, path->string() + " has a rollback journal that this program did not write here.",
            "Open it read-only, or where it was written.");
    if (foreignWal && access == CaseAccess::ReadWrite)
        return fail(Status::Storage, path->string() + " has a write-ahead log that this program did not write here.",
            "Open it read-only, or export it into a case of your own.");

    std::unique_ptr<WriterLock> lock;
    if (access == CaseAccess::ReadWrite) {
        auto taken = WriterLock::take(*path);
        if (!taken)
            return Unexpected{taken.error()};
        lock = std::make_unique<WriterLock>(std::move(*taken));
    }
    fs::path folder;
    if (foreignWal) {
        auto copied = copyAside(*path);
        if (!copied)
            return Unexpected{copied.error()};
        folder = *copied;
    }
    const auto place = foreignWal ? folder / "case" : *path;
    // On a medium that cannot be written, a file whose last writer used a log opens only as one that nobody changes.
    const bool frozen = !wal && ::access(path->parent_path().c_str(), W_OK) != 0;
    auto database = Database::open(place,
        access == CaseAccess::ReadWrite ? Database::Access::ReadWrite
            : frozen                    ? Database::Access::Immutable
                                        : Database::Access::ReadOnly);
    if (!database)
        return Unexpected{database.error()};
    std::unique_ptr<Case> opened{new Case{*path, std::move(*database)}};
    opened->m_privateFolder = folder;
    opened->m_lock = std::move(lock);
    opened->m_writable = access == CaseAccess::ReadWrite;
    if (auto done = opened->recognise(); !done)
        return Unexpected{done.error()};
    opened->m_named = opened->m_writable;
    if (foreignWal)
        opened->m_warnings.push_back(
            "The case came with a write-ahead log from elsewhere and is read from a private copy.");
    opened->compareWithAnchor();
    for (auto& warning : mended)  // what it says of the anchor is true no more once the session is closed
        if (std::find(opened->m_warnings.begin(), opened->m_warnings.end(), warning) == opened->m_warnings.end())
            opened->m_warnings.push_back(std::move(warning));
    if (opened->m_writable && opened->m_format == kSchemaVersion) {
        opened->useJournal(Journal::Wal);
        for (const auto& warning : opened->m_warnings)
            if (auto noted = opened->audit("opened", warning); !noted)
                return Unexpected{noted.error()};
        if (auto done = recoverSessions(*opened); !done)
            return Unexpected{done.error()};
    }
    return opened;
}

Case::~Case()
{
    if (m_writable && m_id.size()) {
        // The log is folded in and removed, so that the file stands alone; readers that still have it open prevent
        // that.
        m_database->takeOutcome().has_value();
        const bool unfinished = holdsOpenSession(*this);
        if (m_wal)
            m_database->run("PRAGMA wal_checkpoint(TRUNCATE)");
        m_database->run("PRAGMA journal_mode=DELETE");
        m_wal = holdsBytes(beside(m_path, "-wal"));
        m_named = unfinished;
        m_database->takeOutcome().has_value();
        anchor();
        m_database.reset();
        // a lock that nobody holds tells the next reader that there is something to mend
        m_lock.reset();
        if (unfinished)
            ::close(::open(beside(m_path, ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    }
    m_database.reset();
    std::error_code ignored;
    if (!m_privateFolder.empty())
        fs::remove_all(m_privateFolder, ignored);
}

Outcome<void> Case::recognise()
{
    if (auto done = checkHeader(*m_database); !done)
        return done;
    if (auto done = checkSchema(*m_database); !done)
        return done;
    m_format = m_database->integer("PRAGMA user_version");
    m_id = m_database->text("SELECT value FROM info WHERE key='case'");
    if (m_database->ok() && m_id.size() != 32)
        return fail(Status::Storage, m_path.string() + " is damaged: it has no identity.");
#ifndef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION  // the fuzzer is here for what stands behind this check
    if (auto done = checkForeign(*m_database, m_id, m_warnings); !done) {
        m_id.clear();  // not a case of ours to close: nothing is written into it
        return done;
    }
#endif
    if (!m_writable)
        m_database->denyWrites();
    return m_database->outcome();
}

void Case::compareWithAnchor()
{
    const auto anchor = readAnchor(m_id);
    if (!anchor) {
        m_warnings.emplace_back("This case has no anchor on this machine: a missing end would not be noticed.");
        return;
    }
    const auto now = readHeads(*m_database, m_id);
    const auto hashAt = [&](const char* sql, std::uint64_t sequence, const Digest& start) {
        auto statement = m_database->prepare(sql);
        statement.start(sequence);
        return sequence == 0 ? start : statement.next() ? digestOf(statement.blob(0)) : Digest{};
    };
    const auto start = chainStart(m_id);
    auto status = m_database->prepare("SELECT packets FROM session_status WHERE session=?");
    status.start(anchor->session);
    const auto packets = status.next() ? static_cast<std::uint64_t>(status.integer(0)) : 0;
    status.reset();
    if (now.ledger.sequence < anchor->heads.ledger.sequence || now.audit.sequence < anchor->heads.audit.sequence
        || packets < anchor->packets)
        m_warnings.emplace_back("The end of the case is missing: its anchor has seen more than the file holds.");
    else if (hashAt("SELECT hash FROM ledger WHERE sequence=?", anchor->heads.ledger.sequence, start)
            != anchor->heads.ledger.hash
        || hashAt("SELECT hash FROM audit WHERE sequence=?", anchor->heads.audit.sequence, start)
            != anchor->heads.audit.hash)
        m_warnings.emplace_back("The chain of the case is not the one that its anchor has seen: it was recomputed.");
}

void Case::useJournal(Journal journal)
{
    m_database->run("PRAGMA synchronous=FULL");
    m_database->run("PRAGMA cache_spill=OFF");
    m_database->run("PRAGMA cache_size=-32768");
    if (journal == Journal::Wal) {
        m_wal = true;
        anchor();  // before the first log exists: it names the file whose log is ours
    }
    auto mode =
        m_database->prepare(journal == Journal::Wal ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=TRUNCATE");
    m_wal = mode.next() && mode.text(0) == "wal";
}

Heads Case::heads()
{
    return readHeads(*m_database, m_id);
}

Outcome<void> Case::audit(std::string_view action, std::string_view detail)
{
    Transaction transaction{*m_database, Transaction::Kind::Write};
    appendAudit(*m_database, m_id, wallClock(), action, detail);
    transaction.commit();
    return m_database->outcome();
}

void Case::anchor()
{
    Anchor anchor{heads(), 0, 0, 0, 0};
    auto last = m_database->prepare("SELECT session, packets FROM session_status ORDER BY session DESC LIMIT 1");
    if (last.next()) {
        anchor.session = last.integer(0);
        anchor.packets = static_cast<std::uint64_t>(last.integer(1));
    }
    last.reset();
    struct stat status { };
    if ((m_wal || m_named) && ::lstat(m_path.c_str(), &status) == 0) {
        anchor.device = status.st_dev;
        anchor.inode = status.st_ino;
    }
    if (m_database->ok())
        writeAnchor(m_id, anchor);
}

}  // namespace pr::store
