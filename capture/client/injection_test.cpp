// The client of the injector against programs that are none, and over virtual Ethernet in a namespace of our own.
#include "capture/client/injection.h"
#include "capture/client/live_lab.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/eventfd.h>
#include <unistd.h>

namespace pr::client {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using testing::HasSubstr;

const std::string frameBytes(100, '\2');

PacketView packet(std::uint64_t number, const std::string& bytes = frameBytes)
{
    return {.number = PacketNumber{number},
        .linkType = 1,
        .originalLength = static_cast<std::uint32_t>(bytes.size()),
        .bytes = bytesOf(bytes)};
}

std::string octal(std::string_view bytes)
{
    std::string out;
    for (const auto c : bytes) {
        const auto value = static_cast<unsigned char>(c);
        for (const auto shift : {6, 3, 0})
            out += (shift == 6 ? "\\" : "") + std::to_string(value >> shift & 7);
    }
    return out;
}

/// A shell script that speaks as an injector would.
class Fake {
public:
    explicit Fake(const std::string& commands)
        : m_path{std::filesystem::temp_directory_path() / ("fake-injector-" + std::to_string(getpid()))}
    {
        std::ofstream{m_path} << "#!/bin/sh\n" << commands << '\n';
        std::filesystem::permissions(m_path, std::filesystem::perms::owner_all);
    }
    ~Fake() { std::filesystem::remove(m_path); }
    Fake(const Fake&) = delete;
    Fake& operator=(const Fake&) = delete;
    static std::string says(std::string_view frame) { return "printf '" + octal(frame) + "' >&3\n"; }
    static std::string says(const inject::AccountFrame& frame)
    {
        return says(std::string_view{frame.data(), frame.size()});
    }
    static std::string opens() { return says(wire::encode(wire::Opened{{{.snaplen = 1514}}})); }
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

void expectClosed(const Sending& sending)
{
    EXPECT_EQ(sending.asked, sending.sent + sending.refused() + sending.failed());
}

TEST(Injection, AProgramThatIsNoInjectorIsReportedAtOnce)
{
    const auto failure = [](const std::filesystem::path& program, const std::string& interface = "lo") {
        const auto injection = Injection::open({.interface = interface}, program);
        return injection ? Failure{} : injection.error();
    };
    const auto before = steady_clock::now();
    EXPECT_THAT(failure("/nonexistent/injector").what, HasSubstr("No such file"));
    EXPECT_THAT(failure("/bin/false").what, HasSubstr("status 1"));
    EXPECT_THAT(failure("/bin/false", "../lo").what, HasSubstr("name of an interface"));
    EXPECT_EQ(failure("/etc/passwd").status, Status::Permission);
    EXPECT_THAT(failure(Fake{"cat <&3 >&3"}.path()).what, HasSubstr("another version"));
    EXPECT_THAT(failure(Fake{"printf half >&3"}.path()).what, HasSubstr("status 0"));
    EXPECT_LT(steady_clock::now() - before, 3s);
}

TEST(Injection, WhatAnInjectorThatDiesLeavesUnsaidIsCountedAsFailed)
{
    const Fake fake{Fake::opens() + "head -c 300 <&3 >/dev/null\n"
        + Fake::says(inject::encode(inject::Account{.sent = 2})) + "kill -9 $$"};
    auto injection = Injection::open({.interface = "lo"}, fake.path());
    ASSERT_TRUE(injection);
    for (std::uint64_t i = 1; i <= 5; ++i)
        injection->send(packet(i));
    injection->flush();
    const auto ending = injection->finish();
    EXPECT_EQ(ending.kind, Ending::Kind::Died);
    EXPECT_THAT(ending.why, HasSubstr("signal 9"));
    const auto& sending = injection->sending();
    expectClosed(sending);
    EXPECT_EQ(sending.sent, 2U);
    EXPECT_EQ(sending.of(Unsent::Unknown).count, 3U);
    EXPECT_EQ(sending.of(Unsent::Unknown).first.value, 3U);
}

TEST(Injection, AnAccountThatCannotBeIsTheEndOfTheInjector)
{
    const inject::Account accounts[] = {{.sent = 3}, {.sent = 1, .unsent = {{{1, 1}, {1, 2}}}}};
    for (const auto& account : accounts) {
        const Fake fake{
            Fake::opens() + "head -c 216 <&3 >/dev/null\n" + Fake::says(inject::encode(account)) + "sleep 60"};
        auto injection = Injection::open({.interface = "lo"}, fake.path());
        ASSERT_TRUE(injection);
        EXPECT_TRUE(injection->send(packet(1)) && injection->send(packet(2)));
        EXPECT_FALSE(injection->waitUntil(steady_clock::now() + 20s));
        const auto ending = injection->finish();
        EXPECT_EQ(ending.kind, Ending::Kind::Died);
        EXPECT_THAT(ending.why, HasSubstr("contradicts"));
        expectClosed(injection->sending());
        EXPECT_EQ(injection->sending().failed(), 2U);
    }
}

TEST(Injection, APacketThatIsNotWhatWasThereIsNeverHandedOver)
{
    const Fake fake{Fake::opens() + "cat <&3 >/dev/null"};
    auto injection = Injection::open({.interface = "lo"}, fake.path());
    ASSERT_TRUE(injection);
    auto cut = packet(1), other = packet(2), empty = packet(3);
    cut.originalLength = 101;
    other.linkType = 101;
    empty.originalLength = 0;
    empty.bytes = {};
    const std::string giant(inject::maxFrame + 1, '\2');
    for (const auto& one : {cut, other, empty, packet(4, giant)})
        EXPECT_TRUE(injection->send(one));
    const auto& sending = injection->sending();
    for (const auto why : {Unsent::Cut, Unsent::LinkType, Unsent::TooShort, Unsent::TooLong})
        EXPECT_EQ(sending.of(why).count, 1U);
    EXPECT_EQ(sending.of(Unsent::TooLong).first.value, 4U);
    EXPECT_EQ(sending.refused(), 4U);
    expectClosed(sending);
}

class LiveInjection : public testing::Test {
protected:
    void SetUp() override
    {
        if (!lab::unavailable().empty())
            GTEST_SKIP() << "sending is not tested: " << lab::unavailable();
    }
};

TEST_F(LiveInjection, AFrameCheckSequenceIsLeftToTheInterface)
{
    auto injection = Injection::open({.interface = "pr0"});
    ASSERT_TRUE(injection) << injection.error().text();
    EXPECT_EQ(injection->longest(), 1514U);
    const std::string withCheck(1518, '\2');
    auto longest = packet(1, withCheck);
    longest.fcsBytes = 4;
    EXPECT_TRUE(injection->send(longest));
    EXPECT_EQ(injection->finish().kind, Ending::Kind::Asked);
    EXPECT_EQ(injection->sending().sent, 1U);
    expectClosed(injection->sending());
}

TEST_F(LiveInjection, AnInjectorThatIsKilledIsNoticedWithinASecond)
{
    auto injection = Injection::open({.interface = "pr0"});
    ASSERT_TRUE(injection) << injection.error().text();
    EXPECT_TRUE(injection->send(packet(1)) && injection->flush());
    EXPECT_TRUE(injection->waitUntil(steady_clock::now() + 100ms));
    kill(injection->process(), SIGKILL);
    const auto before = steady_clock::now();
    EXPECT_FALSE(injection->waitUntil(before + 60s));
    EXPECT_THAT(injection->finish().why, HasSubstr("signal 9"));
    EXPECT_LT(steady_clock::now() - before, 1s);
    EXPECT_EQ(injection->sending().sent, 1U);
}

TEST_F(LiveInjection, APauseByTheShellIsSurvived)
{
    auto injection = Injection::open({.interface = "pr0"});
    ASSERT_TRUE(injection) << injection.error().text();
    kill(injection->process(), SIGSTOP);
    for (std::uint64_t i = 1; i <= 100; ++i)
        EXPECT_TRUE(injection->send(packet(i)));
    std::thread shell{[process = injection->process()] {
        std::this_thread::sleep_for(200ms);
        kill(process, SIGCONT);
    }};
    EXPECT_EQ(injection->finish().kind, Ending::Kind::Asked);
    EXPECT_EQ(injection->sending().sent, 100U);
    shell.join();
}

/// A queue that lets out a packet in a while.
class NoRoom : public LiveInjection {
protected:
    void SetUp() override
    {
        LiveInjection::SetUp();
        if (!IsSkipped()
            && std::system("tc qdisc add dev pr0 root tbf rate 400bit burst 200 limit 200 2>/dev/null") != 0)
            GTEST_SKIP() << "`tc` can make no queue here";
    }
    void TearDown() override
    {
        if (std::system("tc qdisc del dev pr0 root 2>/dev/null") != 0)
            std::puts("there was no queue");
    }
};

TEST_F(NoRoom, AFrameWithoutRoomFailsAfterASecondAndTheRestIsTried)
{
    auto injection = Injection::open({.interface = "pr0"});
    ASSERT_TRUE(injection) << injection.error().text();
    for (std::uint64_t i = 1; i <= 8; ++i)
        EXPECT_TRUE(injection->send(packet(i)));
    const auto before = steady_clock::now();
    EXPECT_EQ(injection->finish().kind, Ending::Kind::Asked);
    EXPECT_GT(steady_clock::now() - before, 2s);
    const auto& sending = injection->sending();
    expectClosed(sending);
    EXPECT_GE(sending.sent, 2U);
    EXPECT_GE(sending.of(Unsent::NoRoom).count, 1U);
    EXPECT_EQ(sending.of(Unsent::Unknown).count, 0U);
}

TEST_F(NoRoom, AStopIsNotHeldUpForLong)
{
    const auto stop = eventfd(0, EFD_CLOEXEC);
    auto injection = Injection::open({.interface = "pr0", .stop = stop});
    ASSERT_TRUE(injection) << injection.error().text();
    for (std::uint64_t i = 1; i <= 100; ++i)
        EXPECT_TRUE(injection->send(packet(i)));
    EXPECT_TRUE(injection->flush());
    eventfd_write(stop, 1);
    const auto before = steady_clock::now();
    EXPECT_FALSE(injection->waitUntil(before + 60s));
    const auto ending = injection->finish();
    EXPECT_LT(steady_clock::now() - before, 4s);
    EXPECT_EQ(ending.kind, Ending::Kind::Died);
    EXPECT_THAT(ending.why, HasSubstr("took nothing more"));
    expectClosed(injection->sending());
    EXPECT_GT(injection->sending().of(Unsent::Unknown).count, 50U);
    close(stop);
}

}  // namespace
}  // namespace pr::client
