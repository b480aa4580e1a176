// The window's way to a case: over the sample, against what the core says.
#include "models/case_packet_source.h"

#include "core/pipeline/import.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

namespace pr::models {
namespace {

struct Silent : pipeline::ProgressSink {
    void advance(const pipeline::Advance&) override { }
    void committed(const pipeline::Committed&) override { }
    void warning(std::string_view) override { }
    void stopped(std::string_view, std::string_view) override { }
};

/// The sample, imported anew.
class CaseSourceTest : public testing::Test {
protected:
    void SetUp() override
    {
        auto pattern = (std::filesystem::temp_directory_path() / "case-source-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        m_folder = pattern;
        Silent silent;
        const auto imported =
            pipeline::importFiles({.files = {PR_SAMPLE}, .casePath = m_folder / "sample.prcase"}, silent, {});
        ASSERT_TRUE(imported) << imported.error().text();
        session = imported->sessions.at(0).id.value;
        auto opened = openCase(m_folder / "sample.prcase");
        ASSERT_TRUE(opened) << opened.error().text();
        source = std::move(*opened);
        source->sessions();
    }
    void TearDown() override
    {
        source.reset();
        std::filesystem::remove_all(m_folder);
    }

    std::vector<Row> all(RowReader& reader) { return reader.rows(0, reader.rowCount(), {}); }
    std::shared_ptr<RowReader> table(Table kind)
    {
        auto opened = source->openTable(session, kind);
        EXPECT_TRUE(opened);
        return opened ? *opened : nullptr;
    }

    std::shared_ptr<CaseSource> source;
    std::int64_t session = 0;

private:
    std::filesystem::path m_folder;
};

TEST_F(CaseSourceTest, SortsPacketsByEveryColumnAsTheirCellsSay)
{
    const auto packets = table(Table::Packets);
    const auto before = all(*packets);
    ASSERT_GT(before.size(), 100U);
    const auto key = [](const Row& row, std::size_t cell) {
        // Addresses sort by their bytes: here only that equal ones stand together is looked at.
        return cell == 5 ? std::string(12 - row.cells[5].size(), ' ') + row.cells[5] : row.cells[cell];
    };
    for (const auto& [name, cell] : {std::pair{"frame.time", 1}, {"frame.len", 5}, {"info", 6}})
        for (const bool descending : {false, true}) {
            const auto place = static_cast<std::size_t>(cell);
            const auto sorted = packets->sorted({name, descending}, {}, [](double) {});
            ASSERT_TRUE(sorted) << sorted.error().text();
            auto expected = before;
            std::ranges::stable_sort(expected, [&](const Row& a, const Row& b) {
                return descending ? key(b, place) < key(a, place) : key(a, place) < key(b, place);
            });
            const auto rows = all(**sorted);
            ASSERT_EQ(rows.size(), expected.size());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                ASSERT_EQ(rows[i].number, expected[i].number) << name << ' ' << i;
                ASSERT_EQ(rows[i].cells, expected[i].cells) << name << ' ' << i;
            }
        }
    for (const auto& [name, cell] : {std::pair{"source", 2}, {"destination", 3}, {"protocol", 4}}) {
        const auto sorted = packets->sorted({name, false}, {}, [](double) {});
        ASSERT_TRUE(sorted);
        const auto rows = all(**sorted);
        std::set<std::string> seen;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& text = rows[i].cells[static_cast<std::size_t>(cell)];
            const bool same = i > 0 && rows[i - 1].cells[static_cast<std::size_t>(cell)] == text;
            ASSERT_TRUE(same || seen.insert(text).second) << text << " stands in two places";
            ASSERT_TRUE(!same || rows[i - 1].number < rows[i].number);
            ASSERT_EQ((*sorted)->rowOf(rows[i].number), i);
        }
    }
}

TEST_F(CaseSourceTest, TimesCountFromTheRowAboveAlsoWhereAPageBegins)
{
    const auto packets = table(Table::Packets);
    const auto rows = all(*packets);
    const auto part = packets->rows(7, 2, {});
    ASSERT_EQ(part.size(), 2U);
    EXPECT_EQ(part[0].clock.shown, rows[6].times[0].time);
    EXPECT_EQ(part[0].clock.first, rows[0].times[0].time);
    EXPECT_EQ(part[1].clock.shown, part[0].times[0].time);
    const auto descending = packets->sorted({"frame.number", true}, {}, [](double) {});
    ASSERT_TRUE(descending);
    const auto last = (*descending)->rows(0, 2, {});
    EXPECT_EQ(last[0].clock.shown, std::nullopt);
    EXPECT_EQ(last[0].clock.previous, last[1].times[0].time);
    EXPECT_EQ(last[1].clock.shown, last[0].times[0].time);
}

TEST_F(CaseSourceTest, SortsSmallTablesByWhatTheirCellsStandFor)
{
    const auto flows = table(Table::Flows);
    const auto sorted = flows->sorted({"initiator_bytes", true}, {}, [](double) {});
    ASSERT_TRUE(sorted);
    std::uint64_t before = ~std::uint64_t{0};
    for (const auto& row : all(**sorted)) {
        const auto exact = std::ranges::find(row.exact, 7, &ExactCell::cell);
        ASSERT_NE(exact, row.exact.end());
        const auto bytes = std::stoull(exact->text);
        EXPECT_LE(bytes, before);
        before = bytes;
    }
    EXPECT_FALSE(flows->sorted({"no such column", false}, {}, [](double) {}));
}

TEST_F(CaseSourceTest, TheRowsOfAnotherReaderAreTheSame)
{
    const auto packets = table(Table::Packets);
    const auto other = packets->another();
    ASSERT_EQ(other->rowCount(), packets->rowCount());
    EXPECT_EQ(other->rows(3, 1, {})[0].cells, packets->rows(3, 1, {})[0].cells);
    EXPECT_EQ(other->rows(3, 1, {})[0].exact[0].text, "4");
}

TEST_F(CaseSourceTest, FollowsAStreamOfTheSampleInBothDirections)
{
    bool request = false, response = false;
    for (std::uint64_t stream = 0; stream < 10; ++stream) {
        const auto content = source->follow(session, {"tcp", stream}, {});
        ASSERT_TRUE(content) << content.error().text();
        EXPECT_FALSE(content->client.empty()) << stream;
        for (const auto& chunk : content->chunks) {
            const auto text = textOf(chunk.bytes);
            request = request || (!chunk.fromServer && text.starts_with("GET / HTTP/1.1"));
            response = response || (chunk.fromServer && text.starts_with("HTTP/1.1 200 OK"));
        }
    }
    EXPECT_TRUE(request);
    EXPECT_TRUE(response);
    const auto none = source->follow(session, {"tcp", 100'000}, {});
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->chunks.empty());
}

}  // namespace
}  // namespace pr::models
