#include "core/store/database.h"

#include "core/base/limits.h"

#include <array>
#include <utility>

namespace pr::store {

namespace {

constexpr int kBusyMilliseconds = 2000;
constexpr int kOperationsBetweenChecks = 1000;

struct Switch {
    int option;
    int value;
};

constexpr std::array kSwitches{
    Switch{SQLITE_DBCONFIG_DEFENSIVE, 1},
    Switch{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    Switch{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    Switch{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    Switch{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    Switch{SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
    Switch{SQLITE_DBCONFIG_DQS_DML, 0},
    Switch{SQLITE_DBCONFIG_DQS_DDL, 0},
    Switch{SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
};

// A block of one oversized packet is the longest value; everything else is far smaller.
constexpr std::array kLimits{
    Switch{SQLITE_LIMIT_LENGTH, static_cast<int>(limits::packetBytes + 16 * limits::MiB)},
    Switch{SQLITE_LIMIT_SQL_LENGTH, 64 * 1024},
    Switch{SQLITE_LIMIT_COLUMN, 64},
    Switch{SQLITE_LIMIT_EXPR_DEPTH, 50},
    Switch{SQLITE_LIMIT_COMPOUND_SELECT, 5},
    Switch{SQLITE_LIMIT_VDBE_OP, 100'000},
    Switch{SQLITE_LIMIT_FUNCTION_ARG, 8},
    Switch{SQLITE_LIMIT_ATTACHED, 0},
    Switch{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 256},
    Switch{SQLITE_LIMIT_VARIABLE_NUMBER, 256},
    Switch{SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    Switch{SQLITE_LIMIT_WORKER_THREADS, 0},
};

int allowReading(void*, int action, const char*, const char*, const char*, const char*)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_TRANSACTION: return SQLITE_OK;
    default: return SQLITE_DENY;
    }
}

int flagsOf(Database::Access access)
{
    constexpr int always =
        SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    switch (access) {
    case Database::Access::Create: return always | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Access::ReadWrite: return always | SQLITE_OPEN_READWRITE;
    case Database::Access::ReadOnly: return always | SQLITE_OPEN_READONLY;
    case Database::Access::Immutable: return always | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    }
    return always | SQLITE_OPEN_READONLY;
}

// A file: URI in which no character of the path has a meaning of its own.
std::string immutableUri(const std::filesystem::path& path)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : path.string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '/' || c == '.' || c == '-' || c == '_')
            uri += c;
        else
            ((uri += '%') += digits[byte >> 4]) += digits[byte & 15U];
    }
    return uri + "?immutable=1";
}

Failure failureOf(int code, const std::string& message, const std::filesystem::path& path)
{
    const auto name = path.string();
    if (code == SQLITE_READONLY_ROLLBACK)
        return {Status::Storage, name + " was left in the middle of a change that only its writer can undo.",
            "Open it where it was written, and as the user who wrote it."};
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {Status::Storage, name + " is locked by another program.", "Try again when it is done."};
    case SQLITE_NOTADB: return {Status::Storage, name + " is not a case file.", ""};
    case SQLITE_CORRUPT:
        return {Status::Storage, name + " is damaged: " + message + ".",
            "Restore it from a copy; `verify` says what is left."};
    case SQLITE_FULL:
        return {Status::Storage, "The disk of " + name + " is full.", "Free some space; what is committed is kept."};
    case SQLITE_CANTOPEN:
        return {Status::Storage, "cannot open " + name + ": " + message + ".", "Check the path and its permissions."};
    case SQLITE_READONLY:
    case SQLITE_PERM: return {Status::Storage, "cannot write " + name + ": " + message + ".", "Check its permissions."};
    case SQLITE_INTERRUPT:
        return {Status::Storage, name + " took too long to answer.", "It may be damaged; `verify` says what is left."};
    default: return {Status::Storage, "cannot use " + name + ": " + message + ".", ""};
    }
}

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : m_database{std::exchange(other.m_database, nullptr)}, m_statement{std::exchange(other.m_statement, nullptr)}
{
}

Statement& Statement::operator=(Statement&& other) noexcept
{
    std::swap(m_database, other.m_database);
    std::swap(m_statement, other.m_statement);
    return *this;
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

void Statement::startCells(std::span<const Cell> cells)
{
    reset();
    int at = 0;
    for (const auto& cell : cells)
        bindCell(++at, cell);
}

bool Statement::next()
{
    if (!m_statement || !m_database->ok())
        return false;
    m_database->startClock();
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    sqlite3_reset(m_statement);
    if (code != SQLITE_DONE)
        m_database->failed(code);
    return false;
}

void Statement::reset()
{
    if (m_statement)
        sqlite3_reset(m_statement);
}

std::string_view Statement::text(int column) const
{
    const auto* at = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return at ? std::string_view{at, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))}
              : std::string_view{};
}

Bytes Statement::blob(int column) const
{
    const auto* at = static_cast<const std::byte*>(sqlite3_column_blob(m_statement, column));
    return at ? Bytes{at, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))} : Bytes{};
}

Cell Statement::cell(int column) const
{
    switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_INTEGER: return integer(column);
    case SQLITE_FLOAT: return real(column);
    case SQLITE_TEXT: return text(column);
    case SQLITE_BLOB: return blob(column);
    default: return {};
    }
}

