// Fields that any protocol may add: what could not be read, and why.
#pragma once

#include "core/base/result.h"
#include "core/fields/sink.h"

namespace pr {

inline constexpr Field malformedMark{
    .abbreviation = "_ws.malformed", .name = "Malformed Packet", .type = FieldType::Protocol};
inline constexpr Field shortMark{
    .abbreviation = "_ws.short", .name = "Packet size limited during capture", .type = FieldType::Protocol};

/// Marks where reading ended: `_ws.short` for what the snaplen cut, `_ws.malformed` for all else.
void addFault(FieldSink& sink, const ParseError& error, ByteRange range);

}  // namespace pr
