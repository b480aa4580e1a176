// What happens to connections while they run, told in packet order: for detectors, which cannot wait for a flow's end.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/time.h"

#include <cstdint>
#include <functional>

namespace pr::dissect {

/// At most a handful a connection, so that listening costs packets without news nothing but a test of their flags.
struct FlowChange {
    enum class Kind : std::uint8_t {
        Attempt,      ///< TCP: a SYN without ACK; repeated ones, too
        Accepted,     ///< TCP: SYN and ACK came back
        Refused,      ///< TCP: RST from the responder, which had sent no payload before
        Data,         ///< TCP: the first payload of the responder
        Unreachable,  ///< an ICMP error quotes a packet of the initiator that did not arrive
    };
    Kind kind = Kind::Attempt;
    bool tcp = true;             ///< else UDP
    Bytes initiator, responder;  ///< 4 or 16 bytes
    std::uint16_t initiatorPort = 0, responderPort = 0;
    PacketNumber packet;
    Timestamp time;
    /// How many IPv4, IPv6 and UDP headers the packet has, this flow's and those around it included: which occurrence
    /// of `ip.src` in the packet is this flow's.
    std::uint8_t ipv4 = 0, ipv6 = 0, udp = 0;
};

/// Called within dissect(), before the packet is described. The addresses live until it returns.
using OnFlowChange = std::function<void(const FlowChange&)>;

}  // namespace pr::dissect
