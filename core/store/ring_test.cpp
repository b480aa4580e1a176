// Sessions that keep their last packets only.
#include "core/store/schema.h"
#include "core/store/state_reader.h"
#include "core/store/testing.h"
#include "core/store/verify.h"

#include <array>
#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pr::store {

using namespace testing;

namespace {

constexpr std::uint64_t kRing = 6 * limits::MiB;

WriterOptions ringOf(RingLimits limits)
{
    WriterOptions options;
    options.ring = limits;
    return options;
}

// Appends packets of the mix, a commit after each thousand.
void grow(SessionWriter& writer, std::uint64_t before, std::uint64_t count)
{
    for (std::uint64_t at = 0; at < count; at += 1000) {
        appendMix(writer, before + at, std::min<std::uint64_t>(1000, count - at), 1);
        const auto done = writer.commit();
        ASSERT_TRUE(done) << done.error().text();
    }
}

std::unique_ptr<Case> openCase(const std::filesystem::path& path, CaseAccess access = CaseAccess::ReadOnly)
{
    auto opened = Case::open(path, access);
    EXPECT_TRUE(opened) << opened.error().text();
    return opened ? std::move(*opened) : nullptr;
}

PacketNumber firstOf(Case& opened)
{
    auto reader = PacketReader::open(opened, {1});
    EXPECT_TRUE(reader) << reader.error().text();
    return reader ? (*reader)->firstPacket() : PacketNumber{};
}

std::uint64_t bytesOfFile(Case& opened)
{
    return static_cast<std::uint64_t>(
        opened.database().integer("PRAGMA page_count") * opened.database().integer("PRAGMA page_size"));
}

VerifyReport verified(Case& opened)
{
    auto report = verify(opened, {});
    EXPECT_TRUE(report);
    for (const auto& finding : report->findings)
        ADD_FAILURE() << finding.text();
    return *report;
}

// Runs statements on a case that nobody has open.
void change(const std::filesystem::path& path, const std::string& sql)
{
    auto opened = openCase(path, CaseAccess::ReadWrite);
    ASSERT_TRUE(opened->database().run(sql.c_str()));
}

}  // namespace

