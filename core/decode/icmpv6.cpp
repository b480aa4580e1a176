#include "core/decode/icmpv6.h"

#include "core/decode/field_reader.h"
#include "core/decode/icmpv6_options.h"

namespace pr::decode {

namespace {

enum Type : unsigned {
    unreachable = 1,
    packetTooBig = 2,
    timeExceeded = 3,
    parameterProblem = 4,
    echoRequest = 128,
    echoReply = 129,
    listenerQuery = 130,
    listenerReport = 131,
    listenerDone = 132,
    routerSolicitation = 133,
    routerAdvertisement = 134,
    neighborSolicitation = 135,
    neighborAdvertisement = 136,
    redirect = 137,
    listenerReportV2 = 143,
};

// RFC 8200 8.1: addresses, length and next header stand before the message in the sum.
ChecksumStatus verify(const LayerView& view)
{
    const auto& layer = view.layer();
    const auto* ip = view.ip();
    if (layer.flags & Quoted || layer.end < layer.endOriginal || !ip || ip->kind != LayerKind::Ipv6 || ip->header < 40)
        return ChecksumStatus::Unverified;
    const auto& decoded = view.context.decoded;
    for (auto i = view.index; i-- > 0 && &decoded.layers[i] != ip;) {
        if (decoded.layers[i].flags & Fragment)
            return ChecksumStatus::Unverified;
        // With segments left the destination is not yet the one that the sender summed.
        const auto header = decoded.headerOf(decoded.layers[i], view.context.packet.bytes);
        if (decoded.layers[i].kind == LayerKind::Ipv6Routing && header.size() > 3 && header[3] != std::byte{0})
            return ChecksumStatus::Unverified;
    }
    const auto addresses = decoded.headerOf(*ip, view.context.packet.bytes).subspan(8, 32);
    const auto message = view.whole();
    auto sum = checksumAdd(0, addresses);
    sum += static_cast<std::uint32_t>(message.size()) + 58;
    return checksumFold(checksumAdd(sum, message)) == 0 ? ChecksumStatus::Good : ChecksumStatus::Bad;
}

void describeListenerQuery(FieldReader& in)
{
    if (in.remaining() < 24) {  // version 1 (RFC 2710 3): 24 bytes in all, version 2 has 28 and more
        in.number(icmpv6::mldMaximumResponseDelay, 2);
        in.bytes(icmpv6::reserved, 2);
        in.bytes(icmpv6::mldMulticastAddress, 16);
        return;
    }
    in.number(icmpv6::mldMaximumResponseCode, 2);
    in.bytes(icmpv6::reserved, 2);
    in.bytes(icmpv6::mldMulticastAddress, 16);
    const auto flags = in.number(icmpv6::mldFlag, 1);
    in.bits(icmpv6::mldFlagS, flags, 1);
    in.bits(icmpv6::mldFlagQrv, flags, 1);
    in.bits(icmpv6::mldFlagReserved, flags, 1);
    in.number(icmpv6::mldQqi, 1);
    const auto sources = in.number(icmpv6::mldNbSources, 2);
    for (std::uint64_t i = 0; i < sources && in.ok(); ++i)
        in.bytes(icmpv6::mldrMarSourceAddress, 16);
}

// RFC 3810 5.2.
void describeListenerReport(FieldReader& in, FieldSink& sink)
{
    in.bytes(icmpv6::reserved, 2);
    const auto records = in.number(icmpv6::mldrNbMcastRecords, 2);
    for (std::uint64_t i = 0; i < records && in.ok() && in.remaining() > 0; ++i) {
        const auto words = static_cast<std::uint32_t>(in.peek(1, 1));
        const auto sources = static_cast<std::uint32_t>(in.peek(2, 2));
        const auto size = 20 + sources * 16 + words * 4;
        const auto scope = sink.open(icmpv6::mldrMar, Value::number(1), {in.at(), std::min(size, in.remaining())});
        in.number(icmpv6::mldrMarRecordType, 1);
        in.number(icmpv6::mldrMarAuxDataLen, 1);
        in.number(icmpv6::mldrMarNbSources, 2);
        in.bytes(icmpv6::mldrMarMulticastAddress, 16);
        for (std::uint32_t source = 0; source < sources && in.ok(); ++source)
            in.bytes(icmpv6::mldrMarSourceAddress, 16);
        if (words > 0)
            in.bytes(icmpv6::mldrMarAuxiliaryData, words * 4);
    }
}

// RFC 4861 4.2, RFC 4191 2.2.
void describeRouterAdvertisement(FieldReader& in)
{
    in.number(icmpv6::ndRaCurHopLimit, 1);
    const auto flags = in.number(icmpv6::ndRaFlag, 1);
    for (const auto* field : {&icmpv6::ndRaFlagM, &icmpv6::ndRaFlagO, &icmpv6::ndRaFlagH, &icmpv6::ndRaFlagPrf,
             &icmpv6::ndRaFlagP, &icmpv6::ndRaFlagRsv})
        in.bits(*field, flags, 1);
    in.number(icmpv6::ndRaRouterLifetime, 2);
    in.number(icmpv6::ndRaReachableTime, 4);
    in.number(icmpv6::ndRaRetransTimer, 4);
}

void describeNeighborAdvertisement(FieldReader& in)
{
    const auto flags = in.number(icmpv6::ndNaFlag, 4);
    for (const auto* field : {&icmpv6::ndNaFlagR, &icmpv6::ndNaFlagS, &icmpv6::ndNaFlagO, &icmpv6::ndNaFlagRsv})
        in.bits(*field, flags, 4);
    in.bytes(icmpv6::ndNaTargetAddress, 16);
}

void describeEcho(const LayerView& view, FieldReader& in, FieldSink& sink)
{
    in.number(icmpv6::echoIdentifier, 2);
    in.number(icmpv6::echoSequenceNumber, 2);
    const auto& echo = view.context.echo;
    if (echo.packet == 0 || view.layer().flags & Quoted)
        return;
    sink.addGenerated(icmpv6::respTo, Value::number(echo.packet));
    sink.addGenerated(icmpv6::resptime, Value::real(std::chrono::duration<double, std::milli>(echo.after).count()));
}

void describeBody(const LayerView& view, FieldReader& in, unsigned type, FieldSink& sink)
{
    switch (type) {
    case unreachable:
    case timeExceeded: in.bytes(icmpv6::reserved, 4); return;
    case packetTooBig: in.number(icmpv6::mtu, 4); return;
    case parameterProblem: in.number(icmpv6::pointer, 4); return;
    case echoRequest:
    case echoReply: return describeEcho(view, in, sink);
    case listenerQuery: return describeListenerQuery(in);
    case listenerReport:
    case listenerDone:
        in.number(icmpv6::mldMaximumResponseDelay, 2);
        in.bytes(icmpv6::reserved, 2);
        in.bytes(icmpv6::mldMulticastAddress, 16);
        return;
    case routerSolicitation: in.bytes(icmpv6::reserved, 4); return describeIcmpv6Options(in, sink);
    case routerAdvertisement: describeRouterAdvertisement(in); return describeIcmpv6Options(in, sink);
    case neighborSolicitation:
        in.bytes(icmpv6::reserved, 4);
        in.bytes(icmpv6::ndNsTargetAddress, 16);
        return describeIcmpv6Options(in, sink);
    case neighborAdvertisement: describeNeighborAdvertisement(in); return describeIcmpv6Options(in, sink);
    case redirect:
        in.bytes(icmpv6::reserved, 4);
        in.bytes(icmpv6::ndRdTargetAddress, 16);
        in.bytes(icmpv6::rdNaDestinationAddress, 16);
        return describeIcmpv6Options(in, sink);
    case listenerReportV2: return describeListenerReport(in, sink);
    default: return;
    }
}

}  // namespace

void describeIcmpv6(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, icmpv6::protocol, sink);
    FieldReader in{view, sink};
    const auto type = static_cast<unsigned>(in.number(icmpv6::type, 1));
    in.number(icmpv6::code, 1);
    in.number(icmpv6::checksum, 2);
    if (!in.ok())
        return;
    if (sink.wants(icmpv6::checksumStatus) || sink.wants(icmpv6::checksumBadExpert)) {
        const auto status = verify(view);
        sink.addGenerated(icmpv6::checksumStatus, Value::number(static_cast<unsigned>(status)));
        if (status == ChecksumStatus::Bad)
            mark(sink, icmpv6::checksumBadExpert);
    }
    describeBody(view, in, type, sink);
}

}  // namespace pr::decode
