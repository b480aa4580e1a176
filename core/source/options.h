// Option lists of pcapng blocks.
#pragma once

#include "core/base/cursor.h"
#include "core/source/byte_order.h"
#include "core/source/pcapng_format.h"

namespace pr::source {

/// Calls `use(code, value)` for each option of a list up to its end mark. Says whether the list holds together: an
/// option that runs past the list is Malformed.
template <class Use> Result<void, ParseError> eachOption(Bytes list, ByteOrder order, Use use)
{
    Cursor in{list};
    while (!in.atEnd()) {
        const auto head = in.take(4);
        if (!in.ok())
            return in.error("option header");
        const Fields fields{head, order};
        const auto code = fields.u16(0);
        const auto length = fields.u16(2);
        if (code == option::end)
            return {};
        const auto value = in.take(length);
        in.skip(padded(length) - length);
        if (!in.ok())
            return in.error("option value");
        use(code, value);
    }
    return {};
}

}  // namespace pr::source
