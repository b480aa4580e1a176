#include "core/decode/frame.h"

#include "core/base/text.h"
#include "core/decode/field_reader.h"

namespace pr::decode {

namespace {

std::string labelOf(const PacketView& packet, const FrameContext* context)
{
    const auto length = [](std::uint64_t bytes, const char* what) {
        return std::to_string(bytes) + (bytes == 1 ? " byte " : " bytes ") + what + " (" + std::to_string(bytes * 8)
            + " bits)";
    };
    auto text = "Frame " + std::to_string(packet.number.value) + ": " + length(packet.originalLength, "on wire") + ", "
        + length(packet.bytes.size(), "captured");
    if (context && context->hasInterface)
        text += " on interface " + std::string{context->interfaceName.empty() ? "unknown" : context->interfaceName}
            + ", id " + std::to_string(context->interface);
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
    const auto scope =
        sink.openLayer(frame::protocol, packet.bytes, {0, static_cast<std::uint32_t>(packet.bytes.size())});
    if (sink.wantsLabels())
        sink.label(scope.node(), labelOf(packet, known));

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
    sink.addGenerated(frame::length, Value::number(packet.originalLength));
    sink.addGenerated(frame::capLen, Value::number(packet.bytes.size()));
    if (packet.originalLength < packet.bytes.size())
        mark(sink, frame::lenLtCaplen);
    sink.addGenerated(frame::marked, Value::boolean(false));
    sink.addGenerated(frame::ignored, Value::boolean(false));
    if (known) {
        sink.addGenerated(frame::protocols, Value::text(known->protocols));
        for (const auto comment : known->comments) {
            sink.addGenerated(frame::comment, Value::text(comment));
            mark(sink, frame::commentExpert);
        }
    }
}

}  // namespace pr::decode
