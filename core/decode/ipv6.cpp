#include "core/decode/ipv6.h"

#include "core/base/text.h"
#include "core/decode/field_reader.h"
#include "core/decode/ipv4.h"
#include "core/decode/ipv6_address.h"

namespace pr::decode {

void describeIpv6(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, ipv6::protocol, sink);
    FieldReader in{view, sink};
    if (in.remaining() < 4)
        return;
    const auto at = in.at();
    const auto word = in.peek(4);
    sink.add(ipv6::version, word >> 28, {at, 1});
    sink.addHidden(ip::version, Value::number(word >> 28), {at, 1});
    if (word >> 28 != 6)
        return mark(sink, ipv6::bogusIpv6Version);
    if (sink.wantsLabels() && in.remaining() >= 40)
        sink.label(scope.node(),
            "Internet Protocol Version 6, Src: " + ipv6Text(view.whole().subspan(8, 16))
                + ", Dst: " + ipv6Text(view.whole().subspan(24, 16)));
    {
        const auto bits = sink.open(ipv6::tclass, Value::number(FieldReader::masked(ipv6::tclass, word)), {at, 4});
        sink.add(ipv6::tclassDscp, FieldReader::masked(ipv6::tclassDscp, word), {at, 4});
        sink.add(ipv6::tclassEcn, FieldReader::masked(ipv6::tclassEcn, word), {at, 4});
    }
    sink.add(ipv6::flow, FieldReader::masked(ipv6::flow, word), {at + 1, 3});
    in.skip(4);
    const auto length = in.number(ipv6::plen, 2);
    in.number(ipv6::nxt, 1);
    in.number(ipv6::hlim, 1);
    for (const auto* fields : {&ipv6Source, &ipv6Destination}) {
        const auto address = in.bytes(fields->address, 16);
        if (!address.empty())
            describeIpv6Address(address, in.at() - 16, *fields, sink);
    }
    const auto& layer = view.layer();
    if (in.ok() && length > 0 && length + 40 > layer.endOriginal - layer.offset && !(layer.flags & Quoted))
        mark(sink, ipv6::plenExceedsFraming);
}

}  // namespace pr::decode