void Statement::bindCell(int at, const Cell& cell)
{
    if (!m_statement || !m_database->ok())
        return;
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&cell))
        code = sqlite3_bind_int64(m_statement, at, *number);
    else if (const auto* real = std::get_if<double>(&cell))
        code = sqlite3_bind_double(m_statement, at, *real);
    else if (const auto* text = std::get_if<std::string_view>(&cell))
        code = sqlite3_bind_text64(
            m_statement, at, text->data() ? text->data() : "", text->size(), SQLITE_STATIC, SQLITE_UTF8);
    else if (const auto* bytes = std::get_if<Bytes>(&cell))
        code = bytes->empty() ? sqlite3_bind_zeroblob(m_statement, at, 0)
                              : sqlite3_bind_blob64(m_statement, at, bytes->data(), bytes->size(), SQLITE_STATIC);
    else
        code = sqlite3_bind_null(m_statement, at);
    if (code != SQLITE_OK)
        m_database->failed(code);
}

bool Statement::done() const
{
    return m_database && m_database->ok();
}

Outcome<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path, Access access)
{
    sqlite3* handle = nullptr;
    const auto name = access == Access::Immutable ? immutableUri(path) : path.string();
    const int code = sqlite3_open_v2(name.c_str(), &handle, flagsOf(access), "unix");
    std::unique_ptr<Database> database{new Database{path, handle}};
    if (code != SQLITE_OK) {
        database->failed(code);
        return Unexpected{database->outcome().error()};
    }
    for (const auto& [option, value] : kSwitches) {
        int now = -1;
        sqlite3_db_config(handle, option, value, &now);
        if (now != value)
            return fail(Status::Storage, "This SQLite library cannot be made safe for foreign files.", "Update it.");
    }
    for (const auto& [limit, value] : kLimits)
        sqlite3_limit(handle, limit, value);
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    database->m_readOnly = access == Access::ReadOnly || access == Access::Immutable;
    if (database->m_readOnly)
        sqlite3_progress_handler(
            handle, kOperationsBetweenChecks,
            [](void* self) {
                return static_cast<int>(std::chrono::steady_clock::now() > static_cast<Database*>(self)->m_deadline);
            },
            database.get());
    database->startClock();
    database->run("PRAGMA mmap_size=0");
    database->run("PRAGMA cell_size_check=ON");
    database->run("PRAGMA temp_store=MEMORY");
    return database;
}

Database::~Database()
{
    sqlite3_close_v2(m_handle);
}

