// Where packets were captured, as the file describes it.
#pragma once

#include "core/base/ids.h"
#include "core/base/packet.h"
#include "core/source/byte_order.h"
#include "core/source/clock.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pr::source {

/// An interface description block, or what a pcap header says. Text stands as the file has it: unchecked, often UTF-8.
struct Interface {
    InterfaceId id;             ///< from 0, over all sections and files of the session
    std::uint32_t section = 0;  ///< from 0, over all files of the session
    std::uint32_t local = 0;    ///< its number within the section
    LinkType linkType = 1;
    std::uint32_t snaplen = 0;                      ///< 0: no limit
    std::uint8_t resolution = Clock::microseconds;  ///< if_tsresol
    std::int64_t offset = 0;                        ///< if_tsoffset, seconds
    std::uint8_t fcsBytes = 0;
    std::uint64_t speed = 0;  ///< bits a second; 0: not said
    std::string name;
    std::string description;
    std::string filter;  ///< text only; a compiled filter is found in `options`
    std::string os;
    std::string hardware;
    ByteOrder order = ByteOrder::Little;  ///< of its section; of pcap always little, whatever the file header says
    std::vector<std::byte> options;       ///< verbatim, in `order`; empty where the file has none, as always in pcap

    Clock clock() const { return Clock{resolution, offset}; }
};

}  // namespace pr::source
