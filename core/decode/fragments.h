// What a datagram was put together from. Internal to core/decode.
#pragma once

#include "core/decode/describe.h"

namespace pr::decode {

struct FragmentFields {
    const Field &fragments, &fragment, &error, &count, &length, &data;
    const Field *overlap, *conflict, *tooLong, *multipleTails;  ///< null: not shown
};

/// Adds the fragments of the datagram that the layer's payload was put together from, then makes it the sink's source.
void describeFragments(const LayerView& view, const FragmentFields& fields, const char* sourceName, FieldSink& sink);

}  // namespace pr::decode
