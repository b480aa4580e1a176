#include "core/decode/frame.h"

#include "core/base/text.h"
#include "core/decode/field_reader.h"

namespace pr::decode {

namespace {

/// The lengths of a frame without what its link type puts before it.
struct Lengths {
    std::uint32_t before, original, captured;

    explicit Lengths(const PacketView& packet)
        : before{std::min(pseudoHeaderSize(packet.linkType), static_cast<std::uint32_t>(packet.bytes.size()))},
          original{packet.originalLength - std::min(before, packet.originalLength)},
          captured{static_cast<std::uint32_t>(packet.bytes.size()) - before}
    {
    }
};

// Who sent it, by what stands before the packet or, where nothing does, by the flags that pcapng has.
std::optional<Direction> knownDirection(const PacketView& packet, const FrameContext* context)
{
    if (const auto direction = directionOf(packet))
        return direction;
    switch (context && context->packetFlags ? *context->packetFlags & 3 : 0) {
    case 1: return Direction::Received;
    case 2: return Direction::Sent;
    default: return {};
    }
}

std::string labelOf(const PacketView& packet, const Lengths& lengths, const FrameContext* context)
{
    const auto length = [](std::uint64_t bytes, const char* what) {
        return std::to_string(bytes) + (bytes == 1 ? " byte " : " bytes ") + what + " (" + std::to_string(bytes * 8)
            + " bits)";
    };
    auto text = "Frame " + std::to_string(packet.number.value) + ": " + length(lengths.original, "on wire") + ", "
        + length(lengths.captured, "captured");
    if (context && context->hasInterface)
        text += " on interface " + std::string{context->interfaceName.empty() ? "unknown" : context->interfaceName}
            + ", id " + std::to_string(context->interface);
    const auto flags = context && context->packetFlags ? *context->packetFlags & 3 : 0;
    if (flags == 1 || flags == 2)
        text += flags == 1 ? " (inbound)" : " (outbound)";
    return text;
}

void describeFlags(std::uint32_t flags, FieldSink& sink)
{
    const auto scope = sink.open(frame::packetFlags, Value::number(flags), {});
    for (const auto* field :
        {&frame::packetFlagsDirection, &frame::packetFlagsReceptionType, &frame::packetFlagsFcsLength,
            &frame::packetFlagsReserved, &frame::packetFlagsCrcError, &frame::packetFlagsPacketTooError,
            &frame::packetFlagsPacketTooShortError, &frame::packetFlagsWrongInterFrameGapError,
            &frame::packetFlagsUnalignedFrameError, &frame::packetFlagsStartFrameDelimiterError,
            &frame::packetFlagsPreambleError, &frame::packetFlagsSymbolError})
        sink.addGenerated(*field, Value::number(FieldReader::masked(*field, flags)));
}

}  // namespace

void describeFrame(const DescribeContext& context, FieldSink& sink)
{
    const auto& packet = context.packet;
    const auto* known = context.frame;
    if (sink.mode() == FieldSink::Mode::Index || !sink.wantsAnything())
        return;  // nothing of a frame is indexed: its columns hold it
    const Lengths lengths{packet};
    const auto scope =
        sink.openLayer(frame::protocol, packet.bytes.subspan(lengths.before), {lengths.before, lengths.captured});
    if (sink.wantsLabels())
        sink.label(scope.node(), labelOf(packet, lengths, known));

    if (known && known->section != 0)
        sink.addGenerated(frame::sectionNumber, Value::number(known->section));
    if (known && known->hasInterface) {
        const auto interface = sink.open(frame::interfaceId, Value::number(known->interface), {});
        sink.addGenerated(
            frame::interfaceName, Value::text(known->interfaceName.empty() ? "unknown" : known->interfaceName));
        if (!known->interfaceDescription.empty())
            sink.addGenerated(frame::interfaceDescription, Value::text(known->interfaceDescription));
    }
    if (known && known->queue)
        sink.addGenerated(frame::interfaceQueue, Value::number(*known->queue));
    if (known && known->packetFlags)
        describeFlags(*known->packetFlags, sink);
    if (known && known->packetId)
        sink.addGenerated(frame::packetId, Value::number(*known->packetId));
    if (known && known->dropCount)
        sink.addGenerated(frame::dropCount, Value::number(*known->dropCount));
    sink.addGenerated(frame::encapType, Value::signedNumber(encapType(packet.linkType)));

    if (packet.hasTime) {
        sink.addGenerated(frame::time, Value::time(packet.time));
        sink.addGenerated(frame::offsetShift, Value::duration({}));
        sink.addGenerated(frame::timeEpoch, Value::duration(packet.time.time_since_epoch()));
        if (known && known->timeDelta)
            sink.addGenerated(frame::timeDelta, Value::duration(*known->timeDelta));
        if (known && known->timeDeltaDisplayed)
            sink.addGenerated(frame::timeDeltaDisplayed, Value::duration(*known->timeDeltaDisplayed));
        if (known && known->timeRelative)
            sink.addGenerated(frame::timeRelative, Value::duration(*known->timeRelative));
    }
    sink.addGenerated(frame::number, Value::number(packet.number.value));
    sink.addGenerated(frame::length, Value::number(lengths.original));
    sink.addGenerated(frame::capLen, Value::number(lengths.captured));
    if (lengths.original < lengths.captured)
        mark(sink, frame::lenLtCaplen);
    sink.addGenerated(frame::marked, Value::boolean(false));
    sink.addGenerated(frame::ignored, Value::boolean(false));
    if (const auto direction = knownDirection(packet, known))
        sink.addGenerated(frame::p2pDir, Value::signedNumber(static_cast<std::int64_t>(*direction)));
    if (known) {
        sink.addGenerated(frame::protocols, Value::text(known->protocols));
        for (const auto comment : known->comments) {
            sink.addGenerated(frame::comment, Value::text(comment));
            mark(sink, frame::commentExpert);
        }
    }
}

}  // namespace pr::decode
