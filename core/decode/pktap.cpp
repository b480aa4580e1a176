#include "core/decode/pktap.h"

#include "core/decode/field_reader.h"

namespace pr::decode {

namespace {

// A name in a fixed number of bytes, ended by a zero where it is shorter.
void describeName(FieldReader& in, const Field& field, std::uint32_t size, FieldSink& sink)
{
    const auto text = textOf(in.take(size));
    if (in.ok())
        sink.add(field, Value::text(text.substr(0, text.find('\0'))), {in.at() - size, size});
}

}  // namespace

void describePktap(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, pktap::protocol, sink);
    auto in = FieldReader::ofHeader(view, sink);
    in.littleEndian(pktap::headerLength, 4);
    if (view.layer().flags & BadHere)
        return mark(sink, pktap::headerTooShort);
    in.littleEndian(pktap::recordType, 4);
    in.littleEndian(pktap::linkType, 4);
    describeName(in, pktap::interfaceName, 24, sink);
    for (const auto* field :
        {&pktap::flags, &pktap::family, &pktap::linkHeaderLength, &pktap::linkTrailerLength, &pktap::process})
        in.littleEndian(*field, 4);
    describeName(in, pktap::command, 20, sink);
    in.littleEndian(pktap::serviceClass, 4);
    in.littleEndian(pktap::interfaceType, 2);
    in.littleEndian(pktap::interfaceUnit, 2);
    in.littleEndian(pktap::effectiveProcess, 4);
    describeName(in, pktap::effectiveCommand, 20, sink);
}

}  // namespace pr::decode
