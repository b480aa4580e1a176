#include "core/store/table_reader.h"
#include "core/store/testing.h"
#include "core/store/verify.h"

#include <array>
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
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

// Few packets of a block are put together from its front and their own rest, many come out of the whole block.
TEST(Session, GivesPacketsOneByOneAsBlocksGiveThem)
{
    const TemporaryFolder folder;
    constexpr std::uint64_t count = 12'000;
    const auto made = createCase(folder / "a.prcase");
    const auto writer = beginSession(*made, SessionKind::Import);
    appendMix(*writer, 0, count, 4);
    ASSERT_TRUE(writer->finish(SessionState::Finished));
    const auto whole = PacketReader::open(*made, {1});
    ASSERT_TRUE(whole);
    for (const std::uint64_t step : {1, 7, 499, 3001}) {
        const auto alone = PacketReader::open(*made, {1});
        ASSERT_TRUE(alone);
        for (std::uint64_t number = 1; number <= count; number += step) {
            const auto got = (*alone)->packet({number});
            const auto wanted = (*whole)->packet({number}, Reading::Many);
            ASSERT_TRUE(got) << got.error().text();
            ASSERT_TRUE(wanted) << wanted.error().text();
            ASSERT_EQ(got->view.number.value, number);
            ASSERT_EQ(textOf(got->view.bytes), textOf(wanted->view.bytes)) << number << ", step " << step;
            ASSERT_EQ(got->view.time, wanted->view.time);
        }
    }
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

TEST(Session, AnswersByFlowAndByField)
{
    const TemporaryFolder folder;
    constexpr std::uint64_t count = 150'000;
    const auto made = createCase(folder / "a.prcase");
    const auto writer = beginSession(*made, SessionKind::Import);
    appendMix(*writer, 0, count, 5);
    ASSERT_TRUE(writer->finish(SessionState::Finished));
    const auto reader = PacketReader::open(*made, {1});
    ASSERT_TRUE(reader) << reader.error().text();
    ASSERT_GT((*reader)->segments().size(), 1U);

    const auto seven = (*reader)->packetsOf({7}, {1}, {count});
    ASSERT_TRUE(seven) << seven.error().text();
    EXPECT_TRUE(seven->candidates.empty());
    std::vector<PacketNumber> expected;
    for (std::uint64_t number = 1; number <= count; ++number)
        if (number / 11 == 7 || number % 997 == 0)
            expected.push_back({number});
    EXPECT_EQ(seven->packets, expected);

    std::uint64_t found = 0;
    for (std::size_t segment = 0; segment < (*reader)->segments().size(); ++segment) {
        const auto fields = (*reader)->indexedFields(segment);
        ASSERT_TRUE(fields);
        EXPECT_EQ(*fields, std::vector<std::string>{"test.port"});
        const auto index = (*reader)->fieldIndex(segment, "test.port");
        ASSERT_TRUE(index && *index);
        EXPECT_TRUE((*index)->complete());
        const auto at = (*index)->find(Value::number(123));
        if (at == (*index)->size())
            continue;
        for (const auto packet : (*index)->packets(at)) {
            EXPECT_EQ(((*reader)->segments()[segment].firstPacket + packet) / 11 % 1000, 123U);
            ++found;
        }
        EXPECT_FALSE((*reader)->fieldIndex(segment, "test.name").value().has_value());
    }
    std::uint64_t wanted = 0;
    for (std::uint64_t number = 1; number <= count; ++number)
        wanted += number / 11 % 1000 == 123;
    EXPECT_EQ(found, wanted);
}

TEST(Session, ThatIsLinkedReadsTheOriginalAndNamesItsLoss)
{
    const TemporaryFolder folder;
    const auto original = folder / "a.bin";
    std::string file = "header";
    std::size_t inside = 0;  // one of the last packets
    const auto made = createCase(folder / "a.prcase");
    WriterOptions options;
    options.link = true;
    const auto writer = beginSession(*made, SessionKind::Import, std::move(options));
    ASSERT_TRUE(writer->addSourceFile({0, original.string(), 0, 0}));
    MadePacket packet;
    for (std::uint64_t number = 1; number <= 3'000; ++number) {
        std::mt19937_64 random{6 * 1'000'003 + number};
        makePacket(packet, number, random);
        ASSERT_TRUE(writer->append(packet.view, packet.analysis, {0, file.size()}));
        if (packet.bytes.size() >= 40)
            inside = file.size() + 5;
        file += packet.bytes + "between";
    }
    std::ofstream{original, std::ios::binary} << file;
    ASSERT_TRUE(writer->finish(SessionState::Finished));
    expectMix(*made, {1}, 3'000, 6);
    EXPECT_TRUE(verify(*made).value().passed());

    const auto blocks = PacketReader::open(*made, {1}).value()->blocks().size();
    ASSERT_GE(blocks, 2U);
    const auto lastIs = [&](std::string_view says, std::string_view finding, std::size_t findings) {
        const auto reader = PacketReader::open(*made, {1});
        ASSERT_TRUE(reader);
        EXPECT_TRUE((*reader)->packet({10}).has_value() == (findings < blocks));
        const auto last = (*reader)->packet({3'000});
        ASSERT_FALSE(last);
        EXPECT_NE(last.error().what.find(says), std::string::npos) << last.error().what;
        EXPECT_NE(last.error().what.find(original.string()), std::string::npos) << last.error().what;
        EXPECT_NE(last.error().what.find("to 3000 of session 1"), std::string::npos) << last.error().what;
        EXPECT_TRUE((*reader)->evidence(blocks - 1)) << "columns still answer";
        const auto report = verify(*made).value();
        ASSERT_EQ(report.findings.size(), findings);
        const auto text = report.findings.back().text();
        EXPECT_NE(text.find(finding), std::string::npos) << text;
        EXPECT_EQ(report.findings.back().last, PacketNumber{3'000});
        EXPECT_EQ(report.findings.back().block, static_cast<std::int64_t>(blocks) - 1);
    };
    const auto write = [&](std::string_view bytes) { std::ofstream{original, std::ios::binary} << bytes; };
    auto changed = file;
    changed[inside] ^= 1;
    write(changed);
    lastIs("was changed", "was changed", 1);
    write(file.substr(0, inside));
    lastIs("shorter than it was", "its original cannot be read", 1);
    std::filesystem::remove(original);
    lastIs("cannot open", "its original cannot be read", blocks);
    ASSERT_EQ(::mkfifo(original.c_str(), 0600), 0);
    lastIs("is not a regular file", "its original cannot be read", blocks);  // and nobody waits for its other end
    std::filesystem::remove(original);
    write(file);
    expectMix(*made, {1}, 3'000, 6);
}

TEST(Session, KeepsFlowsEventsAndItems)
{
    static constexpr std::array columns{Column{"query", ColumnType::Text, ""}, Column{"size", ColumnType::Integer, ""}};
    static constexpr EventTable table{"dns", columns};
    const TemporaryFolder folder;
    const auto made = createCase(folder / "a.prcase");
    const auto writer = beginSession(*made, SessionKind::Capture);
    ASSERT_TRUE(writer->addItem({.packet = {3}, .attached = true, .body = "a comment"}));
    appendMix(*writer, 0, 5'000, 7);
    EventBuffer events;
    for (std::uint64_t i = 1; i <= 2'500; ++i)
        events.add(table, {{i}, Timestamp{}, {i / 10}}, std::array{Value::text("name" + std::to_string(i)), Value{}});
    ASSERT_TRUE(writer->addEvents(events));
    dissect::FlowRecord flow;
    for (const std::uint64_t id : {0U, 1U, 2U, 1U}) {
        flow.id = {id};
        flow.transport = "tcp";
        flow.initiator = std::string("\x0a\0\0\x01", 4);
        flow.packets[1] += 1;
        flow.hasStream = id != 2;
        ASSERT_TRUE(writer->putFlow(flow));
    }
    ASSERT_TRUE(writer->commit());
    const auto check = [&] {
        auto rows = TableReader::open(*made, "dns", {1});
        ASSERT_TRUE(rows) << rows.error().text();
        EXPECT_EQ(rows->columns(), (std::vector<std::string>{"packet", "time", "flow", "query", "size"}));
        std::uint64_t count = 0;
        for (auto page = rows->next(); page && !page->empty(); page = rows->next())
            for (const auto& row : *page)
                EXPECT_EQ(std::get<std::string>(row.cells[3]), "name" + std::to_string(++count));
        EXPECT_EQ(count, 2'500U);
        TableReader::Selection selection;
        selection.flow = FlowId{17};
        rows = TableReader::open(*made, "dns", {1}, selection);
        ASSERT_TRUE(rows);
        EXPECT_EQ(rows->next()->size(), 10U);
        auto flows = FlowReader::open(*made, {1});
        ASSERT_TRUE(flows) << flows.error().text();
        const auto all = flows->next();
        ASSERT_TRUE(all);
        ASSERT_EQ(all->size(), 3U) << "the last row of a flow counts";
        EXPECT_EQ((*all)[2].record.id.value, 1U);
        EXPECT_EQ((*all)[2].record.packets[1], 4U);
        EXPECT_FALSE((*all)[1].record.hasStream);
        EXPECT_TRUE(flows->next()->empty());
        const auto one = FlowReader::find(*made, {1}, {1});
        ASSERT_TRUE(one && *one);
        EXPECT_EQ((*one)->record.packets[1], 4U);
        EXPECT_EQ((*one)->transport, "tcp");
    };
    check();
    ASSERT_TRUE(writer->finish(SessionState::Finished));
    check();
    const auto reader = PacketReader::open(*made, {1});
    ASSERT_TRUE(reader);
    EXPECT_TRUE((*reader)->packet({3})->hasItems);
    EXPECT_FALSE((*reader)->packet({4})->hasItems);
    const auto kept = items(*made, {1});
    ASSERT_TRUE(kept && kept->size() == 1);
    EXPECT_EQ((*kept)[0].body, "a comment");
    EXPECT_TRUE(TableReader::open(*made, "nothing; DROP TABLE block", {1})->next()->empty());
}

TEST(Session, KeepsACertificateAndALongTextOnce)
{
    static constexpr std::array columns{
        Column{"agent", ColumnType::Text, ""}, Column{"der", ColumnType::Certificate, ""}};
    static constexpr EventTable table{"seen", columns};
    const TemporaryFolder folder;
    const auto made = createCase(folder / "a.prcase");
    const auto writer = beginSession(*made, SessionKind::Import);
    appendMix(*writer, 0, 100, 7);
    const std::string longText(500, 'a'), der(900, '\x30'), another = der + "b";
    const std::vector<std::string> texts{
        "short", longText, "short", longText, "\1#0", "\1", longText + "b", "\1#0", "\1=", longText, ""};
    EventBuffer events;
    for (std::size_t i = 0; i < texts.size(); ++i)
        events.add(table, {{i + 1}, Timestamp{}, {0}},
            std::array{Value::text(texts[i]), Value::bytes(bytesOf(i % 2 ? der : another))});
    ASSERT_TRUE(writer->addEvents(events));
    ASSERT_TRUE(writer->finish(SessionState::Finished));

    auto rows = TableReader::open(*made, "seen", {1});
    ASSERT_TRUE(rows) << rows.error().text();
    const auto all = rows->next();
    ASSERT_TRUE(all) << all.error().text();
    ASSERT_EQ(all->size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(std::get<std::string>((*all)[i].cells[3]), texts[i]) << i;
        EXPECT_EQ((*all)[i].cells[4], (OwnedCell{BlobCell{i % 2 ? der : another}})) << i;
    }
    const auto kept = certificates(*made, {1});
    ASSERT_TRUE(kept && kept->size() == 2);
    EXPECT_EQ((*kept)[0].der, another);
    EXPECT_EQ((*kept)[1].digest, sha256(bytesOf(der)));
    EXPECT_EQ(made->database().integer("SELECT count(*) FROM event_seen WHERE length(agent) >= 500"), 2);

    // a reference that a damaged or hostile case makes up
    for (const char* reference : {"99", "1", "18446744073709551615"}) {
        ASSERT_TRUE(made->database().run(
            "UPDATE event_seen SET agent = char(1) || '#" + std::string{reference} + "' WHERE packet = 2"));
        rows = TableReader::open(*made, "seen", {1});
        ASSERT_TRUE(rows);
        EXPECT_FALSE(rows->next()) << reference;
    }
}

TEST(Session, IsTheSameWhoeverEncodesItsBlocks)
{
    const TemporaryFolder folder;
    Digest heads[2];
    for (int pooled = 0; pooled < 2; ++pooled) {
        const auto made = createCase(folder / (pooled ? "pool" : "inline"));
        WriterOptions options;
        if (pooled)
            options.encode = [](std::shared_ptr<const BlockContent> content, Codec codec) {
                return std::async(std::launch::async, [content, codec] { return encodeBlock(*content, codec); });
            };
        const auto writer = beginSession(*made, SessionKind::Import, std::move(options));
        appendMix(*writer, 0, 30'000, 8);
        ASSERT_TRUE(writer->finish(SessionState::Finished));
        expectMix(*made, {1}, 30'000, 8);
        // The chain is bound to the identity of its case; the digests of the blocks are not.
        Sha256 all;
        auto blocks = made->database().prepare("SELECT digest FROM block ORDER BY id");
        while (blocks.next())
            all.update(blocks.blob(0));
        heads[pooled] = all.finish();
    }
    EXPECT_EQ(heads[0], heads[1]);
}

}  // namespace pr::store
