// Which echo reply answers which request: what icmp.resp_to needs from the packets before.
#pragma once

#include "core/base/ids.h"
#include "core/decode/describe.h"

#include <vector>

namespace pr::decode {

/// The outermost ICMP or ICMPv6 layer, which is the one that may ask or answer; count where there is none.
std::size_t echoLayer(const Decoded& decoded);

/// The requests of one flow: of two addresses and an identifier. Bounded by limits::echoRequests: the oldest is
/// forgotten.
class EchoTable {
public:
    struct Request {
        std::uint64_t packet = 0;
        std::int64_t time = 0;  ///< ns UTC
        std::uint32_t identifierAndSequence = 0;
        std::uint16_t checksum = 0;  ///< of the reply: the data of both must be the same
        bool fromHigher = false;     ///< which of the two addresses asked
    };

    /// Takes in a packet of the flow whose echoLayer() is `echo` and gives what it answers; nothing
    /// for requests and all else.
    EchoMatch observe(const PacketView& packet, const Decoded& decoded, std::size_t echo);

    /// In the order in which they were made: for a checkpoint.
    std::vector<Request>& requests() { return m_requests; }

private:
    std::vector<Request> m_requests;
};

}  // namespace pr::decode
