// Nanoseconds for a response with a CNAME and three addresses: replay of state only, import, one wanted field, full
// tree.
#include "core/base/text.h"
#include "core/protocols/dns/dns.h"
#include "core/protocols/dns/fields.h"

#include <benchmark/benchmark.h>

namespace {

using namespace pr;

const std::string kResponse =
    bytesFromHex("1234 8180 0001 0004 0000 0001 03777777 076578616d706c65 036f7267 00 0001 0001"
                 "c00c 0005 0001 0000003c 0006 0363646e c010"
                 "c02d 0001 0001 0000001e 0004 c0000201  c02d 0001 0001 0000001e 0004 c0000202"
                 "c02d 0001 0001 0000001e 0004 c0000203  00 0029 1000 00000000 0000");

void dissect(benchmark::State& run, FieldSink::Mode mode)
{
    FieldSink sink{mode};
    if (mode == FieldSink::Mode::Select)
        sink.select({&dns::field::a});
    const auto state = dns::protocol.makeState();
    const auto address = bytesFromHex("c0000201");
    flow::Pdu pdu{.bytes = bytesOf(kResponse),
        .original = kResponse.size(),
        .range = {0, static_cast<std::uint32_t>(kResponse.size())},
        .carrier = flow::Carrier::Udp,
        .side = flow::Side::Responder,
        .ends = {bytesOf(address), bytesOf(address), 53, 40000},
        .packet = {1},
        .time = {},
        .flow = {},
        .sink = sink,
        .events = nullptr};
    for ([[maybe_unused]] const auto _ : run) {
        sink.begin(pdu.bytes);
        benchmark::DoNotOptimize(dns::protocol.dissect(pdu, state.get()));
    }
}

BENCHMARK_CAPTURE(dissect, replay, FieldSink::Mode::Nothing);
BENCHMARK_CAPTURE(dissect, import, FieldSink::Mode::Index);
BENCHMARK_CAPTURE(dissect, one_field, FieldSink::Mode::Select);
BENCHMARK_CAPTURE(dissect, tree, FieldSink::Mode::Tree);

}  // namespace

BENCHMARK_MAIN();