TEST(Ring, KeepsItsLastPacketsAndTheirNumbers)
{
    const TemporaryFolder folder;
    constexpr std::uint64_t count = 100'000;
    std::uint64_t filled = 0, most = 0;
    {
        auto made = Case::create(folder / "a.prcase");
        auto writer = SessionWriter::begin(**made, describe(SessionKind::Capture), ringOf({.bytes = kRing}));
        ASSERT_TRUE(writer);
        for (std::uint64_t at = 0; at < count; at += 5000) {
            grow(**writer, at, 5000);
            EXPECT_LE((*writer)->ring()->bytes(), kRing);
            most = std::max(most, bytesOfFile(**made));
            if (at == 25'000)
                filled = most;  // it has been dropping for a while
        }
        const auto summary = (*writer)->finish(SessionState::Finished);
        ASSERT_TRUE(summary) << summary.error().text();
        EXPECT_EQ(summary->packets, count);
    }
    const auto opened = openCase(folder / "a.prcase");
    const auto first = firstOf(*opened);
    EXPECT_GT(first.value, 50'000U);
    EXPECT_LT(first.value, count - 5'000);
    expectMix(*opened, {1}, count, 1, first);
    const auto report = verified(*opened);
    EXPECT_EQ(report.packets, count);
    EXPECT_EQ(report.droppedPackets, first.value - 1);
    EXPECT_GT(report.droppedBlocks, 10U);
    // pages that were given up are used again; what grows are 0.2 bytes a packet of block rows and ledger
    EXPECT_LT(most, filled + filled / 10);
    EXPECT_LT(most, 2 * kRing);
    RecordProperty("bytes", std::to_string(most));
}

TEST(Ring, KeepsATimeOfPackets)
{
    const TemporaryFolder folder;
    constexpr std::uint64_t count = 40'000;  // 150 us from one to the next: 6 s
    auto made = Case::create(folder / "a.prcase");
    auto writer = SessionWriter::begin(
        **made, describe(SessionKind::Capture), ringOf({.duration = std::chrono::milliseconds{800}}));
    ASSERT_TRUE(writer);
    grow(**writer, 0, count);
    ASSERT_TRUE((*writer)->finish(SessionState::Finished));
    const auto first = firstOf(**made);
    const auto kept = std::chrono::microseconds{150} * (count - first.value);
    EXPECT_GE(kept, std::chrono::milliseconds{800});
    EXPECT_LE(kept, std::chrono::milliseconds{1200});
    expectMix(**made, {1}, count, 1, first);
    verified(**made);
}

TEST(Ring, DropsNothingMoreOnceItWasToldToKeepAll)
{
    const TemporaryFolder folder;
    auto made = Case::create(folder / "a.prcase");
    auto writer = SessionWriter::begin(**made, describe(SessionKind::Capture), ringOf({.bytes = kRing}));
    ASSERT_TRUE(writer);
    grow(**writer, 0, 30'000);
    const auto first = firstOf(**made);
    EXPECT_GT(first.value, 1U);
    (*writer)->keepAll("somebody asked");
    grow(**writer, 30'000, 30'000);
    ASSERT_TRUE((*writer)->finish(SessionState::Finished));
    EXPECT_EQ(firstOf(**made), first);
    EXPECT_EQ((*made)->database().integer("SELECT count(*) FROM audit WHERE action='keep'"), 1);
    expectMix(**made, {1}, 60'000, 1, first);
    verified(**made);
}

TEST(Ring, AReaderIsToldWhatIsNoMore)
{
    const TemporaryFolder folder;
    auto made = Case::create(folder / "a.prcase");
    auto writer = SessionWriter::begin(**made, describe(SessionKind::Capture), ringOf({.bytes = kRing}));
    ASSERT_TRUE(writer);
    grow(**writer, 0, 5'000);
    const auto opened = openCase(folder / "a.prcase");
    auto reader = PacketReader::open(*opened, {1}, 0);
    ASSERT_TRUE(reader);
    const auto time = (*reader)->firstTime();
    grow(**writer, 5'000, 40'000);
    const auto stale = (*reader)->block(0);
    ASSERT_FALSE(stale);
    EXPECT_NE(stale.error().text().find("dropped by the ring"), std::string::npos) << stale.error().text();
    EXPECT_TRUE((*reader)->isGone(0));
    ASSERT_TRUE((*reader)->refresh());
    EXPECT_FALSE((*reader)->isGone(0));
    EXPECT_EQ((*reader)->packetCount(), 45'000U);
    const auto first = (*reader)->firstPacket();
    EXPECT_GT(first.value, 5'000U);
    EXPECT_FALSE((*reader)->blockOf({first.value - 1}));
    EXPECT_EQ((*reader)->blockOf(first), 0U);
    const auto gone = (*reader)->packet({1});
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().text(),
        "Packet 1 was dropped by the ring of the capture. The first packet that is there is "
            + std::to_string(first.value) + ".");
    EXPECT_EQ((*reader)->firstTime().value(), time.value());
    EXPECT_EQ((*reader)->segments().front().firstBlock, 0U);
    EXPECT_EQ((*reader)->segments().front().firstPacket, first.value);
    // flows that had begun by the edge are known as such: a flow of the mix has eleven packets
    auto states = StateReader::open(*opened, {1});
    ASSERT_TRUE(states);
    EXPECT_TRUE(states->mayPrecedeRing({(first.value - 1) / 11}));
    EXPECT_FALSE(states->mayPrecedeRing({first.value / 11 + 1}));
}

TEST(Ring, OfAWriterThatWasKilledHoldsWhatWasAcknowledged)
{
    const TemporaryFolder folder;
    for (const std::uint64_t committed : {9'000U, 23'000U, 41'000U}) {
        const auto path = folder / std::to_string(committed);
        const auto child = ::fork();
        if (child == 0) {
            auto made = Case::create(path);
            auto writer = SessionWriter::begin(**made, describe(SessionKind::Capture), ringOf({.bytes = kRing}));
            grow(**writer, 0, committed);
            appendMix(**writer, committed, 3'000, 1);  // may end segments, and drop nothing before the commit
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        const auto first = firstOf(*openCase(path));
        openCase(path, CaseAccess::ReadWrite);
        const auto opened = openCase(path);
        EXPECT_EQ(firstOf(*opened), first);
        expectMix(*opened, {1}, committed, 1, first);
        EXPECT_EQ(verified(*opened).packets, committed);
        EXPECT_EQ((*sessions(*opened))[0].state, SessionState::Recovered);
    }
}

TEST(Ring, VerifyTellsADroppedBlockFromAStolenOne)
{
    const TemporaryFolder folder;
    {
        auto made = Case::create(folder / "a.prcase");
        auto writer = SessionWriter::begin(**made, describe(SessionKind::Capture), ringOf({.bytes = kRing}));
        grow(**writer, 0, 40'000);
        ASSERT_TRUE((*writer)->finish(SessionState::Finished));
    }
    std::uint64_t dropped = 0;
    {
        const auto opened = openCase(folder / "a.prcase");
        dropped = verified(*opened).droppedBlocks;
    }
    struct Case {
        std::string sql, said;
    };
    const auto next = std::to_string(rowKey(1, dropped)), last = std::to_string(rowKey(1, dropped + 2)),
               gone = std::to_string(rowKey(1, 0));
    for (const Case& damage : std::array<Case, 4>{{
             {"UPDATE block SET codec=3 WHERE id=" + next, "the ledger does not say that a ring dropped them"},
             {"UPDATE block SET codec=3 WHERE id=" + last, "no ring does that"},
             {"UPDATE block SET codec=1 WHERE id=" + gone, "a ring dropped it, and it is there"},
             {"UPDATE block SET digest=zeroblob(32) WHERE id=" + gone, "its tombstone has another digest"},
         }}) {
        const auto copy = folder / "copy.prcase";
        std::filesystem::copy_file(folder / "a.prcase", copy, std::filesystem::copy_options::overwrite_existing);
        change(copy, damage.sql);
        const auto opened = openCase(copy);
        const auto report = verify(*opened, {});
        ASSERT_TRUE(report);
        EXPECT_TRUE(std::any_of(report->findings.begin(), report->findings.end(), [&](const Finding& finding) {
            return finding.what.find(damage.said) != std::string::npos;
        })) << damage.sql;
    }
}

}  // namespace pr::store
