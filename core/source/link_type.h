// Names of link types, as https://www.tcpdump.org/linktypes.html has them without "LINKTYPE_".
#pragma once

#include "core/base/packet.h"

#include <string>
#include <string_view>

namespace pr::source {

struct LinkTypeEntry {
    LinkType type;
    std::string_view name;   ///< "ETHERNET"
    std::string_view words;  ///< "Ethernet"
};

/// The entry of a link type, or nothing for one that is not in the table.
const LinkTypeEntry* findLinkType(LinkType type);
/// "ETHERNET", or "link type 4000".
std::string linkTypeName(LinkType type);

}  // namespace pr::source
