// What a capture file says of single packets and of its sections, read out of the items that keep it word for word.
#pragma once

#include "core/store/records.h"

#include <optional>
#include <string>
#include <vector>

namespace pr::store {

/// Options of an enhanced packet block (pcapng 4.3).
struct PacketNotes {
    std::vector<std::string> comments;
    std::optional<std::uint32_t> flags;
    std::optional<std::uint64_t> dropCount;
    std::optional<std::uint64_t> packetId;
    std::optional<std::uint32_t> queue;
};

/// Of an item of kind PacketOptions. What is damaged ends the list.
PacketNotes notesOf(const ItemRecord& item);

/// Whether the item is the header of a pcapng section: its interfaces have numbers, those of pcap have none.
bool isPcapngSection(const ItemRecord& item);

}  // namespace pr::store
