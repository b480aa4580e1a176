#include "core/protocols/tls/segments.h"

#include "core/protocols/tls/fields.h"

namespace pr::tls {

void describeSegment(FieldSink& sink, Bytes bytes, ByteRange range)
{
    sink.add(field::segmentData, Value::bytes(bytes), range);
}

void describeSegments(FieldSink& sink, std::span<const std::uint64_t> packets, Bytes together)
{
    if (!sink.wantsAnything())
        return;
    const auto scope = sink.open(field::segments, Value{}, {});
    for (const auto packet : packets)
        sink.add(field::segment, packet, {});
    sink.addGenerated(field::segmentCount, Value::number(packets.size()));
    sink.addGenerated(field::reassembledLength, Value::number(together.size()));
    sink.addGenerated(field::reassembledData, Value::bytes(together));
}

}  // namespace pr::tls
