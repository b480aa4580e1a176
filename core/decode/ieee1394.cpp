#include "core/decode/ieee1394.h"

#include "core/base/text.h"
#include "core/decode/field_reader.h"

namespace pr::decode {

void describeIeee1394(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, ieee1394::protocol, sink);
    auto in = FieldReader::ofHeader(view, sink);
    const auto destination = in.bytes(ieee1394::destination, 8);
    const auto source = in.bytes(ieee1394::source, 8);
    in.number(ieee1394::type, 2);
    if (sink.wantsLabels() && !source.empty())
        sink.label(scope.node(), "Apple IP-over-IEEE 1394, Src: " + macText(source) + ", Dst: " + macText(destination));
}

}  // namespace pr::decode
