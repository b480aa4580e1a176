#include "capture/helper/interface_list.h"

#include "capture/wire/frames.h"

#include <algorithm>
#include <memory>

#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

namespace pr::helper {
wire::Interfaces listInterfaces()
{
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0)
        return {};
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner{first, freeifaddrs};
    wire::Interfaces list;
    for (const auto* at = first; at != nullptr; at = at->ifa_next) {
        const std::string name = at->ifa_name;
        if (at->ifa_addr == nullptr || !wire::validName(name))
            continue;
        auto& all = list.interfaces;
        auto found = std::find_if(all.begin(), all.end(), [&](const wire::Interface& one) { return one.name == name; });
        if (found == all.end()) {
            if (all.size() == wire::maxListed)
                continue;
            found = all.insert(all.end(), {.name = name, .flags = at->ifa_flags});
        }
        if (at->ifa_addr->sa_family == AF_PACKET)
            found->hardware = reinterpret_cast<const sockaddr_ll*>(at->ifa_addr)->sll_hatype;
        const auto longer = at->ifa_addr->sa_family == AF_INET6;
        if ((!longer && at->ifa_addr->sa_family != AF_INET) || found->addresses.size() == wire::maxAddresses)
            continue;
        const auto* bytes = reinterpret_cast<const char*>(at->ifa_addr)
            + (longer ? offsetof(sockaddr_in6, sin6_addr) : offsetof(sockaddr_in, sin_addr));
        found->addresses.emplace_back(bytes, longer ? sizeof(in6_addr) : sizeof(in_addr));
    }
    return list;
}

}  // namespace pr::helper
