// For tests: what a process can still do that confined itself.
#pragma once

#include <csignal>
#include <functional>
#include <set>
#include <vector>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pr::helper {

/// The two ends of a pair of sockets in that process.
inline constexpr int client = 50;
inline constexpr int other = 51;

/// How a process ends that confines itself and then calls: 0 for the normal end, else the signal.
inline int endOfConfined(const std::function<bool()>& confine, const std::function<void()>& call)
{
    const auto child = fork();
    if (child == 0) {
        int ends[2] = {-1, -1};
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || dup2(ends[0], client) < 0 || dup2(ends[1], other) < 0)
            _exit(99);
        std::signal(SIGSEGV, SIG_DFL);  // a sanitizer's handler would make calls of its own
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (!confine())
            _exit(98);
        call();
        syscall(SYS_exit_group, 0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
        return WTERMSIG(status);
    return WEXITSTATUS(status) == 0 ? 0 : -WEXITSTATUS(status);
}

/// A call whose arguments are looked at survives with the right ones only, so each number is tried with all of these.
struct Arguments {
    long first, second, third;
};

/// The numbers of the calls in [from, end) that do not kill.
inline std::set<long> survivorsOf(
    const std::function<bool()>& confine, const std::vector<Arguments>& tried, long from, long end)
{
    std::set<long> survivors;
    for (long number = from; number < end; ++number)
        for (const auto& with : tried) {
            const auto call = [=] { syscall(number, with.first, with.second, with.third, -1L, -1L, -1L); };
            if (endOfConfined(confine, call) != SIGSYS) {
                survivors.insert(number);
                break;
            }
        }
#if defined(__x86_64__)
    // uretprobe and uprobe: newer kernels let them pass before any filter sees them, and they work from the kernel's
    // own trampoline only
    survivors.erase(335);
    survivors.erase(336);
#endif
    return survivors;
}

/// All that there are, and those of the other ABI.
inline std::set<long> survivorsOf(const std::function<bool()>& confine, const std::vector<Arguments>& tried)
{
    auto survivors = survivorsOf(confine, tried, 0, 470);
#if defined(__x86_64__)
    constexpr long x32 = 0x40000000;
    survivors.merge(survivorsOf(confine, tried, x32, x32 + 20));
    survivors.merge(survivorsOf(confine, tried, x32 + 512, x32 + 548));
#endif
    return survivors;
}

}  // namespace pr::helper
