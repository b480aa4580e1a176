#include "core/decode/fragments.h"

#include "core/decode/field_reader.h"

namespace pr::decode {

void describeFragments(const LayerView& view, const FragmentFields& fields, const char* sourceName, FieldSink& sink)
{
    const auto* next = view.next();
    if (!(view.layer().flags & Reassembled) || !next || next->source == 0)
        return;
    const auto& datagram = view.context.decoded.datagrams[next->source - 1U];
    sink.addSource(sourceName, datagram.bytes);
    const auto whole = static_cast<std::uint32_t>(datagram.bytes.size());
    const auto scope = sink.open(fields.fragments,
        fields.fragments.type == FieldType::Bytes ? Value::bytes(datagram.bytes) : Value::number(1), {0, whole});
    for (const auto& place : datagram.fragments) {
        const auto broken = (place.flags & (OverlapConflict | MultipleTails | TooLong)) != 0;
        const auto fragment = sink.open(
            broken ? fields.error : fields.fragment, Value::number(place.packet), {place.offset, place.length});
        const auto flag = [&](const Field* field, FragmentFlag bit) {
            if (field && place.flags & bit)
                sink.addGenerated(*field, Value::boolean(true));
        };
        flag(fields.overlap, Overlap);
        flag(fields.conflict, OverlapConflict);
        flag(fields.multipleTails, MultipleTails);
        flag(fields.tooLong, TooLong);
    }
    sink.addGenerated(fields.count, Value::number(datagram.fragments.size()));
    sink.addGenerated(fields.length, Value::number(whole));
    sink.addGenerated(fields.data, Value::bytes(datagram.bytes));
}

}  // namespace pr::decode
