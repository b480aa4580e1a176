// Capture filters: the text of libpcap to the program that the kernel runs. Compiled here, so that the privileged
// helper has no parser.
#pragma once

#include "capture/wire/messages.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace pr::client {

/// Where the filter finds the outer VLAN tag of a frame.
enum class Tags : bool {
    TakenOff,  ///< not at all: the kernel takes it off before packet sockets filter, so `vlan` is refused
    InFrame,   ///< among the bytes, as XDP sees them
};

/// Empty for an empty text. `linkType` is LINKTYPE_. A text that is no filter fails with Status::Usage and says how far
/// it was understood.
Outcome<std::vector<wire::Instruction>> compileFilter(
    const std::string& text, std::uint16_t linkType, std::uint32_t snaplen, Tags tags = Tags::TakenOff);

}  // namespace pr::client
