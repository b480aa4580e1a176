// A case from elsewhere whose schema is ours and whose values are not: every column of every table takes values that
// nobody writes. Whatever reads it answers or refuses, writes nothing, and keeps within its memory and time.
#include "core/store/alert.h"
#include "core/store/analysis_age.h"
#include "core/store/case.h"
#include "core/store/state_reader.h"
#include "core/store/table_reader.h"
#include "core/store/testing.h"
#include "core/store/verify.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

namespace pr::store {

using namespace testing;

namespace {

constexpr std::size_t kMemory = 512 * limits::MiB;

std::string read(const std::filesystem::path& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::size_t peakMemory()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_maxrss) * limits::KiB;
}

/// Has a row in every table that a session writes.
void writeFullCase(const std::filesystem::path& path)
{
    static constexpr std::array columns{Column{"query", ColumnType::Text, ""}, Column{"size", ColumnType::Integer, ""},
        Column{"ratio", ColumnType::Real, ""}, Column{"raw", ColumnType::Blob, ""}};
    static constexpr EventTable table{"dns", columns};
    auto made = Case::create(path);
    ASSERT_TRUE(made) << made.error().text();
    auto described = describe(SessionKind::Import);
    described.analysis.push_back({"dns", {}});
    auto writer = SessionWriter::begin(**made, described);
    ASSERT_TRUE(writer) << writer.error().text();
    auto& to = **writer;
    ASSERT_TRUE(to.addSourceFile({.number = 0, .path = "a.pcap", .size = 9, .modified = 1}));
    ASSERT_TRUE(to.addSourceDigest({.number = 0, .bytesRead = 9, .firstPacket = {1}, .packets = 300}));
    ASSERT_TRUE(
        to.addItem({.kind = ItemKind::Section, .packet = {1}, .code = 0x0A0D0D0A, .body = std::string(16, 'x')}));
    ASSERT_TRUE(to.addSecret({.type = 7, .body = "secret"}));
    ASSERT_TRUE(to.addDrops({.before = {7}, .kernel = 3}));
    appendMix(to, 0, 300, 1);
    dissect::FlowRecord flow;
    flow.transport = "tcp";
    flow.initiator = std::string(4, '\1');
    flow.responder = std::string(4, '\2');
    flow.firstPacket = {1};
    flow.lastPacket = {9};
    ASSERT_TRUE(to.putFlow(flow));
    AlertRecord alert;
    alert.id = "a";
    alert.detector = "scan";
    alert.evidence = {{1}, {2}};
    ASSERT_TRUE(to.putAlert(alert));
    EventBuffer events;
    const std::vector<Value> cells{Value::text("a name that is long enough to be kept once"), Value::number(7),
        Value::real(0.5), Value::text("raw")};
    for (std::uint64_t packet = 1; packet < 4; ++packet)
        events.add(table, {{packet}, Timestamp{}, {0}}, cells);
    ASSERT_TRUE(to.addEvents(events));
    const auto done = to.finish(SessionState::Finished);
    ASSERT_TRUE(done) << done.error().text();
    auto& database = (*made)->database();
    database.run("INSERT INTO fact VALUES(1 << 40, 3, 1, x'00')");
    database.run("INSERT INTO checkpoint VALUES(1 << 40, 3, 0, x'00')");
    database.run("INSERT INTO certificate VALUES(1 << 40, zeroblob(32), x'3000')");
    database.run("INSERT INTO note VALUES(1, 1, 7, 0, 'somebody', 0, 'text')");
    database.run("INSERT INTO tag VALUES(1, 1, 7, 0, 'word')");
    database.run("INSERT INTO triage VALUES(1, 1, 'a', 'harmless', 'somebody', 0)");
    database.run("INSERT INTO bookmark VALUES(1, 1, 7, 'name')");
    ASSERT_TRUE(database.outcome());
}

struct Place {
    std::string table, column, type;
};

std::vector<Place> placesOf(const std::filesystem::path& path)
{
    std::vector<Place> places;
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    sqlite3_stmt* row = nullptr;
    sqlite3_prepare_v2(handle,
        "SELECT m.name, c.name, c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type='table'", -1,
        &row, nullptr);
    while (sqlite3_step(row) == SQLITE_ROW) {
        const auto text = [&](int at) {
            return std::string{reinterpret_cast<const char*>(sqlite3_column_text(row, at))};
        };
        places.push_back({text(0), text(1), text(2)});
    }
    sqlite3_finalize(row);
    sqlite3_close(handle);
    return places;
}

// Values of the column's own type: STRICT tables and SQLite's own check have nothing against them.
std::vector<std::string> valuesFor(const std::string& type)
{
    if (type == "INTEGER")
        return {"0", "-1", "2147483648", "4294967295", "1 << 40", "(1 << 62)", "9223372036854775807",
            "-9223372036854775807 - 1"};
    if (type == "REAL")
        return {"9e999", "-0.0"};
    if (type == "TEXT")
        return {"''", "CAST(x'ff00fe' AS TEXT)", "CAST(zeroblob(3000000) AS TEXT)", "char(1) || '#99'",
            "replace(hex(zeroblob(2000)), '0', char(27))"};
    return {"x''", "x'ff'", "zeroblob(40000000)", "randomblob(5000)", "CAST(char(1) || '#99' AS BLOB)"};
}

bool change(const std::filesystem::path& path, const Place& place, const std::string& value)
{
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    sqlite3_exec(handle, "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF", nullptr, nullptr, nullptr);
    const auto sql = "UPDATE " + place.table + " SET " + place.column + " = " + value
        + " WHERE rowid IN (SELECT rowid FROM " + place.table + " ORDER BY rowid DESC LIMIT 1)";
    const auto noRowid = "UPDATE " + place.table + " SET " + place.column + " = " + value;
    const bool done =
        sqlite3_exec(handle, (place.table == "info" ? noRowid : sql).c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(handle);
    return done;
}

void readSession(Case& opened, SessionId id)
{
    interfaces(opened, id).has_value();
    sourceFiles(opened, id).has_value();
    sourceDigests(opened, id).has_value();
    secrets(opened, id).has_value();
    drops(opened, id).has_value();
    items(opened, id).has_value();
    alerts(opened, id).has_value();
    certificates(opened, id).has_value();
    AnalysisAge::of(opened, id).has_value();
    if (auto states = StateReader::open(opened, id)) {
        states->checkpoint({0}, {200}).has_value();
        states->fact(dissect::FactKind::Path, {3}).has_value();
    }
    if (auto flows = FlowReader::open(opened, id))
        for (int page = 0; page < 100; ++page)
            if (const auto rows = flows->next(); !rows || rows->empty())
                break;
    FlowReader::find(opened, id, {0}).has_value();
    if (auto names = eventTableNames(opened))
        for (const auto& name : *names)
            if (auto table = TableReader::open(opened, name, id))
                for (int page = 0; page < 100; ++page)
                    if (const auto rows = table->next(); !rows || rows->empty())
                        break;
    const auto reader = PacketReader::open(opened, id);
    if (!reader)
        return;
    for (std::size_t block = 0; block < (*reader)->blocks().size(); ++block) {
        (*reader)->block(block).has_value();
        (*reader)->analysis(block).has_value();
    }
    for (std::size_t segment = 0; segment < (*reader)->segments().size(); ++segment) {
        (*reader)->dictionaries(segment).has_value();
        (*reader)->packetsOf({0}, {1}, {300}).has_value();
        if (const auto names = (*reader)->indexedFields(segment))
            for (const auto& name : *names)
                (*reader)->fieldIndex(segment, name).has_value();
    }
    (*reader)->packet({299}).has_value();
}

}  // namespace

TEST(HostileCase, MayHoldAnyValueInAnyColumn)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeFullCase(path);
    const auto whole = read(path);
    const auto state = (folder / "another machine").string();
    ::setenv("XDG_STATE_HOME", state.c_str(), 1);
    const auto places = placesOf(path);
    const auto before = peakMemory();
    const bool all = std::getenv("FAULTS_LONG");
    std::size_t changes = 0, refused = 0, number = 0;
    auto slowest = std::chrono::milliseconds{0};
    for (const auto& place : places)
        for (const auto& value : valuesFor(place.type)) {
            if (!all && number++ % 5 != 0)
                continue;
            std::ofstream{path, std::ios::binary | std::ios::trunc} << whole;
            if (!change(path, place, value))
                continue;  // an empty table, or a value that the table forbids
            ++changes;
            const auto changed = read(path);
            const auto what = place.table + '.' + place.column + " = " + value;
            const auto from = std::chrono::steady_clock::now();
            if (const auto opened = Case::open(path, CaseAccess::ReadOnly)) {
                if (const auto list = sessions(**opened))
                    for (const auto& session : *list)
                        readSession(**opened, session.id);
                readSession(**opened, {1});
                auditRows(**opened).has_value();
                verify(**opened).has_value();
            } else {
                ++refused;
                EXPECT_NE(opened.error().text().find("a.prcase"), std::string::npos) << what << opened.error().text();
            }
            slowest = std::max(slowest,
                std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - from));
            EXPECT_TRUE(read(path) == changed) << what << ": nothing is written";
            for (const auto* suffix : {"-wal", "-shm", "-journal", ".lock"})
                EXPECT_FALSE(std::filesystem::exists(path.string() + suffix)) << what << suffix;
        }
    EXPECT_GT(changes, all ? 700U : 140U);
    EXPECT_LT(peakMemory() - before, kMemory);
    EXPECT_LT(slowest.count(), 30'000);
    std::printf("%zu changes, %zu refused, %lld ms the slowest, %zu MiB\n", changes, refused,
        static_cast<long long>(slowest.count()), (peakMemory() - before) / limits::MiB);
}

}  // namespace pr::store
