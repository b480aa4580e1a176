#include "core/pipeline/reanalysis.h"

#include "core/base/text.h"
#include "core/dissect/protocols.h"
#include "core/fields/registry.h"
#include "core/pipeline/import.h"
#include "core/query/query.h"
#include "core/store/analysis_age.h"
#include "core/store/event_rows.h"
#include "core/store/table_reader.h"
#include "core/store/verify.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>

namespace pr::pipeline {
namespace {

namespace fs = std::filesystem;

const fs::path kSample = PR_SAMPLE;

class Quiet : public ProgressSink {
public:
    void advance(const Advance& advance) override
    {
        last = advance;
        if (onAdvance)
            onAdvance();
    }
    void committed(const Committed&) override { }
    void warning(std::string_view) override { }
    void stopped(std::string_view, std::string_view) override { }

    std::function<void()> onAdvance;
    Advance last;
};

class Reanalyze : public ::testing::Test {
protected:
    Reanalyze()
    {
        auto pattern = (fs::temp_directory_path() / "reanalysis-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        ::setenv("XDG_STATE_HOME", (folder / "state").c_str(), 1);
        path = folder / "a.prcase";
    }
    ~Reanalyze() override { fs::remove_all(folder); }

    void import(const fs::path& into, bool detect = true, bool link = false, std::size_t copies = 8) const
    {
        ImportOptions options;
        options.files.assign(copies, (link ? folder / "linked.pcapng" : kSample).string());
        if (link)
            fs::copy_file(kSample, folder / "linked.pcapng", fs::copy_options::overwrite_existing);
        options.casePath = into;
        options.asOne = true;
        options.link = link;
        options.recorder.detect = detect;
        options.recorder.dissect.checkpointPackets = 16;
        Quiet quiet;
        const auto done = importFiles(options, quiet, {});
        ASSERT_TRUE(done) << done.error().text();
    }

    ReanalysisResult again(std::optional<std::int64_t> session = {}, std::stop_token stop = {})
    {
        ReanalysisOptions options;
        options.casePath = path;
        options.recorder.dissect.checkpointPackets = 16;
        if (session)
            options.session = SessionId{*session};
        auto done = reanalyze(options, progress, std::move(stop));
        EXPECT_TRUE(done) << done.error().text();
        return done ? std::move(*done) : ReanalysisResult{};
    }

    void change(const std::string& sql) const
    {
        auto opened = store::Case::open(path, store::CaseAccess::ReadWrite);
        ASSERT_TRUE(opened) << opened.error().text();
        ASSERT_TRUE((*opened)->database().run(sql)) << sql;
    }

    std::int64_t number(const std::string& sql) const
    {
        const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
        EXPECT_TRUE(opened) << opened.error().text();
        return opened ? (*opened)->database().integer(sql, -1) : -1;
    }

    bool isWhole() const
    {
        const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
        const auto report = store::verify(**opened);
        for (const auto& finding : report->findings)
            ADD_FAILURE() << finding.text();
        return report->passed();
    }

    fs::path folder, path;
    Quiet progress;
};

/// Every row of the analysis that holds for a session, without the number of the analysis in its key.
std::map<std::string, std::vector<std::string>> dump(const fs::path& path, std::int64_t session)
{
    const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
    EXPECT_TRUE(opened) << opened.error().text();
    auto& database = (*opened)->database();
    std::vector<std::string> tables{"block_analysis", "segment", "segment_part", "fact", "checkpoint", "certificate",
        "alert", "flow", "analysis_part"};
    for (auto& name : store::eventTables(database))
        tables.push_back(std::move(name));
    const auto owner = " WHERE id >> 40 = (SELECT analysis FROM session_status WHERE session=" + std::to_string(session)
        + ") ORDER BY id";
    std::map<std::string, std::vector<std::string>> rows;
    const auto take = [&](const std::string& table, const std::string& sql) {
        auto row = database.prepare(sql);
        while (row.next()) {
            std::string line;
            for (int i = 0; i < row.columns(); ++i) {
                const auto key = i == 0 && table != "session_status";
                const auto cell = key ? store::Cell{row.integer(0) & ((1LL << 40) - 1)} : row.cell(i);
                if (const auto* number = std::get_if<std::int64_t>(&cell))
                    line += std::to_string(*number);
                else if (const auto* real = std::get_if<double>(&cell))
                    line += std::to_string(*real);
                else if (const auto* text = std::get_if<std::string_view>(&cell))
                    line += *text;
                else if (const auto* bytes = std::get_if<Bytes>(&cell))
                    line += pr::hex(*bytes);
                line += '|';
            }
            rows[table].push_back(std::move(line));
        }
    };
    for (const auto& table : tables)
        take(table, "SELECT * FROM " + table + owner);
    take("session_status",
        "SELECT name, state, packets, captured_bytes, original_bytes, least_time, most_time, blocks, segments, flows, "
        "flow_rows, events, dropped FROM session_status WHERE session="
            + std::to_string(session));
    return rows;
}

struct Answer {
    std::vector<std::uint64_t> packets;
    std::string explained;
};

Answer ask(const fs::path& path, const std::string& text)
{
    static const FieldRegistry fields{dissect::fieldLists()};
    Answer answer;
    const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
    const auto reader = store::PacketReader::open(**opened, {1});
    const auto filter = query::Filter::compile(text, fields);
    EXPECT_TRUE(filter) << text;
    auto query = query::Query::open(**opened, **reader, *filter, {});
    EXPECT_TRUE(query);
    const auto done = (*query)->find([&](const query::Answered& part) {
        part.found.forEach([&](PacketNumber packet) {
            answer.packets.push_back(part.first.value + packet.value - 1);
            return true;
        });
        return true;
    });
    EXPECT_TRUE(done) << done.error().text();
    answer.explained = (*query)->explain();
    return answer;
}

TEST_F(Reanalyze, GivesWhatTheImportGaveAndLeavesNothingOfTheOld)
{
    import(path);
    import(path, true, false, 1);
    change("INSERT INTO note VALUES(1, 1, 7, 0, 'somebody', 0, 'look here')");
    change("INSERT INTO triage VALUES(1, 1, (SELECT alert FROM alert LIMIT 1), 'harmless', 'somebody', 0)");
    const auto before = dump(path, 1), other = dump(path, 2);
    for (const auto* table : {"block_analysis", "segment_part", "flow", "checkpoint", "alert", "certificate",
             "event_dns", "event_http", "event_tls"})
        ASSERT_TRUE(before.contains(table)) << table;
    EXPECT_GT(before.at("block_analysis").size(), 1U);

    EXPECT_TRUE(again().sessions.empty()) << "this version analysed all of them";
    const auto done = again(1);
    ASSERT_EQ(done.sessions.size(), 1U);
    EXPECT_EQ(progress.last.bytes, *progress.last.totalBytes);

    EXPECT_EQ(number("SELECT analysis FROM session_status WHERE session=1"), 3);
    const auto after = dump(path, 1);
    for (const auto& [table, rows] : before)
        EXPECT_TRUE(after.contains(table) && after.at(table) == rows) << table;
    EXPECT_EQ(dump(path, 2), other);
    EXPECT_EQ(number("SELECT count(*) FROM analysis"), 2);
    for (const auto& [table, rows] : before)
        if (table != "session_status" && table != "analysis_part") {
            EXPECT_EQ(number("SELECT count(*) FROM " + table + " WHERE id >> 40 = 1"), 0) << table;
        }
    EXPECT_EQ(number("SELECT count(*) FROM note WHERE packet=7"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM triage t JOIN alert a ON a.alert = t.subject WHERE a.id >> 40 = 3"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM audit WHERE action='reanalyze'"), 1);
    EXPECT_TRUE(isWhole());
}

TEST_F(Reanalyze, AnswersByProofUntilAnOlderAnalysisIsMadeAnew)
{
    import(path);
    const std::array filters{"dns.qry.name contains \"e\"", "!(dns.qry.name == \"nowhere\")", "dns",
        "http.host and frame.number > 40", "dns.a || tls.handshake.extensions_server_name", "tcp.port == 80",
        "http.request.method == \"GET\" || dns.flags.rcode == 3"};
    std::map<std::string, Answer> expected;
    for (const auto* filter : filters) {
        expected[filter] = ask(path, filter);
        EXPECT_FALSE(expected[filter].packets.empty()) << filter;
        EXPECT_EQ(expected[filter].explained.find("another version"), std::string::npos) << filter;
    }
    EXPECT_NE(expected["dns.qry.name contains \"e\""].explained.find("field index"), std::string::npos);

    struct Row {
        const char* part;
        const char* words;
        std::vector<const char*> proved, asBefore;
    };
    const std::array rows{
        Row{"dns", "dns", {"dns.qry.name contains \"e\"", "dns"},
            {"http.host and frame.number > 40", "tcp.port == 80"}},
        Row{"layers", "layers", {"dns", "tcp.port == 80", "http.host and frame.number > 40"}, {}},
    };
    for (const auto& row : rows) {
        // what another version left behind: another digest, an index that knows nothing, states that cannot be read
        change(std::string{"UPDATE analysis_part SET digest=zeroblob(32) WHERE protocol='"} + row.part + "'");
        change("DELETE FROM segment_part WHERE name LIKE 'dns.%'");
        change("UPDATE checkpoint SET body=x'00ff'");
        {
            const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
            const auto age = store::AnalysisAge::of(**opened, {1});
            ASSERT_TRUE(age);
            EXPECT_FALSE(age->isCurrent());
            EXPECT_EQ(age->words(), row.words);
        }
        for (const auto* filter : filters)
            EXPECT_EQ(ask(path, filter).packets, expected[filter].packets) << row.words << ": " << filter;
        for (const auto* filter : row.proved)
            EXPECT_NE(ask(path, filter).explained.find("another version"), std::string::npos) << row.words << filter;
        for (const auto* filter : row.asBefore)
            EXPECT_EQ(ask(path, filter).explained, expected[filter].explained) << row.words << filter;

        EXPECT_EQ(again().sessions.size(), 1U);
        for (const auto* filter : filters) {
            const auto now = ask(path, filter);
            EXPECT_EQ(now.packets, expected[filter].packets) << filter;
            EXPECT_EQ(now.explained, expected[filter].explained) << filter;
        }
    }
}

TEST_F(Reanalyze, ThatIsStoppedLeavesTheOldAnalysisAndNothingElse)
{
    import(path, true, false, 40);
    const auto before = dump(path, 1);
    for (int after = 0; after < 3; ++after) {
        std::stop_source source;
        int calls = 0;
        progress.onAdvance = [&] {
            if (calls++ == after)
                source.request_stop();
        };
        const auto done = again(1, source.get_token());
        EXPECT_TRUE(done.cancelled);
        EXPECT_TRUE(done.sessions.empty());
        EXPECT_EQ(dump(path, 1), before);
        EXPECT_EQ(number("SELECT count(*) FROM analysis"), 1);
        EXPECT_EQ(number("SELECT count(*) FROM flow WHERE id >> 40 <> 1"), 0);
    }
    EXPECT_TRUE(isWhole());
}

TEST_F(Reanalyze, RemovesWhatANotFinishedOneLeftBehind)
{
    import(path);
    const auto before = dump(path, 1);
    change("INSERT INTO analysis VALUES(2, 1, 0, 'a program that was killed')");
    change("INSERT INTO block_analysis SELECT (2 << 40) + (id & 0xFFFFFFFFFF), columns FROM block_analysis");
    change("INSERT INTO fact SELECT (2 << 40) + (id & 0xFFFFFFFFFF), packet, kind, body FROM fact");
    EXPECT_EQ(dump(path, 1), before);
    EXPECT_TRUE(isWhole());
    again();
    EXPECT_EQ(number("SELECT count(*) FROM analysis"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM block_analysis WHERE id >> 40 = 2"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM fact WHERE id >> 40 = 2"), 0);
    EXPECT_EQ(dump(path, 1), before);
}

TEST_F(Reanalyze, ReadsWhatIsLinkedAndNamesALostOriginal)
{
    import(path, true, true);
    const auto before = dump(path, 1);
    EXPECT_EQ(again(1).sessions.size(), 1U);
    EXPECT_EQ(dump(path, 1), before);
    fs::rename(folder / "linked.pcapng", folder / "elsewhere.pcapng");
    const auto done = again(1);
    ASSERT_EQ(done.problems.size(), 1U);
    EXPECT_NE(done.problems[0].text().find("linked.pcapng"), std::string::npos) << done.problems[0].text();
    EXPECT_TRUE(done.sessions.empty());
    EXPECT_EQ(dump(path, 1), before);
    EXPECT_EQ(number("SELECT count(*) FROM analysis"), 1);
}

TEST_F(Reanalyze, DetectsWhatAnImportWithoutDetectionLeftOut)
{
    const auto with = folder / "with.prcase";
    import(path, false);
    import(with);
    const auto detected = [](const fs::path& where) {
        const auto opened = store::Case::open(where, store::CaseAccess::ReadOnly);
        return store::AnalysisAge::of(**opened, {1})->detected();
    };
    EXPECT_EQ(detected(path), false);
    EXPECT_EQ(detected(with), true);
    again(1);
    EXPECT_EQ(detected(path), true);
    EXPECT_FALSE(dump(path, 1).at("alert").empty());
    auto expected = dump(with, 1), made = dump(path, 1);
    expected.erase("alert");  // names the session of its case
    EXPECT_EQ(made["flow"], expected["flow"]);
    EXPECT_EQ(made["segment_part"], expected["segment_part"]);
    EXPECT_EQ(dump(path, 1).at("alert").size(), dump(with, 1).at("alert").size());
}

TEST_F(Reanalyze, TellsAReaderThatItsAnalysisWasReplaced)
{
    import(path);
    const auto opened = store::Case::open(path, store::CaseAccess::ReadOnly);
    const auto reader = store::PacketReader::open(**opened, {1});
    ASSERT_TRUE(reader);
    auto flows = store::FlowReader::open(**opened, {1});
    ASSERT_TRUE(flows);
    ASSERT_TRUE((*reader)->analysis(0));
    again(1);
    const auto columns = (*reader)->analysis(0);
    ASSERT_FALSE(columns);
    EXPECT_NE(columns.error().text().find("analysed anew"), std::string::npos) << columns.error().text();
    EXPECT_FALSE(flows->next());
    EXPECT_FALSE((*reader)->fieldIndex(0, "dns.qry.name"));
    ASSERT_TRUE((*reader)->refresh());
    EXPECT_TRUE((*reader)->analysis(0));
    EXPECT_TRUE((*reader)->block(0)) << "evidence is as it was";
}

}  // namespace
}  // namespace pr::pipeline
