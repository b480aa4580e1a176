// Nanoseconds for a browser's request of 14 header lines: replay of state only, import, one wanted field, full tree.
#include "core/base/text.h"
#include "core/protocols/http/fields.h"
#include "core/protocols/http/http.h"

#include <benchmark/benchmark.h>

namespace {

using namespace pr;

const std::string kRequest = "GET /static/app/main.css?version=20261123&theme=dark HTTP/1.1\r\n"
                             "Host: www.example.org\r\n"
                             "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
                             "Accept: text/css,*/*;q=0.1\r\n"
                             "Accept-Language: en-US,en;q=0.5\r\n"
                             "Accept-Encoding: gzip, deflate\r\n"
                             "Connection: keep-alive\r\n"
                             "Referer: http://www.example.org/index.html\r\n"
                             "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; consent=yes\r\n"
                             "Sec-GPC: 1\r\n"
                             "If-Modified-Since: Mon, 02 Nov 2026 10:00:00 GMT\r\n"
                             "If-None-Match: \"5f3e-60a1b2c3d4e5f\"\r\n"
                             "Cache-Control: max-age=0\r\n"
                             "Pragma: no-cache\r\n"
                             "Priority: u=2\r\n\r\n";

void dissect(benchmark::State& run, FieldSink::Mode mode)
{
    FieldSink sink{mode};
    if (mode == FieldSink::Mode::Select)
        sink.select({&http::field::userAgent});
    const auto state = http::protocol.makeState();
    const auto address = bytesFromHex("c0000201");
    flow::Pdu pdu{.bytes = bytesOf(kRequest),
        .original = kRequest.size(),
        .range = {0, static_cast<std::uint32_t>(kRequest.size())},
        .carrier = flow::Carrier::Tcp,
        .side = flow::Side::Initiator,
        .ends = {bytesOf(address), bytesOf(address), 40000, 80},
        .packet = {1},
        .time = {},
        .flow = {},
        .sink = sink,
        .events = nullptr};
    for ([[maybe_unused]] const auto _ : run) {
        sink.begin(pdu.bytes);
        benchmark::DoNotOptimize(http::protocol.frame(pdu.bytes, state.get(), pdu.side));
        benchmark::DoNotOptimize(http::protocol.dissect(pdu, state.get()));
    }
}

BENCHMARK_CAPTURE(dissect, replay, FieldSink::Mode::Nothing);
BENCHMARK_CAPTURE(dissect, import, FieldSink::Mode::Index);
BENCHMARK_CAPTURE(dissect, one_field, FieldSink::Mode::Select);
BENCHMARK_CAPTURE(dissect, tree, FieldSink::Mode::Tree);

}  // namespace

BENCHMARK_MAIN();
