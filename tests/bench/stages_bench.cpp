// What each stage of an import and of a look at a packet costs, over the packets of one capture: PR_BENCH_CAPTURE, else
// the sample. Figures are nanoseconds a packet where a counter says "packet".
#include "core/decode/path.h"
#include "core/dissect/dissector.h"
#include "core/dissect/protocols.h"
#include "core/fields/registry.h"
#include "core/flow/stream_table.h"
#include "core/pipeline/import.h"
#include "core/query/replay.h"
#include "core/source/reader.h"
#include "core/store/interner.h"
#include "core/store/reader.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <iostream>
#include <random>
#include <unistd.h>

namespace {

using namespace pr;

constexpr std::size_t mostPackets = 100'000;

std::string captureName()
{
    const char* given = std::getenv("PR_BENCH_CAPTURE");
    return given ? given : PR_BENCH_SAMPLE;
}

template <class T> T must(Outcome<T> outcome)
{
    if (!outcome) {
        std::cerr << outcome.error().text() << '\n';
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*outcome);
}

/// The first packets of the capture, in memory.
const std::vector<PacketView>& packets()
{
    static std::deque<std::string> bytes;
    static const auto all = [] {
        std::vector<PacketView> out;
        const auto reader = must(source::Reader::open(captureName()));
        source::Batch batch;
        while (out.size() < mostPackets && must(reader->next(batch)) != source::Next::End)
            for (const auto& packet : batch.packets) {
                bytes.emplace_back(textOf(packet.bytes));
                out.push_back(packet);
                out.back().bytes = bytesOf(bytes.back());
            }
        return out;
    }();
    return all;
}

class Silence : public pipeline::ProgressSink {
    void advance(const pipeline::Advance&) override { }
    void committed(const pipeline::Committed&) override { }
    void warning(std::string_view) override { }
    void stopped(std::string_view, std::string_view) override { }
};

/// A case of the whole capture, or of the sample several times.
class MadeCase {
public:
    MadeCase()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "stages-bench-XXXXXX").string();
        if (!::mkdtemp(pattern.data()))
            std::exit(1);
        m_folder = pattern;
        ::setenv("XDG_STATE_HOME", pattern.c_str(), 1);
        pipeline::ImportOptions options;
        options.files.assign(std::getenv("PR_BENCH_CAPTURE") ? 1 : 12, captureName());  // the sample alone is one block
        options.asOne = true;
        options.casePath = m_folder / "bench.prcase";
        Silence progress;
        must(pipeline::importFiles(options, progress, {}));
        m_case = must(store::Case::open(options.casePath, store::CaseAccess::ReadOnly));
    }
    ~MadeCase()
    {
        m_case.reset();
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
    store::Case& opened() { return *m_case; }

private:
    std::filesystem::path m_folder;
    std::unique_ptr<store::Case> m_case;
};

MadeCase& madeCase()
{
    static MadeCase made;
    return made;
}

