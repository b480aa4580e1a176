// What the injector can still do once its socket is open; its rights it gives up as capture/helper does.
#pragma once

namespace pr::inject {

/// From here on only read, write, poll, ppoll, restart_syscall, ioctl and exit_group: reading from `client`, writing to
/// it and to `device`, asking of `device` whether its interface is up. Any other call kills the process. There is none
/// that names an address, so no frame can leave by another interface. Nothing may allocate.
bool confine(int client, int device);

}  // namespace pr::inject
