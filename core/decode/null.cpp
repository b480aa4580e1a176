#include "core/decode/null.h"

#include "core/decode/field_reader.h"

namespace pr::decode {

void describeNull(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, null::protocol, sink);
    if (view.layer().header == 4)
        sink.add(null::family, view.layer().number, {view.layer().offset, 4});
}

void describeRawIp(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, null::raw, sink);
}

}  // namespace pr::decode