void perPacket(benchmark::State& state, std::size_t count)
{
    state.counters["packet"] =
        benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// The capture file as batches of packets, from the cache of the kernel.
void readCapture(benchmark::State& state)
{
    std::size_t count = 0;
    for (auto _ : state) {
        const auto reader = must(source::Reader::open(captureName()));
        source::Batch batch;
        while (must(reader->next(batch)) != source::Next::End)
            count += batch.packets.size();
    }
    perPacket(state, count);
}
BENCHMARK(readCapture)->Unit(benchmark::kMillisecond);

void decodeLayers(benchmark::State& state)
{
    decode::IpReassembly reassembly{limits::Memory{}.reassembly};
    decode::Decoded decoded;
    std::size_t count = 0;
    for (auto _ : state)
        for (const auto& packet : packets()) {
            decode::decode(packet, &reassembly, decoded);
            benchmark::DoNotOptimize(decoded.count);
            ++count;
        }
    perPacket(state, count);
}
BENCHMARK(decodeLayers)->Unit(benchmark::kMillisecond);

void buildPaths(benchmark::State& state)
{
    std::vector<decode::Decoded> decoded(std::min<std::size_t>(packets().size(), 1000));
    for (std::size_t i = 0; i < decoded.size(); ++i)
        decode::decode(packets()[i], nullptr, decoded[i]);
    std::array<std::byte, decode::kPathBytes> path{};
    std::size_t count = 0;
    for (auto _ : state)
        for (std::size_t i = 0; i < decoded.size(); ++i, ++count)
            benchmark::DoNotOptimize(decode::buildPath(decoded[i], packets()[i].bytes, {}, {}, path));
    perPacket(state, count);
}
BENCHMARK(buildPaths);

// The paths of the packets in the dictionary of a segment, where each is known after its first time.
void lookUpPath(benchmark::State& state)
{
    std::deque<std::string> paths;
    for (const auto& packet : packets()) {
        decode::Decoded decoded;
        decode::decode(packet, nullptr, decoded);
        std::array<std::byte, decode::kPathBytes> path{};
        const auto size = decode::buildPath(decoded, packet.bytes, {}, {}, path);
        paths.emplace_back(textOf(Bytes{path}.first(size)));
    }
    store::Interner dictionary;
    std::size_t count = 0;
    for (auto _ : state)
        for (const auto& path : paths) {
            benchmark::DoNotOptimize(dictionary.intern(bytesOf(path)));
            ++count;
        }
    perPacket(state, count);
}
BENCHMARK(lookUpPath);

// As many flows as the argument says, packets of all of them in turn: what the caches of the processor cannot hold.
void lookUpFlow(benchmark::State& state)
{
    const auto flows = static_cast<std::size_t>(state.range(0));
    flow::StreamTable table{flows, 1, {}};
    std::vector<flow::DirectedKey> keys;
    std::mt19937_64 random{7};
    for (std::size_t i = 0; i < flows; ++i) {
        const std::uint64_t addresses = random();
        const auto both = std::as_bytes(std::span{&addresses, 1});
        keys.push_back(flow::keyOf(flow::Talk::Tcp,
            {both.first(4), both.subspan(4), static_cast<std::uint16_t>(random()), std::uint16_t{443}}));
    }
    std::size_t count = 0;
    for (auto _ : state)
        for (const auto& key : keys) {
            benchmark::DoNotOptimize(table.enter(key, Timestamp{}).slot);
            ++count;
        }
    perPacket(state, count);
}
BENCHMARK(lookUpFlow)->Arg(1000)->Arg(100'000);

void dissect(benchmark::State& state, FieldSink::Mode mode)
{
    FieldSink sink{mode};
    if (mode == FieldSink::Mode::Select) {
        const FieldRegistry registry{dissect::fieldLists()};
        sink.select({registry.find("http.user_agent")});
    }
    EventBuffer events;
    std::size_t count = 0;
    for (auto _ : state) {
        dissect::Dissector dissector{{}};
        for (const auto& packet : packets()) {
            benchmark::DoNotOptimize(dissector.dissect(packet, {}, sink, &events).marks);
            events.clear();
            ++count;
        }
    }
    perPacket(state, count);
}
BENCHMARK_CAPTURE(dissect, import, FieldSink::Mode::Index)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(dissect, one_field, FieldSink::Mode::Select)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(dissect, tree, FieldSink::Mode::Tree)->Unit(benchmark::kMillisecond);

void writeBlock(benchmark::State& state)
{
    store::BlockContent content;
    for (const auto& packet : packets()) {
        if (content.size() == limits::blockPackets || content.bytes.size() + packet.bytes.size() > limits::blockBytes)
            break;
        content.bytes.append(textOf(packet.bytes));
        auto& evidence = content.evidence;
        evidence.time.push_back(packet.time.time_since_epoch().count());
        evidence.rawTime.push_back(packet.rawTime);
        evidence.captured.push_back(static_cast<std::uint32_t>(packet.bytes.size()));
        evidence.original.push_back(packet.originalLength);
        evidence.interface.push_back(packet.interface.value);
        evidence.flags.push_back(store::HasTime);
        auto& analysis = content.analysis;
        analysis.path.push_back(1);
        analysis.stack.push_back(1);
        analysis.marks.push_back(0);
        analysis.direction.push_back(0);
        analysis.tcpFlags.push_back(0);
    }
    std::size_t count = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(store::encodeBlock(content, store::Codec::ZstdFront).bytes.data());
        count += content.size();
    }
    perPacket(state, count);
}
BENCHMARK(writeBlock)->Unit(benchmark::kMillisecond);

void scanColumn(benchmark::State& state)
{
    const auto reader = must(store::PacketReader::open(madeCase().opened(), {1}));
    std::size_t count = 0;
    for (auto _ : state)
        for (std::size_t i = 0; i < reader->blocks().size(); ++i)
            count += must(reader->analysis(i, store::AnalysisPart::Path)).path.size();
    perPacket(state, count);
}
BENCHMARK(scanColumn)->Unit(benchmark::kMillisecond);

// The bytes of one packet, out of a block that is not in memory where the capture has many.
void fetchPacket(benchmark::State& state)
{
    const auto reader = must(store::PacketReader::open(madeCase().opened(), {1}, 0));
    std::mt19937_64 random{7};
    for (auto _ : state)
        benchmark::DoNotOptimize(must(reader->packet({1 + random() % reader->packetCount()})).view.bytes.data());
}
BENCHMARK(fetchPacket)->Unit(benchmark::kMicrosecond);

// The whole tree of one packet, in any flow, by a reader that has seen nothing yet of it.
void showTree(benchmark::State& state)
{
    const auto reader = must(store::PacketReader::open(madeCase().opened(), {1}));
    const auto replay = must(query::Replay::open(madeCase().opened(), *reader));
    FieldSink sink{FieldSink::Mode::Tree};
    std::mt19937_64 random{7};
    for (auto _ : state) {
        must(replay->describe({1 + random() % reader->packetCount()}, sink,
            [&](const store::StoredPacket&, const dissect::PacketAnalysis&) {
                benchmark::DoNotOptimize(sink.nodes().size());
            }));
    }
}
BENCHMARK(showTree)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
