// Rows of the tables that people look at (flows, events, certificates, audit), a bounded number at a time.
#pragma once

#include "core/dissect/outcome.h"
#include "core/store/case.h"
#include "core/store/records.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pr::store {

/// The analysis that holds for a session now: the owner of its rows.
Outcome<std::int64_t> analysisOf(Database& database, SessionId session);
/// A failure where another analysis holds by now: the rows of this one go, and what is read of them is not all.
Outcome<void> analysisHolds(Database& database, SessionId session, std::int64_t analysis);

struct BlobCell {
    std::string bytes;
    friend bool operator==(const BlobCell&, const BlobCell&) = default;
};
/// A cell that owns what it holds.
using OwnedCell = std::variant<std::monostate, std::int64_t, double, std::string, BlobCell>;

struct TableRow {
    std::int64_t key = 0;          ///< grows with the order of writing: a place to go on from
    std::vector<OwnedCell> cells;  ///< in the order of columns()
};

/// Rows of one table of events of a session, in packet order.
class TableReader {
public:
    struct Selection {
        std::optional<FlowId> flow;                    ///< of this flow only
        PacketNumber first{0}, last{UINT64_MAX >> 1};  ///< of these packets only
        std::int64_t after = 0;                        ///< rows behind this key only
    };
    /// `table`: the declared name, without prefix. A table that nobody has written to yet has no columns and no rows.
    static Outcome<TableReader> open(Case& opened, std::string_view table, SessionId session, Selection selection);
    static Outcome<TableReader> open(Case& opened, std::string_view table, SessionId session)
    {
        return open(opened, table, session, Selection{});
    }

    /// "packet", "time", "flow", then the declared ones.
    const std::vector<std::string>& columns() const { return m_columns; }
    /// The next rows; none at the end. Rows that were committed meanwhile are found by asking again.
    Outcome<std::vector<TableRow>> next(std::size_t most = 1000);

private:
    Outcome<OwnedCell> cellOf(const Cell& cell, std::size_t column);

    Database* m_database = nullptr;
    SessionId m_session;
    std::int64_t m_analysis = 0;
    Selection m_selection;
    std::vector<std::string> m_columns;
    std::string m_name;  ///< of the table
    std::string m_sql;
    std::map<std::pair<std::size_t, std::uint64_t>, std::string> m_texts;  ///< by column and row, of repeated ones
};

/// Declared names of the tables that hold rows of any session.
Outcome<std::vector<std::string>> eventTableNames(Case& opened);

/// A flow as its last row says.
struct StoredFlow {
    std::string transport;
    dissect::FlowRecord record;  ///< but for its transport, which stands beside it: a view needs an owner
};

/// Flows of a session, each once, in the order of their last rows.
class FlowReader {
public:
    static Outcome<FlowReader> open(Case& opened, SessionId session);
    Outcome<std::vector<StoredFlow>> next(std::size_t most = 1000);
    static Outcome<std::optional<StoredFlow>> find(Case& opened, SessionId session, FlowId flow);
    /// The first packet of a flow of a finished session; 0 while it grows, or where there is no such flow.
    static Outcome<PacketNumber> firstPacket(Case& opened, SessionId session, FlowId flow);

private:
    Database* m_database = nullptr;
    SessionId m_session;
    std::int64_t m_analysis = 0;
    std::uint64_t m_next = 0;
    std::vector<bool> m_superseded;  // by row; empty: none is
};

struct CertificateRow {
    Digest digest;
    std::string der;
};
Outcome<std::vector<CertificateRow>> certificates(Case& opened, SessionId session);

struct AuditRow {
    std::uint64_t sequence;
    std::int64_t time;  ///< wall clock, ns UTC
    std::string who, action, detail;
};
Outcome<std::vector<AuditRow>> auditRows(Case& opened);

}  // namespace pr::store
