// Any bytes as the two sides of a flow: the first byte of each piece says the side, the second its length.
#include "core/flow/key_log.h"
#include "core/protocols/tls/tls.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace {

// Secrets of the conversations whose client random is all zeros, whatever version they agree upon.
const pr::flow::KeyLog& keys()
{
    static pr::flow::KeyLog log;
    if (log.empty())
        for (const auto* word : {"CLIENT_RANDOM", "CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                 "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"})
            log.add(std::string{word} + ' ' + std::string(64, '0') + ' ' + std::string(64, '1'));
    return log;
}

void hand(pr::Bytes bytes, bool fromServer, pr::flow::FlowState* state, pr::EventBuffer& events)
{
    using namespace pr;
    FieldSink sink{FieldSink::Mode::Tree};
    sink.begin(bytes);
    std::vector<flow::InnerBytes> inner;
    flow::Pdu pdu{.bytes = bytes,
        .original = bytes.size(),
        .range = {0, static_cast<std::uint32_t>(bytes.size())},
        .carrier = flow::Carrier::Tcp,
        .side = fromServer ? flow::Side::Responder : flow::Side::Initiator,
        .ends = {},
        .packet = {1},
        .time = {},
        .flow = {},
        .sink = sink,
        .events = &events,
        .keys = &keys(),
        .inner = &inner};
    tls::dissect(pdu, state);
    for (const auto& node : sink.nodes())
        if (std::size_t{node.range.offset} + node.range.length > sink.sources()[node.source].bytes.size())
            std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace pr;
    auto state = tls::makeState();
    EventBuffer events;
    std::array<std::string, 2> buffers;
    Cursor in{std::as_bytes(std::span{data, size})};
    while (in.remaining() >= 2) {
        const auto way = in.u8();
        const bool fromServer = (way & 1) != 0;
        const std::size_t length = std::size_t{in.u8()} << (way >> 5);
        auto& buffer = buffers[fromServer ? 1 : 0];
        buffer += textOf(in.take(std::min(length, in.remaining())));
        const auto framing = tls::frame(bytesOf(buffer), state.get(), flow::Side::Initiator);
        if (framing.answer == flow::Framing::Answer::Complete) {
            if (framing.length == 0 || framing.length > buffer.size())
                std::abort();
            hand(bytesOf(buffer).first(framing.length), fromServer, state.get(), events);
            buffer.erase(0, framing.length);
        } else if (framing.answer == flow::Framing::Answer::NotOurs) {
            hand(bytesOf(buffer), fromServer, state.get(), events);
            buffer.clear();
        }
        flow::Archive out;
        state->archive(out);
        flow::Archive stored{bytesOf(out.stored())};
        state = tls::makeState();
        state->archive(stored);
        if (!stored.ok())
            std::abort();
    }
    tls::finish(state.get(), events, {});
    return 0;
}