Outcome<void> Database::outcome() const
{
    return ok() ? Outcome<void>{} : Outcome<void>{Unexpected{failureOf(m_code, m_message, m_path)}};
}

Outcome<void> Database::takeOutcome()
{
    auto result = outcome();
    m_code = SQLITE_OK;
    return result;
}

Statement Database::prepare(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    if (!ok())
        return {};
    startClock();
    const int code = sqlite3_prepare_v3(
        m_handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        failed(code);
    return {this, statement};
}

bool Database::run(std::string_view sql)
{
    return prepare(sql).run();
}

std::int64_t Database::integer(std::string_view sql, std::int64_t none)
{
    auto statement = prepare(sql);
    return statement.next() ? statement.integer(0) : none;
}

std::string Database::text(std::string_view sql)
{
    auto statement = prepare(sql);
    return statement.next() ? std::string{statement.text(0)} : std::string{};
}

void Database::denyWrites()
{
    sqlite3_set_authorizer(m_handle, allowReading, nullptr);
}

void Database::front(const char* table, const char* column, std::int64_t row,
    const std::function<std::size_t(Bytes peek)>& size, std::size_t peek, std::string& out)
{
    startClock();
    sqlite3_blob* blob = nullptr;
    auto code = sqlite3_blob_open(m_handle, "main", table, column, row, 0, &blob);
    if (code == SQLITE_OK) {
        const auto all = static_cast<std::size_t>(sqlite3_blob_bytes(blob));
        std::array<char, 64> first{};
        const auto peeked = std::min({peek, all, first.size()});
        code = sqlite3_blob_read(blob, first.data(), static_cast<int>(peeked), 0);
        if (code == SQLITE_OK) {
            out.resize(std::min(size(bytesOf({first.data(), peeked})), all));
            code = sqlite3_blob_read(blob, out.data(), static_cast<int>(out.size()), 0);
        }
    }
    if (code != SQLITE_OK) {
        failed(code);
        out.clear();
    }
    sqlite3_blob_close(blob);
}

std::string Database::part(
    const char* table, const char* column, std::int64_t row, std::uint64_t from, std::size_t bytes)
{
    startClock();
    sqlite3_blob* blob = nullptr;
    std::string out;
    auto code = sqlite3_blob_open(m_handle, "main", table, column, row, 0, &blob);
    if (const auto all = code == SQLITE_OK ? static_cast<std::uint64_t>(sqlite3_blob_bytes(blob)) : 0;
        from <= all && bytes <= all - from) {
        out.resize(bytes);
        if (code == SQLITE_OK)
            code = sqlite3_blob_read(blob, out.data(), static_cast<int>(bytes), static_cast<int>(from));
    }
    if (code != SQLITE_OK) {
        failed(code);
        out.clear();
    }
    sqlite3_blob_close(blob);
    return out;
}

std::string Database::header(std::size_t bytes)
{
    sqlite3_file* file = nullptr;
    sqlite3_file_control(m_handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    std::string out(bytes, '\0');
    if (!file || !file->pMethods || file->pMethods->xRead(file, out.data(), static_cast<int>(bytes), 0) != SQLITE_OK)
        return {};
    return out;
}

void Database::failed(int code)
{
    if (!ok())
        return;
    m_code = code;
    m_message = m_handle ? sqlite3_errmsg(m_handle) : sqlite3_errstr(code);
}

Transaction::Transaction(Database& database, Kind kind)
    : m_database{&database}, m_open{database.run(kind == Kind::Read ? "BEGIN" : "BEGIN IMMEDIATE")}
{
}

Transaction::~Transaction()
{
    // Through the handle: after a failure the database itself refuses further work, and the lock must go all the same.
    if (m_open && !sqlite3_get_autocommit(m_database->handle()))
        sqlite3_exec(m_database->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Transaction::commit()
{
    if (m_open && m_database->run("COMMIT"))
        m_open = false;
    return !m_open && m_database->ok();
}

}  // namespace pr::store
