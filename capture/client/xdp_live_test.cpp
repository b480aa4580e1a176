// The XDP helper and the client over virtual Ethernet. Skipped, with the reason, where no namespace can be made, where
// the kernel runs no BPF for us, or where the helper was not built.
#include "capture/client/capture.h"
#include "capture/client/live_lab.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

namespace pr::client {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
namespace fs = std::filesystem;

enum Option : unsigned { Started = 2, Ended = 3, Received = 4, Missed = 5, Accepted = 6, Dropped = 7, Delivered = 8 };

class XdpLive : public testing::Test {
protected:
    void SetUp() override
    {
        if (!lab::unavailable().empty())
            GTEST_SKIP() << "XDP is not tested: " << lab::unavailable();
        static const auto refusal = [] {
            const auto capture = Capture::open({.devices = {{"pr1"}}, .backEnd = BackEnd::Xdp});
            return capture ? Failure{Status::Done, {}, {}} : capture.error();
        }();
        if (refusal.status == Status::Permission)  // or it was not built
            GTEST_SKIP() << "XDP is not tested: " << refusal.text();
        ASSERT_EQ(refusal.status, Status::Done) << refusal.text();
    }
    static Capture begin(Request request)
    {
        request.backEnd = BackEnd::Xdp;
        if (request.devices.empty())
            request.devices = {{"pr1"}};
        auto capture = Capture::open(request);
        if (!capture) {
            ADD_FAILURE() << capture.error().text();
            std::abort();
        }
        return std::move(*capture);
    }
    static lab::Stream stopAndRead(Capture& capture)
    {
        std::this_thread::sleep_for(100ms);
        capture.stop();
        auto stream = lab::walk(lab::readAll(capture.stream()));
        EXPECT_EQ(stream.fault, "");
        return stream;
    }
    static lab::Statistics last(const lab::Stream& stream, std::size_t interface = 0)
    {
        const auto& all = stream.interfaces.at(interface).statistics;
        EXPECT_TRUE(!all.empty() && all.back().last());
        return all.empty() ? lab::Statistics{} : all.back();
    }
    static void expectBalance(const lab::Stream& stream, std::uint64_t sent, std::size_t interface = 0)
    {
        auto numbers = last(stream, interface).numbers;
        std::uint64_t stored = 0;
        for (const auto& packet : stream.packets)
            stored += packet.interface == interface ? 1U : 0U;
        EXPECT_EQ(sent, stored + numbers[Dropped]);
        EXPECT_EQ(numbers[Accepted], sent);
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
    /// Whether an XDP program is on the device.
    static bool attached(const std::string& device)
    {
        return lab::ip("-d link show " + device + " | grep -q prog/xdp");
    }
};

TEST_F(XdpLive, NumberedPacketsComeInOrderAndWholeWithTheirTimes)
{
    auto capture = begin({});
    EXPECT_EQ(capture.devices().at(0).linkType, 1);
    auto reading = std::async(std::launch::async, [&] { return lab::walk(lab::readAll(capture.stream())); });
    const auto before = std::chrono::system_clock::now();
    lab::sendNumbered("pr0", 0, 20'000, 200, 5000, 1000);
    const auto after = std::chrono::system_clock::now();
    std::this_thread::sleep_for(100ms);
    capture.stop();
    const auto stream = reading.get();
    EXPECT_EQ(stream.fault, "");
    EXPECT_EQ(capture.finish().kind, Ending::Kind::Asked);
    expectBalance(stream, 20'000);
    ASSERT_EQ(stream.packets.size(), 20'000U);
    for (std::uint32_t i = 0; i < 20'000; ++i) {
        ASSERT_EQ(stream.packets[i].number(), i);
        ASSERT_EQ(stream.packets[i].bytes.size(), 200U);
        ASSERT_TRUE(i == 0 || stream.packets[i].nanoseconds >= stream.packets[i - 1].nanoseconds) << i;
    }
    const auto at = [](std::chrono::system_clock::time_point time) {
        return static_cast<std::uint64_t>(std::chrono::nanoseconds{time.time_since_epoch()}.count());
    };
    EXPECT_GT(stream.packets.front().nanoseconds + 1'000'000, at(before));
    EXPECT_LT(stream.packets.back().nanoseconds, at(after) + 1'000'000);
    EXPECT_EQ(last(stream).comment, "XDP: received frames only");
}

TEST_F(XdpLive, AStalledReaderLosesPacketsButNotTheirCount)
{
    auto capture = begin({.buffer = 2 * limits::MiB});
    lab::sendNumbered("pr0", 0, 100'000);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 100'000);
    EXPECT_GT(last(stream).numbers[Dropped], 0U);
}

TEST_F(XdpLive, TheAccountIsExactWhilePacketsKeepComing)
{
    for (int round = 0; round < 5; ++round) {
        auto capture = begin({.buffer = limits::MiB});
        std::atomic<bool> enough = false;
        std::thread sender{[&] {
            for (std::uint32_t i = 0; !enough; i += 100)
                lab::sendNumbered("pr0", i, 100);
        }};
        auto reading = std::async(std::launch::async, [&] { return lab::walk(lab::readAll(capture.stream())); });
        std::this_thread::sleep_for(200ms);
        capture.stop();
        const auto stream = reading.get();
        enough = true;
        sender.join();
        EXPECT_EQ(stream.fault, "");
        auto numbers = last(stream).numbers;
        EXPECT_EQ(numbers[Accepted], stream.packets.size() + numbers[Dropped]);
        EXPECT_GT(stream.packets.size(), 0U);
    }
}

TEST_F(XdpLive, ACountEndsTheCaptureExactlyThere)
{
    auto capture = begin({.packets = 1234});
    lab::sendNumbered("pr0", 0, 20'000);
    const auto stream = lab::walk(lab::readAll(capture.stream()));
    ASSERT_EQ(stream.packets.size(), 1234U);
    EXPECT_EQ(stream.packets.back().number(), 1233U);
    auto numbers = last(stream).numbers;
    EXPECT_EQ(numbers[Accepted], 1234U + numbers[Dropped]);
    EXPECT_EQ(capture.finish().kind, Ending::Kind::Asked);
}

TEST_F(XdpLive, TheSnaplenCutsBytesAndKeepsTheOriginalLength)
{
    for (const auto snaplen : {64U, 97U, 625U, 1000U, 262'144U})
        for (const auto length : {60U, 96U, 241U, 900U, 1514U}) {
            auto capture = begin({.snaplen = snaplen});
            lab::sendNumbered("pr0", 0, 50, length);
            const auto stream = stopAndRead(capture);
            expectBalance(stream, 50);
            for (const auto& packet : stream.packets) {
                ASSERT_EQ(packet.originalLength, length);
                ASSERT_EQ(packet.bytes.size(), std::min<std::size_t>(length, snaplen));
            }
        }
}

TEST_F(XdpLive, TheFilterRunsInTheKernelAndIsCountedAlone)
{
    for (const auto& [text, wanted] : {std::pair{"udp dst port 5001", 700U}, {"host 10.0.0.2 and not port 5001", 3000U},
             {"tcp or ip6", 0U}, {"net 10.0.0.0/8 and udp", 3700U}, {"inbound", 3700U}, {"vlan 7", 0U}}) {
        auto capture = begin({.devices = {{"pr1", text}}});
        lab::sendNumbered("pr0", 0, 3000, 200, 5000);
        lab::sendNumbered("pr0", 3000, 700, 200, 5001);
        const auto stream = stopAndRead(capture);
        SCOPED_TRACE(text);
        expectBalance(stream, wanted);
        EXPECT_GT(stream.interfaces[0].filter.size(), 8U);
    }
}

TEST_F(XdpLive, SentFramesAreNotSeenAndReceivedOnesGoOn)
{
    auto below = Capture::open({.devices = {{"pr1", "inbound"}}});
    ASSERT_TRUE(below);
    auto capture = begin({});
    lab::sendNumbered("pr1", 0, 200);
    lab::sendNumbered("pr0", 200, 300);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 300);
    std::this_thread::sleep_for(100ms);
    below->stop();
    EXPECT_EQ(lab::walk(lab::readAll(below->stream())).packets.size(), 300U);  // behind XDP, untouched
}

TEST_F(XdpLive, OneInNIsTakenAndTheOthersAreCounted)
{
    auto capture = begin({.oneIn = 10});
    lab::sendNumbered("pr0", 0, 20'000, 100, 5000, 500);
    const auto stream = stopAndRead(capture);
    const auto ended = last(stream);
    expectBalance(stream, ended.numbers.at(Accepted));
    const auto others = std::string{"XDP: received frames only, 1 in 10; "};
    ASSERT_THAT(ended.comment, testing::StartsWith(others));
    EXPECT_EQ(ended.numbers.at(Accepted) + std::stoul(ended.comment.substr(others.size())), 20'000U);
    EXPECT_GT(ended.numbers.at(Accepted), 1'700U);
    EXPECT_LT(ended.numbers.at(Accepted), 2'300U);
}

TEST_F(XdpLive, SeveralInterfacesHaveEachTheirOwnAccount)
{
    auto capture = begin({.devices = {{"pr0"}, {"pr1", "udp port 5001"}}});
    lab::sendNumbered("pr0", 0, 400, 200, 5001);
    lab::sendNumbered("pr0", 0, 111, 200, 5000);
    lab::sendNumbered("pr1", 0, 250);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 250, 0);
    expectBalance(stream, 400, 1);
}

TEST_F(XdpLive, AfterOpeningNoThreadHasAnyRight)
{
    auto capture = begin({});
    for (const auto& task : fs::directory_iterator{fs::path{"/proc"} / std::to_string(capture.process()) / "task"}) {
        const auto status = task.path() / "status";
        for (const auto* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"})
            EXPECT_EQ(statusLine(status, set), "0000000000000000") << set;
        EXPECT_EQ(statusLine(status, "NoNewPrivs"), "1");
        EXPECT_EQ(statusLine(status, "Seccomp"), "2");
        EXPECT_NE(statusLine(status, "Uid").substr(0, 2), "0\t");
    }
}

TEST_F(XdpLive, TheProgramGoesWithTheHelperHoweverItEnds)
{
    for (const bool killed : {false, true}) {
        auto capture = begin({});
        EXPECT_TRUE(attached("pr1"));
        if (killed)
            kill(capture.process(), SIGKILL);
        else
            capture.stop();
        lab::readAll(capture.stream());
        EXPECT_EQ(capture.finish().kind, killed ? Ending::Kind::Died : Ending::Kind::Asked);
        const auto before = steady_clock::now();
        while (attached("pr1") && steady_clock::now() - before < 2s)
            std::this_thread::sleep_for(5ms);
        EXPECT_LT(steady_clock::now() - before, 1s);
    }
}

TEST_F(XdpLive, AnInterfaceThatVanishesEndsTheCaptureWithItsAccount)
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
    EXPECT_EQ(last(stream).comment, "the interface disappeared");
    EXPECT_EQ(capture.finish().kind, Ending::Kind::DeviceLost);
}

TEST_F(XdpLive, AnInterfaceThatGoesDownAndUpKeepsItsAccount)
{
    auto capture = begin({});
    lab::sendNumbered("pr0", 0, 500);
    ASSERT_TRUE(lab::ip("link set pr1 down"));
    std::this_thread::sleep_for(100ms);
    const auto refused = Capture::open({.devices = {{"pr1"}}, .backEnd = BackEnd::Xdp});
    capture.requestStatus();
    std::this_thread::sleep_for(100ms);
    ASSERT_TRUE(lab::ip("link set pr1 up"));
    std::this_thread::sleep_for(300ms);
    lab::sendNumbered("pr0", 500, 500);
    const auto stream = stopAndRead(capture);
    expectBalance(stream, 1000);
    EXPECT_THAT(stream.interfaces[0].statistics,
        testing::Contains(testing::Field(&lab::Statistics::comment, "the interface is down")));
    EXPECT_EQ(last(stream).comment, "XDP: received frames only");
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().text(), testing::HasSubstr("Bring the interface up"));
}

TEST_F(XdpLive, WhatXdpCannotDoIsSaid)
{
    const auto refusal = [](Request request) {
        request.backEnd = BackEnd::Xdp;
        const auto capture = Capture::open(request);
        return capture ? std::string{"opened"} : capture.error().text();
    };
    EXPECT_THAT(refusal({.devices = {{"any"}}}), testing::HasSubstr("named interfaces"));
    EXPECT_THAT(refusal({.devices = {{"nosuch0"}}}), testing::HasSubstr("no such interface"));
    EXPECT_THAT(refusal({.devices = {{"pr1"}}, .monitor = Monitor::Yes}), testing::HasSubstr("no monitor mode"));
    EXPECT_THAT(refusal({.devices = {{"pr1"}}, .oneIn = 0}), testing::HasSubstr("from 1 on"));
    auto first = begin({});
    EXPECT_EQ(refusal({.devices = {{"pr1"}}}),
        "Cannot capture from pr1: another XDP program is on it. Capture without --backend xdp.");
    const auto sampled = Capture::open({.devices = {{"pr1"}}, .oneIn = 5});
    ASSERT_FALSE(sampled);
    EXPECT_THAT(sampled.error().text(), testing::HasSubstr("--backend xdp"));
}

TEST(XdpClient, AHelperThatWasNotBuiltIsNamed)
{
    const auto found = findHelper(BackEnd::Xdp);
    if (found)
        GTEST_SKIP() << "it was built";
    EXPECT_THAT(found.error().text(), testing::HasSubstr("libbpf"));
}

}  // namespace
}  // namespace pr::client
