#include "core/decode/arcnet.h"

#include "core/decode/field_reader.h"
#include "core/decode/numbers.h"

namespace pr::decode {

void describeArcnet(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, arcnet::protocol, sink);
    auto in = FieldReader::ofHeader(view, sink);
    in.number(arcnet::source, 1);
    in.number(arcnet::destination, 1);
    // Linux keeps the place in the card's buffer, and never shows an exception.
    const bool isLinux = view.linkType() == linktype::arcnetLinux;
    if (isLinux)
        in.bytes(arcnet::offset, 2);
    in.number(arcnet::systemCode, 1);
    if (in.remaining() == 0)
        return;
    if (!isLinux && in.peek(1) == 0xFF) {
        in.number(arcnet::exceptionFlag, 1);
        in.number(arcnet::padding, 2);
        in.number(arcnet::systemCode, 1);
    }
    in.number(arcnet::splitFlag, 1);
    in.number(arcnet::sequence, 2);
}

}  // namespace pr::decode
