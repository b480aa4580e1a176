#include "core/decode/geneve.h"

#include "core/decode/field_reader.h"

#include <cstdio>

namespace pr::decode {

namespace {

std::string labelOf(std::uint64_t vni)
{
    std::array<char, 80> text{};
    std::snprintf(text.data(), text.size(), "Generic Network Virtualization Encapsulation, VNI: 0x%06x",
        static_cast<unsigned>(vni));
    return text.data();
}

// RFC 8926 3.5: class, type with its critical bit, length of the data in units of four bytes.
void describeOption(FieldReader& in, FieldSink& sink)
{
    const auto at = in.at();
    const auto length = 4 + static_cast<std::uint32_t>(in.peek(1, 3) & 0x1F) * 4;
    if (length > in.remaining())
        return in.skip(length);
    FieldReader whole = in;
    const auto scope = sink.open(geneve::option, Value::bytes(whole.take(length)), {at, length});
    in.number(geneve::optionClass, 2);
    const auto type = in.number(geneve::optionType, 1);
    in.bits(geneve::optionTypeCritical, type, 1);
    const auto flags = in.peek(1);
    sink.add(geneve::optionFlags, (flags & 0xE0) >> 5, {in.at(), 1});
    sink.add(geneve::optionFlagsReserved, FieldReader::masked(geneve::optionFlagsReserved, flags), {in.at(), 1});
    in.skip(1);
    sink.add(geneve::optionLength, length, {in.at() - 1, 1});
    if (length > 4)
        in.bytes(geneve::optionUnknownData, length - 4);
}

}  // namespace

void describeGeneve(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, geneve::protocol, sink);
    auto in = FieldReader::ofHeader(view, sink);
    if (in.remaining() < 8)
        return;
    if (sink.wantsLabels())
        sink.label(scope.node(), labelOf(in.peek(3, 4)));
    const auto first = in.peek(1);
    const auto options = static_cast<std::uint32_t>(first & 0x3F) * 4;
    sink.add(geneve::version, first >> 6, {in.at(), 1});
    sink.add(geneve::optionLength, options, {in.at(), 1});
    in.skip(1);
    {
        const auto flags = in.peek(1);
        const auto bits = sink.open(geneve::flags, Value::number(flags), {in.at(), 1});
        in.skip(1);
        in.bits(geneve::flagsOam, flags, 1);
        in.bits(geneve::flagsCritical, flags, 1);
        in.bits(geneve::flagsReserved, flags, 1);
    }
    in.number(geneve::protoType, 2);
    in.number(geneve::vni, 3);
    in.number(geneve::reserved, 1);
    if (options == 0)
        return;
    FieldReader whole = in;
    const auto value = whole.take(options);
    const auto list = sink.open(geneve::options, Value::bytes(value), {in.at(), options});
    while (in.remaining() >= 4)
        describeOption(in, sink);
}

}  // namespace pr::decode
