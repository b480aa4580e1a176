// Any bytes as the two directions of one stream, cut into packets anywhere, framed as the driver frames them.
#include "core/protocols/http/http.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace pr;
    if (size < 3)
        return 0;
    const auto bytes = std::as_bytes(std::span{data + 3, size - 3});
    FieldSink sink{FieldSink::Mode::Tree};
    EventBuffer events;
    const auto state = http::protocol.makeState();
    const auto split = data[0] * bytes.size() / 255;
    // a message is looked at again with each cut: at most 64 of them, or one run takes as long as a hundred others
    const std::size_t step = std::max<std::size_t>(1 + data[1] * 8U, bytes.size() / 64);
    std::uint64_t packet = 0;
    const auto say = [&](flow::Side side, Bytes stream) {
        std::size_t have = 0;
        while (!stream.empty()) {
            have = std::min(have + step, stream.size());
            ++packet;
            sink.begin(stream);
            const auto framing = http::protocol.frame(stream.first(have), state.get(), side);
            using Answer = flow::Framing::Answer;
            if (framing.answer == Answer::NotOurs || framing.answer == Answer::HandsOver)
                return;
            const auto length = framing.answer == Answer::Complete ? framing.length : stream.size();
            if (framing.answer != Answer::Complete && have < stream.size())
                continue;
            if (length == 0 || length > stream.size())
                __builtin_trap();
            flow::Pdu pdu{.bytes = stream.first(length),
                .original = length,
                .range = {0, static_cast<std::uint32_t>(length)},
                .carrier = flow::Carrier::Tcp,
                .side = side,
                .ends = {bytes.first(0), bytes.first(0), 40000, 80},
                .packet = {packet},
                .time = {},
                .flow = {},
                .afterGap = (data[2] & 1) != 0,
                .sink = sink,
                .events = &events};
            http::protocol.dissect(pdu, state.get());
            stream = stream.subspan(length);
            have = 0;
        }
    };
    http::protocol.probe(bytes, flow::Carrier::Tcp, {});
    say(flow::Side::Initiator, bytes.first(split));
    say(flow::Side::Responder, bytes.subspan(split));
    http::protocol.finish(state.get(), events, {});
    flow::Archive written;
    state->archive(written);
    const auto copy = http::protocol.makeState();
    flow::Archive read{bytesOf(written.stored())};
    copy->archive(read);
    flow::Archive hostile{bytes};
    copy->archive(hostile);
    return 0;
}
