// Plans against one pass that dissects everything: the same packets for filters made by a seed, over the sample, over
// captures made here, and over those that PR_CAPTURES names (separated by colons). PR_EXPRESSIONS says how many filters
// each gets, PR_SEED which.
#include "core/dissect/field_layers.h"
#include "core/dissect/header_dissector.h"
#include "core/dissect/path_fields.h"
#include "core/dissect/protocols.h"
#include "core/fields/format.h"
#include "core/pipeline/recorder.h"
#include "core/query/look_ahead.h"
#include "core/query/query.h"
#include "core/source/reader.h"
#include "tests/query/expressions.h"
#include "tests/query/made_capture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <unistd.h>

namespace pr::testing {
namespace {

const FieldRegistry& registry()
{
    static const FieldRegistry all{dissect::fieldLists()};
    return all;
}

std::uint64_t fromEnvironment(const char* name, std::uint64_t otherwise)
{
    const auto* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

class Folder {
public:
    Folder() : m_path{std::filesystem::temp_directory_path() / ("pr-plan-" + std::to_string(::getpid()))}
    {
        std::filesystem::create_directories(m_path);
    }
    ~Folder() { std::filesystem::remove_all(m_path); }
    std::filesystem::path operator/(std::string_view name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

/// A capture in a case, with what its trees hold.
struct Recorded {
    std::unique_ptr<store::Case> opened;           // first: the others refer to it until they end
    std::unique_ptr<pipeline::Recorder> recorder;  // of a session that still grows
    std::unique_ptr<store::PacketReader> reader;
    Literals literals;
};

/// Records a capture. `growing`: the last packets stand in the tail, and the last segment is open.
Recorded record(const Folder& folder, const std::string& capture, bool growing)
{
    Recorded out;
    const auto path = folder / (std::filesystem::path{capture}.filename().string() + ".prcase");
    std::filesystem::remove(path);
    auto made = store::Case::create(path);
    EXPECT_TRUE(made);
    auto input = source::Reader::open(capture);
    EXPECT_TRUE(input) << input.error().text();
    pipeline::RecorderOptions options;
    options.threads = 1;
    auto recorder = pipeline::Recorder::begin(**made,
        {.kind = growing ? store::SessionKind::Capture : store::SessionKind::Import,
            .name = capture,
            .source = capture,
            .program = "test",
            .started = 0,
            .analysis = {}},
        options);
    EXPECT_TRUE(recorder);
    source::Batch batch;
    while (true) {
        const auto next = (*input)->next(batch);
        if (!next || *next != source::Next::Batch)
            break;
        EXPECT_TRUE((*recorder)->add(batch));
    }
    if (growing) {
        EXPECT_TRUE((*recorder)->commit());
        out.recorder = std::move(*recorder);
    } else {
        EXPECT_TRUE((*recorder)->finish(store::SessionState::Finished));
    }
    out.opened = std::move(*made);
    auto sessions = store::sessions(*out.opened);
    auto reader = store::PacketReader::open(*out.opened, (*sessions)[0].id);
    EXPECT_TRUE(reader);
    out.reader = std::move(*reader);
    query::PassOptions everything;
    everything.tree = true;
    const auto all = query::Filter::compile("", registry());
    EXPECT_TRUE(
        query::pass(*out.opened, *out.reader, *all, everything, [&](const auto&, const auto&, const FieldSink& tree) {
            out.literals.add(tree);
            return true;
        }));
    return out;
}

std::vector<std::uint64_t> byPass(Recorded& recorded, const query::Filter& filter)
{
    std::vector<std::uint64_t> numbers;
    const auto done = query::pass(*recorded.opened, *recorded.reader, filter, {},
        [&](const store::StoredPacket& packet, const auto&, const FieldSink&) {
            numbers.push_back(packet.view.number.value);
            return true;
        });
    EXPECT_TRUE(done);
    return numbers;
}

std::vector<std::uint64_t> byPlan(Recorded& recorded, const query::Filter& filter, std::string* explained)
{
    std::vector<std::uint64_t> numbers;
    auto query = query::Query::open(*recorded.opened, *recorded.reader, filter, {});
    EXPECT_TRUE(query);
    std::uint64_t next = 1;
    const auto done = (*query)->find([&](const query::Answered& part) {
        EXPECT_EQ(part.first.value, next);
        next += part.packets();
        part.found.forEach([&](PacketNumber packet) {
            numbers.push_back(part.first.value + packet.value - 1);
            return true;
        });
        return true;
    });
    EXPECT_TRUE(done);
    EXPECT_EQ(next, recorded.reader->packetCount() + 1);
    EXPECT_EQ(done->passed, numbers.size());
    *explained = (*query)->explain();
    return numbers;
}

std::string lineOf(const store::StoredPacket& packet, const FieldSink& sink, const std::vector<const Field*>& fields)
{
    auto line = std::to_string(packet.view.number.value);
    for (const auto& node : sink.nodes())
        if (std::find(fields.begin(), fields.end(), node.field) != fields.end()) {
            line.append(" ").append(node.field->abbreviation).append("=");
            appendValue(line, *node.field, node.value);
        }
    return line;
}

// Rows as -T fields prints them, the first `limit` of them.
template <class Run> std::vector<std::string> rows(const std::vector<const Field*>& fields, std::size_t limit, Run run)
{
    std::vector<std::string> lines;
    const auto done = run([&](const store::StoredPacket& packet, const auto&, const FieldSink& sink) {
        lines.push_back(lineOf(packet, sink, fields));
        return lines.size() < limit;
    });
    EXPECT_TRUE(done);
    return lines;
}

void compare(Recorded& recorded, const std::string& name, std::uint64_t expressions, std::uint64_t seed)
{
    ExpressionMaker maker{registry(), recorded.literals, seed};
    std::mt19937_64 random{seed};
    std::uint64_t asked = 0, refused = 0, some = 0, failed = 0;
    std::chrono::nanoseconds passing{}, planning{};
    while (asked < expressions && failed < 10) {
        const auto text = maker.next();
        const auto filter = query::Filter::compile(text, registry());
        if (!filter) {
            ++refused;
            ASSERT_LT(refused, 20 * expressions + 1000) << text << ": " << filter.error().message;
            continue;
        }
        ++asked;
        const auto begun = std::chrono::steady_clock::now();
        const auto expected = byPass(recorded, *filter);
        const auto between = std::chrono::steady_clock::now();
        std::string explained;
        const auto found = byPlan(recorded, *filter, &explained);
        planning += std::chrono::steady_clock::now() - between;
        passing += between - begun;
        some += !expected.empty() && expected.size() < recorded.reader->packetCount();
        if (found != expected) {
            ++failed;
            std::vector<std::uint64_t> lost, extra;
            std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(), std::back_inserter(lost));
            std::set_difference(
                found.begin(), found.end(), expected.begin(), expected.end(), std::back_inserter(extra));
            ADD_FAILURE() << name << ": " << text << "\nlost " << lost.size() << " from "
                          << (lost.empty() ? 0 : lost[0]) << ", wrongly " << extra.size() << " from "
                          << (extra.empty() ? 0 : extra[0]) << '\n'
                          << explained;
        }
        if (asked % 4 != 0)
            continue;
        query::PassOptions options;
        for (auto more = random() % 3; more > 0 && !recorded.literals.fields().empty(); --more)
            options.fields.push_back(recorded.literals.fields()[random() % recorded.literals.fields().size()]);
        const auto limit = random() % 2 ? 1 + random() % 20 : ~std::size_t{0};
        const auto wanted = rows(options.fields, limit, [&](const query::OnPacket& on) {
            return query::pass(*recorded.opened, *recorded.reader, *filter, options, on);
        });
        const auto given = rows(options.fields, limit, [&](const query::OnPacket& on) {
            auto query = query::Query::open(*recorded.opened, *recorded.reader, *filter, options);
            EXPECT_TRUE(query);
            return (*query)->rows(on);
        });
        EXPECT_EQ(given, wanted) << name << ": rows of " << text;
        failed += given != wanted;
    }
    std::cout << name << ": " << asked << " filters over " << recorded.reader->packetCount() << " packets in "
              << recorded.reader->segments().size() << " whole segments, " << some
              << " of them true of some packets and not of all; " << refused << " refused; one pass "
              << std::chrono::duration<double>(passing).count() << " s, plan "
              << std::chrono::duration<double>(planning).count() << " s\n";
    if (recorded.reader->packetCount() >= 100) {
        EXPECT_GT(some, asked / 10) << "filters that tell packets apart";
    }
}

std::string sampleCapture()
{
    return std::string{PR_SOURCE_DIR} + "/resources/sample.pcapng";
}

TEST(Plan, AnswersAsOnePassDoesOverTheSample)
{
    const Folder folder;
    auto recorded = record(folder, sampleCapture(), false);
    compare(recorded, "sample", fromEnvironment("PR_EXPRESSIONS", 400), fromEnvironment("PR_SEED", 1));
}

TEST(Plan, AnswersAsOnePassDoesOverMadePackets)
{
    const Folder folder;
    writePcap(folder / "made.pcap", madeFrames());
    auto recorded = record(folder, (folder / "made.pcap").string(), false);
    compare(recorded, "made", fromEnvironment("PR_EXPRESSIONS", 600), fromEnvironment("PR_SEED", 2));
}

TEST(Plan, AnswersAsOnePassDoesWhileASessionGrows)
{
    const Folder folder;
    writePcap(folder / "made.pcap", madeFrames());
    auto recorded = record(folder, (folder / "made.pcap").string(), true);
    ASSERT_TRUE(recorded.reader->segments().empty());
    ASSERT_TRUE(recorded.reader->blocks().back().tail);
    compare(recorded, "growing", fromEnvironment("PR_EXPRESSIONS", 300), fromEnvironment("PR_SEED", 3));
}

TEST(Plan, AnswersAsOnePassDoesOverSeveralSegments)
{
    const Folder folder;
    std::vector<MadeFrame> frames;
    const auto made = madeFrames();
    for (std::size_t i = 0; i < 140; ++i) {
        frames.push_back(made[i % made.size()]);
        frames.push_back(hugeFrame());
        frames.push_back(made[(i + 50) % made.size()]);
    }
    writePcap(folder / "segments.pcap", frames);
    auto recorded = record(folder, (folder / "segments.pcap").string(), true);
    ASSERT_GE(recorded.reader->segments().size(), 2U);
    compare(recorded, "segments", fromEnvironment("PR_EXPRESSIONS", 20), fromEnvironment("PR_SEED", 4));
}

TEST(Plan, AsksPathsOfValuesWithAndWithoutAFixedPlace)
{
    const Folder folder;
    auto recorded = record(folder, sampleCapture(), false);
    for (const auto* text : {"ip.src_host contains \"1\" or tcp.port == 443 or udp.port == 53",
             "tcp.port == 443 and not (ip.host == \"1.2.3.4\" and eth.type == 0x800)",
             "ip.version == 4 and (tcp.port in {80, 443} or ip.addr != 10.0.0.0/8)"}) {
        const auto filter = query::Filter::compile(text, registry());
        ASSERT_TRUE(filter) << text;
        std::string explained;
        EXPECT_EQ(byPlan(recorded, *filter, &explained), byPass(recorded, *filter)) << text << explained;
    }
}

// Only where PR_CAPTURES names some: scripts/long-tests.sh.
class PlanOverCapture : public ::testing::TestWithParam<std::string> { };
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PlanOverCapture);

std::vector<std::string> otherCaptures()
{
    std::vector<std::string> captures;
    const auto* list = std::getenv("PR_CAPTURES");
    for (std::string_view rest{list ? list : ""}; !rest.empty();) {
        const auto end = std::min(rest.find(':'), rest.size());
        captures.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return captures;
}

TEST_P(PlanOverCapture, AnswersAsOnePassDoes)
{
    const Folder folder;
    auto recorded = record(folder, GetParam(), false);
    compare(recorded, GetParam(), fromEnvironment("PR_EXPRESSIONS", 500), fromEnvironment("PR_SEED", 5));
}

INSTANTIATE_TEST_SUITE_P(OtherCaptures, PlanOverCapture, ::testing::ValuesIn(otherCaptures()),
    [](const auto& capture) { return std::to_string(capture.index); });

TEST(LookAhead, NamesWhoAnswersAndWhereBytesArePutTogether)
{
    const Folder folder;
    auto recorded = record(folder, sampleCapture(), false);
    auto ahead = query::LookAhead::ofSession(*recorded.opened, *recorded.reader, registry(), {});
    ASSERT_TRUE(ahead);
    using Links = std::set<std::pair<std::uint64_t, std::uint64_t>>;
    std::map<std::string, Links> links;
    std::map<std::uint64_t, std::set<std::uint64_t>> completeness;
    query::PassOptions options;
    options.tree = true;
    options.ahead = &*ahead;
    const auto all = query::Filter::compile("", registry());
    ASSERT_TRUE(query::pass(*recorded.opened, *recorded.reader, *all, options,
        [&](const store::StoredPacket& packet, const auto&, const FieldSink& tree) {
            std::uint64_t stream = 0;
            for (const auto& node : tree.nodes()) {
                if (node.field->abbreviation == "tcp.stream")
                    stream = node.value.asUnsigned();
                if (node.field->abbreviation == "tcp.completeness")
                    completeness[stream].insert(node.value.asUnsigned());
                if (node.field->type == FieldType::FrameNumber)
                    links[std::string{node.field->abbreviation}].insert(
                        {packet.view.number.value, node.value.asUnsigned()});
            }
            return true;
        }));
    for (const auto& [forward, back] : {std::pair{"dns.response_in", "dns.response_to"},
             {"http.response_in", "http.request_in"}, {"tcp.reassembled_in", "tcp.segment"}}) {
        EXPECT_FALSE(links[forward].empty()) << forward;
        for (const auto& [from, to] : links[forward]) {
            EXPECT_LT(from, to) << forward;
            EXPECT_TRUE(links[back].contains({to, from})) << forward << " of packet " << from;
        }
        for (const auto& [from, to] : links[back]) {
            const auto named = links[forward].lower_bound({to, 0});
            const bool isNamed = named != links[forward].end() && named->first == to;
            EXPECT_TRUE(from == to || isNamed) << back << " of packet " << from;
        }
    }
    for (const auto& [stream, values] : completeness)
        EXPECT_EQ(values.size(), 1U) << "stream " << stream;
}

using Cells = std::map<const Field*, std::multiset<std::string>>;

Cells cellsOf(const FieldSink& sink, const std::set<const Field*>& fields)
{
    Cells cells;
    for (const auto& node : sink.nodes()) {
        if (!fields.contains(node.field))
            continue;
        std::string text;
        if (node.field->type != FieldType::Protocol)
            appendValue(text, *node.field, node.value);
        cells[node.field].insert(text + " in layer " + std::to_string(node.layer));
    }
    return cells;
}

void expectSame(const Cells& cells, const Cells& expected, const char* what, std::uint64_t packet)
{
    for (const auto& [field, values] : expected) {
        const auto found = cells.find(field);
        ASSERT_TRUE(found != cells.end() && found->second == values)
            << what << ": " << field->abbreviation << " of packet " << packet << ": "
            << (found == cells.end() ? "nothing" : *found->second.begin()) << " instead of " << *values.begin();
    }
    for (const auto& [field, values] : cells)
        ASSERT_TRUE(expected.contains(field))
            << what << ": " << field->abbreviation << " of packet " << packet << " is " << *values.begin();
}

// What plans rest on: paths, headers and stacks tell what the tree of the packet has.
void expectTold(Recorded& recorded)
{
    std::set<const Field*> byHeaders, byPath;
    for (const auto list : dissect::fieldLists())
        for (const auto* field : list)
            if (dissect::HeaderDissector::knows(*field) && !dissect::HeaderDissector::needsPath(*field)
                && !dissect::HeaderDissector::isCarried(*field) && field->abbreviation != "frame.time_delta_displayed")
                byHeaders.insert(field);
    byPath.insert(dissect::pathFields().begin(), dissect::pathFields().end());
    FieldSink pathSink;
    pathSink.select({byPath.begin(), byPath.end()});

    std::vector<Cells> fromHeaders;
    const auto all = query::Filter::compile("", registry());
    query::PassOptions options;
    options.fields.assign(byHeaders.begin(), byHeaders.end());
    auto query = query::Query::open(*recorded.opened, *recorded.reader, *all, options);
    ASSERT_TRUE(query);
    std::set<std::uint64_t> described;
    ASSERT_TRUE((*query)->rows([&](const auto&, const auto&, const FieldSink& sink) {
        fromHeaders.push_back(cellsOf(sink, byHeaders));
        return true;
    }));
    EXPECT_EQ((*query)->explain().find("with flows"), std::string::npos) << "headers were not enough";

    options = {};
    options.tree = true;
    std::uint64_t complete = 0;
    ASSERT_TRUE(query::pass(*recorded.opened, *recorded.reader, *all, options,
        [&](const store::StoredPacket& packet, const dissect::PacketAnalysis& analysis, const FieldSink& tree) {
            const auto number = packet.view.number.value;
            expectSame(fromHeaders[number - 1], cellsOf(tree, byHeaders), "headers", number);
            pathSink.begin({});
            if (dissect::describePath(analysis.path, pathSink).complete) {
                ++complete;
                expectSame(cellsOf(pathSink, byPath), cellsOf(tree, byPath), "path", number);
            }
            const auto stack = textOf(analysis.stack);
            std::set<const Field*> protocols;
            for (const auto& node : tree.nodes()) {
                protocols.insert(node.field);
                const auto layers = dissect::layersWith(*node.field);
                EXPECT_TRUE(layers.empty()
                    || std::any_of(layers.begin(), layers.end(),
                        [&](std::string_view name) { return query::hasLayer(stack, name); }))
                    << node.field->abbreviation << " of packet " << number << " in " << stack;
            }
            for (const auto list : dissect::fieldLists())
                for (const auto* field : list)
                    if (dissect::isNamedByStack(*field)) {
                        EXPECT_EQ(protocols.contains(field), query::hasLayer(stack, field->abbreviation))
                            << field->abbreviation << " of packet " << number << " in " << stack;
                    }
            return !::testing::Test::HasFatalFailure();
        }));
    EXPECT_GT(complete, recorded.reader->packetCount() / 2);
}

TEST(Plan, PathsHeadersAndStacksTellWhatTheTreeHasOfTheSample)
{
    const Folder folder;
    auto recorded = record(folder, sampleCapture(), false);
    expectTold(recorded);
}

TEST(Plan, PathsHeadersAndStacksTellWhatTheTreeHasOfMadePackets)
{
    const Folder folder;
    writePcap(folder / "made.pcap", madeFrames());
    auto recorded = record(folder, (folder / "made.pcap").string(), false);
    expectTold(recorded);
}

TEST(Plan, AnswersAsOnePassDoesOverOtherLinkTypes)
{
    const Folder folder;
    writePcap(folder / "pktap.pcap", framesInPktap(), 258);
    auto wrapped = record(folder, (folder / "pktap.pcap").string(), false);
    expectTold(wrapped);
    compare(wrapped, "pktap", fromEnvironment("PR_EXPRESSIONS", 200), fromEnvironment("PR_SEED", 4));
    const Folder other;
    const auto frames = framesInPpp();
    ASSERT_GT(frames.size(), 20U);
    writePcap(other / "ppp.pcap", frames, 204);
    auto directed = record(other, (other / "ppp.pcap").string(), false);
    expectTold(directed);
    compare(directed, "ppp", fromEnvironment("PR_EXPRESSIONS", 400), fromEnvironment("PR_SEED", 5));
}

TEST(Plan, StopsWhenItIsAskedTo)
{
    const Folder folder;
    auto recorded = record(folder, sampleCapture(), false);
    const auto filter = query::Filter::compile("tcp.seq > 0", registry());
    auto query = query::Query::open(*recorded.opened, *recorded.reader, *filter, {});
    ASSERT_TRUE(query);
    std::stop_source stop;
    std::uint64_t rows = 0;
    const auto result = (*query)->rows(
        [&](const auto&, const auto&, const FieldSink&) {
            if (++rows == 3)
                stop.request_stop();
            return true;
        },
        stop.get_token());
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->stopped);
    EXPECT_LT(rows, 300U);
}

}  // namespace
}  // namespace pr::testing
