// The helper as a service: each connection to a socket gets one, on its standard input, as systemd's Accept=yes does.
#include "capture/client/capture.h"
#include "capture/client/live_lab.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pr::client {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class Service : public testing::Test {
protected:
    void SetUp() override
    {
        if (!lab::unavailable().empty())
            GTEST_SKIP() << "the capture service is not tested: " << lab::unavailable();
        std::string folder = fs::temp_directory_path() / "capture-service-XXXXXX";
        ASSERT_NE(mkdtemp(folder.data()), nullptr);
        ASSERT_EQ(chmod(folder.c_str(), 0755), 0);
        m_socket = fs::path{folder} / "capture.sock";
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, m_socket.c_str(), sizeof address.sun_path - 1);
        const auto listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ASSERT_EQ(bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ASSERT_EQ(chmod(m_socket.c_str(), 0777), 0);  // so that it is the helper who refuses
        ASSERT_EQ(listen(listening, 4), 0);
        ASSERT_EQ(pipe2(m_started, O_CLOEXEC), 0);
        m_service = fork();
        if (m_service == 0)
            serve(listening);
        close(listening);
    }
    void TearDown() override
    {
        if (m_service > 0) {
            kill(m_service, SIGKILL);
            waitpid(m_service, nullptr, 0);
        }
        std::error_code error;
        fs::remove_all(m_socket.parent_path(), error);
    }

    Outcome<Capture> begin() const { return Capture::open({.devices = {{"pr1"}}}, m_socket); }

    /// The helper of the last connection.
    pid_t helper() const
    {
        pid_t process = -1;
        EXPECT_EQ(read(m_started[0], &process, sizeof process), static_cast<ssize_t>(sizeof process));
        return process;
    }

    /// Reads to the end, and takes note of what the stream says about it.
    static Ending endOf(Capture& capture, std::size_t* packets = nullptr)
    {
        const auto stream = lab::walk(lab::readAll(capture.stream()));
        StreamEnd end;
        for (const auto& interface : stream.interfaces)
            if (!interface.statistics.empty() && interface.statistics.back().last()) {
                ++end.ended;
                end.lost += interface.statistics.back().comment.empty() ? 0 : 1;
            }
        if (packets)
            *packets = stream.packets.size();
        return capture.finish(end);
    }

private:
    [[noreturn]] void serve(int listening) const
    {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        std::signal(SIGCHLD, SIG_IGN);
        const auto program = fs::read_symlink("/proc/self/exe").parent_path() / "packetrecorder-capture";
        while (true) {
            const auto connection = accept(listening, nullptr, nullptr);
            const auto process = fork();
            if (process == 0) {
                dup2(connection, STDIN_FILENO);
                execl(program.c_str(), program.c_str(), "--service", nullptr);
                _exit(127);
            }
            if (write(m_started[1], &process, sizeof process) < 0)
                _exit(1);
            close(connection);
        }
    }

    fs::path m_socket;
    int m_started[2] = {-1, -1};
    pid_t m_service = -1;
};

TEST_F(Service, RecordsForWhoMayAskAndSaysThatItEndedAsAsked)
{
    auto capture = begin();
    ASSERT_TRUE(capture) << capture.error().text();
    EXPECT_EQ(capture->process(), -1);
    lab::sendNumbered("pr0", 0, 1000);
    std::this_thread::sleep_for(100ms);
    capture->stop();
    std::size_t packets = 0;
    EXPECT_EQ(endOf(*capture, &packets).kind, Ending::Kind::Asked);
    EXPECT_EQ(packets, 1000U);
}

TEST_F(Service, ADeathInTheMiddleIsNoEndAsAsked)
{
    auto capture = begin();
    ASSERT_TRUE(capture) << capture.error().text();
    lab::sendNumbered("pr0", 0, 10);
    kill(helper(), SIGKILL);
    const auto ending = endOf(*capture);
    EXPECT_EQ(ending.kind, Ending::Kind::Died);
    EXPECT_THAT(ending.why, testing::HasSubstr("service"));
}

TEST_F(Service, AUserOutsideTheGroupHearsNothing)
{
    const auto stranger = fork();
    if (stranger == 0) {
        constexpr uid_t nobody = 65534;
        const bool became = setgroups(0, nullptr) == 0 && setresgid(nobody, nobody, nobody) == 0
            && setresuid(nobody, nobody, nobody) == 0;
        _exit(!became ? 2 : begin() ? 1 : 0);
    }
    int status = -1;
    ASSERT_EQ(waitpid(stranger, &status, 0), stranger);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    const auto refused = helper();
    const auto until = std::chrono::steady_clock::now() + 1s;
    while (kill(refused, 0) == 0 && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(1ms);
    EXPECT_NE(kill(refused, 0), 0) << "the helper went on";
}

}  // namespace
}  // namespace pr::client
