#include "core/decode/ethernet.h"

#include "core/base/text.h"
#include "core/decode/field_reader.h"
#include "core/decode/manufacturers.h"
#include "core/decode/trailer.h"

namespace pr::decode {

namespace {

struct AddressFields {
    const Field &address, &resolved, &oui, &maker, &local, &group;
};

void describeAddress(FieldReader& in, const AddressFields& fields, FieldSink& sink)
{
    const auto at = in.at();
    const auto value = in.take(6);
    if (value.empty())
        return;
    const ByteRange range{at, 6};
    const ByteRange vendor{at, 3};
    const auto oui = u32be(value.data()) >> 8;
    const auto scope = sink.open(fields.address, Value::bytes(value), range);
    // Names are never looked up, so the resolved forms hold the address.
    const auto wantsText = sink.wants(fields.resolved) || sink.wants(eth::addrResolved);
    const auto text = wantsText ? Value::text(sink.arena().copy(macText(value))) : Value{};
    sink.addHidden(fields.resolved, text, range);
    sink.addHidden(fields.oui, Value::number(oui), vendor);
    const auto maker = sink.wants(fields.maker) || sink.wants(eth::addrOuiResolved) ? manufacturerOf(oui) : "";
    if (!maker.empty())
        sink.addHidden(fields.maker, Value::text(maker), vendor);
    sink.addHidden(eth::addr, Value::bytes(value), range);
    sink.addHidden(eth::addrResolved, text, range);
    sink.addHidden(eth::addrOui, Value::number(oui), vendor);
    if (!maker.empty())
        sink.addHidden(eth::addrOuiResolved, Value::text(maker), vendor);
    sink.add(fields.local, FieldReader::masked(fields.local, oui), vendor);
    sink.addHidden(eth::lg, Value::number(FieldReader::masked(eth::lg, oui)), vendor);
    sink.add(fields.group, FieldReader::masked(fields.group, oui), vendor);
    sink.addHidden(eth::ig, Value::number(FieldReader::masked(eth::ig, oui)), vendor);
}

}  // namespace

void describeEthernet(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, eth::protocol, sink);
    const auto header = view.source().subspan(view.layer().offset, view.layer().header);
    const auto isLength = view.layer().kind == LayerKind::Ieee8023;
    const auto raw = view.next() && view.next()->kind == LayerKind::Other;  // Novell's: no LLC behind the length
    if (sink.wantsLabels() && header.size() >= 14)
        sink.label(scope.node(),
            isLength ? std::string{raw ? "IEEE 802.3 Ethernet Raw " : "IEEE 802.3 Ethernet "}
                     : "Ethernet II, Src: " + macText(header.subspan(6, 6)) + ", Dst: " + macText(header.first(6)));
    if (header.size() < 14)
        return;
    FieldReader in{view, sink};
    describeAddress(
        in, {eth::destination, eth::dstResolved, eth::dstOui, eth::dstOuiResolved, eth::dstLg, eth::dstIg}, sink);
    describeAddress(
        in, {eth::source, eth::srcResolved, eth::srcOui, eth::srcOuiResolved, eth::srcLg, eth::srcIg}, sink);
    if (std::to_integer<unsigned>(header[6]) & 1)
        mark(sink, eth::srcNotGroup);
    in.number(isLength ? eth::length : eth::type, 2);
    // A frame in a tunnel stands there without its check sequence.
    const auto outermost = view.index == 0 && view.layer().source == 0;
    describeTrailer(view, eth::trailer, outermost ? CheckSequence::Maybe : CheckSequence::None, sink);
}

}  // namespace pr::decode
