#include "core/decode/ipnet.h"

#include "core/decode/field_reader.h"

namespace pr::decode {

void describeIpnet(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, ipnet::protocol, sink);
    auto in = FieldReader::ofHeader(view, sink);
    in.number(ipnet::version, 1);
    in.number(ipnet::family, 1);
    in.number(ipnet::hookType, 2);
    for (const auto* field :
        {&ipnet::dataLength, &ipnet::interface, &ipnet::group, &ipnet::sourceZone, &ipnet::destinationZone})
        in.number(*field, 4);
}

}  // namespace pr::decode
