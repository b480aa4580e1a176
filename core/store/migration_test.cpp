// A case that an earlier version wrote: tests/data/format1.prcase.zst holds 60 packets of the sample.
#include "core/store/alert.h"
#include "core/store/reader.h"
#include "core/store/schema.h"
#include "core/store/session_writer.h"
#include "core/store/table_reader.h"
#include "core/store/testing.h"
#include "core/store/verify.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <zstd.h>

namespace pr::store {

using namespace testing;

namespace {

class OlderCase : public ::testing::Test {
protected:
    void SetUp() override
    {
        std::ifstream in{PR_DATA "/format1.prcase.zst", std::ios::binary};
        const std::string packed{std::istreambuf_iterator<char>{in}, {}};
        std::string bytes(ZSTD_getFrameContentSize(packed.data(), packed.size()), '\0');
        ASSERT_EQ(ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size()), bytes.size());
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info()->name();
        m_path = std::filesystem::path{::testing::TempDir()} / (std::string{"format1."} + test + ".prcase");
        std::ofstream{m_path, std::ios::binary | std::ios::trunc} << bytes;
        m_before = bytes;
    }
    void TearDown() override { std::filesystem::remove(m_path); }

    std::string now() const
    {
        std::ifstream in{m_path, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    std::filesystem::path m_path;
    std::string m_before;
};

TEST_F(OlderCase, IsReadAsItIs)
{
    {
        auto opened = Case::open(m_path, CaseAccess::ReadOnly);
        ASSERT_TRUE(opened) << opened.error().text();
        EXPECT_EQ((*opened)->format(), 1);
        auto reader = PacketReader::open(**opened, SessionId{1});
        ASSERT_TRUE(reader);
        EXPECT_EQ((*reader)->packetCount(), 60U);
        EXPECT_TRUE((*reader)->packet({60}));
        const auto found = alerts(**opened, SessionId{1});
        ASSERT_TRUE(found) << found.error().text();
        EXPECT_TRUE(found->empty());
        const auto report = verify(**opened);
        ASSERT_TRUE(report);
        EXPECT_TRUE(report->passed());
    }
    EXPECT_EQ(now(), m_before);
}

TEST_F(OlderCase, IsNotWrittenUnlessMigrated)
{
    const auto opened = Case::open(m_path, CaseAccess::ReadWrite);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().what.find("format 1"), std::string::npos);
    EXPECT_NE(opened.error().next.find("migrate"), std::string::npos);
    EXPECT_EQ(now(), m_before);
}

TEST_F(OlderCase, KeepsAllThatItHadWhenMigrated)
{
    Heads before;
    {
        auto opened = Case::open(m_path, CaseAccess::ReadOnly);
        ASSERT_TRUE(opened);
        before = (*opened)->heads();
    }
    const auto from = Case::migrate(m_path);
    ASSERT_TRUE(from) << from.error().text();
    EXPECT_EQ(*from, 1);

    auto opened = Case::open(m_path, CaseAccess::ReadWrite);
    ASSERT_TRUE(opened) << opened.error().text();
    EXPECT_EQ((*opened)->format(), kSchemaVersion);
    EXPECT_EQ((*opened)->heads().ledger.hash, before.ledger.hash);
    const auto audit = auditRows(**opened);
    ASSERT_TRUE(audit);
    ASSERT_FALSE(audit->empty());
    EXPECT_EQ(audit->back().action, "migrate");
    EXPECT_EQ(audit->back().detail, "format 1 to " + std::to_string(kSchemaVersion));

    auto writer = SessionWriter::begin(**opened, describe(SessionKind::Import));
    ASSERT_TRUE(writer) << writer.error().text();
    appendMix(**writer, 0, 100, 1);
    AlertRecord alert;
    alert.id = std::string(32, '0');
    alert.evidence = {{1}};
    ASSERT_TRUE((*writer)->putAlert(alert));
    ASSERT_TRUE((*writer)->finish(SessionState::Finished));
    const auto found = alerts(**opened, (*writer)->session());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->size(), 1U);
    const auto report = verify(**opened);
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->passed());
    const auto again = Case::migrate(m_path);
    EXPECT_FALSE(again);  // its writer is at work
}

}  // namespace
}  // namespace pr::store
