// The one thing that the injector does: frames out of one interface, and an account of them.
#pragma once

#include "capture/inject/messages.h"

#include <net/if.h>

namespace pr::inject {

class Sender {
public:
    /// A packet socket that is bound to the interface and to no protocol, so that it receives nothing. Refused where
    /// there is no such interface, where it is down or has no carrier, and where it takes other frames than those of
    /// the link type: the detail is the one that it takes, or 0 where that is none we know.
    static Result<Sender, wire::Refused> open(const OpenInject& wish);

    int socket() const { return m_socket; }
    const wire::OpenedDevice& opened() const { return m_opened; }
    const Account& account() const { return m_account; }

    /// Whether the interface is up and has a carrier: without one the kernel takes frames and drops them.
    bool isUp();
    enum class Way : std::uint8_t { Counted, NoRoom, DeviceLost };
    /// Sends the frame, waiting up to a second for room, and counts how that went; not where the interface is down or
    /// gone. Neither allocates nor opens anything.
    Way send(Bytes frame);

private:
    int m_socket = -1;
    ifreq m_flags{};
    wire::OpenedDevice m_opened;
    Account m_account;
};

}  // namespace pr::inject
