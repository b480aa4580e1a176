// The rows that protocols write, on their way into tables made from their declarations.
#pragma once

#include "core/fields/events.h"
#include "core/store/database.h"
#include "core/store/interner.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pr::store {

/// A text that an earlier row of the same table has in the same column stands as a reference to it: user agents, names
/// of issuers and lists of cipher suites come again and again. A certificate stands as a reference to its row in the
/// table of certificates. What begins with kMark is either a reference (kMark, '#', number of the row) or a text or
/// bytes that begin so themselves (kMark, '=', the text).
namespace repeated {
inline constexpr char kMark = '\1';
/// The row that a stored text refers to; nothing where it stands for itself.
std::optional<std::uint64_t> rowOf(std::string_view stored);
/// The text that is no reference.
std::string_view plain(std::string_view stored);
}  // namespace repeated

class EventRows {
public:
    /// `keep` is given the bytes of each ColumnType::Certificate, and gives the number of the row that has them.
    EventRows(Database& database, SessionId session, std::int64_t analysis, std::function<std::uint64_t(Bytes)> keep)
        : m_database{&database}, m_session{session}, m_analysis{analysis}, m_keep{std::move(keep)}
    {
    }
    /// Inside a transaction. Makes the tables that are not there yet, and adds columns that an older program did not
    /// know.
    bool add(const EventBuffer& events);
    std::uint64_t count() const { return m_count; }

private:
    /// Long texts of a column and the rows that have them in full.
    struct Texts {
        Interner known;
        std::vector<std::uint64_t> rows;
        std::size_t bytes = 0;
    };
    struct Table {
        Statement insert;
        std::uint64_t rows = 0;
        std::vector<Texts> texts;  ///< by column
    };
    static Cell shortened(Texts& texts, std::uint64_t row, const Cell& cell, std::deque<std::string>& buffers);
    Table& tableFor(const EventTable& declared);
    void ensure(const EventTable& declared);

    Database* m_database;
    SessionId m_session;
    std::int64_t m_analysis;
    std::function<std::uint64_t(Bytes)> m_keep;
    std::unordered_map<const EventTable*, Table> m_tables;
    std::uint64_t m_count = 0;
};

/// Names of the tables of events in the case, with their prefix.
std::vector<std::string> eventTables(Database& database);
/// Inside a transaction: the index of every event table by flow. Kept up while rows are added in packet order it would
/// cost far more than building it once.
bool buildEventIndexes(Database& database);

}  // namespace pr::store
