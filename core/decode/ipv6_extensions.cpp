// Extension headers of IPv6 (RFC 8200 4): options, routing, fragments.
#include "core/decode/field_reader.h"
#include "core/decode/fragments.h"
#include "core/decode/ipv6.h"
#include "core/decode/ipv6_address.h"

namespace pr::decode {

namespace {

enum OptionType : unsigned {
    pad1 = 0x00,
    padN = 0x01,
    routerAlert = 0x05,
    calipso = 0x07,
    jumbo = 0xC2,
    homeAddress = 0xC9,
};

/// Bytes that may be none, and are a field even so.
void addBytes(FieldReader& in, const Field& field, std::uint32_t length, FieldSink& sink)
{
    if (length > 0)
        in.bytes(field, length);
    else
        sink.add(field, Value::bytes({}), {in.at(), 0});
}

void describeOptionValue(FieldReader& in, unsigned type, std::uint32_t length, FieldSink& sink)
{
    switch (type) {
    case padN: addBytes(in, ipv6::optPadn, length, sink); return;
    case routerAlert: in.number(ipv6::optRouterAlert, 2); return;
    case jumbo: in.number(ipv6::optJumbo, 4); return;
    case homeAddress: in.bytes(ipv6::optMipv6HomeAddress, 16); return;
    case calipso: {  // RFC 5570 5.1
        in.number(ipv6::optCalipsoDoi, 4);
        const auto words = static_cast<std::uint32_t>(in.number(ipv6::optCalipsoCmptLength, 1));
        in.number(ipv6::optCalipsoSensLevel, 1);
        in.number(ipv6::optCalipsoChecksum, 2);
        if (words > 0)
            in.bytes(ipv6::optCalipsoCmptBitmap, words * 4);
        return;
    }
    default:
        // RFC 4727 3.6: 0x1e and its kin in the upper bits are for experiments.
        addBytes(in, (type & 0x1F) == 0x1E ? ipv6::optExperimental : ipv6::optUnknown, length, sink);
    }
}

void describeOptions(FieldReader& in, const LayerView& view, std::uint32_t end, FieldSink& sink)
{
    while (in.ok() && in.at() < end) {
        const auto at = in.at();
        const auto type = static_cast<unsigned>(in.peek(1));
        const auto length = type == pad1 ? 0 : static_cast<std::uint32_t>(in.peek(1, 1));
        const auto size = type == pad1 ? 1 : 2 + length;
        const auto scope = sink.open(ipv6::option, Value::number(1), {at, std::min(size, end - at)});
        {
            const auto bits = sink.open(ipv6::optType, Value::number(type), {at, 1});
            in.skip(1);
            if (type != pad1) {
                in.bits(ipv6::optTypeAction, type, 1);
                in.bits(ipv6::optTypeChange, type, 1);
                in.bits(ipv6::optTypeRest, type, 1);
            }
        }
        if (type == pad1) {
            sink.add(ipv6::optPad1, Value::number(1), {at, 1});
            continue;
        }
        in.number(ipv6::optLength, 1);
        if (size > end - at)
            return;
        FieldReader value{view.source(), in.at(), in.at() + length, sink};
        describeOptionValue(value, type, length, sink);
        in.skip(length);
    }
}

struct HeaderFields {
    const Field &protocol, &next, &length, &octets;
};
constexpr HeaderFields hopByHop{ipv6::hopopts, ipv6::hopoptsNxt, ipv6::hopoptsLen, ipv6::hopoptsLenOct};
constexpr HeaderFields destination{ipv6::dstopts, ipv6::dstoptsNxt, ipv6::dstoptsLen, ipv6::dstoptsLenOct};
constexpr HeaderFields routing{ipv6::routing, ipv6::routingNxt, ipv6::routingLen, ipv6::routingLenOct};

/// Next header and length; gives the length in bytes.
std::uint32_t describeStart(FieldReader& in, const HeaderFields& fields, FieldSink& sink)
{
    in.number(fields.next, 1);
    const auto units = in.number(fields.length, 1);
    const auto length = static_cast<std::uint32_t>(units + 1) * 8;
    if (in.ok())
        sink.addGenerated(fields.octets, Value::number(length), {in.at() - 1, 1});
    return length;
}

void describeOptionHeader(const LayerView& view, const HeaderFields& fields, FieldSink& sink)
{
    const auto scope = openLayer(view, fields.protocol, sink);
    FieldReader in{view, sink};
    const auto end = in.at() + describeStart(in, fields, sink);
    describeOptions(in, view, std::min(end, view.layer().end), sink);
}

std::string routingLabel(unsigned type)
{
    switch (type) {
    case 0: return "Routing Header for IPv6 (Source Route)";
    case 2: return "Routing Header for IPv6 (Type 2 Routing)";
    case 3: return "Routing Header for IPv6 (RPL Source Route)";
    case 4: return "Routing Header for IPv6 (Segment Routing)";
    default: return "Routing Header for IPv6 (Unknown type " + std::to_string(type) + ")";
    }
}

void describeRouting(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, ipv6::routing, sink);
    FieldReader in{view, sink};
    const auto begin = in.at();
    const auto end = std::min(begin + describeStart(in, routing, sink), view.layer().end);
    const auto type = static_cast<unsigned>(in.peek(1));
    if (sink.wantsLabels())
        sink.label(scope.node(), routingLabel(type));
    in.number(ipv6::routingType, 1);
    in.number(ipv6::routingSegleft, 1);
    switch (type) {
    case 0:  // RFC 2460 4.4, taken back by RFC 5095
        in.bytes(ipv6::routingSrcReserved, 4);
        while (in.ok() && end - std::min(in.at(), end) >= 16)
            in.bytes(ipv6::routingSrcAddr, 16);
        return;
    case 2:  // RFC 6275 6.4
        in.bytes(ipv6::routingMipv6Reserved, 4);
        in.bytes(ipv6::routingMipv6HomeAddress, 16);
        return;
    case 4: {  // RFC 8754 2
        const auto last = in.number(ipv6::routingSrhLastEntry, 1);
        in.number(ipv6::routingSrhFlags, 1);
        in.bytes(ipv6::routingSrhTag, 2);
        for (std::uint64_t i = 0; i <= last && in.ok() && end - std::min(in.at(), end) >= 16; ++i)
            in.bytes(ipv6::routingSrhAddr, 16);
        return;
    }
    default: return;
    }
}

void describeFragment(const LayerView& view, FieldSink& sink)
{
    {
        const auto scope = openLayer(view, ipv6::fraghdr, sink);
        FieldReader in{view, sink};
        in.number(ipv6::fraghdrNxt, 1);
        in.number(ipv6::fraghdrReservedOctet, 1);
        const auto place = in.number(ipv6::fraghdrOffset, 2);
        in.bits(ipv6::fraghdrReservedBits, place, 2);
        in.bits(ipv6::fraghdrMore, place, 2);
        in.number(ipv6::fraghdrIdent, 4);
    }
    describeFragments(view,
        {ipv6::fragments, ipv6::fragment, ipv6::fragmentError, ipv6::fragmentCount, ipv6::reassembledLength,
            ipv6::reassembledData, nullptr, nullptr, nullptr, nullptr},
        "Reassembled IPv6", sink);
}

}  // namespace

void describeIpv6Extension(const LayerView& view, FieldSink& sink)
{
    switch (view.layer().kind) {
    case LayerKind::Ipv6HopByHop: return describeOptionHeader(view, hopByHop, sink);
    case LayerKind::Ipv6Destination: return describeOptionHeader(view, destination, sink);
    case LayerKind::Ipv6Routing: return describeRouting(view, sink);
    case LayerKind::Ipv6Fragment: return describeFragment(view, sink);
    default: return;
    }
}

}  // namespace pr::decode
