#include "core/decode/ipv4.h"

#include "core/base/text.h"
#include "core/decode/field_reader.h"
#include "core/decode/fragments.h"
#include "core/decode/ipv4_options.h"

namespace pr::decode {

namespace {

void describeAddress(FieldReader& in, const Field& address, const Field& host, FieldSink& sink)
{
    const auto value = in.bytes(address, 4);
    if (value.empty())
        return;
    const ByteRange range{in.at() - 4, 4};
    sink.addHidden(ip::addr, Value::bytes(value), range);
    if (!sink.wants(host) && !sink.wants(ip::host))
        return;
    const auto text = Value::text(sink.arena().copy(ipv4Text(value)));  // names are never looked up
    sink.addHidden(host, text, range);
    sink.addHidden(ip::host, text, range);
}

}  // namespace

void describeIpv4(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, ip::protocol, sink);
    FieldReader in{view, sink};
    if (in.remaining() == 0)
        return;
    const auto at = in.at();
    const auto first = static_cast<unsigned>(in.peek(1));
    const auto header = (first & 15) * 4;
    sink.add(ip::version, first >> 4, {at, 1});
    if (first >> 4 != 4)
        return mark(sink, ip::bogusIpVersion);
    sink.add(ip::hdrLen, header, {at, 1});
    if (header < 20)
        return mark(sink, ip::bogusHeaderLength);
    if (in.remaining() >= 20 && sink.wantsLabels() && !(view.layer().flags & BadHere && view.layer().header == 0))
        sink.label(scope.node(),
            "Internet Protocol Version 4, Src: " + ipv4Text(view.whole().subspan(12, 4))
                + ", Dst: " + ipv4Text(view.whole().subspan(16, 4)));
    in.skip(1);
    if (in.remaining() > 0) {
        const auto services = in.peek(1);
        const auto bits = sink.open(ip::dsfield, Value::number(services), {at + 1, 1});
        in.skip(1);
        in.bits(ip::dsfieldDscp, services, 1);
        in.bits(ip::dsfieldEcn, services, 1);
    }
    const auto length = in.peek(2);
    if (length == 0 && in.remaining() >= 2) {  // left to the network card of the sender: what the packet is long
        in.skip(2);
        sink.add(ip::length, view.layer().endOriginal - view.layer().offset, {at + 2, 2});
    } else {
        in.number(ip::length, 2);
    }
    if (length != 0 && length < header)
        return mark(sink, ip::bogusIpLength);
    in.number(ip::id, 2);
    const auto fragment = in.peek(2);
    if (in.remaining() >= 2) {
        const auto bits = sink.open(ip::flags, Value::number(fragment >> 13), {at + 6, 1});
        sink.add(ip::flagsRb, fragment >> 15 & 1, {at + 6, 1});
        sink.add(ip::flagsDf, fragment >> 14 & 1, {at + 6, 1});
        sink.add(ip::flagsMf, fragment >> 13 & 1, {at + 6, 1});
    }
    in.number(ip::fragOffset, 2);
    in.number(ip::ttl, 1);
    in.number(ip::proto, 1);
    in.number(ip::checksum, 2);
    if (in.ok())
        sink.addGenerated(ip::checksumStatus, Value::number(static_cast<unsigned>(ChecksumStatus::Unverified)));
    describeAddress(in, ip::source, ip::srcHost, sink);
    describeAddress(in, ip::destination, ip::dstHost, sink);
    if (header > 20 && in.ok())
        describeIpv4Options(view, header, sink);
    describeFragments(view,
        {ip::fragments, ip::fragment, ip::fragmentError, ip::fragmentCount, ip::reassembledLength, ip::reassembledData,
            &ip::fragmentOverlap, &ip::fragmentOverlapConflict, &ip::fragmentToolongfragment, nullptr},
        "Reassembled IPv4", sink);
}

}  // namespace pr::decode
