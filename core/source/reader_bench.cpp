// What reading costs a packet: system call, record headers and all, from a file that is in memory already.
#include "core/source/reader.h"
#include "core/source/sample.h"

#include "core/base/limits.h"

#include <benchmark/benchmark.h>

namespace {

using namespace pr;
using namespace pr::source;

// 618 bytes a packet is the mean of the captures by which the program is measured.
constexpr std::size_t packetBytes = 618;
constexpr std::size_t packets = 200'000;

using sample::operator+;

sample::Raw capture(bool pcapng, std::size_t bytes)
{
    const std::string content(bytes, 'x');
    const auto original = static_cast<std::uint32_t>(bytes);
    const auto record = pcapng ? sample::enhanced({.bytes = content, .original = original})
                               : sample::pcapRecord({.bytes = content, .original = original});
    auto file = pcapng ? sample::sectionHeader() + sample::interfaceBlock(1) : sample::pcapHeader();
    file.reserve(file.size() + packets * record.size());
    for (std::size_t i = 0; i < packets; ++i)
        file.insert(file.end(), record.begin(), record.end());
    return file;
}

void readCapture(benchmark::State& state, bool pcapng, std::size_t bytes)
{
    const sample::TemporaryFile file{capture(pcapng, bytes)};
    Batch batch;
    std::uint64_t count = 0;
    for ([[maybe_unused]] const auto _ : state) {
        auto reader = Reader::open(file.path());
        while (true) {
            const auto next = (*reader)->next(batch);
            if (!next || *next == Next::End)
                break;
            count += batch.packets.size();
            benchmark::DoNotOptimize(batch.packets.data());
        }
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(count));
    state.counters["packet"] =
        benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(readCapture, pcap, false, packetBytes)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(readCapture, pcapng, true, packetBytes)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(readCapture, pcap_small_packets, false, 60)->Unit(benchmark::kMillisecond);

// Record headers alone: the bytes are in memory.
void walkHeaders(benchmark::State& state, bool pcapng)
{
    auto file = capture(pcapng, packetBytes);
    file.resize(limits::batchBytes);
    Batch batch;
    std::uint64_t count = 0;
    for ([[maybe_unused]] const auto _ : state) {
        batch.clear();
        Numbering numbering;
        const auto parser = parserFor(file, numbering);
        benchmark::DoNotOptimize(parser->parse(file, 0, batch).consumed);
        count += batch.packets.size();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(count));
    state.counters["packet"] =
        benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(walkHeaders, pcap, false);
BENCHMARK_CAPTURE(walkHeaders, pcapng, true);

}  // namespace

BENCHMARK_MAIN();
