// A case file that is open: who may open it, what is wrong with it, and the one connection of this thread.
#pragma once

#include "core/store/database.h"
#include "core/store/ledger.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace pr::store {

enum class CaseAccess : std::uint8_t { ReadOnly, ReadWrite };

/// How commits reach the file (DESIGN.md 4).
enum class Journal : std::uint8_t {
    Truncate,  ///< import into a new case: pages are written once; readers wait during a commit
    Wal,       ///< capture, and work on a case that others read
};

/// Held by the one writer of a case: a locked file beside it with the writer's process id.
class WriterLock {
public:
    static Outcome<WriterLock> take(const std::filesystem::path& casePath);
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&& other) noexcept;
    ~WriterLock();

private:
    WriterLock(std::filesystem::path path, int descriptor) : m_path{std::move(path)}, m_descriptor{descriptor} { }

    std::filesystem::path m_path;
    int m_descriptor = -1;
};

/// One case, one connection, one thread. Another thread opens the case again, read-only.
class Case {
public:
    /// Makes a new file; one that exists already is refused.
    static Outcome<std::unique_ptr<Case>> create(const std::filesystem::path& path);
    /// Refuses by name what is not ours, newer, damaged, locked or foreign; then nothing has been changed. Read-only
    /// writes only where a writer of ours died: it is opened read-write once for what that mends. Read-write takes the
    /// writer's lock and closes the sessions of a writer that died as "recovered". A case of an older format is read as
    /// it is; to be written, it must be migrated.
    static Outcome<std::unique_ptr<Case>> open(const std::filesystem::path& path, CaseAccess access);
    /// Brings a case of an older format up to date: adds tables, changes nothing that is there, says so in the audit.
    /// Gives the format that it had.
    static Outcome<std::int64_t> migrate(const std::filesystem::path& path);
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;
    ~Case();

    const std::filesystem::path& path() const { return m_path; }
    /// 32 hexadecimal digits, random, for life.
    const std::string& id() const { return m_id; }
    bool writable() const { return m_writable; }
    /// The version of its tables.
    std::int64_t format() const { return m_format; }
    /// What its reader should know: "the end of the case is missing", "written on another machine". Whole sentences.
    const std::vector<std::string>& warnings() const { return m_warnings; }

    /// Changes how commits are written. A case that others have open stays as it is.
    void useJournal(Journal journal);
    Heads heads();
    /// Writes down who did what, in a transaction of its own.
    Outcome<void> audit(std::string_view action, std::string_view detail);
    /// Brings the anchor outside the case up to date.
    void anchor();

    Database& database() { return *m_database; }

private:
    Case(std::filesystem::path path, std::unique_ptr<Database> database)
        : m_path{std::move(path)}, m_database{std::move(database)}
    {
    }
    static Outcome<std::unique_ptr<Case>> openAny(const std::filesystem::path& path, CaseAccess access);
    Outcome<void> recognise();
    void compareWithAnchor();

    std::filesystem::path m_path;
    std::filesystem::path m_privateFolder;  ///< holds our copy of a case whose write-ahead log is not ours
    std::unique_ptr<WriterLock> m_lock;
    std::unique_ptr<Database> m_database;
    std::string m_id;
    std::vector<std::string> m_warnings;
    std::int64_t m_format = 0;
    bool m_writable = false;
    bool m_wal = false;
    bool m_named = false;  ///< the anchor says that we have the file open for writing
};

/// Wall clock, ns since 1970 UTC: for the capture's own metadata only.
std::int64_t wallClock();

}  // namespace pr::store
