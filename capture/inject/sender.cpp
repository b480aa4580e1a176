#include "capture/inject/sender.h"

#include <cerrno>
#include <cstring>

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if_arp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pr::inject {
namespace {

constexpr int triesForRoom = 1000;  // a millisecond each
constexpr std::uint16_t linkTypeEthernet = 1;

Unexpected<wire::Refused> refuse(wire::Reason reason, std::string text, std::uint32_t detail = 0)
{
    return {{.reason = reason, .detail = detail, .text = std::move(text)}};
}

}  // namespace

Result<Sender, wire::Refused> Sender::open(const OpenInject& wish)
{
    const auto index = if_nametoindex(wish.name.c_str());
    if (index == 0)
        return refuse(wire::Reason::NoDevice, wish.name + ": no such interface");
    Sender sender;
    sender.m_socket = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (sender.m_socket < 0) {
        const auto confined = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 1U : 0U;
        return refuse(errno == EPERM || errno == EACCES ? wire::Reason::Permission : wire::Reason::Other,
            wish.name + ": " + std::strerror(errno), confined);
    }
    ifreq hardware{}, mtu{};
    for (auto* request : {&hardware, &mtu, &sender.m_flags})
        wish.name.copy(request->ifr_name, IFNAMSIZ - 1);
    sockaddr_ll bound{};
    bound.sll_family = AF_PACKET;
    bound.sll_ifindex = static_cast<int>(index);
    if (ioctl(sender.m_socket, SIOCGIFHWADDR, &hardware) != 0 || ioctl(sender.m_socket, SIOCGIFMTU, &mtu) != 0
        || ioctl(sender.m_socket, SIOCGIFFLAGS, &sender.m_flags) != 0
        || bind(sender.m_socket, reinterpret_cast<const sockaddr*>(&bound), sizeof bound) != 0)
        return refuse(wire::Reason::Other, wish.name + ": " + std::strerror(errno));
    const auto kind = hardware.ifr_hwaddr.sa_family;
    const auto taken = kind == ARPHRD_ETHER || kind == ARPHRD_LOOPBACK ? linkTypeEthernet : std::uint16_t{0};
    if (taken == 0 || taken != wish.linkType)
        return refuse(wire::Reason::LinkType, wish.name + ": takes frames of another link type", taken);
    if ((sender.m_flags.ifr_flags & IFF_UP) == 0)
        return refuse(wire::Reason::DeviceDown, wish.name + ": the interface is down");
    // the kernel says so up to a second later than it is, and takes frames for nobody until then
    for (int tries = 0; tries < 100 && !sender.isUp(); ++tries)
        poll(nullptr, 0, 10);
    if (!sender.isUp())
        return refuse(wire::Reason::DeviceDown, wish.name + ": the interface has no carrier");
    sender.m_opened = {.linkType = taken,
        .index = index,
        .snaplen = static_cast<std::uint32_t>(mtu.ifr_mtu) + static_cast<std::uint32_t>(ETH_HLEN)};
    return sender;
}

bool Sender::isUp()
{
    // one that was renamed has no flags under this name, and takes frames as before
    return ioctl(m_socket, SIOCGIFFLAGS, &m_flags) != 0
        || (m_flags.ifr_flags & (IFF_UP | IFF_RUNNING)) == (IFF_UP | IFF_RUNNING);
}

Sender::Way Sender::send(Bytes frame)
{
    for (int tries = 0; tries < triesForRoom;) {
        if (write(m_socket, frame.data(), frame.size()) >= 0) {
            ++m_account.sent;
            return Way::Counted;
        }
        switch (errno) {
        case EINTR: break;
        case ENOBUFS:
        case EAGAIN:
            poll(nullptr, 0, 1);
            ++tries;
            break;
        case ENETDOWN:
        case ENXIO:
        case ENODEV: return Way::DeviceLost;
        default:
            m_account.count(errno == EMSGSIZE ? Unsent::TooLong
                    : frame.size() < ETH_HLEN ? Unsent::TooShort
                                              : Unsent::Refused);
            return Way::Counted;
        }
    }
    m_account.count(Unsent::NoRoom);
    return Way::NoRoom;
}

}  // namespace pr::inject
