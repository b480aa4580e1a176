// Option lists of pcapng blocks.
#pragma once

#include "core/base/cursor.h"
#include "core/source/byte_order.h"
#include "core/source/pcapng_format.h"

#include <optional>
#include <string>

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

/// Counters of an interface statistics block; nothing where it does not say. All are totals since the capture began.
struct InterfaceStatistics {
    std::optional<std::uint64_t> interfaceDropped, accepted, kernelDropped, delivered;
    bool last = false;    ///< says when the capture ended
    std::string comment;  ///< the last one
    /// What the filter accepted and the kernel kept, and nobody ever got: known once the capture has ended.
    std::uint64_t between() const
    {
        const auto gone = kernelDropped.value_or(0) + delivered.value_or(0);
        return last && accepted && kernelDropped && delivered && *accepted > gone ? *accepted - gone : 0;
    }
};

/// `body`: of the block, from its interface on. Nothing where its options do not hold together.
inline std::optional<InterfaceStatistics> statisticsOf(Bytes body, ByteOrder order)
{
    constexpr std::size_t header = 12;  // interface, time
    InterfaceStatistics out;
    if (body.size() < header)
        return std::nullopt;
    const auto read = eachOption(body.subspan(header), order, [&](std::uint16_t code, Bytes value) {
        const auto number =
            value.size() == 8 ? std::optional{Fields{value, order}.u64(0)} : std::optional<std::uint64_t>{};
        switch (code) {
        case option::comment: out.comment = textOf(value); break;
        case option::endTime: out.last = true; break;
        case option::interfaceDropped: out.interfaceDropped = number; break;
        case option::filterAccepted: out.accepted = number; break;
        case option::kernelDropped: out.kernelDropped = number; break;
        case option::delivered: out.delivered = number; break;
        default: break;
        }
    });
    return read ? std::optional{std::move(out)} : std::nullopt;
}

}  // namespace pr::source
