#include "core/store/case.h"

#include "core/store/schema.h"
#include "core/store/testing.h"
#include "core/store/verify.h"

#include <array>
#include <fstream>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pr::store {

using namespace testing;

namespace {

std::string read(const std::filesystem::path& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write(const std::filesystem::path& path, const std::string& bytes)
{
    std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

void writeSmallCase(const std::filesystem::path& path)
{
    auto made = Case::create(path);
    ASSERT_TRUE(made) << made.error().text();
    auto writer = SessionWriter::begin(**made, describe(SessionKind::Import));
    ASSERT_TRUE(writer) << writer.error().text();
    appendMix(**writer, 0, 100, 1);
    ASSERT_TRUE((*writer)->finish(SessionState::Finished));
}

void tamper(const std::filesystem::path& path, const std::string& sql)
{
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << sql << ": " << (message ? message : "");
    sqlite3_free(message);
    sqlite3_close(handle);
}

std::string refusal(const std::filesystem::path& path, CaseAccess access = CaseAccess::ReadOnly)
{
    const auto opened = Case::open(path, access);
    return opened ? std::string{} : opened.error().text();
}

}  // namespace

TEST(Case, RefusesByNameWhatIsNotOurs)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeSmallCase(path);
    const auto whole = read(path);
    const auto with = [&](std::size_t at, char byte) {
        auto bytes = whole;
        bytes[at] = byte;
        return bytes;
    };
    struct Row {
        const char* name;
        std::string bytes;
        const char* says;
    };
    const std::array rows{
        Row{"an empty file", "", "is not a case file"},
        Row{"a capture", std::string{"\xd4\xc3\xb2\xa1", 4} + std::string(500, 'x'), "is not a case file"},
        Row{"another program's database", with(68, 'x'), "is a database of another program"},
        Row{"a newer format", with(63, static_cast<char>(kSchemaVersion + 1)), "was written by a newer version"},
        Row{"format 0", with(63, 0), "no format has the number 0"},
        Row{"a first page that lies", with(100, 7), "is damaged"},
        Row{"only the first page", whole.substr(0, kPageSize), "is damaged"},
    };
    for (const auto& row : rows) {
        write(path, row.bytes);
        EXPECT_NE(refusal(path).find(row.says), std::string::npos) << row.name << ": " << refusal(path);
        EXPECT_TRUE(read(path) == row.bytes) << row.name;
    }
    EXPECT_NE(refusal(folder / "nowhere").find("cannot open"), std::string::npos);
    EXPECT_NE(refusal(folder / "").find("is not a regular file"), std::string::npos);
    write(path, whole);
    std::filesystem::create_symlink(path, folder / "link");
    EXPECT_NE(refusal(folder / "link").find("is not a regular file"), std::string::npos);
    EXPECT_EQ(refusal(path), "");
    EXPECT_FALSE(Case::create(path)) << "an existing file stays as it is";
}

TEST(Case, RefusesASchemaThatDiffersInAnything)
{
    constexpr std::array changes{
        "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM block; END",
        "CREATE VIEW v AS SELECT * FROM block",
        "CREATE VIEW v AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) SELECT n FROM r",
        "CREATE TABLE more(a)",
        "CREATE INDEX i ON block(packets)",
        "CREATE VIRTUAL TABLE f USING fts5(a)",
        "ALTER TABLE note ADD COLUMN more TEXT",
        "DROP TABLE note",
        "CREATE TABLE event_dns(id INTEGER PRIMARY KEY, a TEXT) STRICT",
        "CREATE TABLE event_dns(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, packet INTEGER NOT NULL, time "
        "INTEGER NOT "
        "NULL, flow INTEGER NOT NULL, a TEXT DEFAULT (abs(-1))) STRICT",
        "CREATE TABLE event_dns(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, packet INTEGER NOT NULL, time "
        "INTEGER NOT "
        "NULL, flow INTEGER NOT NULL, a TEXT CHECK(a)) STRICT",
        "CREATE TABLE event_dns(id INTEGER PRIMARY KEY, session INTEGER NOT NULL, packet INTEGER NOT NULL, time "
        "INTEGER NOT "
        "NULL, flow INTEGER NOT NULL, a TEXT AS (hex(flow))) STRICT",
        "CREATE INDEX flow_number ON flow(session, abs(flow))",
    };
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeSmallCase(path);
    const auto whole = read(path);
    for (const char* change : changes) {
        write(path, whole);
        tamper(path, std::string{"DROP INDEX flow_number; "} + change);
        const auto changed = read(path);
        for (const auto access : {CaseAccess::ReadOnly, CaseAccess::ReadWrite})
            EXPECT_NE(refusal(path, access).find("was not written by this program"), std::string::npos)
                << change << ": " << refusal(path, access);
        EXPECT_TRUE(read(path) == changed) << change;
    }
}

TEST(Case, RefusesWhatComesFromElsewhereWithDamagedPagesOrValues)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeSmallCase(path);
    const auto whole = read(path);
    ::setenv("XDG_STATE_HOME", (folder / "another machine").c_str(), 1);
    EXPECT_EQ(refusal(path), "") << "a whole one is welcome";

