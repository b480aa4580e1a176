#include "core/fields/marks.h"

namespace pr {

void addFault(FieldSink& sink, const ParseError& error, ByteRange range)
{
    const auto& field = error.fault == Fault::Cut ? shortMark : malformedMark;
    const auto node = sink.addGenerated(field, {}, range);
    if (node != FieldSink::npos && sink.wantsLabels())
        sink.label(node, std::string{field.name}.append(": ").append(error.what));
}

}  // namespace pr
