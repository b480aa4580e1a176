#include "core/decode/mpls.h"

#include "core/decode/field_reader.h"

namespace pr::decode {

namespace {

// RFC 3032 2.1, RFC 5586 4.
std::string_view reservedLabel(std::uint64_t label)
{
    switch (label) {
    case 0: return "IPv4 Explicit-Null";
    case 1: return "Router Alert";
    case 2: return "IPv6 Explicit-Null";
    case 3: return "Implicit-Null";
    case 7: return "Entropy Label Indicator (ELI)";
    case 13: return "Generic Associated Channel Label (GAL)";
    case 14: return "OAM Alert";
    default: return {};
    }
}

std::string labelOf(std::uint64_t entry)
{
    auto text = "MultiProtocol Label Switching Header, Label: " + std::to_string(entry >> 12);
    if (const auto name = reservedLabel(entry >> 12); !name.empty())
        text += " (" + std::string{name} + ")";
    return text + ", Exp: " + std::to_string(entry >> 9 & 7) + ", S: " + std::to_string(entry >> 8 & 1)
        + ", TTL: " + std::to_string(entry & 0xFF);
}

}  // namespace

void describeMpls(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, mpls::protocol, sink);
    FieldReader in{view, sink};
    if (sink.wantsLabels() && in.remaining() >= 4)
        sink.label(scope.node(), labelOf(in.peek(4)));
    const auto entry = in.number(mpls::label, 4);
    in.bits(mpls::exp, entry, 4);
    in.bits(mpls::bottom, entry, 4);
    in.bits(mpls::ttl, entry, 4);
}

}  // namespace pr::decode