    // under a schema that has the text of ours again, and values that it forbids
    const auto loosely = [](const std::string& table, const std::string& change) {
        return "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql=replace(sql, ' STRICT', '') WHERE name='"
            + table + "'; PRAGMA writable_schema=RESET; " + change
            + "; PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql=sql || ' STRICT' WHERE name='" + table + "'";
    };
    const std::array changes{
        loosely("block", "UPDATE block SET packets='many'"),
        loosely("block", "UPDATE block SET digest=1.5"),
        loosely("session", "UPDATE session SET name=x'00ff'"),
        loosely("interface", "INSERT INTO interface VALUES(1<<40, 0, 'ethernet', 0, 0, 0, '', '', '', 0, x'')"),
        loosely("block_columns", "UPDATE block_columns SET columns=7"),
    };
    for (const auto& change : changes) {
        write(path, whole);
        tamper(path, change);
        const auto changed = read(path);
        EXPECT_FALSE(changed == whole);
        for (const auto access : {CaseAccess::ReadOnly, CaseAccess::ReadWrite})
            EXPECT_NE(refusal(path, access).find("comes from elsewhere and is damaged"), std::string::npos)
                << change << ": " << refusal(path, access);
        EXPECT_TRUE(read(path) == changed) << change;
    }
    // pages that belong to two trees, or point in a circle
    std::mt19937_64 random{9};
    int refused = 0;
    for (int i = 0; i < 40; ++i) {
        auto bytes = whole;
        const auto page = 1 + random() % (bytes.size() / kPageSize - 1), other = random() % (bytes.size() / kPageSize);
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(other * kPageSize), kPageSize,
            bytes.begin() + static_cast<std::ptrdiff_t>(page * kPageSize));
        write(path, bytes);
        const auto says = refusal(path);
        refused += says.empty() ? 0 : 1;
        EXPECT_TRUE(read(path) == bytes);
    }
    EXPECT_GT(refused, 15) << "of 40: the others swapped empty pages";
    for (const auto* suffix : {"-wal", "-shm", "-journal"})
        EXPECT_FALSE(std::filesystem::exists(path.string() + suffix)) << suffix;
}

TEST(Case, DoesNotReadAValueThatIsTooLarge)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeSmallCase(path);
    tamper(path, "INSERT INTO item VALUES((1<<40)+5, 5, 1, 0, 0, 0, 0, 0, zeroblob(170000000))");
    const auto opened = Case::open(path, CaseAccess::ReadOnly);
    ASSERT_TRUE(opened);
    EXPECT_FALSE(items(**opened, {1}));
    EXPECT_FALSE(verify(**opened).value().passed());
}

TEST(Case, AcceptsTablesOfEventsThatAnyVersionMayHaveDeclared)
{
    static constexpr std::array columns{Column{"query", ColumnType::Text, ""}, Column{"size", ColumnType::Integer, ""}};
    static constexpr std::array more{Column{"query", ColumnType::Text, ""}, Column{"size", ColumnType::Integer, ""},
        Column{"ratio", ColumnType::Real, ""}, Column{"raw", ColumnType::Blob, ""}};
    static constexpr EventTable older{"dns", columns}, newer{"dns", more}, empty{"nothing", {}};
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    for (const auto* table : {&older, &newer, &empty}) {
        auto opened = std::filesystem::exists(path) ? Case::open(path, CaseAccess::ReadWrite) : Case::create(path);
        ASSERT_TRUE(opened) << opened.error().text();
        auto writer = SessionWriter::begin(**opened, describe(SessionKind::Import));
        ASSERT_TRUE(writer) << writer.error().text();
        EventBuffer events;
        const std::vector<Value> cells{Value::text("a\xff"), Value::number(7), Value::real(0.5), Value::text("raw")};
        events.add(*table, {{1}, Timestamp{}, {0}}, std::span{cells}.first(table->columns.size()));
        ASSERT_TRUE((*writer)->addEvents(events));
        const auto done = (*writer)->finish(SessionState::Finished);
        ASSERT_TRUE(done) << done.error().text();
    }
    EXPECT_EQ(refusal(path), "");
}

