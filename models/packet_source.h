// What the window needs from a case: plain data and calls that may take time. Nothing here knows Qt, SQL or a parser.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace pr::models {

/// The colour that a protocol's name is written in; a protocol that is not listed takes that of what carries it.
enum class Ink : std::uint8_t { Plain, Quiet, Tcp, Udp, Dns, Http, Tls, Quic, Smb, Icmp, Arp };
enum class Severity : std::uint8_t { None, Info, Low, Medium, High, Critical };

/// How the times of a column are written: not at all, in the zone of the window, or as the form says that was chosen
/// for packets, which may count from another packet.
enum class TimeColumn : std::uint8_t { No, Absolute, OfPackets };

struct Column {
    std::string name;        ///< stable, for settings and filters: "ip.src"
    std::string title;       ///< what the header says; that of a time column gets its zone behind it
    int width = 100;         ///< pixels at scale 100 %
    bool right = false;      ///< numbers stand at the right edge
    bool data = true;        ///< monospaced: addresses, numbers, times
    bool inked = false;      ///< written in the row's ink
    bool stretches = false;  ///< takes the width that is left; at most one column
    TimeColumn time = TimeColumn::No;
};

/// What the time of a packet is counted from: times of other packets, ns since 1970 UTC; nothing where there is none.
struct RowClock {
    std::optional<std::int64_t> first;     ///< of the session's first
    std::optional<std::int64_t> previous;  ///< of the one captured before
    std::optional<std::int64_t> shown;     ///< of the one in the row above
};

/// A cell with what it stands for.
struct CellTime {
    int cell = 0;
    std::int64_t time = 0;  ///< ns since 1970 UTC
};
struct ExactCell {
    int cell = 0;
    std::string text;  ///< "4120366" for "4,120,366", "59392" for "58 KiB"
};

struct SortOrder {
    std::string column;  ///< Column::name
    bool descending = false;
};

/// A part of what a row says at length, beside the table.
struct Passage {
    std::string title;
    std::string text;
    std::string filter;  ///< yields the packets that it speaks of; empty: none
    std::string action;  ///< what a button for them says
};

/// One row of a table. The cells are UTF-8 as decoded; the window escapes controls and never reads markup.
struct Row {
    std::uint64_t number = 0;  ///< packet number from 1; in other tables the row's own id
    std::vector<std::string> cells;
    Ink ink = Ink::Plain;
    bool trouble = false;  ///< tinted as a whole: transport trouble
    Severity severity = Severity::None;
    std::string note;    ///< the reason behind the severity, a sentence; may be empty
    std::string filter;  ///< the expression that yields the packets of this row; empty: none
    std::vector<Passage> passages;
    std::vector<CellTime> times;   ///< of cells that are times
    RowClock clock;                ///< of packets
    std::vector<ExactCell> exact;  ///< what is copied in place of the cell's text
};

/// Rows 0 … rowCount()-1 of one table or of one filter's result.
class RowReader {
public:
    virtual ~RowReader() = default;
    /// Known so far; only grows. From any thread, never waits.
    virtual std::uint64_t rowCount() const = 0;
    /// Rows [first, first + count), fewer at the end or when stopped. Not called by two threads at a time.
    virtual std::vector<Row> rows(std::uint64_t first, std::size_t count, std::stop_token stop) = 0;
    /// The first row whose number is `number` or higher, rowCount() if there is none. As rows().
    virtual std::uint64_t rowOf(std::uint64_t number) = 0;
    /// A reader of the same rows for another thread. Never waits.
    virtual std::shared_ptr<RowReader> another() const = 0;
    /// The rows that there are now, in another order; takes time and reports it as 0 … 1. Called on any thread, also
    /// while others read rows. Stopped: null.
    virtual Outcome<std::shared_ptr<RowReader>> sorted(
        const SortOrder& order, std::stop_token stop, const std::function<void(double)>& report) const = 0;
};

enum class Table : std::uint8_t { Packets, Flows, Dns, Http, Tls, Certificates, Alerts };

struct TableInfo {
    Table table = Table::Packets;
    std::vector<Column> columns;
};

/// One import or capture.
struct Session {
    std::int64_t id = 0;
    std::string name;   ///< file or interface
    std::string state;  ///< "complete", "growing", "recovered after a crash" …
    std::uint64_t packets = 0;
    bool growing = false;
    std::string first, last;  ///< packet times, RFC 3339; empty without packets
    std::uint64_t lost = 0;   ///< packets that it did not get
    std::string lostWhere;    ///< "kernel 3, interface 2"
};

