// What a damaged or hostile case file gives to whoever dissects a packet again: its path, checkpoints, fragments.
//
//     input = link type (1) path length (1) checkpoint length (2) path checkpoint packet
#include "core/dissect/dissector.h"

#include <algorithm>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace pr;
    static constexpr LinkType kLinks[] = {1, 101, 113, 276};
    Bytes rest = std::as_bytes(std::span{data, size});
    if (rest.size() < 4)
        return 0;
    const auto link = kLinks[std::to_integer<std::size_t>(rest[0]) % std::size(kLinks)];
    const auto pathLength = std::to_integer<std::size_t>(rest[1]);
    const auto checkpointLength = std::size_t{u16be(rest.data() + 2)};
    rest = rest.subspan(4);
    const auto path = rest.first(std::min(pathLength, rest.size()));
    rest = rest.subspan(path.size());
    const auto checkpoint = rest.first(std::min(checkpointLength, rest.size()));
    rest = rest.subspan(checkpoint.size());

    PacketView packet;
    packet.number = {10};
    packet.linkType = link;
    packet.bytes = rest;
    packet.originalLength = static_cast<std::uint32_t>(rest.size());
    const dissect::Guide guide{.path = path, .take = {}};
    dissect::Dissector dissector{{}};
    const decode::PathView view{path};
    for (std::size_t i = 0; i < view.flows(); ++i) {
        const FlowId flow{view.flow(i)};
        if (!dissector.restore(
                flow, checkpoint, [&](PacketNumber) { return dissector.payloadOf(packet, guide, flow); }))
            dissector.forget(flow);
    }
    FieldSink sink{FieldSink::Mode::Tree};
    for (std::uint64_t number = 10; number < 13; ++number) {
        packet.number = {number};
        dissector.clearGathered();
        dissector.gather(packet);
        (void)dissector.again(packet, {}, guide, sink);
    }
    const auto packets = dissect::unpackPackets(checkpoint);
    if (dissect::unpackPackets(bytesOf(dissect::packPackets(packets))) != packets
        && std::is_sorted(packets.begin(), packets.end()))
        __builtin_trap();
    return 0;
}
