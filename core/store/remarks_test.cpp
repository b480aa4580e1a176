#include "core/store/remarks.h"

#include "core/store/table_reader.h"
#include "core/store/testing.h"
#include "core/store/verify.h"

#include <gtest/gtest.h>

namespace pr::store {
namespace {

using testing::TemporaryFolder;

class Remarks : public ::testing::Test {
protected:
    void SetUp() override
    {
        auto made = Case::create(m_folder / "a.prcase");
        ASSERT_TRUE(made) << made.error().text();
        opened = std::move(*made);
        auto writer = SessionWriter::begin(*opened, testing::describe(SessionKind::Import), {});
        ASSERT_TRUE(writer) << writer.error().text();
        session = (*writer)->session();
        testing::appendMix(**writer, 0, 100, 1);
        ASSERT_TRUE((*writer)->finish(SessionState::Finished));
    }

    TemporaryFolder m_folder;
    std::unique_ptr<Case> opened;
    SessionId session{};
};

TEST_F(Remarks, AreReadBackInTheOrderOfPackets)
{
    const std::array packets{PacketNumber{70}, PacketNumber{7}};
    ASSERT_TRUE(setMarks(*opened, session, packets, true));
    ASSERT_TRUE(setNote(*opened, session, PacketNumber{12}, "the first beacon"));
    ASSERT_TRUE(setNote(*opened, session, PacketNumber{70}, "and\nthe last"));
    auto found = remarks(*opened, session);
    ASSERT_TRUE(found) << found.error().text();
    ASSERT_EQ(found->size(), 3U);
    EXPECT_EQ((*found)[0].packet.value, 7U);
    EXPECT_TRUE((*found)[0].marked);
    EXPECT_EQ((*found)[0].note, "");
    EXPECT_EQ((*found)[1].note, "the first beacon");
    EXPECT_FALSE((*found)[1].marked);
    EXPECT_GT((*found)[1].written, 0);
    EXPECT_EQ((*found)[2].note, "and\nthe last");
    EXPECT_TRUE((*found)[2].marked);
}

TEST_F(Remarks, AreTakenAwayAndReplacedNotDoubled)
{
    const PacketNumber packet{5};
    ASSERT_TRUE(setMarks(*opened, session, {&packet, 1}, true));
    ASSERT_TRUE(setMarks(*opened, session, {&packet, 1}, true));
    ASSERT_TRUE(setNote(*opened, session, packet, "one"));
    ASSERT_TRUE(setNote(*opened, session, packet, "two"));
    auto found = remarks(*opened, session);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().note, "two");
    ASSERT_TRUE(setMarks(*opened, session, {&packet, 1}, false));
    ASSERT_TRUE(setNote(*opened, session, packet, ""));
    found = remarks(*opened, session);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->empty());
}

TEST_F(Remarks, LeaveTheEvidenceAsItIsAndStandInTheAudit)
{
    const auto heads = opened->heads();
    const PacketNumber packet{5};
    ASSERT_TRUE(setMarks(*opened, session, {&packet, 1}, true));
    ASSERT_TRUE(setNote(*opened, session, packet, "look"));
    EXPECT_EQ(opened->heads().ledger.sequence, heads.ledger.sequence);
    const auto audit = auditRows(*opened);
    ASSERT_TRUE(audit);
    ASSERT_GE(audit->size(), 2U);
    EXPECT_EQ((*audit)[audit->size() - 2].action, "mark");
    EXPECT_EQ(audit->back().action, "note");
    const auto report = verify(*opened, {});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->passed());
}

TEST_F(Remarks, RefusePacketsThatAreNotThereAndNotesWithoutEnd)
{
    for (const std::uint64_t number : {0, 101}) {
        const PacketNumber packet{number};
        EXPECT_FALSE(setMarks(*opened, session, {&packet, 1}, true));
        EXPECT_FALSE(setNote(*opened, session, packet, "x"));
    }
    EXPECT_FALSE(setNote(*opened, SessionId{99}, PacketNumber{1}, "x"));
    EXPECT_FALSE(setNote(*opened, session, PacketNumber{1}, std::string(noteBytes + 1, 'x')));
    const auto found = remarks(*opened, session);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->empty());
}

}  // namespace
}  // namespace pr::store
