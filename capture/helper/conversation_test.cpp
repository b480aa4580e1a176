// The helper as a program, spoken to by clients that break the rules. Only the last tests need root, and say so.
#include "capture/helper/started_helper.h"

#include <random>

#include <sys/stat.h>

namespace pr::helper {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using Helper = StartedHelper;

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
    EXPECT_EQ(helper.exitStatus(50ms), Helper::running) << "it waits for the first frame";
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

/// Frames that were damaged at random, by a seed.
class Damaged {
public:
    std::string of(std::initializer_list<wire::Message> samples)
    {
        auto frame = wire::encode(samples.begin()[m_random() % samples.size()]);
        for (auto damage = m_random() % 3 + 1; damage > 0; --damage)
            frame[m_random() % frame.size()] = static_cast<char>(m_random());
        return frame + std::string(m_random() % 9, static_cast<char>(m_random()));
    }

private:
    std::mt19937 m_random{7};
};

/// Whether the grammar has an end like this. One that goes on waiting ends when we leave, which is looked at, too.
bool endsAsItMay(Helper& helper)
{
    auto status = helper.exitStatus(20ms);
    if (status == Helper::running) {
        helper.leave();
        status = helper.exitStatus(3s);
    }
    return status == static_cast<int>(wire::Exit::Done) || status == protocol
        || status == static_cast<int>(wire::Exit::Refused) || status == static_cast<int>(wire::Exit::ReaderGone);
}

TEST(Conversation, DamagedFramesNeverHangOrCrashTheHelper)
{
    Damaged damaged;
    for (int round = 0; round < rounds(150, 10'000); ++round) {
        Helper helper;
        helper.say(damaged.of({loopback, wire::ListInterfaces{},
            wire::Open{{{.name = "any", .buffer = wire::minBuffer, .filter = {{6, 0, 0, 0}}}}}}));
        ASSERT_TRUE(endsAsItMay(helper)) << round;
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
    Helper helper{{.creator = nobody}};
    helper.say(wire::encode(loopback));
    EXPECT_EQ(helper.hearAll(), "");
    EXPECT_EQ(helper.exitStatus(500ms), protocol);
}

TEST_F(Privileged, SetUidIsRefused)
{
    const auto copy = fs::temp_directory_path() / ("packetrecorder-set-uid-" + std::to_string(getpid()));
    fs::copy_file(helperProgram(), copy);
    if (chown(copy.c_str(), 65534, 65534) != 0 || chmod(copy.c_str(), 04755) != 0)
        GTEST_SKIP() << "cannot make a set-uid file";
    Helper helper{{.program = copy}};
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

TEST_F(Privileged, DamagedRequestsNeverHangOrCrashARunningCapture)
{
    Damaged damaged;
    for (int round = 0; round < rounds(50, 10'000); ++round) {
        Helper helper;
        helper.say(wire::encode(loopback));
        ASSERT_TRUE(helper.hear(wire::encode(wire::Opened{{{}}}).size()));
        helper.say(wire::encode(wire::Start{}));
        helper.say(damaged.of({loopback, wire::Start{}, wire::Status{}, wire::Stop{}}));
        ASSERT_TRUE(endsAsItMay(helper)) << round;
    }
}

}  // namespace
}  // namespace pr::helper
