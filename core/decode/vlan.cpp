#include "core/decode/vlan.h"

#include "core/decode/ethernet.h"
#include "core/decode/field_reader.h"
#include "core/decode/trailer.h"

namespace pr::decode {

namespace {

std::string labelOf(unsigned control)
{
    return "802.1Q Virtual LAN, PRI: " + std::to_string(control >> 13) + ", DEI: " + std::to_string(control >> 12 & 1)
        + ", ID: " + std::to_string(control & 0xFFF);
}

void describeServiceTag(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, ieee8021ad::protocol, sink);
    FieldReader in{view, sink};
    const auto control = static_cast<unsigned>(in.peek(2));
    if (sink.wantsLabels())
        sink.label(scope.node(), "IEEE 802.1ad, ID: " + std::to_string(control & 0xFFF));
    in.number(ieee8021ad::priority, 2);
    in.bits(ieee8021ad::dei, control, 2);
    in.bits(ieee8021ad::id, control, 2);
}

}  // namespace

void describeVlan(const LayerView& view, FieldSink& sink)
{
    if (view.layer().kind == LayerKind::Ieee8021ad)
        return describeServiceTag(view, sink);
    const auto scope = openLayer(view, vlan::protocol, sink);
    FieldReader in{view, sink};
    const auto control = static_cast<unsigned>(in.peek(2));
    if (sink.wantsLabels() && in.remaining() >= 4)
        sink.label(scope.node(), labelOf(control));
    in.number(vlan::priority, 2);
    in.bits(vlan::dei, control, 2);
    in.bits(vlan::id, control, 2);
    in.number(in.peek(2) > 1500 ? vlan::etype : vlan::length, 2);
    describeTrailer(view, vlan::trailer, CheckSequence::None, sink);
}

}  // namespace pr::decode
