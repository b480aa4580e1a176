// The chain over all evidence, and the anchor outside the case that remembers how far it had come.
#pragma once

#include "core/base/sha256.h"
#include "core/store/database.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace pr::store {

/// What an entry of the ledger is about. Stored and hashed: append, never renumber.
enum class LedgerKind : std::uint32_t {
    Session = 1,
    SessionEnd = 2,
    Interface = 3,
    SourceFile = 4,
    SourceDigest = 5,
    Item = 6,
    Secret = 7,
    Dropped = 8,
    Block = 9,
    Tombstone = 10,  ///< the block was given up by a ring; its digest stays
};

/// Table whose rows entries of this kind are about; blocks and tombstones have their own digest.
std::string_view tableOf(LedgerKind kind);

struct ChainHead {
    std::uint64_t sequence = 0;  ///< 0: the chain is empty and `hash` is its start
    Digest hash{};
    friend bool operator==(const ChainHead&, const ChainHead&) = default;
};

struct Heads {
    ChainHead ledger, audit;
};

/// Where the chains of a case begin: bound to its identity.
Digest chainStart(std::string_view caseId);
/// SHA-256("prec-ledger-v1" ‖ previous ‖ sequence u64 ‖ kind u32 ‖ reference u64 ‖ digest), integers little-endian.
Digest ledgerHash(
    const Digest& previous, std::uint64_t sequence, std::uint32_t kind, std::uint64_t reference, const Digest& digest);
/// SHA-256("prec-audit-v1" ‖ previous ‖ sequence u64 ‖ digest of the row's other cells).
Digest auditHash(const Digest& previous, std::uint64_t sequence, const Digest& row);

/// Digest of a row of evidence over its canonical encoding: "prec-row-v1", the table's name, then each cell as a type
/// and its value, integers eight bytes little-endian, text and bytes with their length in front.
Digest rowDigest(std::string_view table, std::span<const Cell> cells);

/// A blob of 32 bytes as a digest; zeros for any other blob.
Digest digestOf(Bytes blob);

/// Appends to the chain; to be used inside a transaction.
class Ledger {
public:
    Ledger(Database& database, std::string_view caseId);
    /// Inserts a row of evidence, all cells in the order of the table, and its entry.
    bool insert(LedgerKind kind, std::span<const Cell> cells);
    /// An entry for a row with a digest of its own.
    bool append(LedgerKind kind, std::int64_t reference, const Digest& digest);
    const ChainHead& head() const { return m_head; }

private:
    Database* m_database;
    ChainHead m_head;
    Statement m_insert;
};

Heads readHeads(Database& database, std::string_view caseId);
/// An entry of the audit chain: who did what, quoting the ledger's head. `time`: wall clock, ns UTC.
bool appendAudit(
    Database& database, std::string_view caseId, std::int64_t time, std::string_view action, std::string_view detail);

/// The anchor file: heads of a case as last seen by the program that wrote it, in
/// `$XDG_STATE_HOME/packetrecorder/anchors`.
struct Anchor {
    Heads heads;
    std::uint64_t device = 0, inode = 0;  ///< of the case file that our writer has open, or left a log beside; 0: none
    // The ledger knows full blocks; this, how far the tail of the last session had come.
    std::int64_t session = 0;
    std::uint64_t packets = 0;
};
std::optional<Anchor> readAnchor(std::string_view caseId);
/// Replaces it in one step. False where there is no place for it (no home directory).
bool writeAnchor(std::string_view caseId, const Anchor& anchor);

}  // namespace pr::store
