#include "core/decode/vxlan.h"

#include "core/decode/field_reader.h"

namespace pr::decode {

void describeVxlan(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, vxlan::protocol, sink);
    FieldReader in{view, sink};
    if (in.remaining() < 2)
        return;
    const auto at = in.at();
    const auto flags = in.peek(2);
    {
        const auto bits = sink.open(vxlan::flags, Value::number(flags), {at, 2});
        in.skip(2);
        for (const auto* field : {&vxlan::flagG, &vxlan::flagI, &vxlan::flagD, &vxlan::flagA, &vxlan::flagsReserved})
            in.bits(*field, flags, 2);
    }
    in.number(vxlan::gbp, 2);
    in.number(vxlan::vni, 3);
    in.number(vxlan::reserved8, 1);
}

}  // namespace pr::decode
