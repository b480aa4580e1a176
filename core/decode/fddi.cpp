#include "core/decode/fddi.h"

#include "core/base/text.h"
#include "core/decode/field_reader.h"

#include <algorithm>
#include <cstdio>

namespace pr::decode {

namespace {

enum FrameClass : std::uint8_t {
    Void = 0,
    Smt = 4,
    AsyncLlc = 5,
    AsyncOther = 6,
    Mac = 12,
    SyncLlc = 13,
    SyncOther = 14
};
constexpr unsigned kReservedBit = 8;  ///< of an asynchronous frame: set, the rest is no priority

std::string withControl(const char* what, unsigned bits)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, control %x", what, bits);
    return text.data();
}

std::string frameWords(unsigned control)
{
    const auto bits = control & 15;
    switch (control) {
    case 0x00: return "Void frame";
    case 0x41: return "SMT info";
    case 0x4F: return "SMT Next station address";
    case 0x80: return "Nonrestricted token";
    case 0xC0: return "Restricted token";
    case 0xC2: return "MAC beacon";
    case 0xC3: return "MAC claim token";
    case 0xD0: return "Sync LLC frame";
    default: break;
    }
    switch (control >> 4) {
    case Smt: return withControl("SMT frame", bits);
    case Mac: return withControl("MAC frame", bits);
    case SyncLlc: return withControl("Sync LLC frame", bits);
    case AsyncOther: return withControl("Implementor async frame", bits);
    case SyncOther: return withControl("Implementor sync frame", bits);
    case AsyncLlc:
        return bits & kReservedBit ? withControl("Async LLC frame", bits)
                                   : "Async LLC frame, priority " + std::to_string(bits);
    default: return "Unknown frame type";
    }
}

std::byte reversed(std::byte value)
{
    auto bits = std::to_integer<unsigned>(value);
    unsigned out = 0;
    for (int i = 0; i < 8; ++i, bits >>= 1)
        out = out << 1 | (bits & 1);
    return static_cast<std::byte>(out);
}

// Nobody says in which order a capture has the bits of an address. The canonical one, if FDDI's was kept, is shown, and
// both are found.
void describeAddress(FieldReader& in, const Field& field, FieldSink& sink)
{
    const ByteRange range{in.at(), 6};
    const auto value = in.take(6);
    if (value.empty())
        return;
    std::array<std::byte, 6> other{};
    std::transform(value.begin(), value.end(), other.begin(), reversed);
    const auto swapped = Value::bytes(sink.arena().copy(Bytes{other}));
    sink.add(field, swapped, range);
    sink.addHidden(fddi::address, swapped, range);
    sink.addHidden(field, Value::bytes(value), range);
    sink.addHidden(fddi::address, Value::bytes(value), range);
}

}  // namespace

void describeFddi(const LayerView& view, FieldSink& sink)
{
    const auto scope = openLayer(view, fddi::protocol, sink);
    auto in = FieldReader::ofHeader(view, sink);
    if (in.remaining() == 0)
        return;
    const auto control = static_cast<unsigned>(in.peek(1));
    if (sink.wantsLabels())
        sink.label(scope.node(), "Fiber Distributed Data Interface, " + frameWords(control));
    {
        const auto bits = sink.open(fddi::control, Value::number(control), {in.at(), 1});
        in.skip(1);
        in.bits(fddi::classLengthFormat, control, 1);
        switch (control >> 4) {
        case Smt: in.bits(fddi::smtSubtype, control, 1); break;
        case Mac:
            if (control != 0xC0)
                in.bits(fddi::macSubtype, control, 1);
            break;
        case AsyncLlc:
            if (!(control & kReservedBit))
                in.bits(fddi::priority, control, 1);
            break;
        default: break;
        }
    }
    describeAddress(in, fddi::destination, sink);
    describeAddress(in, fddi::source, sink);
}

}  // namespace pr::decode
