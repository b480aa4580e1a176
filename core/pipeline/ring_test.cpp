// What a ring leaves is read as the whole capture is: the same trees and answers, and where a flow's beginning is no
// more, less, but nothing else.
#include "core/dissect/protocols.h"
#include "core/fields/format.h"
#include "core/fields/registry.h"
#include "core/pipeline/import.h"
#include "core/pipeline/reanalysis.h"
#include "core/query/query.h"
#include "core/store/alert.h"
#include "core/store/verify.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <set>

namespace pr::pipeline {
namespace {

namespace fs = std::filesystem;

const FieldRegistry& fields()
{
    static const FieldRegistry all{dissect::fieldLists()};
    return all;
}

class Quiet : public ProgressSink {
public:
    void advance(const Advance&) override { }
    void committed(const Committed&) override { }
    void warning(std::string_view) override { }
    void stopped(std::string_view, std::string_view) override { }
};

struct Opened {
    std::unique_ptr<store::Case> file;
    std::unique_ptr<store::PacketReader> reader;
    std::unique_ptr<query::Replay> replay;

    explicit Opened(const fs::path& path)
    {
        file = std::move(*store::Case::open(path, store::CaseAccess::ReadOnly));
        reader = std::move(*store::PacketReader::open(*file, {1}));
        replay = std::move(*query::Replay::open(*file, *reader));
    }

    std::vector<std::uint64_t> passing(const std::string& text, std::uint64_t* unknown = nullptr) const
    {
        const auto filter = query::Filter::compile(text, fields());
        EXPECT_TRUE(filter) << text;
        auto query = query::Query::open(*file, *reader, *filter, {});
        EXPECT_TRUE(query);
        std::vector<std::uint64_t> numbers;
        const auto done = (*query)->rows([&](const store::StoredPacket& packet, const auto&, const auto&) {
            numbers.push_back(packet.view.number.value);
            return true;
        });
        EXPECT_TRUE(done) << done.error().text();
        if (unknown && done)
            *unknown = done->unknown;
        return numbers;
    }

    // What is said of a packet: name and value of each field.
    std::multiset<std::string> wordsOf(std::uint64_t number) const
    {
        FieldSink sink{FieldSink::Mode::Tree};
        std::multiset<std::string> words;
        const auto done = replay->describe({number}, sink, [&](const auto&, const auto&) {
            for (const auto& node : sink.nodes()) {
                std::string value;
                if (node.field->type != FieldType::Protocol && node.field->type != FieldType::None)
                    appendValue(value, *node.field, node.value, {});
                words.insert(std::string{node.field->abbreviation} + '=' + value);
            }
        });
        EXPECT_TRUE(done) << done.error().text();
        return words;
    }
};

class RingOfPackets : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        auto pattern = (fs::temp_directory_path() / "ring-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        ::setenv("XDG_STATE_HOME", (folder / "state").c_str(), 1);
        import(folder / "whole.prcase", {});
        import(folder / "ring.prcase", {.bytes = store::RingLimits::leastBytes});
    }
    static void TearDownTestSuite() { fs::remove_all(folder); }

    static void import(const fs::path& into, const store::RingLimits& ring)
    {
        ImportOptions options;
        options.files.assign(60, PR_SAMPLE);
        options.casePath = into;
        options.asOne = true;
        options.recorder.dissect.checkpointPackets = 16;
        options.recorder.ring = ring;
        Quiet quiet;
        const auto done = importFiles(options, quiet, {});
        ASSERT_TRUE(done) << done.error().text();
    }

