// The interfaces of this network namespace, as any user may see them. Needs no right.
#pragma once

#include "capture/wire/messages.h"

#include <string>

namespace pr::wire {

/// LINKTYPE_, as files have it, of libpcap's DLT_; and back.
std::uint16_t linkTypeOfDlt(int dlt);
int dltOfLinkType(std::uint16_t linkType);

/// The LINKTYPE_ that opening a device will probably give: 276 (cooked, with interface index) for `any`.
std::uint16_t expectedLinkType(const std::string& name);

/// `any` included, in libpcap's order (the first is the one to capture from). At most maxListed. Empty, and `why` set,
/// on failure.
Interfaces listInterfaces(std::string& why);

}  // namespace pr::wire
