// Programs that are started to be ended, and small things that the tests of this folder share.
#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <poll.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace pr::faults {

/// How often: in a landing's checks, and with FAULTS_LONG.
inline int times(int fast, int full)
{
    return std::getenv("FAULTS_LONG") ? full : fast;
}

inline std::string read(const std::filesystem::path& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline void write(const std::filesystem::path& path, std::string_view bytes)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

/// A program that tells on a pipe what it has made durable.
class Child {
public:
    Child(std::vector<std::string> words, const std::map<std::string, std::string>& environment,
        const std::filesystem::path& errors)
    {
        int ends[2];
        EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
        m_pid = ::fork();
        if (m_pid == 0) {
            ::dup2(ends[1], 3);
            const int out = ::open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
            ::dup2(out, 1);
            ::dup2(out, 2);
            for (const auto& [name, value] : environment)
                ::setenv(name.c_str(), value.c_str(), 1);
            std::vector<char*> pointers;
            for (auto& word : words)
                pointers.push_back(word.data());
            pointers.push_back(nullptr);
            ::execv(pointers[0], pointers.data());
            ::_exit(127);
        }
        ::close(ends[1]);
        m_pipe = ends[0];
    }
    ~Child() { ::close(m_pipe); }

    /// Reads for so long, or until it has gone. False: it has.
    bool listen(int milliseconds)
    {
        pollfd wait{m_pipe, POLLIN, 0};
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{milliseconds};
        for (;;) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
            if (left < 0 || ::poll(&wait, 1, static_cast<int>(left)) == 0)
                return true;
            std::array<char, 4096> piece{};
            const auto got = ::read(m_pipe, piece.data(), piece.size());
            if (got <= 0)
                return false;
            m_said.append(piece.data(), static_cast<std::size_t>(got));
        }
    }
    void kill() { ::kill(m_pid, SIGKILL); }
    /// Waits for its end, reads the rest of what it said. Gives its status, or 1000 and the signal.
    int wait()
    {
        while (listen(1000)) { }
        int status = 0;
        ::waitpid(m_pid, &status, 0);
        return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    const std::string& said() const { return m_said; }

private:
    pid_t m_pid;
    int m_pipe = -1;
    std::string m_said;
};

}  // namespace pr::faults