    static fs::path folder;
};
fs::path RingOfPackets::folder;

TEST_F(RingOfPackets, TreesAreThoseOfTheWholeCaptureOrSayLess)
{
    const Opened whole{folder / "whole.prcase"}, ring{folder / "ring.prcase"};
    const auto first = ring.reader->firstPacket().value, last = ring.reader->packetCount();
    EXPECT_EQ(last, whole.reader->packetCount());
    ASSERT_GT(first, last / 4);
    std::uint64_t unknown = 0, compared = 0;
    for (auto number = first; number <= last; number += number < first + 1500 ? 1 : 17) {
        auto left = ring.wordsOf(number);
        const bool less = ring.replay->isStateUnknown();
        const auto all = whole.wordsOf(number);
        if (number == first || less) {
            unknown += less ? 1 : 0;
            for (const auto& word : left)
                ASSERT_TRUE(all.contains(word)) << "packet " << number << " says " << word;
        } else {
            ASSERT_EQ(left, all) << "packet " << number;
        }
        ++compared;
    }
    EXPECT_GT(unknown, 0U);
    EXPECT_LT(unknown, compared / 2);
    RecordProperty("unknown", std::to_string(unknown) + " of " + std::to_string(compared));
}

TEST_F(RingOfPackets, FiltersAnswerWithWhatIsThere)
{
    const Opened whole{folder / "whole.prcase"}, ring{folder / "ring.prcase"};
    const auto first = ring.reader->firstPacket().value;
    for (const std::string text : {"", "dns", "tls.handshake.type == 1", "http.request", "tcp.port == 443",
             "frame.number < 5000", "not tcp", "tcp.stream == 3", "frame.time_relative > 1", "ip.addr == 192.0.2.53",
             "dns.qry.name contains \"example\"", "tcp.seq == 1", "tcp.analysis.retransmission", "dns.time > 0"}) {
        auto expected = whole.passing(text);
        std::erase_if(expected, [&](std::uint64_t number) { return number < first; });
        std::uint64_t unknown = 0;
        const auto found = ring.passing(text, &unknown);
        if (unknown == 0) {
            EXPECT_EQ(found, expected) << text;
            continue;
        }
        // what nobody knows is no answer
        EXPECT_TRUE(std::includes(expected.begin(), expected.end(), found.begin(), found.end())) << text;
        EXPECT_LE(expected.size() - found.size(), unknown) << text;
    }
}

TEST_F(RingOfPackets, WhatWasConcludedStays)
{
    const Opened whole{folder / "whole.prcase"}, ring{folder / "ring.prcase"};
    const auto flows = [](const Opened& opened) { return (*store::session(*opened.file, {1})).flows; };
    EXPECT_EQ(flows(ring), flows(whole));
    EXPECT_EQ(store::session(*ring.file, {1})->events, store::session(*whole.file, {1})->events);
    EXPECT_EQ(store::alerts(*ring.file, {1})->size(), store::alerts(*whole.file, {1})->size());
    const auto report = store::verify(*ring.file);
    ASSERT_TRUE(report);
    for (const auto& finding : report->findings)
        ADD_FAILURE() << finding.text();
    EXPECT_EQ(report->droppedPackets, ring.reader->firstPacket().value - 1);
}

TEST_F(RingOfPackets, WhatNeedsAllPacketsIsRefused)
{
    const Opened ring{folder / "ring.prcase"};
    const auto everything = query::Filter::compile("", fields());
    const auto pass = query::pass(
        *ring.file, *ring.reader, *everything, {}, [](const auto&, const auto&, const auto&) { return true; });
    ASSERT_FALSE(pass);
    EXPECT_NE(pass.error().text().find("dropped by the ring"), std::string::npos);
    FieldSink sink{FieldSink::Mode::Tree};
    const auto shown = ring.replay->describe({1}, sink, [](const auto&, const auto&) {});
    ASSERT_FALSE(shown);
    EXPECT_NE(shown.error().text().find("The first packet that is there is"), std::string::npos);

    fs::copy_file(folder / "ring.prcase", folder / "again.prcase");
    ReanalysisOptions options;
    options.casePath = folder / "again.prcase";
    options.session = SessionId{1};
    Quiet quiet;
    const auto again = reanalyze(options, quiet, {});
    ASSERT_TRUE(again);
    ASSERT_EQ(again->problems.size(), 1U);
    EXPECT_NE(again->problems[0].text().find("a ring that dropped packets 1 to"), std::string::npos);
}

}  // namespace
}  // namespace pr::pipeline
