#include "capture/client/interfaces.h"

#include "capture/wire/frames.h"
#include "capture/wire/link_type.h"
#include "core/base/text.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pr::client {
namespace {

constexpr LinkType linuxCooked2 = 276;

struct Hardware {
    int type;
    LinkType linkType;
};

// What libpcap makes of a device's hardware type; anything else it opens in cooked mode.
constexpr Hardware hardware[] = {
    {ARPHRD_ETHER, 1},
    {ARPHRD_LOOPBACK, 1},
    {ARPHRD_NONE, 101},
    {ARPHRD_RAWIP, 101},
    {ARPHRD_TUNNEL, 101},
    {ARPHRD_TUNNEL6, 101},
    {ARPHRD_SIT, 101},
    {ARPHRD_IPGRE, 101},
    {ARPHRD_IEEE80211, 105},
    {ARPHRD_IEEE80211_PRISM, 119},
    {ARPHRD_IEEE80211_RADIOTAP, 127},
    {ARPHRD_CAN, 227},
};
constexpr LinkType linuxCooked = 113;

int hardwareType(const std::string& name)
{
    const auto descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    ifreq request{};
    std::strncpy(request.ifr_name, name.c_str(), sizeof request.ifr_name - 1);
    const auto result = ioctl(descriptor, SIOCGIFHWADDR, &request);
    close(descriptor);
    return result < 0 ? -1 : request.ifr_hwaddr.sa_family;
}

std::string addressBytes(const sockaddr* address)
{
    if (address == nullptr)
        return {};
    if (address->sa_family == AF_INET) {
        const auto& in = reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
        return {reinterpret_cast<const char*>(&in), sizeof in};
    }
    if (address->sa_family == AF_INET6) {
        const auto& in = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
        return {reinterpret_cast<const char*>(&in), sizeof in};
    }
    return {};
}

Interface describe(const pcap_if_t& device)
{
    Interface interface {
        .name = device.name, .linkType = expectedLinkType(device.name)
    };
    interface.description = device.description != nullptr ? device.description : "";
    interface.up = (device.flags & PCAP_IF_UP) != 0;
    interface.running = (device.flags & PCAP_IF_RUNNING) != 0;
    interface.loopback = (device.flags & PCAP_IF_LOOPBACK) != 0;
    interface.wireless = (device.flags & PCAP_IF_WIRELESS) != 0;
    for (const auto* at = device.addresses; at != nullptr; at = at->next)
        if (const auto bytes = addressBytes(at->addr); !bytes.empty())
            interface.addresses.push_back(addressText(bytesOf(bytes)));
    return interface;
}

}  // namespace

bool fitsXdp(const Interface& interface)
{
    return interface.name != "any" && interface.linkType == 1;  // LINKTYPE_ETHERNET
}

LinkType expectedLinkType(const std::string& name)
{
    if (name == "any")
        return linuxCooked2;
    const auto type = hardwareType(name);
    for (const auto& pair : hardware)
        if (pair.type == type)
            return pair.linkType;
    return linuxCooked;
}

Dlt dltOf(LinkType linkType)
{
    int number = linkType;
    for (const auto& pair : wire::differentLinkTypes)
        if (pair.linkType == linkType)
            number = pair.dlt;
    const auto* name = pcap_datalink_val_to_name(number);
    const auto* description = pcap_datalink_val_to_description(number);
    return {
        number, name != nullptr ? name : "DLT_" + std::to_string(number), description != nullptr ? description : ""};
}

Outcome<std::vector<Interface>> listInterfaces()
{
    char reason[PCAP_ERRBUF_SIZE] = "";
    pcap_if_t* first = nullptr;
    if (pcap_findalldevs(&first, reason) != 0)
        return fail(Status::Problem, "Cannot list the interfaces: " + escaped(reason) + '.');
    const std::unique_ptr<pcap_if_t, decltype(&pcap_freealldevs)> owner{first, pcap_freealldevs};
    std::vector<Interface> list;
    for (const auto* at = first; at != nullptr; at = at->next) {
        // libpcap also lists buses (nflog, bluetooth0, dbus-system …), which the helper does not open
        const std::string name = at->name;
        if (wire::validName(name) && (name == "any" || if_nametoindex(at->name) != 0))
            list.push_back(describe(*at));
    }
    return list;
}

}  // namespace pr::client
