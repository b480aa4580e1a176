// For tests: a message that ends after any of its bytes.
#pragma once

#include "core/flow/protocol.h"

#include <gtest/gtest.h>

namespace pr::flow {

/// Dissects every beginning of a PDU, as a whole message and as one that the snaplen cut, each with the state that
/// `before` stands for: nothing may be said of bytes that are not there.
inline void dissectEveryBeginning(const Protocol& protocol, const Pdu& whole, std::string_view before)
{
    constexpr std::size_t longest = 1024,
                          mostState = 4096;  // the work grows with the square of one, and with the other
    if (whole.bytes.size() > longest || before.size() > mostState)
        return;
    for (std::size_t kept = 0; kept < whole.bytes.size(); ++kept)
        for (const bool snaplen : {false, true}) {
            auto state = protocol.makeState();
            Archive stored{bytesOf(before)};
            state->archive(stored);
            const auto cut = whole.bytes.first(kept);
            FieldSink sink{FieldSink::Mode::Tree};
            EventBuffer events;
            sink.begin(cut);
            Pdu pdu{.bytes = cut,
                .original = snaplen ? whole.original : kept,
                .range = {0, static_cast<std::uint32_t>(kept)},
                .carrier = whole.carrier,
                .side = whole.side,
                .ends = whole.ends,
                .packet = whole.packet,
                .time = whole.time,
                .flow = whole.flow,
                .sink = sink,
                .events = &events};
            ASSERT_LE(protocol.dissect(pdu, state.get()), kept);
            for (const auto& node : sink.nodes())
                ASSERT_LE(std::size_t{node.range.offset} + node.range.length, sink.sources()[node.source].bytes.size())
                    << node.field->abbreviation << ", " << kept << " of " << whole.bytes.size() << " bytes";
        }
}

/// What a state says of itself, for dissectEveryBeginning().
inline std::string archived(FlowState& state)
{
    Archive out;
    state.archive(out);
    return out.stored();
}

}  // namespace pr::flow
