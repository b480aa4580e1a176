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

/// What a sender says of an address beyond asking for it (RFC 5227 1.1, 2.1.1, 2.3).
struct Purpose {
    bool gratuitous = false;    ///< asks for or gives its own address
    bool probe = false;         ///< asks whether anybody has the address that it wants
    bool announcement = false;  ///< tells that it took it
};

Purpose purposeOf(const FieldReader& in, std::uint64_t opcode, std::uint32_t hardware)
{
    constexpr std::uint32_t address = 4;
    if (in.remaining() < 2 * (hardware + address))
        return {};
    const auto from = in.peek(address, hardware);
    const auto about = in.peek(address, 2 * hardware + address);
    const auto asksAnybody = opcode == request && hardware <= 8 && in.peek(hardware, hardware + address) == 0;
    const auto gratuitous = (opcode == request || opcode == reply) && from == about;
    return {gratuitous, asksAnybody && from == 0, asksAnybody && gratuitous};
}

std::string labelOf(std::uint64_t opcode, const Purpose& purpose)
{
    const auto name = nameOf(arp::opcodes, opcode);
    auto words = name.empty() ? "opcode " + std::to_string(opcode) : std::string{name};
    if (purpose.announcement)
        words = "ARP Announcement";
    else if (purpose.probe)
        words = "ARP Probe";
    else if (purpose.gratuitous)
        words += "/gratuitous ARP";
    return "Address Resolution Protocol (" + words + ")";
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

    constexpr std::uint64_t kIeee1394 = 24;  // RFC 2734 5: no hardware address of the receiver
    const bool oneHardware = hardwareType == kIeee1394;
    const auto purpose = isIpv4 && !oneHardware ? purposeOf(in, opcode, hardware) : Purpose{};
    if (purpose.gratuitous)
        sink.addGenerated(arp::isgratuitous, Value::boolean(true));
    if (purpose.probe)
        sink.addGenerated(arp::isprobe, Value::boolean(true));
    if (purpose.announcement)
        sink.addGenerated(arp::isannouncement, Value::boolean(true));
    if (sink.wantsLabels() && in.ok())
        sink.label(scope.node(), labelOf(opcode, purpose));

    for (const auto* fields : {&sender, &target}) {
        if (hardware > 0 && !(oneHardware && fields == &target))
            in.bytes(isMac ? fields->mac : fields->hardware, hardware);
        if (protocol > 0)
            in.bytes(isIpv4 ? fields->ipv4 : fields->protocol, protocol);
    }
}

}  // namespace pr::decode
