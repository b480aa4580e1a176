// The interfaces of this network namespace, as any user may see them. Needs no right and no helper.
#pragma once

#include "core/base/packet.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace pr::client {

struct Interface {
    std::string name;
    std::string description{};             ///< for people; may be empty
    std::vector<std::string> addresses{};  ///< as text, IPv4 and IPv6
    LinkType linkType = 1;                 ///< that a capture would have, as far as it can be told without opening
    bool up = false;
    bool running = false;  ///< has a carrier
    bool loopback = false;
    bool wireless = false;
};

/// `any` included, in libpcap's order: the first that is up is the one to capture from.
Outcome<std::vector<Interface>> listInterfaces();

/// Whether it is one that XDP can record from: Ethernet, and by itself.
bool fitsXdp(const Interface& interface);

/// The LINKTYPE_ that opening an interface will probably give; 276 (cooked, with interface index) for `any`.
LinkType expectedLinkType(const std::string& name);

/// A link type as libpcap and Wireshark number and name it.
struct Dlt {
    int number = 1;
    std::string name{};         ///< "EN10MB"
    std::string description{};  ///< "Ethernet"
};
Dlt dltOf(LinkType linkType);

}  // namespace pr::client
