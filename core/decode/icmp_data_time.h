// The time that pings put into their data. Internal to core/decode.
#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"

#include <cstdint>

namespace pr::decode {

/// What pings put first into their data: seconds and microseconds, in either order of bytes and either width.
struct IcmpDataTime {
    std::uint32_t size = 0;  ///< 0: it does not look like a time
    Timestamp time;
};

/// Looks at the data behind an echo header; a time is taken for one if it lies within a day of the packet's own.
IcmpDataTime icmpDataTime(Bytes data, Timestamp packet);

}  // namespace pr::decode
