// The list of system calls of the injector, from inside.
#include "capture/inject/confine.h"

#include "capture/helper/confined_process.h"

#include <gtest/gtest.h>

#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/mman.h>

namespace pr::inject {
namespace {

using helper::client;
using helper::other;
constexpr int device = 60;

bool confineWithADevice()
{
    return dup2(other, device) == device && confine(client, device);
}

TEST(InjectConfinement, ExactlyTheListedCallsSurvive)
{
    const std::set<long> listed{
        SYS_read, SYS_write, SYS_poll, SYS_ppoll, SYS_restart_syscall, SYS_ioctl, SYS_exit_group};
    const std::vector<helper::Arguments> tried{
        {-1, -1, -1},               // a call that looks at none
        {client, 0, 0},             // read, write
        {device, SIOCGIFFLAGS, 0},  // ioctl
    };
    EXPECT_EQ(helper::survivorsOf(confineWithADevice, tried), listed);
}

TEST(InjectConfinement, OnlyTheClientAndTheOneDeviceAreInReach)
{
    static char bytes[64];
    static ifreq request{};
    static msghdr message{};
    static sockaddr_ll address{};
    const auto end = [](const std::function<void()>& call) { return helper::endOfConfined(confineWithADevice, call); };
    EXPECT_EQ(end([] { syscall(SYS_read, client, bytes, 0); }), 0);
    EXPECT_EQ(end([] { syscall(SYS_write, client, "x", 1); }), 0);
    EXPECT_EQ(end([] { syscall(SYS_write, device, "x", 1); }), 0);
    EXPECT_EQ(end([] { syscall(SYS_ioctl, device, SIOCGIFFLAGS, &request); }), 0);

    EXPECT_EQ(end([] { syscall(SYS_read, device, bytes, 1); }), SIGSYS) << "nothing is received";
    EXPECT_EQ(end([] { syscall(SYS_read, other, bytes, 1); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_write, other, "x", 1); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_sendto, device, "x", 1, 0, &address, sizeof address); }), SIGSYS)
        << "no frame for another interface";
    EXPECT_EQ(end([] { syscall(SYS_sendmsg, device, &message, 0); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_recvmsg, client, &message, 0); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_ioctl, device, SIOCSIFFLAGS, &request); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_ioctl, other, SIOCGIFFLAGS, &request); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_bind, device, &address, sizeof address); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_setsockopt, device, SOL_PACKET, PACKET_ADD_MEMBERSHIP, bytes, 16); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_socket, AF_PACKET, SOCK_RAW, 0); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_mmap, nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }), SIGSYS);
    EXPECT_EQ(end([] { syscall(SYS_execve, "/bin/true", nullptr, nullptr); }), SIGSYS);
}

}  // namespace
}  // namespace pr::inject
