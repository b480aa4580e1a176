#include "capture/xdp/confine.h"

#include <algorithm>

#include <linux/sockios.h>
#include <seccomp.h>

namespace pr::helper {

// Loading, attaching and asking of the kernel are all over: packets and counters come through memory.
bool confine(int client, std::span<const int> links)
{
    auto* const rules = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (rules == nullptr)
        return false;
    const auto is = [](unsigned argument, scmp_datum_t value) {
        return scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, 0xffff'ffff, value};
    };
    const auto allow = [&](int call, auto... arguments) {
        return seccomp_rule_add(rules, SCMP_ACT_ALLOW, call, sizeof...(arguments), arguments...) == 0;
    };
    const auto to = static_cast<scmp_datum_t>(client);
    const auto listed = allow(SCMP_SYS(read), is(0, to)) && allow(SCMP_SYS(write), is(0, to))  //
        && allow(SCMP_SYS(poll)) && allow(SCMP_SYS(ppoll))  // waiting; the second where there is no first
        && allow(SCMP_SYS(restart_syscall))                 // waiting goes on after SIGCONT
        && allow(SCMP_SYS(pread64))                         // counters of the interface, opened before
        && allow(SCMP_SYS(ioctl), is(1, SIOCGIFNAME))       // whether the interface is still there,
        && allow(SCMP_SYS(ioctl), is(1, SIOCGIFFLAGS))      // and up
        && allow(SCMP_SYS(shutdown), is(0, to)) && allow(SCMP_SYS(clock_gettime))  // where the vDSO has no clock
        && allow(SCMP_SYS(rt_sigreturn)) && allow(SCMP_SYS(exit_group))
        && std::all_of(links.begin(), links.end(),
            [&](int link) { return allow(SCMP_SYS(close), is(0, static_cast<scmp_datum_t>(link))); });
    // not released: freeing could ask the kernel to shrink the heap, and that is no longer allowed
    return listed && seccomp_load(rules) == 0;
}

}  // namespace pr::helper
