#include "core/store/schema.h"
#include "core/store/testing.h"
#include "core/store/verify.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace pr::store {

using namespace testing;

namespace {

constexpr std::array kColumns{
    Column{"query", ColumnType::Text, "Name asked for"},
    Column{"answers", ColumnType::Integer, "Answers"},
};
constexpr EventTable kEvents{"dns", kColumns};

// A case with two sessions: an import with one of everything, and a capture that has a tail still.
void writeSessions(const std::filesystem::path& path)
{
    auto made = Case::create(path);
    ASSERT_TRUE(made) << made.error().text();
    auto import = SessionWriter::begin(**made, describe(SessionKind::Import));
    ASSERT_TRUE(import) << import.error().text();
    ASSERT_TRUE((*import)->addInterface(
        {.id = {0}, .name = "eth0", .description = {}, .filter = {}, .options = "option list, word for word"}));
    ASSERT_TRUE((*import)->addSourceFile({0, "/tmp/a.pcap", 1234, 5}));
    appendMix(**import, 0, 5'000, 1);
    ASSERT_TRUE((*import)->addItem({.packet = {5'001}, .attached = true, .body = "a comment"}));
    ASSERT_TRUE((*import)->addDrops({{5'001}, {0}, 1, 2, 3, 4}));
    ASSERT_TRUE((*import)->addSecret({0x544c534b, "CLIENT_RANDOM"}));
    appendMix(**import, 5'000, 5'000, 1);
    EventBuffer events;
    events.add(kEvents, {{17}, Timestamp{}, {3}}, std::array{Value::text("example.org"), Value::number(2)});
    ASSERT_TRUE((*import)->addEvents(events));
    dissect::FlowRecord flow;
    flow.transport = "tcp";
    ASSERT_TRUE((*import)->putFlow(flow));
    ASSERT_TRUE((*import)->addSourceDigest({0, 1234, {}, {1}, 10'000}));
    ASSERT_TRUE((*import)->finish(SessionState::Finished));
    auto capture = SessionWriter::begin(**made, describe(SessionKind::Capture));
    ASSERT_TRUE(capture) << capture.error().text();
    appendMix(**capture, 0, 3'000, 2);
    ASSERT_TRUE((*capture)->commit());
}

void writeCase(const std::filesystem::path& path)
{
    writeSessions(path);
    std::filesystem::remove(path.string() + ".lock");  // so that nobody closes the capture, and its tail stays
}

std::string findingsOf(const VerifyReport& report)
{
    std::string text;
    for (const auto& finding : report.findings)
        text += finding.text() + "\n";
    return text;
}

VerifyReport verified(const std::filesystem::path& path)
{
    auto opened = Case::open(path, CaseAccess::ReadOnly);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().text());
    if (!opened)
        return {};
    auto report = verify(**opened);
    EXPECT_TRUE(report) << (report ? "" : report.error().text());
    return report ? std::move(*report) : VerifyReport{};
}

// Changes the file as somebody with a database tool would.
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

std::string read(const std::filesystem::path& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write(const std::filesystem::path& path, const std::string& bytes)
{
    std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

}  // namespace

TEST(Verify, PassesAnUntouchedCaseAndChangesNothing)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeCase(path);
    const auto before = read(path);
    const auto report = verified(path);
    EXPECT_TRUE(report.passed()) << findingsOf(report);
    EXPECT_EQ(report.packets, 13'000U);
    EXPECT_TRUE(read(path) == before);
    EXPECT_FALSE(std::filesystem::exists(path.string() + "-wal"));
}

TEST(Verify, NamesWhatWasChanged)
{
    struct Row {
        const char* sql;
        const char* finding;  // the text that must stand in one of them
    };
    constexpr std::array rows{
        Row{"UPDATE session SET source='elsewhere' WHERE id=1", "session 1: its row of \"session\" was changed"},
        Row{"UPDATE interface SET snaplen=7", "session 1: its row of \"interface\" was changed"},
        Row{"UPDATE item SET body=x'00'", "session 1, packet 5,001: its row of \"item\" was changed"},
        Row{"UPDATE source_digest SET packets=1", "its row of \"source_digest\" was changed"},
        Row{"UPDATE secret SET body=x'01'", "its row of \"secret\" was changed"},
        Row{"UPDATE dropped SET kernel=0", "its row of \"dropped\" was changed"},
        Row{"DELETE FROM item", "its row of \"item\" is missing"},
        Row{"INSERT INTO item SELECT id+1, kind, packet, attached, section, interface, code, big_endian, body FROM "
            "item",
            "the table \"item\" has 2 rows, the ledger knows of 1"},
        Row{"UPDATE session_end SET packets=9999", "its row of \"session_end\" was changed"},
        Row{"UPDATE block SET least_time=least_time+1 WHERE id=(1<<40)+1", "session 1, block 1, packets"},
        Row{"UPDATE block SET cipher=1 WHERE id=(1<<40)+1", "session 1, block 1, packets"},
        Row{"DELETE FROM block WHERE id=(1<<40)+1", "session 1, block 1"},
        Row{"DELETE FROM block_bytes WHERE id=(1<<40)+2", "session 1, block 2, packets"},
        Row{"UPDATE block_bytes SET bytes=(SELECT bytes FROM block_bytes WHERE id=(1<<40)+1) WHERE id=(1<<40)+2",
            "session 1, block 2, packets"},
        Row{"UPDATE block_columns SET columns=(SELECT columns FROM block_columns WHERE id=(1<<40)+1) WHERE "
            "id=(1<<40)+2",
            "session 1, block 2, packets"},
        Row{"UPDATE tail SET bytes=zeroblob(length(bytes))", "session 2, packets"},
        Row{"UPDATE ledger SET kind=6 WHERE sequence=3", "entry 3 of the ledger was changed"},
        Row{"DELETE FROM ledger WHERE sequence=4", "the ledger lacks entries 4 to 4"},
        Row{"UPDATE session_status SET packets=1 WHERE session=1", "session 1: its state has other totals"},
        Row{"UPDATE segment_part SET bytes=x'0100'", "segment 0"},
        Row{"UPDATE segment_part SET bytes=x'0101040400000000' WHERE kind=3", "its summary was changed"},
        Row{"DELETE FROM block_analysis WHERE id=(1<<40)+1", "session 1, block 1"},
        Row{"UPDATE audit SET detail='nothing' WHERE sequence=1", "entry 1 of the audit was changed"},
        Row{"UPDATE info SET value='00000000000000000000000000000000'", "entry 1 of the ledger was changed"},
    };
    const TemporaryFolder folder;
    writeCase(folder / "whole");
    for (const auto& row : rows) {
        const auto path = folder / "changed";
        std::filesystem::copy_file(folder / "whole", path, std::filesystem::copy_options::overwrite_existing);
        tamper(path, row.sql);
        const auto report = verified(path);
        EXPECT_NE(findingsOf(report).find(row.finding), std::string::npos) << row.sql << "\n" << findingsOf(report);
    }
}

TEST(Verify, NamesEveryByteThatWasChangedInEvidence)
{
    const TemporaryFolder folder;
    const auto whole = folder / "whole", path = folder / "changed";
    writeCase(whole);
    auto bytes = read(whole);
    // Where the evidence lies in the file: the places of what is stored there, found by their content.
    struct Place {
        std::size_t at, size;
        bool packets;  // of a block or tail: the packets are named
    };
    std::vector<Place> places;
    {
        auto opened = Case::open(whole, CaseAccess::ReadOnly);
        ASSERT_TRUE(opened);
        for (const char* sql :
            {"SELECT columns FROM block_columns", "SELECT bytes FROM block_bytes", "SELECT digest FROM block",
                "SELECT hash FROM ledger", "SELECT digest FROM ledger", "SELECT bytes FROM tail",
                "SELECT columns FROM tail", "SELECT body FROM item", "SELECT options FROM interface"}) {
            auto rows = (*opened)->database().prepare(sql);
            while (rows.next()) {
                const auto piece = textOf(rows.blob(0).first(std::min<std::size_t>(rows.blob(0).size(), 2'000)));
                for (auto at = bytes.find(piece); at != std::string::npos; at = bytes.find(piece, at + 1))
                    places.push_back({at, piece.size(),
                        std::string_view{sql}.find("block") != std::string_view::npos
                            || std::string_view{sql}.find("tail") != std::string_view::npos});
            }
        }
    }
    ASSERT_GT(places.size(), 30U);
    std::mt19937_64 random{7};
    const int changes = std::getenv("FAULTS_LONG") ? 10'000 : 150;
    for (int i = 0; i < changes; ++i) {
        const auto& place = places[random() % places.size()];
        const auto at = place.at + random() % place.size;
        const auto before = bytes[at];
        bytes[at] = static_cast<char>(before ^ static_cast<char>(1U << random() % 8));
        write(path, bytes);
        bytes[at] = before;
        const auto report = verified(path);
        EXPECT_FALSE(report.passed()) << "offset " << at << ", " << at - place.at << " of " << place.size;
        const auto text = findingsOf(report);
        EXPECT_TRUE(text.find("session") != std::string::npos || text.find("audit") != std::string::npos) << text;
        EXPECT_TRUE(!place.packets || text.find("packets ") != std::string::npos) << text;
    }
}

TEST(Verify, SeesThatTheEndIsMissing)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase", early = folder / "early.prcase";
    {
        auto made = Case::create(path);
        ASSERT_TRUE(made);
        auto first = SessionWriter::begin(**made, describe(SessionKind::Import));
        appendMix(**first, 0, 100, 1);
        ASSERT_TRUE((*first)->finish(SessionState::Finished));
        std::filesystem::copy_file(path, early);
        auto second = SessionWriter::begin(**made, describe(SessionKind::Import));
        appendMix(**second, 0, 100, 1);
        ASSERT_TRUE((*second)->finish(SessionState::Finished));
    }
    EXPECT_TRUE(verified(path).passed());
    const auto report = verified(early);
    ASSERT_FALSE(report.passed());
    EXPECT_EQ(report.findings[0].half, Finding::Half::Anchor);
}

TEST(Verify, SeesThatALogWasCut)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase", copy = folder / "copy.prcase";
    auto made = Case::create(path);
    ASSERT_TRUE(made);
    auto writer = SessionWriter::begin(**made, describe(SessionKind::Capture));
    ASSERT_TRUE(writer);
    for (std::uint64_t before = 0; before < 3'000; before += 300) {
        appendMix(**writer, before, 300, 1);
        ASSERT_TRUE((*writer)->commit());
    }
    (*made)->anchor();
    const auto file = read(path), log = read(path.string() + "-wal");
    ASSERT_GT(log.size(), 500'000U);
    write(copy, file);
    write(copy.string() + "-wal", log);
    EXPECT_TRUE(verified(copy).passed()) << findingsOf(verified(copy));
    for (const auto left : {log.size() - 1, log.size() / 2, log.size() / 10}) {
        write(copy.string() + "-wal", log.substr(0, left));
        const auto report = verified(copy);
        ASSERT_FALSE(report.passed()) << left;
        EXPECT_EQ(report.findings[0].half, Finding::Half::Anchor) << findingsOf(report);
    }
}

TEST(Verify, SeesAChainThatWasRecomputed)
{
    const TemporaryFolder folder;
    const auto path = folder / "a.prcase";
    writeCase(path);
    auto database = Database::open(path, Database::Access::ReadWrite);
    ASSERT_TRUE(database);
    const auto id = (*database)->text("SELECT value FROM info");
    // The forger knows the format: other evidence, and every hash behind it made anew.
    ASSERT_TRUE((*database)->run("UPDATE interface SET name='eth1'"));
    auto row = (*database)->prepare("SELECT * FROM interface");
    ASSERT_TRUE(row.next());
    std::vector<Cell> cells;
    for (int i = 0; i < row.columns(); ++i)
        cells.push_back(row.cell(i));
    const auto forged = rowDigest("interface", cells);
    row.reset();
    auto previous = chainStart(id);
    const auto last = (*database)->integer("SELECT max(sequence) FROM ledger");
    for (std::int64_t sequence = 1; sequence <= last; ++sequence) {
        auto entry = (*database)->prepare("SELECT kind, reference, digest FROM ledger WHERE sequence=?");
        entry.start(sequence);
        ASSERT_TRUE(entry.next());
        const auto kind = static_cast<std::uint32_t>(entry.integer(0));
        const auto reference = static_cast<std::uint64_t>(entry.integer(1));
        const auto digest = kind == 3 ? forged : digestOf(entry.blob(2));
        entry.reset();
        previous = ledgerHash(previous, static_cast<std::uint64_t>(sequence), kind, reference, digest);
        (*database)->prepare("UPDATE ledger SET digest=?, hash=? WHERE sequence=?").run(digest, previous, sequence);
    }
    ASSERT_TRUE((*database)->ok());
    database->reset();
    const auto report = verified(path);
    ASSERT_FALSE(report.passed());
    EXPECT_NE(findingsOf(report).find("recomputed"), std::string::npos) << findingsOf(report);
}

}  // namespace pr::store
