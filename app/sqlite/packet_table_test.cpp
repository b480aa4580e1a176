// The extension as sqlite3 loads it, over a case made from the sample.
#include "core/pipeline/import.h"
#include "core/store/reader.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>

namespace pr {
namespace {

struct Silent final : pipeline::ProgressSink {
    void advance(const pipeline::Advance&) override { }
    void committed(const pipeline::Committed&) override { }
    void warning(std::string_view) override { }
    void stopped(std::string_view, std::string_view) override { }
};

class PacketTable : public testing::Test {
protected:
    void SetUp() override
    {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info()->name();
        m_path = std::filesystem::path{testing::TempDir()} / (std::string{"packet_table."} + test + ".prcase");
        std::filesystem::remove(m_path);
        Silent progress;
        const auto imported = pipeline::importFiles(
            {.files = {PR_SAMPLE, PR_SAMPLE}, .casePath = m_path, .recorder = {.threads = 1}}, progress, {});
        ASSERT_TRUE(imported) << imported.error().text();
        ASSERT_EQ(sqlite3_open_v2(m_path.c_str(), &m_database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
        load(m_database);
    }

    void TearDown() override
    {
        sqlite3_close(m_database);
        std::filesystem::remove(m_path);
    }

    static void load(sqlite3* database)
    {
        ASSERT_EQ(sqlite3_enable_load_extension(database, 1), SQLITE_OK);
        char* error = nullptr;
        ASSERT_EQ(sqlite3_load_extension(database, PR_EXTENSION, nullptr, &error), SQLITE_OK) << (error ? error : "");
    }

    sqlite3_int64 number(const char* sql)
    {
        sqlite3_stmt* statement = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(m_database, sql, -1, &statement, nullptr), SQLITE_OK)
            << sqlite3_errmsg(m_database);
        EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW) << sqlite3_errmsg(m_database);
        const auto value = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
        return value;
    }

    std::filesystem::path m_path;
    sqlite3* m_database = nullptr;
};

TEST_F(PacketTable, HasEveryPacketWithItsBytes)
{
    auto opened = store::Case::open(m_path, store::CaseAccess::ReadOnly);
    ASSERT_TRUE(opened);
    sqlite3_stmt* row = nullptr;
    ASSERT_EQ(
        sqlite3_prepare_v2(m_database, "SELECT session, number, time, length, data FROM packet", -1, &row, nullptr),
        SQLITE_OK);
    for (const std::int64_t session : {1, 2}) {
        auto reader = store::PacketReader::open(**opened, SessionId{session});
        ASSERT_TRUE(reader);
        for (std::uint64_t number = 1; number <= (*reader)->packetCount(); ++number) {
            const auto packet = (*reader)->packet({number});
            ASSERT_TRUE(packet);
            ASSERT_EQ(sqlite3_step(row), SQLITE_ROW);
            EXPECT_EQ(sqlite3_column_int64(row, 0), session);
            EXPECT_EQ(sqlite3_column_int64(row, 1), static_cast<sqlite3_int64>(number));
            EXPECT_EQ(sqlite3_column_int64(row, 2), packet->view.time.time_since_epoch().count());
            EXPECT_EQ(sqlite3_column_int64(row, 3), packet->view.originalLength);
            const std::string_view data{static_cast<const char*>(sqlite3_column_blob(row, 4)),
                static_cast<std::size_t>(sqlite3_column_bytes(row, 4))};
            EXPECT_EQ(data, textOf(packet->view.bytes));
        }
    }
    EXPECT_EQ(sqlite3_step(row), SQLITE_DONE);
    sqlite3_finalize(row);
}

TEST_F(PacketTable, AnswersRangesOfNumbers)
{
    EXPECT_EQ(number("SELECT count(*) FROM packet WHERE session = 1 AND number BETWEEN 10 AND 20"), 11);
    EXPECT_EQ(number("SELECT count(*) FROM packet WHERE session = 1 AND number > 10 AND number < 20"), 9);
    EXPECT_EQ(number("SELECT count(*) FROM packet WHERE number = 3"), 2);
    EXPECT_EQ(number("SELECT count(*) FROM packet WHERE number = 0"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM packet WHERE session = 3"), 0);
    EXPECT_EQ(number("SELECT number FROM packet WHERE session = 2 ORDER BY number LIMIT 1 OFFSET 4"), 5);
    EXPECT_EQ(number("SELECT max(number) FROM packet"), number("SELECT packets FROM session_end LIMIT 1"));
}

TEST_F(PacketTable, TellsAddressesAndProtocols)
{
    EXPECT_GT(number("SELECT count(*) FROM packet WHERE protocols LIKE '%:dns'"), 0);
    EXPECT_GT(number("SELECT count(*) FROM packet WHERE protocols LIKE '%:tls%'"), 0);
    EXPECT_EQ(
        number("SELECT count(*) FROM packet WHERE protocols LIKE 'eth:ethertype:ip:%' AND source NOT LIKE '%.%'"), 0);
    EXPECT_GT(number("SELECT count(*) FROM packet WHERE source <> destination"), 0);
}

TEST_F(PacketTable, RefusesWhatIsNoCase)
{
    sqlite3* memory = nullptr;
    ASSERT_EQ(sqlite3_open(":memory:", &memory), SQLITE_OK);
    load(memory);
    sqlite3_stmt* row = nullptr;
    EXPECT_NE(sqlite3_prepare_v2(memory, "SELECT * FROM packet", -1, &row, nullptr), SQLITE_OK);
    EXPECT_NE(std::string{sqlite3_errmsg(memory)}.find("case file"), std::string::npos);
    sqlite3_close(memory);
}

}  // namespace
}  // namespace pr
