#include "core/decode/pppoe.h"

#include "core/decode/field_reader.h"

namespace pr::decode {

void describePppoe(const LayerView& view, FieldSink& sink)
{
    const auto session = view.layer().kind == LayerKind::Pppoe;
    const auto scope = openLayer(view, session ? pppoe::pppoes : pppoe::pppoed, sink);
    FieldReader in{view, sink};
    const auto first = in.number(pppoe::version, 1);
    in.bits(pppoe::type, first, 1);
    in.number(pppoe::code, 1);
    in.number(pppoe::sessionId, 2);
    in.number(pppoe::payloadLength, 2);
}

}  // namespace pr::decode
