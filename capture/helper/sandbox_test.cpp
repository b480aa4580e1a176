// The list of system calls, from inside: what is on it survives, everything else is the end of the process.
#include "capture/helper/sandbox.h"

#include "capture/helper/confined_process.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/utsname.h>

namespace pr::helper {
namespace {

int confined(const std::function<void()>& call)
{
    return endOfConfined([] { return enterSandbox(client); }, call);
}

struct Case {
    const char* name;
    std::function<void()> call;
};

char bytes[sizeof(utsname)];
socklen_t length = sizeof bytes;
iovec vector{bytes, 1};
msghdr message{};
ifreq request{};

const Case allowed[] = {
    {"writing to the client", [] { syscall(SYS_write, client, "x", 1); }},
    {"reading from the client", [] { syscall(SYS_read, client, bytes, 0); }},
    {"waiting", [] { syscall(SYS_poll, nullptr, 0, 1); }},
    {"the kernel's packet counters",
        [] { syscall(SYS_getsockopt, other, SOL_PACKET, PACKET_STATISTICS, bytes, &length); }},
    {"a socket's error", [] { syscall(SYS_getsockopt, other, SOL_SOCKET, SO_ERROR, bytes, &length); }},
    {"a socket's name", [] { syscall(SYS_getsockname, other, bytes, &length); }},
    {"an interface's flags", [] { syscall(SYS_ioctl, other, SIOCGIFFLAGS, &request); }},
    {"counters of the device", [] { syscall(SYS_pread64, other, bytes, 1, 0); }},
    {"the name of the system", [] { syscall(SYS_uname, bytes); }},
    {"ending the conversation", [] { syscall(SYS_shutdown, client, SHUT_RDWR); }},
};

const Case forbidden[] = {
    {"writing to another descriptor", [] { syscall(SYS_write, other, "x", 1); }},
    {"reading from another descriptor", [] { syscall(SYS_read, other, bytes, 1); }},
    {"writev", [] { syscall(SYS_writev, client, &vector, 1); }},
    {"sendto", [] { syscall(SYS_sendto, client, "x", 1, 0, nullptr, 0); }},
    {"sendmsg", [] { syscall(SYS_sendmsg, client, &message, 0); }},
    {"recvmsg", [] { syscall(SYS_recvmsg, client, &message, 0); }},
    {"socket", [] { syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0); }},
    {"bind", [] { syscall(SYS_bind, other, bytes, 4); }},
    {"connect", [] { syscall(SYS_connect, other, bytes, 4); }},
    {"openat", [] { syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY); }},
    {"mmap", [] { syscall(SYS_mmap, nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
    {"mprotect", [] { syscall(SYS_mprotect, bytes, 1, PROT_READ); }},
    {"brk", [] { syscall(SYS_brk, nullptr); }},
    {"setsockopt", [] { syscall(SYS_setsockopt, other, SOL_PACKET, PACKET_ADD_MEMBERSHIP, bytes, 16); }},
    {"another socket option", [] { syscall(SYS_getsockopt, other, SOL_SOCKET, SO_PEERCRED, bytes, &length); }},
    {"another ioctl", [] { syscall(SYS_ioctl, other, SIOCSIFFLAGS, &request); }},
    {"shutdown of another descriptor", [] { syscall(SYS_shutdown, other, SHUT_RDWR); }},
    {"clone", [] { syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); }},
    {"execve", [] { syscall(SYS_execve, "/bin/true", nullptr, nullptr); }},
    {"prctl", [] { syscall(SYS_prctl, PR_GET_DUMPABLE, 0, 0, 0, 0); }},
    {"ptrace", [] { syscall(SYS_ptrace, 0, 0, 0, 0); }},
    {"kill", [] { syscall(SYS_kill, 1, 0); }},
    {"getpid", [] { syscall(SYS_getpid); }},
    {"capset", [] { syscall(SYS_capset, nullptr, nullptr); }},
    {"dup", [] { syscall(SYS_dup, client); }},
    {"fcntl", [] { syscall(SYS_fcntl, client, F_GETFL); }},
};

TEST(Sandbox, WhatTheHelperNeedsSurvives)
{
    for (const auto& row : allowed)
        EXPECT_EQ(confined(row.call), 0) << row.name;
}

TEST(Sandbox, AnythingElseEndsTheProcess)
{
    for (const auto& row : forbidden)
        EXPECT_EQ(confined(row.call), SIGSYS) << row.name;
}

/// The whole list, as sandbox.h and packetrecorder-capture(8) have it.
const std::set<long> listed{SYS_read, SYS_write, SYS_poll, SYS_ppoll, SYS_restart_syscall, SYS_pread64, SYS_getsockopt,
    SYS_getsockname, SYS_ioctl, SYS_uname, SYS_shutdown, SYS_clock_gettime, SYS_rt_sigreturn, SYS_exit_group};

TEST(Sandbox, ExactlyTheListedCallsSurvive)
{
    EXPECT_LE(listed.size(), 20U);
    const std::vector<Arguments> tried{
        {-1, -1, -1},                            // a call that looks at none
        {client, 0, 0},                          // read, write, shutdown
        {other, SOL_PACKET, PACKET_STATISTICS},  // getsockopt
        {other, SIOCGIFFLAGS, 0},                // ioctl
    };
    EXPECT_EQ(survivorsOf([] { return enterSandbox(client); }, tried), listed);
}

}  // namespace
}  // namespace pr::helper
