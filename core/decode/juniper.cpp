#include "core/decode/juniper.h"

#include "core/decode/field_reader.h"
#include "core/decode/numbers.h"

namespace pr::decode {

namespace {

constexpr std::uint64_t kMagic = 0x4D4743;
constexpr unsigned kIncoming = 1, kNoLinkLayer = 2, kExtensions = 0x80;

const Field* extensionField(std::uint64_t type)
{
    switch (type) {
    case 1: return &juniper::deviceIndex;
    case 3: return &juniper::mediaType;
    case 4: return &juniper::logicalIndex;
    case 5: return &juniper::unit;
    case 6: return &juniper::encapsulation;
    case 7: return &juniper::derivedMediaType;
    case 8: return &juniper::derivedEncapsulation;
    default: return nullptr;
    }
}

// Type, length and value, little-endian; the total length stands before them.
void describeExtensions(FieldReader& in, FieldSink& sink)
{
    if (in.remaining() < 2)
        return in.skip(2);
    const auto total = static_cast<std::uint32_t>(in.peek(2));
    const auto scope = sink.open(juniper::extensionsLength, Value::number(total), {in.at(), 2});
    in.skip(2);
    auto list = in.part(total);
    in.skip(total);
    while (list.remaining() > 2) {
        const auto* field = extensionField(list.peek(1));
        const auto length = static_cast<std::uint32_t>(list.peek(1, 1));
        list.skip(2);
        if (length == 0 || length > list.remaining())
            break;
        if (field && length <= 4)
            list.littleEndian(*field, length);
        else
            list.skip(length);
    }
}

// What cards of some kinds add.
void describeCookie(std::uint32_t linkType, std::uint64_t flags, FieldReader& in, FieldSink& sink)
{
    switch (linkType) {
    case linktype::juniperGgsn:
        in.littleEndian(juniper::proto, 2);
        in.littleEndian(juniper::vlan, 2);
        break;
    case linktype::juniperServices:
        if (flags & kIncoming)
            sink.add(juniper::proto, 2, {in.at(), 2});  // IPv4
        break;
    case linktype::juniperAtm1: in.number(juniper::atm1Cookie, 4); break;
    case linktype::juniperAtm2: in.number(juniper::atm2Cookie, 8); break;
    default: break;
    }
}

}  // namespace

void describeJuniper(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, juniper::protocol, sink);
    FieldReader in{view, sink};
    if (in.remaining() < 4)
        return;
    if (in.number(juniper::magic, 3) == kMagic) {
        const auto flags = in.peek(1);
        in.skip(1);
        in.bits(juniper::direction, flags, 1);
        in.bits(juniper::linkHeader, flags, 1);
        if (flags & kExtensions)
            describeExtensions(in, sink);
        if (!(flags & kNoLinkLayer))
            describeCookie(view.linkType(), flags, in, sink);
    } else {
        mark(sink, juniper::noMagic);
    }
    if (!(view.layer().flags & (CutHere | BadHere)))
        sink.addGenerated(juniper::payloadType, Value::number(view.layer().number));
}

}  // namespace pr::decode
