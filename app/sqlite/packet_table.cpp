// A loadable extension for those with sqlite3 at hand: every packet of a case as a row of a virtual table.
//
//     sqlite3 -readonly example.prcase
//     .load packetrecorder_sqlite
//     SELECT number, source, destination, protocols FROM packet WHERE session = 1 AND number BETWEEN 10 AND 20;
//
// The packets of a case are no SQLite rows; this decodes the blocks that the asked-for numbers lie in. It opens the
// file of the connection's main database for itself, read-only, and never writes.
#include "core/base/text.h"
#include "core/dissect/path.h"
#include "core/store/reader.h"

#include <sqlite3ext.h>

#include <algorithm>
#include <cstring>
#include <memory>

SQLITE_EXTENSION_INIT1

namespace {

using namespace pr;

enum Column : int {
    Session,
    Number,
    Time,      // ns UTC; NULL where the packet has none
    Captured,  // bytes that were stored
    Length,    // bytes on the wire
    Interface,
    Source,  // address of the innermost header that is not quoted
    Destination,
    Protocols,
    Direction,  // 0: from the initiator, 1: from the responder; NULL: no flow
    TcpFlags,
    Marks,
    Data,
};
constexpr const char* kDeclaration =
    "CREATE TABLE packet(session INTEGER, number INTEGER, time INTEGER, captured INTEGER, length INTEGER, interface "
    "INTEGER, source TEXT, destination TEXT, protocols TEXT, direction INTEGER, tcp_flags INTEGER, marks INTEGER, data "
    "BLOB)";

// What xBestIndex found usable, in the order of the arguments of xFilter.
enum Asked : int { AskedSession = 1, AskedEqual = 2, AskedFrom = 4, AskedAfter = 8, AskedTo = 16, AskedBefore = 32 };

struct Table : sqlite3_vtab {
    sqlite3* database;
    std::unique_ptr<store::Case> opened;
};

struct Cursor : sqlite3_vtab_cursor {
    std::vector<SessionId> sessions;
    std::size_t session = 0;
    std::uint64_t first = 1, last = ~std::uint64_t{0};
    std::unique_ptr<store::PacketReader> reader;
    std::uint64_t number = 1;
    std::size_t block = ~std::size_t{0};
    store::AnalysisColumns analysis;
    std::shared_ptr<const store::SegmentDictionaries> dictionaries;
    store::StoredPacket packet;
    bool end = false;
};

Table& tableOf(sqlite3_vtab* table)
{
    return *static_cast<Table*>(table);
}
Cursor& cursorOf(sqlite3_vtab_cursor* cursor)
{
    return *static_cast<Cursor*>(cursor);
}

int failed(sqlite3_vtab& table, const Failure& failure)
{
    sqlite3_free(table.zErrMsg);
    table.zErrMsg = sqlite3_mprintf("%s", failure.text().c_str());
    return SQLITE_ERROR;
}

int connect(sqlite3* database, void*, int, const char* const*, sqlite3_vtab** out, char** error)
{
    if (const auto status = sqlite3_declare_vtab(database, kDeclaration); status != SQLITE_OK)
        return status;
    const char* file = sqlite3_db_filename(database, "main");
    if (!file || !*file) {
        *error = sqlite3_mprintf("%s", "The table packet is one of a case file: open one first.");
        return SQLITE_ERROR;
    }
    auto opened = store::Case::open(file, store::CaseAccess::ReadOnly);
    if (!opened) {
        *error = sqlite3_mprintf("%s", opened.error().text().c_str());
        return SQLITE_ERROR;
    }
    auto table = std::make_unique<Table>();
    table->database = database;
    table->opened = std::move(*opened);
    *out = table.release();
    return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table)
{
    delete &tableOf(table);
    return SQLITE_OK;
}

int bestIndex(sqlite3_vtab*, sqlite3_index_info* info)
{
    int asked = 0, arguments = 0;
    double cost = 1e9;
    const auto use = [&](int constraint, int bit) {
        if (asked & bit)
            return;
        asked |= bit;
        info->aConstraintUsage[constraint].argvIndex = ++arguments;
    };
    // the bits come in this order, so xFilter reads its arguments by them
    struct Rule {
        int column;
        unsigned char op;
        int bit;
        double gain;
    };
    constexpr Rule rules[] = {{Session, SQLITE_INDEX_CONSTRAINT_EQ, AskedSession, 10},
        {Number, SQLITE_INDEX_CONSTRAINT_EQ, AskedEqual, 1e6}, {Number, SQLITE_INDEX_CONSTRAINT_GE, AskedFrom, 4},
        {Number, SQLITE_INDEX_CONSTRAINT_GT, AskedAfter, 4}, {Number, SQLITE_INDEX_CONSTRAINT_LE, AskedTo, 4},
        {Number, SQLITE_INDEX_CONSTRAINT_LT, AskedBefore, 4}};
    for (const auto& rule : rules)
        for (int i = 0; i < info->nConstraint; ++i) {
            const auto& one = info->aConstraint[i];
            if (!one.usable || one.iColumn != rule.column || one.op != rule.op || (asked & rule.bit))
                continue;
            use(i, rule.bit);
            cost /= rule.gain;
        }
    info->idxNum = asked;
    info->estimatedCost = cost;
    // rows come by session and number
    info->orderByConsumed =
        info->nOrderBy == 1 && (asked & AskedSession) && info->aOrderBy[0].iColumn == Number && !info->aOrderBy[0].desc;
    return SQLITE_OK;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** out)
{
    *out = new Cursor{};
    return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor)
{
    delete &cursorOf(cursor);
    return SQLITE_OK;
}

// The packet that the cursor stands at, or the first one of a later session.
int settle(Cursor& cursor)
{
    auto& table = tableOf(cursor.pVtab);
    for (;;) {
        if (!cursor.reader) {
            if (cursor.session == cursor.sessions.size()) {
                cursor.end = true;
                return SQLITE_OK;
            }
            auto reader = store::PacketReader::open(*table.opened, cursor.sessions[cursor.session]);
            if (!reader)
                return failed(table, reader.error());
            cursor.reader = std::move(*reader);
            cursor.number = cursor.first;
            cursor.block = ~std::size_t{0};
        }
        cursor.number = std::max(cursor.number, cursor.reader->firstPacket().value);  // a ring may have dropped some
        if (cursor.number <= std::min(cursor.last, cursor.reader->packetCount()))
            break;
        cursor.reader.reset();
        ++cursor.session;
    }
    auto packet = cursor.reader->packet({cursor.number});
    if (!packet)
        return failed(table, packet.error());
    cursor.packet = std::move(*packet);
    const auto block = *cursor.reader->blockOf({cursor.number});
    if (block == cursor.block)
        return SQLITE_OK;
    auto analysis = cursor.reader->analysis(block);
    if (!analysis)
        return failed(table, analysis.error());
    auto dictionaries = cursor.reader->dictionaries(cursor.reader->segmentOf(block));
    if (!dictionaries)
        return failed(table, dictionaries.error());
    cursor.block = block;
    cursor.analysis = std::move(*analysis);
    cursor.dictionaries = std::move(*dictionaries);
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* base, int asked, const char*, int, sqlite3_value** values)
{
    auto& cursor = cursorOf(base);
    auto& table = tableOf(base->pVtab);
    cursor.sessions.clear();
    cursor.session = 0;
    cursor.reader.reset();
    cursor.end = false;
    cursor.first = 1;
    cursor.last = ~std::uint64_t{0};
    int at = 0;
    const auto number = [&] { return std::max<sqlite3_int64>(0, sqlite3_value_int64(values[at++])); };
    if (asked & AskedSession) {
        const SessionId session{sqlite3_value_int64(values[at++])};
        const auto known = store::session(*table.opened, session);
        if (known)
            cursor.sessions.push_back(session);
    } else {
        const auto all = store::sessions(*table.opened);
        if (!all)
            return failed(table, all.error());
        for (const auto& one : *all)
            cursor.sessions.push_back(one.id);
    }
    if (asked & AskedEqual) {
        const auto value = static_cast<std::uint64_t>(number());
        cursor.first = cursor.last = value;
        if (value == 0)
            cursor.sessions.clear();
    }
    if (asked & AskedFrom)
        cursor.first = std::max(cursor.first, static_cast<std::uint64_t>(number()));
    if (asked & AskedAfter)
        cursor.first = std::max(cursor.first, static_cast<std::uint64_t>(number()) + 1);
    if (asked & AskedTo)
        cursor.last = std::min(cursor.last, static_cast<std::uint64_t>(number()));
    if (asked & AskedBefore) {
        const auto value = static_cast<std::uint64_t>(number());
        cursor.last = std::min(cursor.last, value == 0 ? 0 : value - 1);
    }
    return settle(cursor);
}

int next(sqlite3_vtab_cursor* base)
{
    auto& cursor = cursorOf(base);
    ++cursor.number;
    return settle(cursor);
}

int atEnd(sqlite3_vtab_cursor* base)
{
    return cursorOf(base).end;
}

void text(sqlite3_context* context, const std::string& value)
{
    sqlite3_result_text64(context, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void address(sqlite3_context* context, Bytes path, bool source)
{
    dissect::PathView view{path};
    Bytes last;
    for (dissect::PathLayer layer; view.next(layer);)
        if (!layer.quoted() && !layer.source.empty())
            last = source ? layer.source : layer.destination;
    if (!last.empty())
        text(context, last.size() == 6 ? macText(last) : addressText(last));
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int index)
{
    auto& cursor = cursorOf(base);
    const auto& packet = cursor.packet.view;
    const auto at = cursor.number - cursor.packet.block->firstPacket;
    const auto& analysis = cursor.analysis;
    const bool analysed = at < analysis.size();
    switch (index) {
    case Session: sqlite3_result_int64(context, cursor.sessions[cursor.session].value); break;
    case Number: sqlite3_result_int64(context, static_cast<sqlite3_int64>(cursor.number)); break;
    case Time:
        if (packet.hasTime)
            sqlite3_result_int64(context, packet.time.time_since_epoch().count());
        break;
    case Captured: sqlite3_result_int64(context, static_cast<sqlite3_int64>(packet.bytes.size())); break;
    case Length: sqlite3_result_int64(context, packet.originalLength); break;
    case Interface: sqlite3_result_int64(context, packet.interface.value); break;
    case Source:
    case Destination:
        if (analysed)
            address(context, cursor.dictionaries->paths[analysis.path[at]], index == Source);
        break;
    case Protocols:
        if (analysed)
            text(context, std::string{textOf(cursor.dictionaries->stacks[analysis.stack[at]])});
        break;
    case Direction:
        if (analysed && analysis.direction[at] < 2)
            sqlite3_result_int(context, analysis.direction[at]);
        break;
    case TcpFlags:
        if (analysed)
            sqlite3_result_int(context, analysis.tcpFlags[at]);
        break;
    case Marks:
        if (analysed)
            sqlite3_result_int(context, analysis.marks[at]);
        break;
    case Data: sqlite3_result_blob64(context, packet.bytes.data(), packet.bytes.size(), SQLITE_TRANSIENT); break;
    default: break;
    }
    return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* base, sqlite3_int64* out)
{
    constexpr unsigned sessionShift = 40;  // as the keys of a session's rows
    const auto& cursor = cursorOf(base);
    *out = cursor.sessions[cursor.session].value << sessionShift | static_cast<sqlite3_int64>(cursor.number);
    return SQLITE_OK;
}

// Without xCreate the table is eponymous: it is there, and a case file's schema has nothing of it.
sqlite3_module moduleOf()
{
    sqlite3_module module{};
    module.xConnect = connect;
    module.xDisconnect = disconnect;
    module.xBestIndex = bestIndex;
    module.xOpen = open;
    module.xClose = close;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = atEnd;
    module.xColumn = column;
    module.xRowid = rowid;
    return module;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int sqlite3_packetrecordersqlite_init(
    sqlite3* database, char**, const sqlite3_api_routines* api)
{
    SQLITE_EXTENSION_INIT2(api);
    static const sqlite3_module module = moduleOf();
    return sqlite3_create_module_v2(database, "packet", &module, nullptr, nullptr);
}
