// A packet as evidence: what a capture file or the helper gives, before anything is concluded from it.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/time.h"

#include <cstdint>

namespace pr {

/// LINKTYPE_ value of pcap and pcapng (1 = Ethernet, 113 = Linux cooked …).
using LinkType = std::uint16_t;

/// One packet. The bytes belong to the batch or block that the packet stands in.
struct PacketView {
    PacketNumber number;        ///< from 1
    Timestamp time;             ///< rawTime in nanoseconds UTC; interfaces without a time: 1970
    std::uint64_t rawTime = 0;  ///< as the file has it, in units of the interface's resolution: comes back exactly
    InterfaceId interface;
    LinkType linkType = 1;
    std::uint32_t originalLength = 0;  ///< on the wire
    std::uint8_t fcsBytes = 0;         ///< length of the frame check sequence at the end, where the file says so
    bool hasTime = true;               ///< a simple packet block has none
    Bytes bytes;  ///< as captured; its size is the captured length, which some files have above the original
};

}  // namespace pr
