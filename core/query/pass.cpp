#include "core/query/pass.h"

#include "core/query/look_ahead.h"
#include "core/query/session_keys.h"

#include <algorithm>

namespace pr::query {

Outcome<PassResult> pass(store::Case& opened, store::PacketReader& reader, const Filter& filter,
    const PassOptions& options, const OnPacket& onPacket, std::stop_token stop)
{
    if (reader.firstPacket().value > 1)
        return fail(Status::Usage,
            "Packets 1 to " + std::to_string(reader.firstPacket().value - 1)
                + " were dropped by the ring of the capture, and one pass over all needs them.",
            "Ask without --two-pass.");
    auto notes = FrameNotes::open(opened, reader.session());
    if (!notes)
        return Unexpected{std::move(notes.error())};
    FieldSink sink;
    if (options.tree) {
        sink.setMode(FieldSink::Mode::Tree);
    } else {
        auto wanted = options.fields;
        wanted.insert(wanted.end(), filter.fields().begin(), filter.fields().end());
        if (options.ahead)
            options.ahead->join(wanted);
        std::sort(wanted.begin(), wanted.end());
        wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
        sink.select(std::move(wanted));
        sink.setLabels(options.labels);
    }
    auto keys = keysOf(opened, reader.session(), options.keyLog);
    if (!keys)
        return Unexpected{std::move(keys.error())};
    dissect::DissectOptions dissection;
    dissection.keys = std::move(*keys);
    dissect::Dissector dissector{dissection};
    PassResult result;
    for (std::size_t index = 0; index < reader.blocks().size() && !result.stopped; ++index) {
        auto block = reader.block(index);
        if (!block)
            return Unexpected{std::move(block.error())};
        for (std::size_t i = 0; i < (*block)->size(); ++i) {
            store::StoredPacket packet{
                reader.view(**block, i), ((*block)->evidence.flags[i] & store::HasItems) != 0, *block};
            if (packet.view.number > options.last)
                return result;
            if ((result.looked & 0xFFU) == 0 && stop.stop_requested()) {
                result.stopped = true;
                break;
            }
            const auto frame = notes->of(packet.view, packet.hasItems);
            if (!frame)
                return Unexpected{frame.error()};
            const auto analysis = dissector.dissect(packet.view, *frame, sink, nullptr);
            ++result.looked;
            if (options.ahead)
                options.ahead->addTo(packet.view.number, sink);
            if (!filter.matches(sink))
                continue;
            ++result.passed;
            dissector.shown(packet.view);
            if (!onPacket(packet, analysis, sink)) {
                result.stopped = true;
                break;
            }
        }
    }
    return result;
}

}  // namespace pr::query
