// What application data carries may be cut into records anywhere: the fields that tell of it.
#pragma once

#include "core/fields/sink.h"

#include <span>

namespace pr::tls {

/// Decrypted bytes that are a part of a PDU which this packet does not complete, or only with what came before.
void describeSegment(FieldSink& sink, Bytes bytes, ByteRange range);
/// A PDU was put together from records of these packets.
void describeSegments(FieldSink& sink, std::span<const std::uint64_t> packets, Bytes together);

}  // namespace pr::tls
