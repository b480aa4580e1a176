#include "core/decode/ipoib.h"

#include "core/decode/field_reader.h"

namespace pr::decode {

void describeIpoib(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, ipoib::protocol, sink);
    auto in = FieldReader::ofHeader(view, sink);
    in.skip(20);  // of the global route header, which no sender fills
    if (in.remaining() < 24)
        return;
    {
        const auto address = sink.open(ipoib::destination, Value::number(1), {in.at(), 20});
        in.skip(1);  // flags (RFC 4391 9.1.1)
        in.number(ipoib::queuePair, 3);
        in.bytes(ipoib::destinationGid, 16);
    }
    in.number(ipoib::type, 2);
    in.number(ipoib::reserved, 2);
}

}  // namespace pr::decode
