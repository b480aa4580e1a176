// Any bytes as one message of each kind, over both carriers, with whatever the flow remembers from the one before.
#include "core/protocols/dns/dns.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace pr;
    if (size < 2)
        return 0;
    const auto bytes = std::as_bytes(std::span{data + 2, size - 2});
    const flow::Protocol* const protocols[] = {&dns::protocol, &dns::mdns, &dns::llmnr};
    const auto& protocol = *protocols[data[0] % 3];
    const auto carrier = data[0] & 0x80 ? flow::Carrier::Tcp : flow::Carrier::Udp;
    const auto cut = data[1] * bytes.size() / 255;
    FieldSink sink{FieldSink::Mode::Tree};
    EventBuffer events;
    const auto state = protocol.makeState();
    std::uint64_t packet = 0;
    for (const auto part : {bytes.first(cut), bytes.subspan(cut), bytes}) {
        sink.begin(part);
        flow::Pdu pdu{.bytes = part,
            .original = part.size() + (data[0] & 0x40 ? 100 : 0),
            .range = {0, static_cast<std::uint32_t>(part.size())},
            .carrier = carrier,
            .side = part.size() & 1 ? flow::Side::Initiator : flow::Side::Responder,
            .ends = {bytes.first(0), bytes.first(0), 53, 53},
            .packet = {++packet},
            .time = {},
            .flow = {},
            .sink = sink,
            .events = &events};
        protocol.dissect(pdu, state.get());
        if (dns::protocol.probe(part, flow::Carrier::Udp, {}))
            dns::protocol.frame(part, state.get(), flow::Side::Initiator);
    }
    protocol.finish(state.get(), events, {});
    flow::Archive written;
    state->archive(written);
    const auto copy = protocol.makeState();
    flow::Archive read{bytesOf(written.stored())};
    copy->archive(read);
    flow::Archive hostile{bytes};
    copy->archive(hostile);
    return 0;
}
