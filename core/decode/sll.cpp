#include "core/decode/sll.h"

#include "core/decode/field_reader.h"
#include "core/decode/trailer.h"

namespace pr::decode {

namespace {

constexpr std::uint64_t greHardware = 778;

void describeProtocol(FieldReader& in, std::uint64_t hardwareType)
{
    const auto type = in.peek(2);
    in.number(type <= 1536 ? sll::ltype : hardwareType == greHardware ? sll::gretype : sll::etype, 2);
}

// Eight bytes, of which the first `length` are the sender's address.
void describeAddress(FieldReader& in, std::uint64_t length, FieldSink& sink)
{
    const auto used = static_cast<std::uint32_t>(std::min<std::uint64_t>(length, 8));
    if (length == 6)
        in.bytes(sll::srcEth, 6);
    else if (length == 4)
        in.bytes(sll::srcIpv4, 4);
    else if (used > 0)
        in.bytes(sll::srcOther, used);
    const auto rest = in.take(8 - used);
    if (!rest.empty())
        sink.add(sll::unused, Value::bytes(rest), {in.at() - (8 - used), 8 - used});
}

}  // namespace

void describeSll(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, sll::protocol, sink);
    const auto second = view.layer().kind == LayerKind::Sll2;
    if (sink.wantsLabels())
        sink.label(scope.node(), second ? "Linux cooked capture v2" : "Linux cooked capture v1");
    FieldReader in{view, sink};
    if (second) {
        const auto hardwareType = in.peek(2, 8);
        describeProtocol(in, hardwareType);
        in.skip(2);  // reserved
        in.number(sll::ifindex, 4);
        in.number(sll::hatype, 2);
        in.number(sll::pkttype, 1);
        describeAddress(in, in.number(sll::halen, 1), sink);
        return describeTrailer(view, sll::trailer, CheckSequence::None, sink);
    }
    in.number(sll::pkttype, 2);
    const auto hardwareType = in.number(sll::hatype, 2);
    describeAddress(in, in.number(sll::halen, 2), sink);
    describeProtocol(in, hardwareType);
    describeTrailer(view, sll::trailer, CheckSequence::None, sink);
}

}  // namespace pr::decode
