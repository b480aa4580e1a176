// How the helper gives up what it could do, in the order in which main() calls it.
#pragma once

#include <cstdint>

#include <linux/capability.h>

namespace pr::helper {

/// What opening packet sockets takes, and switching monitor mode.
inline constexpr std::uint64_t packetSockets = 1U << CAP_NET_RAW | 1U << CAP_NET_ADMIN;

/// Closes every descriptor but the standard ones and `client`, empties the environment.
void forgetInheritance(int client);

/// As root: becomes the user `packetrecorder`, or nobody, without groups and with an empty bounding set, and keeps just
/// these capabilities. As anybody else: gives up what is more than that.
bool becomeCaptureUser(std::uint64_t capabilities = packetSockets);

/// CAP_NET_ADMIN is for monitor mode only.
bool giveUpAdministration();

/// No capability in any set, no way to new ones, no core dump, no ptrace by others, no new processes, files or
/// descriptors. The kernel ends the helper when the process that started it ends. False if one of these failed, or if
/// it has ended already.
bool giveUpRights();

/// From here on only read, write, poll, ppoll, restart_syscall, pread64, getsockopt, getsockname, ioctl, uname,
/// shutdown, clock_gettime, rt_sigreturn and exit_group, writing only to `client`; any other kills the process. Nothing
/// may allocate.
bool enterSandbox(int client);

}  // namespace pr::helper
