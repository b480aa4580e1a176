#include "core/decode/arp.h"

#include "core/decode/field_reader.h"

#include <algorithm>

namespace pr::decode {

namespace {

constexpr std::uint16_t request = 1;
constexpr std::uint16_t reply = 2;

struct AddressFields {
    const Field &mac, &hardware, &ipv4, &protocol;
};
constexpr AddressFields sender{arp::srcHwMac, arp::srcHw, arp::srcProtoIpv4, arp::srcProto};
constexpr AddressFields target{arp::dstHwMac, arp::dstHw, arp::dstProtoIpv4, arp::dstProto};

std::string labelOf(std::uint64_t opcode, bool gratuitous)
{
    const auto name = nameOf(arp::opcodes, opcode);
    return "Address Resolution Protocol (" + (name.empty() ? "opcode " + std::to_string(opcode) : std::string{name})
        + (gratuitous ? "/gratuitous ARP)" : ")");
}

}  // namespace

void describeArp(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, arp::protocol, sink);
    FieldReader in{view, sink};
    const auto hardwareType = in.number(arp::hwType, 2);
    const auto protocolType = in.number(arp::protoType, 2);
    const auto hardware = static_cast<std::uint32_t>(in.number(arp::hwSize, 1));
    const auto protocol = static_cast<std::uint32_t>(in.number(arp::protoSize, 1));
    const auto opcode = in.number(arp::opcode, 2);
    const auto isMac = (hardwareType == 1 || hardwareType == 6) && hardware == 6;
    const auto isIpv4 = protocolType == 0x0800 && protocol == 4;

    // RFC 5227 3: who asks for its own address tells it to the others.
    const auto senders = in.peek(protocol == 4 ? 4 : 0, hardware);
    const auto targets = in.peek(protocol == 4 ? 4 : 0, 2 * hardware + protocol);
    const auto gratuitous = isIpv4 && in.remaining() >= 2 * (hardware + protocol)
        && (opcode == request || opcode == reply) && senders == targets;
    if (gratuitous)
        sink.addGenerated(arp::isgratuitous, Value::boolean(true));
    if (sink.wantsLabels() && in.ok())
        sink.label(scope.node(), labelOf(opcode, gratuitous));

    for (const auto* fields : {&sender, &target}) {
        if (hardware > 0)
            in.bytes(isMac ? fields->mac : fields->hardware, hardware);
        if (protocol > 0)
            in.bytes(isIpv4 ? fields->ipv4 : fields->protocol, protocol);
    }
}

}  // namespace pr::decode
