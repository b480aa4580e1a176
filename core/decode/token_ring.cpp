#include "core/decode/token_ring.h"

#include "core/decode/field_reader.h"

#include <algorithm>

namespace pr::decode {

void describeTokenRing(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, tr::protocol, sink);
    FieldReader in{view, sink};
    if (in.remaining() < 14)
        return;
    const auto control = [&](const Field& whole, std::initializer_list<const Field*> parts) {
        const auto word = in.peek(1);
        const auto bits = sink.open(whole, Value::number(word), {in.at(), 1});
        in.skip(1);
        for (const auto* part : parts)
            in.bits(*part, word, 1);
    };
    control(tr::access, {&tr::priority, &tr::frame, &tr::monitorCount, &tr::reservation});
    control(tr::control, {&tr::frameType, &tr::controlBits});

    const ByteRange receiver{in.at(), 6};
    const auto destination = Value::bytes(in.take(6));
    sink.add(tr::destination, destination, receiver);
    sink.addHidden(tr::address, destination, receiver);
    // The first bit of the sender's address says that a route follows, and is no part of the address.
    const ByteRange sender{in.at(), 6};
    const auto source = in.take(6);
    const bool routed = std::to_integer<bool>(source[0] & std::byte{0x80});
    std::array<std::byte, 6> plain{};
    std::copy(source.begin(), source.end(), plain.begin());
    plain[0] &= std::byte{0x7F};
    sink.add(tr::source, Value::bytes(source), sender);
    sink.addHidden(tr::address, Value::bytes(source), sender);
    sink.addHidden(tr::source, Value::bytes(sink.arena().copy(Bytes{plain})), sender);
    sink.addGenerated(tr::sourceRouted, Value::boolean(routed));
    if (routed && in.remaining() > 0)
        sink.add(tr::routeBytes, in.peek(1) & 0x1F, {in.at(), 1});
}

}  // namespace pr::decode
