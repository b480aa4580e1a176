// The helper as a service: each connection to a socket gets one, on its standard input, as systemd's Accept=yes does.
#include "capture/client/capture.h"
#include "capture/client/live_lab.h"
#include "capture/wire/frames.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <future>
#include <random>
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
        const auto at = address();
        const auto listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ASSERT_EQ(bind(listening, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
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

    /// A connection of somebody who is no client of ours.
    int connected() const
    {
        const auto connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto to = address();
        return connect(connection, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 ? connection : -1;
    }

    /// The helper of the last connection.
    pid_t helper() const
    {
        pid_t process = -1;
        EXPECT_EQ(read(m_started[0], &process, sizeof process), static_cast<ssize_t>(sizeof process));
        return process;
    }

    /// Reads to the end, and takes note of what the stream says about it. `packets`: came, or were counted as lost.
    static Ending endOf(Capture& capture, std::size_t* packets = nullptr)
    {
        constexpr unsigned droppedByKernel = 7;
        const auto stream = lab::walk(lab::readAll(capture.stream()));
        StreamEnd end;
        std::size_t lost = 0;
        for (const auto& interface : stream.interfaces)
            if (!interface.statistics.empty() && interface.statistics.back().last()) {
                ++end.ended;
                lost += interface.statistics.back().numbers.at(droppedByKernel);
                end.lost += interface.statistics.back().comment.empty() ? 0 : 1;
            }
        if (packets)
            *packets = stream.packets.size() + lost;
        return capture.finish(end);
    }

private:
    sockaddr_un address() const
    {
        sockaddr_un named{};
        named.sun_family = AF_UNIX;
        std::strncpy(named.sun_path, m_socket.c_str(), sizeof named.sun_path - 1);
        return named;
    }

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
                dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);  // for its journal
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

TEST_F(Service, UsersOutsideTheGroupHearNothing)
{
    for (int round = 0; round < lab::rounds(3, 1000); ++round) {
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
        ASSERT_EQ(WEXITSTATUS(status), 0);
        const auto refused = helper();
        const auto until = std::chrono::steady_clock::now() + 1s;
        while (kill(refused, 0) == 0 && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(1ms);
        ASSERT_NE(kill(refused, 0), 0) << "the helper went on";
    }
}

TEST_F(Service, NonsenseFromOthersDisturbsNoCaptureAndSendsNoFrame)
{
    auto capture = begin();
    ASSERT_TRUE(capture) << capture.error().text();
    const auto before = lab::framesSent("pr1");
    std::size_t packets = 0;
    auto ending = std::async(std::launch::async, [&] { return endOf(*capture, &packets).kind; });
    std::mt19937 random{11};
    const auto frames = {wire::encode(wire::Open{{{.name = "pr1", .buffer = wire::minBuffer}}}),
        wire::encode(wire::ListInterfaces{}), wire::encode(wire::Start{}), wire::encode(wire::Stop{})};
    std::uint32_t sent = 0;
    for (int round = 0; round < lab::rounds(100, 10'000); ++round) {
        auto frame = frames.begin()[random() % frames.size()];
        for (auto damage = random() % 3 + 1; damage > 0; --damage)
            frame[random() % frame.size()] = static_cast<char>(random());
        const auto connection = connected();
        ASSERT_GE(connection, 0);
        send(connection, frame.data(), frame.size(), MSG_NOSIGNAL);
        close(connection);
        lab::sendNumbered("pr0", sent, 10);
        sent += 10;
    }
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(lab::framesSent("pr1"), before);
    capture->stop();
    EXPECT_EQ(ending.get(), Ending::Kind::Asked);
    EXPECT_EQ(packets, sent);
}

}  // namespace
}  // namespace pr::client
