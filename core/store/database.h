// A connection to the case file: plain sqlite3 with a sticky failure, as Cursor has a sticky fault. After the first
// failure nothing more is done, so a function asks outcome() once at its end.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace pr::store {

/// What goes into a cell or comes out of one; text and bytes belong to somebody else.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string_view, Bytes>;

class Database;

/// A prepared statement. Must not outlive its Database.
class Statement {
public:
    Statement() = default;
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    explicit operator bool() const { return m_statement != nullptr; }

    /// Binds the values in order and runs the statement to its end. False: the database has failed.
    template <class... T> bool run(const T&... values)
    {
        start(values...);
        while (next()) { }
        return done();
    }
    /// Binds the values in order; next() then gives the rows. Bound text and bytes must live until reset() or the end.
    template <class... T> void start(const T&... values)
    {
        reset();
        int at = 0;
        (bind(++at, values), ...);
    }
    void startCells(std::span<const Cell> cells);
    /// Whether there is another row. At the end the statement is reset, so that no lock is kept.
    bool next();
    void reset();

    /// Cells of the row, from 0. Bytes and text live until the next call of next() or reset().
    std::int64_t integer(int column) const { return sqlite3_column_int64(m_statement, column); }
    double real(int column) const { return sqlite3_column_double(m_statement, column); }
    std::string_view text(int column) const;
    Bytes blob(int column) const;
    bool isNull(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }
    Cell cell(int column) const;
    int columns() const { return sqlite3_column_count(m_statement); }
    std::string_view columnName(int column) const { return sqlite3_column_name(m_statement, column); }

private:
    friend class Database;
    Statement(Database* database, sqlite3_stmt* statement) : m_database{database}, m_statement{statement} { }

    template <class T> void bind(int at, const T& value)
    {
        if constexpr (std::is_same_v<T, Cell>)
            bindCell(at, value);
        else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
            bindCell(at, Cell{static_cast<std::int64_t>(value)});
        else if constexpr (std::is_floating_point_v<T>)
            bindCell(at, Cell{static_cast<double>(value)});
        else if constexpr (std::is_convertible_v<const T&, std::string_view>)
            bindCell(at, Cell{std::string_view{value}});
        else
            bindCell(at, Cell{Bytes{value}});
    }
    void bindCell(int at, const Cell& cell);
    bool done() const;

    Database* m_database = nullptr;
    sqlite3_stmt* m_statement = nullptr;
};

/// Stays where it was made: statements refer to it.
class Database {
public:
    enum class Access { Create, ReadWrite, ReadOnly, Immutable };

    /// Opens with every defensive switch and limit set before the first SQL statement (security.md 6.3).
    static Outcome<std::unique_ptr<Database>> open(const std::filesystem::path& path, Access access);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    bool ok() const { return m_code == SQLITE_OK; }
    /// SQLite's extended result code of the first failure.
    int code() const { return m_code; }
    /// The first failure, in words; it stays.
    Outcome<void> outcome() const;
    /// The same, and work may go on: for readers, where one answer failed.
    Outcome<void> takeOutcome();

    Statement prepare(std::string_view sql);
    /// Runs one statement whose rows nobody wants.
    bool run(std::string_view sql);
    bool inTransaction() const { return sqlite3_get_autocommit(m_handle) == 0; }
    /// First cell of the first row; `none` where there is no row.
    std::int64_t integer(std::string_view sql, std::int64_t none = 0);
    std::string text(std::string_view sql);

    /// Nothing but SELECT, and no recursion, from here on.
    void denyWrites();
    /// The first bytes of one blob without those behind them, as many as `size` says after a look at the first `peek`
    /// (at most 64). `out` may hold anything before; empty where there is none.
    void front(const char* table, const char* column, std::int64_t row,
        const std::function<std::size_t(Bytes peek)>& size, std::size_t peek, std::string& out);
    /// Bytes out of the middle of one blob; empty where it has not that many.
    std::string part(const char* table, const char* column, std::int64_t row, std::uint64_t from, std::size_t bytes);
    /// The first bytes of the file, read through SQLite's own descriptor: closing another one would drop its locks.
    std::string header(std::size_t bytes);
    const std::filesystem::path& path() const { return m_path; }
    sqlite3* handle() { return m_handle; }

private:
    friend class Statement;
    Database(std::filesystem::path path, sqlite3* handle) : m_path{std::move(path)}, m_handle{handle} { }
    void failed(int code);
    void startClock() { m_deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10}; }

    std::filesystem::path m_path;
    sqlite3* m_handle;
    int m_code = SQLITE_OK;
    std::string m_message;
    std::chrono::steady_clock::time_point m_deadline;
    bool m_readOnly = false;
};

/// Why reading a table in pages stops: a damaged tree can give its rows in any order, and for ever.
inline Failure outOfOrder(std::string_view table)
{
    return {Status::Storage, "The rows of the table " + std::string{table} + " are out of order: the case is damaged.",
        "packetrecorder verify says what still holds."};
}

/// BEGIN … COMMIT; rolled back at the end of the scope unless commit() was called.
class Transaction {
public:
    enum class Kind { Read, Write };
    Transaction(Database& database, Kind kind);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    bool commit();

private:
    Database* m_database;
    bool m_open;
};

}  // namespace pr::store
