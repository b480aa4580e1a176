// For tests: a helper that was started as a client would start it, and our end of its socket.
#pragma once

#include "capture/wire/frames.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include <fcntl.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pr::helper {

inline constexpr uid_t nobody = 65534;

/// CAPTURE_LONG=1 asks for the full counts.
inline int rounds(int shortly, int fully)
{
    return std::getenv("CAPTURE_LONG") != nullptr ? fully : shortly;
}

inline std::filesystem::path helperProgram()
{
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "packetrecorder-capture";
}

class StartedHelper {
public:
    static constexpr int running = -1;

    struct Way {
        std::filesystem::path program = helperProgram();
        uid_t user = geteuid();     ///< that runs it
        uid_t creator = geteuid();  ///< of the pair of sockets
    };
    StartedHelper() : StartedHelper(Way{}) { }
    explicit StartedHelper(const Way& way)
    {
        int ends[2] = {-1, -1};
        EXPECT_EQ(seteuid(way.creator), 0);
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        EXPECT_EQ(seteuid(getuid()), 0);
        m_process = fork();
        if (m_process == 0) {
            const auto null = open("/dev/null", O_WRONLY);
            if (way.user != geteuid()
                && (setgroups(0, nullptr) != 0 || setresgid(way.user, way.user, way.user) != 0
                    || setresuid(way.user, way.user, way.user) != 0))
                _exit(126);
            dup2(null, STDERR_FILENO);
            if (dup2(ends[1], 3) == ends[1])
                fcntl(3, F_SETFD, 0);
            char* const nothing[] = {nullptr};
            execle(way.program.c_str(), "packetrecorder-capture", "--socket-fd", "3", nullptr, nothing);
            _exit(127);
        }
        close(ends[1]);
        m_socket = ends[0];
    }
    ~StartedHelper()
    {
        if (m_process > 0) {
            kill(m_process, SIGKILL);
            waitpid(m_process, nullptr, 0);
        }
        close(m_socket);
    }
    StartedHelper(const StartedHelper&) = delete;
    StartedHelper& operator=(const StartedHelper&) = delete;

    pid_t process() const { return m_process; }
    void say(std::string_view bytes, int how = 0) const
    {
        send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | how);
    }
    void leave() const { shutdown(m_socket, SHUT_RDWR); }

    /// Whether so many bytes came as `into` has room for.
    bool hear(std::string& into) const
    {
        return recv(m_socket, into.data(), into.size(), MSG_WAITALL) == static_cast<ssize_t>(into.size());
    }
    bool hear(std::size_t bytes) const
    {
        std::string part(bytes, '\0');
        return hear(part);
    }
    std::string hearAll() const
    {
        std::string all;
        char part[4096];
        for (ssize_t got = 0; (got = read(m_socket, part, sizeof part)) > 0;)
            all.append(part, static_cast<std::size_t>(got));
        return all;
    }
    /// Its exit status; `running` where it goes on after that time, 1000 and more where a signal ended it.
    int exitStatus(std::chrono::milliseconds within)
    {
        using std::chrono::steady_clock;
        const auto until = steady_clock::now() + within;
        int status = 0;
        while (waitpid(m_process, &status, WNOHANG) == 0) {
            if (steady_clock::now() > until)
                return running;
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
        m_process = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    }

private:
    pid_t m_process = -1;
    int m_socket = -1;
};

}  // namespace pr::helper
