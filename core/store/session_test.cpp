#include "core/store/testing.h"

#include <array>
#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pr::store {

using namespace testing;

namespace {

std::unique_ptr<Case> createCase(const std::filesystem::path& path)
{
    auto made = Case::create(path);
    EXPECT_TRUE(made) << (made ? "" : made.error().text());
    return made ? std::move(*made) : nullptr;
}

std::unique_ptr<Case> openCase(const std::filesystem::path& path, CaseAccess access = CaseAccess::ReadOnly)
{
    auto opened = Case::open(path, access);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().text());
    return opened ? std::move(*opened) : nullptr;
}

std::unique_ptr<SessionWriter> beginSession(Case& opened, SessionKind kind, WriterOptions options = {})
{
    auto writer = SessionWriter::begin(opened, describe(kind), std::move(options));
    EXPECT_TRUE(writer) << (writer ? "" : writer.error().text());
    return writer ? std::move(*writer) : nullptr;
}

}  // namespace

TEST(Session, AnImportComesBackExactly)
{
    const TemporaryFolder folder;
    constexpr std::uint64_t count = 200'000;
    {
        const auto made = createCase(folder / "a.prcase");
        const auto writer = beginSession(*made, SessionKind::Import);
        appendMix(*writer, 0, count, 1);
        const auto summary = writer->finish(SessionState::Finished);
        ASSERT_TRUE(summary) << summary.error().text();
        EXPECT_EQ(summary->packets, count);
        EXPECT_GT(summary->segments, 1U);
    }
    const auto opened = openCase(folder / "a.prcase");
    EXPECT_TRUE(opened->warnings().empty()) << opened->warnings()[0];
    expectMix(*opened, {1}, count, 1);
    const auto all = sessions(*opened);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 1U);
    EXPECT_EQ((*all)[0].state, SessionState::Finished);
    EXPECT_EQ((*all)[0].packets, count);
}

TEST(Session, OfACaptureIsReadableUpToTheLastCommitWhileItGrows)
{
    const TemporaryFolder folder;
    const auto made = createCase(folder / "a.prcase");
    const auto writer = beginSession(*made, SessionKind::Capture);
    const auto reader = openCase(folder / "a.prcase");
    std::uint64_t count = 0;
    for (const std::uint64_t more : {1, 5, 3'000, 1, 20'000, 700}) {
        appendMix(*writer, count, more, 2);
        count += more;
        const auto durable = writer->commit();
        ASSERT_TRUE(durable) << durable.error().text();
        EXPECT_EQ(durable->value, count);
        expectMix(*reader, writer->session(), count, 2);
    }
    const auto summary = writer->finish(SessionState::Finished);
    ASSERT_TRUE(summary) << summary.error().text();
    expectMix(*reader, writer->session(), count, 2);
}

TEST(Session, OfAWriterThatWasKilledIsRecovered)
{
    const TemporaryFolder folder;
    constexpr std::uint64_t committed = 12'345;
    const auto child = ::fork();
    if (child == 0) {
        auto made = Case::create(folder / "a.prcase");
        auto writer = SessionWriter::begin(**made, describe(SessionKind::Capture));
        appendMix(**writer, 0, 10'000, 3);
        (*writer)->commit().has_value();
        appendMix(**writer, 10'000, 2'345, 3);
        (*writer)->commit().has_value();
        appendMix(**writer, committed, 5'000, 3);
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    expectMix(*openCase(folder / "a.prcase"), {1}, committed, 3);
    openCase(folder / "a.prcase", CaseAccess::ReadWrite);
    const auto opened = openCase(folder / "a.prcase");
    expectMix(*opened, {1}, committed, 3);
    const auto all = sessions(*opened);
    ASSERT_TRUE(all);
    EXPECT_EQ((*all)[0].state, SessionState::Recovered);
    EXPECT_EQ((*all)[0].packets, committed);
}

TEST(Session, KeepsStrangePacketsAsTheyAre)
{
    const TemporaryFolder folder;
    const auto made = createCase(folder / "a.prcase");
    const auto writer = beginSession(*made, SessionKind::Import);
    struct Row {
        std::string bytes;
        std::uint64_t rawTime;
        std::int64_t time;
        std::uint32_t original;
    };
    const std::vector<Row> rows{
        {"", 0, 0, 0},
        {"", 0xFFFFFFFFFFFFFFFFULL, -1, 0xFFFFFFFFU},
        {std::string(2 * limits::blockBytes + 7, 'x'), 1, std::numeric_limits<std::int64_t>::max(), 5},
        {"a", 0x8000000000000000ULL, std::numeric_limits<std::int64_t>::min(), 0},
        {std::string(limits::blockBytes, 'y'), 123'456'789, 123'456'789'000, 1},
    };
    std::uint64_t number = 0;
    for (const auto& row : rows) {
        PacketView view;
        view.number = {++number};
        view.rawTime = row.rawTime;
        view.time = Timestamp{Nanoseconds{row.time}};
        view.originalLength = row.original;
        view.bytes = bytesOf(row.bytes);
        view.hasTime = number != 2;
        view.fcsBytes = 4;
        const auto done = writer->append(view, {});
        ASSERT_TRUE(done) << done.error().text();
    }
    ASSERT_TRUE(writer->finish(SessionState::Finished));
    const auto reader = PacketReader::open(*made, {1});
    ASSERT_TRUE(reader) << reader.error().text();
    EXPECT_EQ((*reader)->blocks().size(), 4U) << "an oversized packet is alone in its block";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto packet = (*reader)->packet({i + 1});
        ASSERT_TRUE(packet) << packet.error().text();
        EXPECT_EQ(packet->view.rawTime, rows[i].rawTime);
        EXPECT_EQ(packet->view.time.time_since_epoch().count(), rows[i].time);
        EXPECT_EQ(packet->view.originalLength, rows[i].original);
        EXPECT_EQ(packet->view.hasTime, i != 1);
        EXPECT_EQ(packet->view.fcsBytes, 4);
        EXPECT_TRUE(textOf(packet->view.bytes) == rows[i].bytes);
    }
    EXPECT_FALSE((*reader)->packet({0}));
    EXPECT_FALSE((*reader)->packet({6}));
}

}  // namespace pr::store
