// The helper and the client over virtual Ethernet in a namespace of our own. Skipped, with the reason, where none can
// be made.
#include "capture/client/capture.h"
#include "capture/client/live_lab.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

namespace pr::client {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
namespace fs = std::filesystem;

enum Option : unsigned { Started = 2, Ended = 3, Received = 4, Missed = 5, Accepted = 6, Dropped = 7, Delivered = 8 };

class Live : public testing::Test {
protected:
    void SetUp() override
    {
        if (!lab::unavailable().empty())
            GTEST_SKIP() << "live capture is not tested: " << lab::unavailable();
    }
    static Capture begin(Request request)
    {
        if (request.devices.empty())
            request.devices = {{"pr1"}};
        auto capture = Capture::open(request);
        if (!capture) {
            ADD_FAILURE() << capture.error().text();
            std::abort();
        }
        return std::move(*capture);
    }
    /// Lets what was sent arrive, stops, and reads from a capture that nobody read before.
    static lab::Stream stopAndRead(Capture& capture, std::chrono::milliseconds arrive = 100ms)
    {
        std::this_thread::sleep_for(arrive);
        capture.stop();
        auto stream = lab::walk(lab::readAll(capture.stream()));
        EXPECT_EQ(stream.fault, "");
        return stream;
    }
    static lab::Statistics last(const lab::Stream& stream, std::size_t interface = 0)
    {
        const auto& all = stream.interfaces.at(interface).statistics;
        EXPECT_FALSE(all.empty());
        if (all.empty())
            return {};
        EXPECT_TRUE(all.back().last());
        return all.back();
    }
    static void expectBalance(const lab::Stream& stream, std::uint64_t sent, std::size_t interface = 0)
    {
        auto numbers = last(stream, interface).numbers;
        std::uint64_t stored = 0;
        for (const auto& packet : stream.packets)
            stored += packet.interface == interface ? 1U : 0U;
        EXPECT_EQ(sent, stored + numbers[Dropped]);
        EXPECT_EQ(numbers[Accepted], sent);
        EXPECT_EQ(numbers[Received], sent);
        EXPECT_EQ(numbers[Delivered], stored);
    }
    static std::string statusLine(const fs::path& file, const std::string& key)
    {
        std::ifstream in{file};
        for (std::string line; std::getline(in, line);)
            if (line.rfind(key + ":", 0) == 0)
                return line.substr(std::min(line.size(), line.find_first_not_of(" \t", key.size() + 1)));
        return "absent";
    }
};

TEST_F(Live, TwentyThousandNumberedPacketsComeInOrderAndWhole)
{
    auto capture = begin({});
    ASSERT_EQ(capture.devices().size(), 1U);
    EXPECT_EQ(capture.devices()[0].linkType, 1);
    auto reading = std::async(std::launch::async, [&] { return lab::walk(lab::readAll(capture.stream())); });
    lab::sendNumbered("pr0", 0, 20'000, 200, 5000, 1000);
    std::this_thread::sleep_for(100ms);
    capture.stop();
    const auto stream = reading.get();
    EXPECT_EQ(stream.fault, "");
    EXPECT_EQ(capture.finish().kind, Ending::Kind::Asked);
    expectBalance(stream, 20'000);
    ASSERT_EQ(stream.packets.size(), 20'000U);
    for (std::uint32_t i = 0; i < 20'000; ++i)
        ASSERT_EQ(stream.packets[i].number(), i);
    EXPECT_EQ(stream.interfaces[0].name, "pr1");
    EXPECT_EQ(stream.interfaces[0].decimals, 9);
    EXPECT_EQ(stream.interfaces[0].snaplen, 262'144U);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto age = std::chrono::nanoseconds{now}.count() - static_cast<std::int64_t>(stream.packets[0].nanoseconds);
    EXPECT_TRUE(age > 0 && age < std::int64_t{60'000'000'000}) << age;
}

TEST_F(Live, AStalledReaderLosesPacketsButNotTheirCount)
{
    auto capture = begin({.buffer = 2 * limits::MiB});
    const auto status = fs::path{"/proc"} / std::to_string(capture.process()) / "status";
    lab::sendNumbered("pr0", 0, 100'000);
    EXPECT_LT(std::stoul(statusLine(status, "VmRSS")), 64U * 1024U);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 100'000);
    EXPECT_GT(last(stream).numbers[Dropped], 0U);
    std::set<std::uint32_t> numbers;
    for (const auto& packet : stream.packets)
        numbers.insert(packet.number());
    EXPECT_EQ(numbers.size(), stream.packets.size());
}

TEST_F(Live, AReaderThatStopsUnderLoadCostsNoMoreThan64MiB)
{
    auto capture = begin({});
    const auto status = fs::path{"/proc"} / std::to_string(capture.process()) / "status";
    const auto until = steady_clock::now() + std::chrono::seconds{lab::rounds(2, 60)};
    std::uint32_t sent = 0;
    std::uint64_t most = 0;
    for (; steady_clock::now() < until; sent += 10'000) {
        lab::sendNumbered("pr0", sent, 10'000, 600);
        most = std::max<std::uint64_t>(most, std::stoul(statusLine(status, "VmRSS")));
    }
    const auto stream = stopAndRead(capture);
    expectBalance(stream, sent);
    EXPECT_GT(last(stream).numbers[Dropped], 0U);
    EXPECT_LE(most, 64U * 1024U);
    std::printf("sent %u, stored %zu, dropped %llu, helper at most %.1f MiB\n", sent, stream.packets.size(),
        static_cast<unsigned long long>(last(stream).numbers[Dropped]), static_cast<double>(most) / 1024);
}

TEST_F(Live, ASlowReaderLosesPacketsButNotTheirCount)
{
    auto capture = begin({.buffer = limits::MiB});
    auto reading = std::async(std::launch::async, [&] {
        return lab::walk(lab::readAll(capture.stream(), [](std::size_t) { std::this_thread::sleep_for(2ms); }));
    });
    lab::sendNumbered("pr0", 0, 60'000, 1000);
    std::this_thread::sleep_for(100ms);
    capture.stop();
    const auto stream = reading.get();
    EXPECT_EQ(stream.fault, "");
    expectBalance(stream, 60'000);
}

TEST_F(Live, TheAccountIsExactWhilePacketsKeepComing)
{
    auto capture = begin({.buffer = limits::MiB});
    std::atomic<bool> enough = false;
    std::thread sender{[&] {
        for (std::uint32_t i = 0; !enough; i += 100)
            lab::sendNumbered("pr0", i, 100);
    }};
    auto reading = std::async(std::launch::async, [&] { return lab::walk(lab::readAll(capture.stream())); });
    std::this_thread::sleep_for(400ms);
    capture.stop();
    const auto stream = reading.get();
    enough = true;
    sender.join();
    EXPECT_EQ(stream.fault, "");
    auto numbers = last(stream).numbers;
    EXPECT_EQ(numbers[Accepted], stream.packets.size() + numbers[Dropped]);
    EXPECT_EQ(numbers[Delivered], stream.packets.size());
    EXPECT_GT(stream.packets.size(), 0U);
}

TEST_F(Live, ACountEndsTheCaptureExactlyThere)
{
    auto capture = begin({.packets = 1234});
    lab::sendNumbered("pr0", 0, 20'000);
    const auto stream = lab::walk(lab::readAll(capture.stream()));
    EXPECT_EQ(stream.fault, "");
    ASSERT_EQ(stream.packets.size(), 1234U);
    EXPECT_EQ(stream.packets.back().number(), 1233U);
    auto numbers = last(stream).numbers;
    EXPECT_EQ(numbers[Accepted], 1234U + numbers[Dropped]);
    EXPECT_EQ(capture.finish().kind, Ending::Kind::Asked);
}

TEST_F(Live, AStopThatCrossesTheEndIsNoError)
{
    for (int i = 0; i < 20; ++i) {
        auto capture = begin({.packets = 1});
        std::thread stopper{[&] {
            for (int n = 0; n < 2000; ++n)
                capture.requestStatus();
        }};
        lab::sendNumbered("pr0", 0, 1);
        char part[4096];
        ssize_t got = 1;
        while (got > 0)
            got = read(capture.stream(), part, sizeof part);
        EXPECT_EQ(got, 0) << std::strerror(errno);
        stopper.join();
    }
}

TEST_F(Live, ADurationEndsTheCaptureInTime)
{
    const auto before = steady_clock::now();
    auto capture = begin({.duration = 500ms});
    lab::sendNumbered("pr0", 0, 100);
    const auto stream = lab::walk(lab::readAll(capture.stream()));
    const auto took = steady_clock::now() - before;
    EXPECT_EQ(stream.fault, "");
    expectBalance(stream, 100);
    EXPECT_GE(took, 500ms);
    EXPECT_LT(took, 1500ms);
    EXPECT_EQ(capture.finish().kind, Ending::Kind::Asked);
}

TEST_F(Live, TheSnaplenCutsBytesAndKeepsTheOriginalLength)
{
    for (const auto snaplen : {64U, 128U, 1000U, 65'535U, 262'144U}) {
        auto capture = begin({.snaplen = snaplen});
        lab::sendNumbered("pr0", 0, 500, 900);
        const auto stream = stopAndRead(capture);
        expectBalance(stream, 500);
        EXPECT_EQ(stream.interfaces[0].snaplen, snaplen);
        for (const auto& packet : stream.packets) {
            ASSERT_EQ(packet.originalLength, 900U);
            ASSERT_EQ(packet.bytes.size(), std::min<std::size_t>(900, snaplen));
        }
    }
}

TEST_F(Live, TheFilterLetsInWhatItSaysAndCountsOnlyThat)
{
    auto capture = begin({.devices = {{"pr1", "udp dst port 5001"}}});
    lab::sendNumbered("pr0", 0, 3000, 200, 5000);
    lab::sendNumbered("pr0", 3000, 700, 200, 5001);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 700);
    for (const auto& packet : stream.packets)
        ASSERT_GE(packet.number(), 3000U);
    EXPECT_GT(stream.interfaces[0].filter.size(), 8U);
    EXPECT_EQ(stream.interfaces[0].filter.size() % 8, 1U);  // its kind, then instructions
}

TEST_F(Live, ADirectionFilterHoldsFromTheFirstPacketOn)
{
    auto capture = begin({.devices = {{"pr1", "inbound"}}});
    lab::sendNumbered("pr0", 0, 300);
    lab::sendNumbered("pr1", 300, 200);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 300);
}

TEST_F(Live, SeveralInterfacesHaveEachTheirOwnAccount)
{
    auto capture = begin({.devices = {{"pr0", "inbound"}, {"pr1", "inbound and udp port 5001"}}});
    lab::sendNumbered("pr0", 0, 400, 200, 5001);
    lab::sendNumbered("pr0", 0, 111, 200, 5000);
    lab::sendNumbered("pr1", 0, 250);
    const auto stream = stopAndRead(capture);
    ASSERT_EQ(stream.interfaces.size(), 2U);
    EXPECT_EQ(stream.interfaces[0].name, "pr0");
    expectBalance(stream, 250, 0);
    expectBalance(stream, 400, 1);
}

TEST_F(Live, LoopbackFramesAreSeenOnceAloneAndOnAny)
{
    for (const std::string name : {"lo", "any"}) {
        auto capture = begin({.devices = {{name, name == "any" ? "udp port 5002" : ""}}});
        lab::sendNumbered("lo", 0, 400, 200, 5002);
        const auto stream = stopAndRead(capture);
        expectBalance(stream, 400);
        EXPECT_EQ(capture.devices()[0].linkType, name == "any" ? 276 : 1);
    }
}

TEST_F(Live, StatisticsComeWithinASecondAndOnRequest)
{
    auto capture = begin({});
    lab::sendNumbered("pr0", 0, 50);
    std::this_thread::sleep_for(1300ms);
    capture.requestStatus();
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 50);
    ASSERT_GE(stream.interfaces[0].statistics.size(), 3U);
    auto first = stream.interfaces[0].statistics[0];
    EXPECT_FALSE(first.last());
    EXPECT_EQ(first.numbers[Accepted], 50U);
}

TEST_F(Live, AfterOpeningNoThreadHasAnyRight)
{
    auto capture = begin({});
    const auto tasks = fs::path{"/proc"} / std::to_string(capture.process()) / "task";
    int count = 0;
    for (const auto& task : fs::directory_iterator{tasks}) {
        const auto status = task.path() / "status";
        for (const auto* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"})
            EXPECT_EQ(statusLine(status, set), "0000000000000000") << set;
        EXPECT_EQ(statusLine(status, "NoNewPrivs"), "1");
        EXPECT_EQ(statusLine(status, "Seccomp"), "2");
        EXPECT_NE(statusLine(status, "Uid").substr(0, 2), "0\t");
        EXPECT_NE(statusLine(status, "Gid").substr(0, 2), "0\t");
        EXPECT_EQ(statusLine(status, "Groups"), "");
        ++count;
    }
    EXPECT_EQ(count, 1);
}

TEST_F(Live, AHelperThatIsKilledIsReportedWithinASecond)
{
    auto capture = begin({});
    lab::sendNumbered("pr0", 0, 10);
    const auto before = steady_clock::now();
    kill(capture.process(), SIGKILL);
    lab::readAll(capture.stream());
    const auto ending = capture.finish();
    EXPECT_LT(steady_clock::now() - before, 1s);
    EXPECT_EQ(ending.kind, Ending::Kind::Died);
    EXPECT_THAT(ending.why, testing::HasSubstr("signal 9"));
}

TEST_F(Live, AHelperEndsWithinASecondOfItsClientsDeath)
{
    int pipes[2] = {-1, -1};
    ASSERT_EQ(pipe(pipes), 0);
    const auto child = fork();
    if (child == 0) {
        auto capture = begin({});
        const auto process = capture.process();
        if (write(pipes[1], &process, sizeof process) != sizeof process)
            _exit(1);
        pause();
    }
    pid_t helper = -1;
    ASSERT_EQ(read(pipes[0], &helper, sizeof helper), static_cast<ssize_t>(sizeof helper));
    ASSERT_EQ(kill(helper, 0), 0);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto state = [&] { return statusLine(fs::path{"/proc"} / std::to_string(helper) / "status", "State"); };
    const auto before = steady_clock::now();
    while (state() != "absent" && state()[0] != 'Z' && steady_clock::now() - before < 2s)
        std::this_thread::sleep_for(2ms);
    EXPECT_LT(steady_clock::now() - before, 1s);
    close(pipes[0]);
    close(pipes[1]);
}

TEST_F(Live, APauseByTheShellIsSurvived)
{
    auto capture = begin({});
    lab::sendNumbered("pr0", 0, 100);
    std::this_thread::sleep_for(150ms);
    kill(capture.process(), SIGSTOP);
    lab::sendNumbered("pr0", 100, 100);
    std::this_thread::sleep_for(50ms);
    kill(capture.process(), SIGCONT);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 200);
    EXPECT_EQ(capture.finish().kind, Ending::Kind::Asked);
}

TEST_F(Live, AnInterfaceThatGoesDownAndUpKeepsItsAccount)
{
    auto capture = begin({});
    lab::sendNumbered("pr0", 0, 500);
    std::this_thread::sleep_for(150ms);
    ASSERT_TRUE(lab::ip("link set pr1 down"));
    std::this_thread::sleep_for(300ms);
    capture.requestStatus();
    std::this_thread::sleep_for(100ms);
    ASSERT_TRUE(lab::ip("link set pr1 up"));
    std::this_thread::sleep_for(300ms);
    lab::sendNumbered("pr0", 500, 500);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 1000);
    const auto& said = stream.interfaces[0].statistics;
    EXPECT_TRUE(std::any_of(said.begin(), said.end(),
        [](const lab::Statistics& one) { return one.comment == "the interface is down" && !one.last(); }));
    EXPECT_EQ(last(stream).comment, "");
    EXPECT_EQ(capture.finish().kind, Ending::Kind::Asked);
}

TEST_F(Live, AnInterfaceThatVanishesIsSaidAndTheRestGoesOn)
{
    ASSERT_TRUE(lab::ip("link add gone0 type veth peer name gone1"));
    ASSERT_TRUE(lab::ip("link set gone0 up"));
    ASSERT_TRUE(lab::ip("link set gone1 up"));
    auto capture = begin({.devices = {{"gone1"}, {"pr1"}}});
    lab::sendNumbered("gone0", 0, 300);
    ASSERT_TRUE(lab::ip("link del gone0"));
    std::this_thread::sleep_for(500ms);
    lab::sendNumbered("pr0", 0, 200);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 300, 0);
    expectBalance(stream, 200, 1);
    EXPECT_THAT(last(stream, 0).comment, testing::HasSubstr("disappeared"));
    EXPECT_EQ(last(stream, 1).comment, "");
    EXPECT_EQ(capture.finish().kind, Ending::Kind::Asked);
}

TEST_F(Live, TheLastInterfaceThatVanishesEndsTheCapture)
{
    ASSERT_TRUE(lab::ip("link add gone0 type veth peer name gone1"));
    ASSERT_TRUE(lab::ip("link set gone0 up"));
    ASSERT_TRUE(lab::ip("link set gone1 up"));
    auto capture = begin({.devices = {{"gone1"}}});
    lab::sendNumbered("gone0", 0, 300);
    ASSERT_TRUE(lab::ip("link del gone0"));
    const auto before = steady_clock::now();
    const auto stream = lab::walk(lab::readAll(capture.stream()));
    EXPECT_LT(steady_clock::now() - before, 1s);
    expectBalance(stream, 300);
    const auto ending = capture.finish();
    EXPECT_EQ(ending.kind, Ending::Kind::DeviceLost) << ending.why;
}

TEST_F(Live, WhatCannotBeOpenedIsNamed)
{
    const auto refusal = [](const Request& request) {
        const auto capture = Capture::open(request);
        return capture ? std::string{"opened"} : capture.error().text();
    };
    EXPECT_THAT(refusal({.devices = {{"nosuch0"}}}), testing::HasSubstr("nosuch0: no such interface"));
    ASSERT_TRUE(lab::ip("link add idle0 type veth peer name idle1"));
    EXPECT_THAT(refusal({.devices = {{"idle0"}}}), testing::HasSubstr("up first"));
    EXPECT_THAT(refusal({.devices = {{"pr1"}}, .monitor = Monitor::Yes}), testing::HasSubstr("monitor"));
    EXPECT_THAT(refusal({.devices = {{"any", "ether host 1:2:3:4:5:6"}}}), testing::Not("opened"));
}

}  // namespace
}  // namespace pr::client
