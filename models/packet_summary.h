// A packet in one line, as far as the case file says it without its bytes: who to whom, protocol, trouble.
#pragma once

#include "models/packet_source.h"

#include "core/base/packet.h"

#include <string_view>

namespace pr::models {

/// The innermost name of a stack that says more than "data"; of an ICMP error not what it quotes.
std::string_view listedProtocol(std::string_view stack);

/// Addresses of the innermost header that no ICMP error quotes; they refer to the path.
struct PathEnds {
    Bytes source, destination;
    bool whole = true;  ///< false: decoding ended at a bound
};
PathEnds endsOf(Bytes path);

/// Fills the row but for its last cell, the words.
void summarize(const PacketView& packet, Bytes path, std::string_view stack, std::uint16_t marks, Row& row);

}  // namespace pr::models