/// What a person added to a packet.
struct Remark {
    std::uint64_t packet = 0;
    bool marked = false;
    std::string note;  ///< empty: none
};

/// A line of the field tree; children follow their parent with a higher depth.
struct FieldNode {
    std::string text;          ///< "Source Port: 51422"
    std::string abbreviation;  ///< "tcp.srcport"; empty for a plain text line
    std::string value;         ///< "51422"
    std::string filter;        ///< "tcp.srcport == 51422"; empty if there is none
    std::uint16_t depth = 0;
    std::uint32_t source = 0;  ///< index into Details::sources
    std::uint64_t start = 0;   ///< bytes within the source
    std::uint64_t length = 0;  ///< 0: generated, stands nowhere
    bool bad = false;          ///< malformed, or an expert item of warning or worse
};

struct ByteSource {
    std::string name;  ///< "Frame", "Reassembled TCP", "Decompressed body"
    std::vector<std::byte> bytes;
};

/// A stream that the packet belongs to and that can be followed.
struct FollowTarget {
    std::string protocol;  ///< "tcp", "udp", "tls", "http"
    std::uint64_t stream = 0;
};

struct Details {
    std::uint64_t number = 0;
    std::vector<FieldNode> nodes;
    std::vector<ByteSource> sources;
    std::vector<FollowTarget> follows;
};

struct StreamChunk {
    bool fromServer = false;
    std::uint64_t packet = 0;   ///< where the bytes were completed
    std::uint64_t missing = 0;  ///< bytes that were never captured; then `bytes` is empty
    std::vector<std::byte> bytes;
};

struct StreamContent {
    std::string client, server;  ///< "10.0.0.1:51422"
    std::uint64_t clientBytes = 0, serverBytes = 0;
    std::vector<StreamChunk> chunks;
    bool cut = false;  ///< longer than what is shown
};

/// What the parser says of a filter; columns are bytes from 0 within the text.
struct FilterCheck {
    enum class Verdict : std::uint8_t { Empty, Valid, Suspicious, Invalid } verdict = Verdict::Empty;
    std::string message;
    std::size_t column = 0, length = 0;
};

struct Suggestion {
    std::string text;  ///< replaces the word at the cursor
    std::string help;  ///< type and words
};

struct FilterProgress {
    double searched = 0;              ///< 0 … 1
    std::shared_ptr<RowReader> rows;  ///< the same object in every call of a run; it grows
    bool done = false;
};

/// An open case. Every call may come from any thread and from several at once; calls that take a stop token may take
/// time.
class CaseSource {
public:
    virtual ~CaseSource() = default;
    /// As committed now; packet tables that are open know their rows from then on. Reads the file.
    virtual std::vector<Session> sessions() = 0;
    /// A worker has committed the packets of the session up to this one. From any thread, never waits.
    virtual void grew(std::int64_t session, std::uint64_t packets) = 0;
    /// The tables that this case can show; Packets is the first. Reads the file.
    virtual std::vector<TableInfo> tables() = 0;
    /// At once for the packets; other tables may take time.
    virtual Outcome<std::shared_ptr<RowReader>> openTable(std::int64_t session, Table table) = 0;
    /// Marks and notes of the session. Reads the file.
    virtual Outcome<std::vector<Remark>> remarks(std::int64_t session) = 0;
    /// Parses and types the text; microseconds.
    virtual FilterCheck check(std::string_view filter) = 0;
    /// What may stand at the end of `head`, best first; microseconds.
    virtual std::vector<Suggestion> complete(std::string_view head, std::size_t limit) = 0;
    /// Reports until done or stopped, from the calling thread; first rows as soon as there are any. `before`: null, or
    /// the rows of an earlier run of the same filter that was done; then only the packets since are searched and their
    /// matches are added to those rows.
    virtual Outcome<void> filter(std::int64_t session, const std::string& text, std::shared_ptr<RowReader> before,
        std::stop_token stop, const std::function<void(const FilterProgress&)>& report) = 0;
    virtual Outcome<Details> details(std::int64_t session, std::uint64_t packet, std::stop_token stop) = 0;
    virtual Outcome<StreamContent> follow(std::int64_t session, const FollowTarget& target, std::stop_token stop) = 0;
};

}  // namespace pr::models
