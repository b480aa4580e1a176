#include "capture/helper/sandbox.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <pwd.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace pr::helper {
namespace {

constexpr std::uint64_t toOpen = 1U << CAP_NET_RAW;

std::uint64_t permitted()
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3]{};
    return syscall(SYS_capget, &header, data) == 0 ? data[0].permitted | std::uint64_t{data[1].permitted} << 32U : 0;
}

/// Keeps of what is permitted only `mask`, and nothing that a child could inherit.
bool keepOnly(std::uint64_t mask)
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3]{};
    for (const auto half : {0U, 1U})
        data[half].permitted = data[half].effective = static_cast<std::uint32_t>((permitted() & mask) >> 32U * half);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return syscall(SYS_capset, &header, data) == 0;
}

/// A condition on an argument; the kernel takes the lower half of the register for an int.
scmp_arg_cmp is(unsigned argument, scmp_datum_t value)
{
    return {argument, SCMP_CMP_MASKED_EQ, 0xffff'ffff, value};
}

/// From the file alone: modules of a name service would be foreign code in a process that is still root.
const passwd* userNamed(std::string_view name)
{
    auto* const file = std::fopen("/etc/passwd", "re");
    const passwd* user = nullptr;
    while (file != nullptr && (user = fgetpwent(file)) != nullptr && name != user->pw_name)
        ;
    if (file != nullptr)
        std::fclose(file);
    return user;
}

bool limit(__rlimit_resource what, rlim_t to)
{
    const rlimit both{to, to};
    return setrlimit(what, &both) == 0;
}

}  // namespace

void forgetInheritance(int client)
{
    while (true) {  // the standard descriptors exist, so that no device gets a number that somebody prints to
        const auto descriptor = open("/dev/null", O_RDWR);
        if (descriptor < 0 || descriptor > STDERR_FILENO) {
            close(descriptor);
            break;
        }
    }
    const auto above = static_cast<unsigned>(client > STDERR_FILENO ? client : STDERR_FILENO);
    if (above > STDERR_FILENO + 1)
        syscall(SYS_close_range, STDERR_FILENO + 1, above - 1, 0);
    syscall(SYS_close_range, above + 1, ~0U, 0);
    clearenv();
}

bool becomeCaptureUser(std::uint64_t capabilities)
{
    if (geteuid() != 0)
        return keepOnly(capabilities);
    const auto* user = userNamed("packetrecorder");
    if (user == nullptr)
        user = userNamed("nobody");
    if (user == nullptr || user->pw_uid == 0 || user->pw_gid == 0)
        return false;
    // the bounding set first: emptying it takes CAP_SETPCAP, which is gone afterwards
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0)
            return false;
    return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 && setgroups(0, nullptr) == 0
        && setresgid(user->pw_gid, user->pw_gid, user->pw_gid) == 0
        && setresuid(user->pw_uid, user->pw_uid, user->pw_uid) == 0 && prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) == 0
        && keepOnly(capabilities);
}

bool giveUpAdministration()
{
    return keepOnly(toOpen);
}

bool giveUpRights()
{
    const auto parent = getppid();
    // set after the change of user and of capabilities, each of which clears it; and the parent may have gone meanwhile
    return keepOnly(0) && permitted() == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0)
        && limit(RLIMIT_NOFILE, 128) && limit(RLIMIT_MEMLOCK, 0) && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0
        && getppid() == parent;
}

bool enterSandbox(int client)
{
    auto* const rules = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (rules == nullptr)
        return false;
    const auto to = static_cast<scmp_datum_t>(client);
    const auto allow = [&](int call, auto... arguments) {
        return seccomp_rule_add(rules, SCMP_ACT_ALLOW, call, sizeof...(arguments), arguments...) == 0;
    };
    // The whole list. A write to the packet socket would send a frame, so writing is for the client's descriptor alone.
    const auto listed = allow(SCMP_SYS(read), is(0, to)) && allow(SCMP_SYS(write), is(0, to))  //
        && allow(SCMP_SYS(poll)) && allow(SCMP_SYS(ppoll))  // waiting; the second where there is no first
        && allow(SCMP_SYS(restart_syscall))                 // waiting goes on after SIGCONT
        && allow(SCMP_SYS(pread64))                         // counters of the device, opened before
        && allow(SCMP_SYS(getsockopt), is(1, SOL_PACKET), is(2, PACKET_STATISTICS))
        && allow(SCMP_SYS(getsockopt), is(1, SOL_SOCKET), is(2, SO_ERROR))
        && allow(SCMP_SYS(getsockname))                 // libpcap, after a device went down or away:
        && allow(SCMP_SYS(ioctl), is(1, SIOCGIFFLAGS))  // without these it would be killed there
        && allow(SCMP_SYS(uname))                       // libpcap, before it reports a broken ring
        && allow(SCMP_SYS(shutdown), is(0, to)) && allow(SCMP_SYS(clock_gettime))  // where the vDSO has no clock
        && allow(SCMP_SYS(rt_sigreturn)) && allow(SCMP_SYS(exit_group));
    // not released: freeing could ask the kernel to shrink the heap, and that is no longer allowed
    return listed && seccomp_load(rules) == 0;
}

}  // namespace pr::helper