TEST(Case, HasOneWriter)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeSmallCase(path);
    {
        const auto first = Case::open(path, CaseAccess::ReadWrite);
        ASSERT_TRUE(first) << first.error().text();
        const auto says = refusal(path, CaseAccess::ReadWrite);
        EXPECT_NE(says.find("is being written by process " + std::to_string(::getpid())), std::string::npos) << says;
        EXPECT_EQ(refusal(path), "") << "readers are welcome";
    }
    EXPECT_EQ(refusal(path, CaseAccess::ReadWrite), "");
    EXPECT_FALSE(std::filesystem::exists(path.string() + ".lock"));
    EXPECT_FALSE(std::filesystem::exists(path.string() + "-wal"));
}

TEST(Case, ReadOnlyCannotWrite)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeSmallCase(path);
    const auto opened = Case::open(path, CaseAccess::ReadOnly);
    ASSERT_TRUE(opened);
    EXPECT_FALSE(SessionWriter::begin(**opened, describe(SessionKind::Import)));
    for (const char* sql : {"DELETE FROM block", "CREATE TABLE x(a)", "PRAGMA journal_mode=WAL", "ATTACH 'x' AS y",
             "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) SELECT n FROM r"}) {
        EXPECT_FALSE((*opened)->database().run(sql)) << sql;
        EXPECT_FALSE((*opened)->database().takeOutcome()) << sql;
    }
}

TEST(Case, ReadsALogFromElsewhereOutOfAPrivateCopy)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase", moved = folder / "moved.prcase";
    {
        auto made = Case::create(path);
        ASSERT_TRUE(made);
        auto writer = SessionWriter::begin(**made, describe(SessionKind::Capture));
        ASSERT_TRUE(writer);
        appendMix(**writer, 0, 500, 4);
        ASSERT_TRUE((*writer)->commit());
        std::filesystem::copy_file(path, moved);
        std::filesystem::copy_file(path.string() + "-wal", moved.string() + "-wal");
        EXPECT_EQ(refusal(path), "") << "our own log is read in place";
    }
    const auto before = read(moved), log = read(moved.string() + "-wal");
    {
        const auto opened = Case::open(moved, CaseAccess::ReadOnly);
        ASSERT_TRUE(opened) << opened.error().text();
        expectMix(**opened, {1}, 500, 4);
        EXPECT_NE((*opened)->warnings().at(0).find("private copy"), std::string::npos);
    }
    EXPECT_NE(refusal(moved, CaseAccess::ReadWrite).find("did not write here"), std::string::npos);
    EXPECT_TRUE(read(moved) == before);
    EXPECT_TRUE(read(moved.string() + "-wal") == log);
    EXPECT_FALSE(std::filesystem::exists(moved.string() + "-shm"));
}

TEST(Case, SurvivesEveryPageOfNonsense)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeSmallCase(path);
    const auto whole = read(path);
    std::mt19937_64 random{5};
    for (int i = 0; i < 60; ++i) {
        auto bytes = whole;
        const auto page = random() % (bytes.size() / kPageSize);
        for (int changes = 0; changes < 1 << i % 10; ++changes)
            bytes[page * kPageSize + random() % (i % 2 ? kPageSize : 200)] = static_cast<char>(random());
        write(path, bytes);
        const auto opened = Case::open(path, CaseAccess::ReadOnly);
        if (!opened)
            continue;
        if (const auto reader = PacketReader::open(**opened, {1}))
            for (std::uint64_t packet = 1; packet <= (*reader)->packetCount() && packet < 200; ++packet)
                if (!(*reader)->packet({packet}))
                    break;
        verify(**opened).has_value();
    }
}

}  // namespace pr::store
