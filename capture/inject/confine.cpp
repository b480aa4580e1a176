#include "capture/inject/confine.h"

#include <linux/sockios.h>
#include <seccomp.h>

namespace pr::inject {

bool confine(int client, int device)
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
    const auto from = static_cast<scmp_datum_t>(client), to = static_cast<scmp_datum_t>(device);
    const auto listed = allow(SCMP_SYS(read), is(0, from)) && allow(SCMP_SYS(write), is(0, from))
        && allow(SCMP_SYS(write), is(0, to)) && allow(SCMP_SYS(ioctl), is(0, to), is(1, SIOCGIFFLAGS))
        && allow(SCMP_SYS(poll)) && allow(SCMP_SYS(ppoll))  // a pause; the second where there is no first
        && allow(SCMP_SYS(restart_syscall))                 // which goes on after SIGCONT
        && allow(SCMP_SYS(exit_group));
    // not released: freeing could ask the kernel to shrink the heap, and that is no longer allowed
    return listed && seccomp_load(rules) == 0;
}

}  // namespace pr::inject
