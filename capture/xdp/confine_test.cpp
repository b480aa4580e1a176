// The list of system calls of the XDP helper, from inside.
#include "capture/xdp/confine.h"

#include "capture/helper/confined_process.h"

#include <gtest/gtest.h>

#include <linux/bpf.h>
#include <linux/sockios.h>

namespace pr::helper {
namespace {

constexpr int link = 60;

bool confineWithOneLink()
{
    constexpr int links[] = {link};
    return dup2(other, link) == link && confine(client, links);
}

TEST(XdpConfinement, ExactlyTheListedCallsSurvive)
{
    const std::set<long> listed{SYS_read, SYS_write, SYS_poll, SYS_ppoll, SYS_restart_syscall, SYS_pread64, SYS_ioctl,
        SYS_close, SYS_shutdown, SYS_clock_gettime, SYS_rt_sigreturn, SYS_exit_group};
    EXPECT_LE(listed.size(), 20U);
    const std::vector<Arguments> tried{
        {-1, -1, -1},             // a call that looks at none
        {client, 0, 0},           // read, write, shutdown
        {link, 0, 0},             // close
        {other, SIOCGIFNAME, 0},  // ioctl
        {BPF_PROG_LOAD, 0, 0},    // bpf, which must not be among them
    };
    EXPECT_EQ(survivorsOf(confineWithOneLink, tried), listed);
}

TEST(XdpConfinement, WhatIsNotTheClientsIsOutOfReach)
{
    static char byte = 0;
    const auto end = [](const std::function<void()>& call) { return endOfConfined(confineWithOneLink, call); };
    EXPECT_EQ(end([] { syscall(SYS_write, client, "x", 1); }), 0);
    EXPECT_EQ(end([] { syscall(SYS_close, link); }), 0);
    EXPECT_EQ(end([] { syscall(SYS_write, other, "x", 1); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_write, link, "x", 1); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_read, other, &byte, 1); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_close, client); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_ioctl, other, SIOCSIFFLAGS, &byte); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_shutdown, other, SHUT_RDWR); }), SIGSYS);
}

}  // namespace
}  // namespace pr::helper
