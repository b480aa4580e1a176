#include "core/decode/gre.h"

#include "core/decode/field_reader.h"

#include <cstdio>

namespace pr::decode {

namespace {

constexpr std::array protocols{ValueName{0, "Possible GRE keepalive packet"}, ValueName{0x00FE, "OSI"},
    ValueName{0x0800, "IP"}, ValueName{0x0806, "ARP"}, ValueName{0x2000, "CDP (Cisco)"}, ValueName{0x2001, "NHRP"},
    ValueName{0x22EB, "ERSPAN III"}, ValueName{0x6400, "MIKROTIK EoIP"},
    ValueName{0x6558, "Transparent Ethernet bridging"}, ValueName{0x6559, "Frame Relay"}, ValueName{0x8137, "IPX"},
    ValueName{0x86DD, "IPv6"}, ValueName{0x880B, "PPP"}, ValueName{0x883E, "WCCP"},
    ValueName{0x8847, "MPLS label switched packet"}, ValueName{0x8881, "CDMA2000 A10 Unstructured byte stream"},
    ValueName{0x88BE, "ERSPAN"}, ValueName{0x88D2, "CDMA2000 A10 3GPP2 Packet"}, ValueName{0x8909, "CiscoMetaData"},
    ValueName{0x894F, "Network Service Header"}, ValueName{0xB7EA, "Huawei GRE bonding"}};

std::string labelOf(std::uint64_t protocol)
{
    const auto name = nameOf(protocols, protocol);
    std::array<char, 24> number{};
    std::snprintf(number.data(), number.size(), "0x%04x - unknown", static_cast<unsigned>(protocol & 0xFFFF));
    return "Generic Routing Encapsulation (" + (name.empty() ? std::string{number.data()} : std::string{name}) + ")";
}

void describeFlags(FieldReader& in, FieldSink& sink)
{
    const auto at = in.at();
    const auto word = in.peek(2);
    const auto scope = sink.open(gre::flagsAndVersion, Value::number(word), {at, 2});
    in.skip(2);
    in.bits(gre::flagsChecksum, word, 2);
    in.bits(gre::flagsRouting, word, 2);
    in.bits(gre::flagsKey, word, 2);
    in.bits(gre::flagsSequenceNumber, word, 2);
    in.bits(gre::flagsStrictSourceRoute, word, 2);
    in.bits(gre::flagsRecursionControl, word, 2);
    if ((word & 7) == 1) {
        in.bits(gre::flagsAck, word, 2);
        return in.bits(gre::flagsVersion, word, 2);
    }
    in.bits(gre::flagsReserved, word, 2);
    in.bits(gre::flagsVersion, word, 2);
}

}  // namespace

void describeGre(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, gre::protocol, sink);
    FieldReader in{view, sink};
    if (in.remaining() < 4)
        return;
    const auto flags = in.peek(2);
    const auto protocol = in.peek(2, 2);
    if (sink.wantsLabels())
        sink.label(scope.node(), labelOf(protocol));
    describeFlags(in, sink);
    in.number(gre::proto, 2);
    if (flags & 0xC000) {
        if (flags & 0x8000)
            in.number(gre::checksum, 2);
        else
            in.skip(2);
        in.skip(2);  // offset of the active route
    }
    if (flags & 0x2000) {
        if (protocol == 0x880B) {  // PPTP splits the key (RFC 2637 4.1)
            in.number(gre::keyPayloadLength, 2);
            in.number(gre::keyCallId, 2);
        } else {
            in.number(gre::key, 4);
        }
    }
    if (flags & 0x1000)
        in.number(gre::sequenceNumber, 4);
    if ((flags & 7) == 1 && flags & 0x80)
        in.number(gre::ackNumber, 4);
}

}  // namespace pr::decode
