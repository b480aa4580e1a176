#include "core/decode/icmpv6_options.h"

#include "core/decode/icmpv6.h"

namespace pr::decode {

namespace {

enum OptionType : unsigned {
    sourceLinkAddress = 1,
    targetLinkAddress = 2,
    prefixInformation = 3,
    redirectedHeader = 4,
    mtu = 5,
    nonce = 14,
    routeInformation = 24,
    recursiveServer = 25,
    searchList = 31,
};

void reserved(FieldReader& in, std::uint32_t size, FieldSink& sink)
{
    if (!in.take(size).empty())
        sink.add(icmpv6::optReserved, Value::number(1), {in.at() - size, size});
}

void linkAddress(FieldReader& in, const Field& side, FieldSink& sink)
{
    const auto size = in.remaining();
    const auto value = in.bytes(icmpv6::optLinkaddr, size);
    if (!value.empty())
        sink.addHidden(side, Value::bytes(value), {in.at() - size, size});
}

// RFC 4861 4.6.2.
void describePrefix(FieldReader& in, FieldSink& sink)
{
    in.number(icmpv6::optPrefixLength, 1);
    const auto flags = in.number(icmpv6::optPrefixFlag, 1);
    for (const auto* field :
        {&icmpv6::optPrefixFlagL, &icmpv6::optPrefixFlagA, &icmpv6::optPrefixFlagR, &icmpv6::optPrefixFlagReserved})
        in.bits(*field, flags, 1);
    in.number(icmpv6::optPrefixValidLifetime, 4);
    in.number(icmpv6::optPrefixPreferredLifetime, 4);
    reserved(in, 4, sink);
    in.bytes(icmpv6::optPrefix, 16);
}

// RFC 4191 2.3: of the prefix only as many bytes as its length needs.
void describeRoute(FieldReader& in, FieldSink& sink)
{
    in.number(icmpv6::optPrefixLength, 1);
    const auto flags = in.number(icmpv6::optRouteInfoFlag, 1);
    in.bits(icmpv6::optRouteInfoFlagRoutePreference, flags, 1);
    in.bits(icmpv6::optRouteInfoFlagReserved, flags, 1);
    in.number(icmpv6::optRouteLifetime, 4);
    const auto there = std::min(in.remaining(), 16U);
    if (there == 0)
        return;
    const auto prefix = sink.arena().allocate(16);
    std::fill(prefix.begin(), prefix.end(), std::byte{0});
    const auto bytes = in.take(there);
    std::copy(bytes.begin(), bytes.end(), prefix.begin());
    sink.add(icmpv6::optPrefix, Value::bytes(prefix), {in.at() - there, there});
}

// RFC 8106 5.2: names as in DNS but never compressed, zeros behind the last.
void describeSearchList(FieldReader& in, FieldSink& sink)
{
    while (in.remaining() > 0) {
        const auto begin = in.at();
        std::string name;
        while (in.remaining() > 0) {
            const auto label = static_cast<std::uint32_t>(in.peek(1));
            in.skip(1);
            if (label == 0)
                break;
            if (!name.empty())
                name += '.';
            name += textOf(in.take(label));
        }
        const auto size = in.at() - begin;
        if (name.empty()) {
            const auto padding = size + in.remaining();
            sink.add(icmpv6::optPadding, Value::number(1), {begin, padding});
            return;
        }
        sink.add(icmpv6::optDnssl, Value::text(sink.arena().copy(name)), {begin, size});
    }
}

void describeOption(FieldReader& in, unsigned type, FieldSink& sink)
{
    switch (type) {
    case sourceLinkAddress: return linkAddress(in, icmpv6::optSrcLinkaddr, sink);
    case targetLinkAddress: return linkAddress(in, icmpv6::optTargetLinkaddr, sink);
    case prefixInformation: return describePrefix(in, sink);
    case redirectedHeader:
        reserved(in, 6, sink);
        sink.add(icmpv6::optRedirectedPacket, Value::number(1), {in.at(), in.remaining()});
        return;
    case mtu:
        reserved(in, 2, sink);
        in.number(icmpv6::optMtu, 4);
        return;
    case nonce: in.bytes(icmpv6::optNonce, in.remaining()); return;
    case routeInformation: return describeRoute(in, sink);
    case recursiveServer:
        reserved(in, 2, sink);
        in.number(icmpv6::optRdnssLifetime, 4);
        while (in.remaining() >= 16)
            in.bytes(icmpv6::optRdnss, 16);
        return;
    case searchList:
        reserved(in, 2, sink);
        in.number(icmpv6::optDnsslLifetime, 4);
        return describeSearchList(in, sink);
    default: return;
    }
}

}  // namespace

void describeIcmpv6Options(FieldReader& in, FieldSink& sink)
{
    while (in.remaining() >= 2) {
        const auto type = static_cast<unsigned>(in.peek(1));
        const auto size = static_cast<std::uint32_t>(in.peek(1, 1)) * 8;
        const auto there = std::min(size, in.remaining());
        const auto scope = sink.open(icmpv6::option, Value::number(1), {in.at(), there});
        FieldReader value = in.part(there);
        value.number(icmpv6::optType, 1);
        value.number(icmpv6::optLength, 1);
        if (size == 0)  // RFC 4861 4.6: the packet is to be discarded
            return;
        describeOption(value, type, sink);
        in.skip(size);
    }
}

}  // namespace pr::decode
