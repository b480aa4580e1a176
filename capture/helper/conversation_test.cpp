// The helper as a program, spoken to by clients that break the rules. Only the last tests need root, and say so.
#include "capture/wire/frames.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pr::helper {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
namespace fs = std::filesystem;

fs::path program()
{
    return fs::read_symlink("/proc/self/exe").parent_path() / "packetrecorder-capture";
}

/// A started helper and our end of its socket.
class Helper {
public:
    explicit Helper(const fs::path& path = program(), uid_t creator = geteuid())
    {
        int ends[2] = {-1, -1};
        EXPECT_EQ(seteuid(creator), 0);
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        EXPECT_EQ(seteuid(getuid()), 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 3);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        std::string words[] = {"packetrecorder-capture", "--socket-fd", "3"};
        char* const arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
        EXPECT_EQ(posix_spawn(&m_process, path.c_str(), &actions, nullptr, arguments, nullptr), 0);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        m_socket = ends[0];
    }
    ~Helper()
    {
        if (m_process > 0) {
            kill(m_process, SIGKILL);
            waitpid(m_process, nullptr, 0);
        }
        close(m_socket);
    }
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;

    void say(std::string_view bytes) const { send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    void leave() const { shutdown(m_socket, SHUT_RDWR); }
    std::string hearAll() const
    {
        std::string all;
        char part[4096];
        for (ssize_t got = 0; (got = read(m_socket, part, sizeof part)) > 0;)
            all.append(part, static_cast<std::size_t>(got));
        return all;
    }
    /// Its exit status, -1 where a signal ended it or the time was over.
    int exitStatus(std::chrono::milliseconds within)
    {
        const auto until = steady_clock::now() + within;
        int status = 0;
        while (waitpid(m_process, &status, WNOHANG) == 0) {
            if (steady_clock::now() > until)
                return -1;
            std::this_thread::sleep_for(1ms);
        }
        m_process = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t m_process = -1;
    int m_socket = -1;
};

constexpr int protocol = static_cast<int>(wire::Exit::Protocol);

const wire::Open loopback{{{.name = "lo", .buffer = wire::minBuffer}}};

TEST(Conversation, WhatTheGrammarDoesNotBeginWithEndsTheHelper)
{
    const std::string first[] = {
        std::string(8, '\xff'),
        std::string(8, '\0'),
        "GET / HTTP/1.1\r\n\r\n",
        wire::encode(wire::Start{}),
        wire::encode(wire::Stop{}),
        wire::encode(wire::Status{}),
        wire::encode(wire::Opened{{{}}}),
        wire::encode(wire::Refused{}),
        wire::encode(wire::Open{}),
        wire::encode(wire::Open{{{.name = "../lo"}}}),
        wire::encode(wire::Interfaces{}),
    };
    for (const auto& frame : first) {
        Helper helper;
        helper.say(frame);
        EXPECT_EQ(helper.exitStatus(500ms), protocol) << frame;
    }
}

TEST(Conversation, AHalfFrameIsNotWaitedForLong)
{
    const auto frame = wire::encode(loopback);
    Helper early;
    early.say(std::string_view{frame}.substr(0, 3));
    Helper late;
    late.say(std::string_view{frame}.substr(0, frame.size() - 1));
    EXPECT_EQ(early.exitStatus(3s), protocol);
    EXPECT_EQ(late.exitStatus(3s), protocol);
}

TEST(Conversation, AClientThatLeavesEndsTheHelper)
{
    Helper helper;
    EXPECT_EQ(helper.exitStatus(50ms), -1) << "it waits for the first frame";
    helper.leave();
    EXPECT_EQ(helper.exitStatus(500ms), protocol);
}

TEST(Conversation, InterfacesAreListed)
{
    Helper helper;
    helper.say(wire::encode(wire::ListInterfaces{}));
    const auto answer = helper.hearAll();
    EXPECT_EQ(helper.exitStatus(500ms), 0);
    const auto header = wire::parseHeader(bytesOf(answer).first(std::min(answer.size(), wire::headerBytes)));
    ASSERT_TRUE(header);
    const auto message = wire::parseBody(*header, bytesOf(answer).subspan(wire::headerBytes));
    ASSERT_TRUE(message);
    bool found = false;
    for (const auto& interface : std::get<wire::Interfaces>(*message).interfaces)
        found = found || (interface.name == "lo" && interface.hardware == 772);
    EXPECT_TRUE(found);
}

TEST(Conversation, DamagedFramesNeverHangOrCrashTheHelper)
{
    std::mt19937 random{7};
    const std::string samples[] = {wire::encode(loopback), wire::encode(wire::ListInterfaces{}),
        wire::encode(wire::Open{{{.name = "any", .buffer = wire::minBuffer, .filter = {{6, 0, 0, 0}}}}})};
    for (int round = 0; round < 150; ++round) {
        auto frame = samples[random() % std::size(samples)];
        for (auto damage = random() % 3 + 1; damage > 0; --damage)
            frame[random() % frame.size()] = static_cast<char>(random());
        Helper helper;
        helper.say(frame + std::string(random() % 9, static_cast<char>(random())));
        const auto status = helper.exitStatus(20ms);
        EXPECT_TRUE(status == -1 || status == 0 || status == protocol || status == static_cast<int>(wire::Exit::Refused)
            || status == static_cast<int>(wire::Exit::ReaderGone))
            << status;
    }
}

class Privileged : public testing::Test {
    void SetUp() override
    {
        if (geteuid() != 0)
            GTEST_SKIP() << "not root";
    }
};

TEST_F(Privileged, APairMadeByAnotherUserIsRefusedWithoutAWord)
{
    Helper helper{program(), 65534};
    helper.say(wire::encode(loopback));
    EXPECT_EQ(helper.hearAll(), "");
    EXPECT_EQ(helper.exitStatus(500ms), protocol);
}

TEST_F(Privileged, SetUidIsRefused)
{
    const auto copy = fs::temp_directory_path() / ("packetrecorder-set-uid-" + std::to_string(getpid()));
    fs::copy_file(program(), copy);
    if (chown(copy.c_str(), 65534, 65534) != 0 || chmod(copy.c_str(), 04755) != 0)
        GTEST_SKIP() << "cannot make a set-uid file";
    Helper helper{copy};
    helper.say(wire::encode(loopback));
    EXPECT_EQ(helper.exitStatus(500ms), static_cast<int>(wire::Exit::Usage));
    fs::remove(copy);
}

TEST_F(Privileged, AfterOpenedOnlyWhatMayComeIsHeard)
{
    const std::string wrong[] = {wire::encode(loopback), wire::encode(wire::Stop{}), wire::encode(wire::Status{}),
        wire::encode(wire::Start{}) + wire::encode(wire::Start{}), std::string(9, 'x')};
    for (const auto& frames : wrong) {
        Helper helper;
        helper.say(wire::encode(loopback));
        helper.say(frames);
        EXPECT_EQ(helper.exitStatus(1s), protocol) << frames.size();
    }
}

}  // namespace
}  // namespace pr::helper
