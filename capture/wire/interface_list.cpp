#include "capture/wire/interface_list.h"

#include "capture/wire/frames.h"

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

namespace pr::wire {
namespace {

constexpr std::uint16_t linuxCooked2 = 276;

struct Pair {
    int left;
    std::uint16_t linkType;
};

// libpcap's numbers and those of files are the same but for these (pcap-common.c)
constexpr Pair dlts[] = {{DLT_ATM_RFC1483, 100}, {DLT_RAW, 101}, {DLT_ATM_CLIP, 106}};

// What libpcap makes of a device's hardware type; anything else it opens in cooked mode.
constexpr Pair hardware[] = {
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
constexpr std::uint16_t linuxCooked = 113;

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
    if (device.description != nullptr)
        interface.description = device.description;
    constexpr std::pair<bpf_u_int32, InterfaceFlag> flags[] = {
        {PCAP_IF_UP, Up}, {PCAP_IF_RUNNING, Running}, {PCAP_IF_LOOPBACK, Loopback}, {PCAP_IF_WIRELESS, Wireless}};
    for (const auto& [theirs, ours] : flags)
        interface.flags |= (device.flags & theirs) != 0 ? ours : 0U;
    for (const auto* at = device.addresses; at != nullptr && interface.addresses.size() < maxAddresses; at = at->next)
        if (auto bytes = addressBytes(at->addr); !bytes.empty())
            interface.addresses.push_back(std::move(bytes));
    return interface;
}

}  // namespace

std::uint16_t linkTypeOfDlt(int dlt)
{
    for (const auto& pair : dlts)
        if (pair.left == dlt)
            return pair.linkType;
    return static_cast<std::uint16_t>(dlt);
}

int dltOfLinkType(std::uint16_t linkType)
{
    for (const auto& pair : dlts)
        if (pair.linkType == linkType)
            return pair.left;
    return linkType;
}

std::uint16_t expectedLinkType(const std::string& name)
{
    if (name == "any")
        return linuxCooked2;
    const auto type = hardwareType(name);
    for (const auto& pair : hardware)
        if (pair.left == type)
            return pair.linkType;
    return linuxCooked;
}

Interfaces listInterfaces(std::string& why)
{
    Interfaces list;
    char reason[PCAP_ERRBUF_SIZE] = "";
    pcap_if_t* first = nullptr;
    if (pcap_findalldevs(&first, reason) != 0) {
        why = reason;
        return list;
    }
    const std::unique_ptr<pcap_if_t, decltype(&pcap_freealldevs)> owner{first, pcap_freealldevs};
    for (const auto* at = first; at != nullptr && list.interfaces.size() < maxListed; at = at->next) {
        // libpcap also lists buses (nflog, bluetooth0, dbus-system …), which the helper does not open
        const std::string name = at->name;
        if (validName(name) && (name == "any" || if_nametoindex(at->name) != 0))
            list.interfaces.push_back(describe(*at));
    }
    return list;
}

}  // namespace pr::wire
