// What the XDP helper can still do once its programs are attached; its rights it gives up as capture/helper does.
#pragma once

#include <span>

namespace pr::helper {

/// From here on only read, write, poll, ppoll, restart_syscall, pread64, ioctl, shutdown, clock_gettime, rt_sigreturn,
/// exit_group, and close of `links`, which takes the programs off their interfaces; writing only to `client`. Any other
/// kills the process. Nothing may allocate.
bool confine(int client, std::span<const int> links);

}  // namespace pr::helper
