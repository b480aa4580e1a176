#include "core/decode/trailer.h"

#include "core/decode/ethernet.h"
#include "core/decode/field_reader.h"

namespace pr::decode {

namespace {

constexpr std::uint32_t smallestFrame = 60;  ///< IEEE 802.3 4.2.3.3, without the check sequence

/// Whether a layer knows where its payload ends better than its carrier.
bool saysItsLength(const Layer& layer)
{
    switch (layer.kind) {
    case LayerKind::Ipv4:
    case LayerKind::Ipv6:
    case LayerKind::Arp:
    case LayerKind::Llc: return true;
    default: return false;
    }
}

}  // namespace

void describeTrailer(const LayerView& view, const Field& trailer, CheckSequence check, FieldSink& sink)
{
    const auto* payload = view.next();
    if (!payload || payload->source != view.layer().source
        || !(saysItsLength(*payload) || view.layer().kind == LayerKind::Ieee8023))
        return;
    const auto frameOriginal = view.layer().endOriginal;
    auto begin = std::min(payload->endOriginal, view.layer().end);
    auto captured = view.layer().end - begin;
    auto original = frameOriginal - std::min(payload->endOriginal, frameOriginal);
    if (original == 0)
        return;
    const auto source = view.source();
    const auto onWire = view.context.packet.originalLength;
    if (onWire >= smallestFrame && onWire - std::min(original, onWire) < smallestFrame) {
        const auto padding = smallestFrame - (onWire - std::min(original, onWire));
        const auto bytes = source.subspan(begin, std::min(padding, captured));
        const auto zero = [](std::byte b) { return b == std::byte{0}; };
        if (bytes.size() == padding && std::all_of(bytes.begin(), bytes.end(), zero)) {
            sink.add(eth::padding, Value::bytes(bytes), {begin, padding});
            begin += padding;
            captured -= padding;
            original -= padding;
        }
    }
    // Four bytes and more behind a frame of full size are taken for its check sequence.
    const auto frameLength = frameOriginal - view.layer().offset;
    const auto hasCheck = check == CheckSequence::Maybe && frameLength >= 64 && original >= 4;
    if (hasCheck)
        captured = std::min(captured, original - 4);
    if (captured > 0)
        sink.add(trailer, Value::bytes(source.subspan(begin, captured)), {begin, captured});
    if (!hasCheck)
        return;
    FieldReader in{source, begin + captured, view.layer().end, sink};
    in.number(eth::fcs, 4);
    if (in.ok())
        sink.addGenerated(eth::fcsStatus, Value::number(static_cast<unsigned>(ChecksumStatus::Unverified)));
}

}  // namespace pr::decode
