// Packets in another order than they were captured in.
#pragma once

#include "models/packet_source.h"

#include "core/base/ids.h"

#include <filesystem>

namespace pr::models {

/// Whether packets sort by this column of packetColumns() without a look into them.
bool sortsByColumns(std::string_view column);

/// Numbers of packets of a session, sorted by a column of packetColumns(): number, time, length, source, destination
/// and protocol, read from columns and paths; packets that are equal stay in the order of capture. `numbers`:
/// ascending. Empty where it was stopped.
Outcome<std::vector<std::uint64_t>> sortedPackets(const std::filesystem::path& path, SessionId session,
    std::vector<std::uint64_t> numbers, const SortOrder& order, const std::stop_token& stop,
    const std::function<void(double)>& report);

}  // namespace pr::models
