// The rows that protocols write, on their way into tables made from their declarations.
#pragma once

#include "core/fields/events.h"
#include "core/store/database.h"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace pr::store {

class EventRows {
public:
    EventRows(Database& database, SessionId session, std::int64_t analysis)
        : m_database{&database}, m_session{session}, m_analysis{analysis}
    {
    }
    /// Inside a transaction. Makes the tables that are not there yet, and adds columns that an older program did not
    /// know.
    bool add(const EventBuffer& events);
    std::uint64_t count() const { return m_count; }

private:
    struct Table {
        Statement insert;
        std::uint64_t rows = 0;
    };
    Table& tableFor(const EventTable& declared);
    void ensure(const EventTable& declared);

    Database* m_database;
    SessionId m_session;
    std::int64_t m_analysis;
    std::unordered_map<const EventTable*, Table> m_tables;
    std::uint64_t m_count = 0;
    std::string m_text;
};

/// Names of the tables of events in the case, with their prefix.
std::vector<std::string> eventTables(Database& database);
/// Inside a transaction: the index of every event table by flow. Kept up while rows are added in packet order it would
/// cost far more than building it once.
bool buildEventIndexes(Database& database);

}  // namespace pr::store
