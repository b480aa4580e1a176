// The injector as a program, spoken to by clients that break the rules. What needs an interface needs root, and says
// so.
#include "capture/helper/started_helper.h"
#include "capture/inject/messages.h"

#include <random>

#include <sched.h>
#include <sys/stat.h>

namespace pr::inject {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using helper::rounds;
using helper::StartedHelper;

constexpr int protocol = static_cast<int>(wire::Exit::Protocol);
constexpr int refused = static_cast<int>(wire::Exit::Refused);

class Injector : public StartedHelper {
public:
    static fs::path program() { return helper::helperProgram().replace_filename("packetrecorder-inject"); }
    explicit Injector(const Way& way = {.program = program()}) : StartedHelper{way} { }
};

const auto openLoopback = encode(OpenInject{.name = "lo"});
const auto finish = encode(Type::Finish);

std::string frame(std::size_t bytes)
{
    return encode(Type::Frame, bytesOf(std::string(bytes, '\2')));
}

std::string damaged(std::mt19937& random, std::initializer_list<std::string> samples)
{
    auto out = samples.begin()[random() % samples.size()];
    for (auto damage = random() % 3 + 1; damage > 0; --damage)
        out[random() % std::min<std::size_t>(out.size(), 24)] = static_cast<char>(random());
    return out + std::string(random() % 9, static_cast<char>(random()));
}

/// Whether the grammar has an end like this. One that goes on waiting ends when we leave, which is looked at, too.
bool endsAsItMay(Injector& injector)
{
    auto status = injector.exitStatus(10ms);
    if (status == Injector::running) {
        injector.leave();
        status = injector.exitStatus(3s);
    }
    return status == static_cast<int>(wire::Exit::Done) || status == protocol || status == refused
        || status == static_cast<int>(wire::Exit::ReaderGone);
}

TEST(InjectConversation, WhatTheGrammarDoesNotBeginWithEndsTheInjector)
{
    const std::string first[] = {
        std::string(8, '\xff'),
        std::string(8, '\0'),
        "GET / HTTP/1.1\r\n\r\n",
        wire::encode(wire::Open{{{.name = "lo"}}}),
        wire::encode(wire::ListInterfaces{}),
        frame(60),
        finish,
        encode(OpenInject{.name = "../lo"}),
        encode(OpenInject{.name = "a name that is too long"}),
    };
    for (const auto& bytes : first) {
        Injector injector;
        injector.say(bytes);
        EXPECT_EQ(injector.hearAll(), "");
        EXPECT_EQ(injector.exitStatus(500ms), protocol) << bytes;
    }
}

TEST(InjectConversation, AHalfFrameIsNotWaitedForLong)
{
    Injector injector;
    injector.say(std::string_view{openLoopback}.substr(0, openLoopback.size() - 1));
    EXPECT_EQ(injector.exitStatus(8s), protocol);
}

TEST(InjectConversation, AClientThatLeavesEndsTheInjector)
{
    Injector injector;
    EXPECT_EQ(injector.exitStatus(50ms), Injector::running) << "it waits for the first frame";
    injector.leave();
    EXPECT_EQ(injector.exitStatus(500ms), protocol);
}

TEST(InjectConversation, WrongWordsOnTheCommandLineAreUsage)
{
    for (const auto* words : {"", "--socket-fd", "--socket-fd 1", "--socket-fd x", "--socket-fd 3 more"}) {
        const auto status = std::system((Injector::program().string() + " " + words + " 2>/dev/null").c_str());
        EXPECT_EQ(WEXITSTATUS(status), static_cast<int>(wire::Exit::Usage)) << words;
    }
}

TEST(InjectConversation, DamagedRequestsNeverHangOrCrashTheInjector)
{
    std::mt19937 random{7};
    for (int round = 0; round < rounds(2000, 10'000); ++round) {
        Injector injector;
        injector.say(damaged(random, {encode(OpenInject{.name = "nosuch0"}), frame(60), finish}));
        ASSERT_TRUE(endsAsItMay(injector)) << round;
    }
}

class PrivilegedInject : public testing::Test {
protected:
    void SetUp() override
    {
        if (geteuid() != 0)
            GTEST_SKIP() << "not root";
        static const auto apart = unshare(CLONE_NEWNET) == 0 && std::system("ip link set lo up") == 0;
        if (!apart)
            GTEST_SKIP() << "no network namespace can be made";
    }
    static bool opened(const Injector& injector)
    {
        injector.say(openLoopback);
        return injector.hear(wire::encode(wire::Opened{{{}}}).size());
    }
    static wire::Refused refusalOf(const OpenInject& wish)
    {
        Injector injector;
        injector.say(encode(wish));
        const auto answer = injector.hearAll();
        EXPECT_EQ(injector.exitStatus(500ms), refused);
        return refusalIn(answer).value_or(wire::Refused{.text = "it opened"});
    }
    static std::optional<wire::Refused> refusalIn(const std::string& answer)
    {
        const auto header = wire::parseHeader(bytesOf(answer).first(std::min(answer.size(), wire::headerBytes)));
        if (!header || header->type != wire::Type::Refused)
            return std::nullopt;
        const auto message = wire::parseBody(*header, bytesOf(answer).subspan(wire::headerBytes));
        return message ? std::optional{std::get<wire::Refused>(*message)} : std::nullopt;
    }
};

TEST_F(PrivilegedInject, EachFrameIsSentOrCountedByItsReason)
{
    Injector injector;
    ASSERT_TRUE(opened(injector));
    injector.say(frame(60) + frame(13) + frame(70'000) + frame(1) + frame(maxFrame) + frame(1514) + finish);
    const auto said = injector.hearAll();
    EXPECT_EQ(injector.exitStatus(500ms), 0);
    ASSERT_GE(said.size(), std::tuple_size_v<AccountFrame>);
    const auto account = parseAccount(bytesOf(said).last(std::tuple_size_v<AccountFrame>).subspan(wire::headerBytes));
    ASSERT_TRUE(account);
    EXPECT_EQ(*account, (Account{.sent = 2, .unsent = {{{2, 3}, {2, 2}}}}));
}

TEST_F(PrivilegedInject, WhatCannotBeOpenedIsNamed)
{
    EXPECT_EQ(refusalOf({.name = "nosuch0"}).reason, wire::Reason::NoDevice);
    EXPECT_EQ(refusalOf({.name = "any"}).reason, wire::Reason::NoDevice);
    const auto other = refusalOf({.linkType = 101, .name = "lo"});
    EXPECT_EQ(other.reason, wire::Reason::LinkType);
    EXPECT_EQ(other.detail, 1U);
    ASSERT_EQ(std::system("ip link set lo down"), 0);
    EXPECT_EQ(refusalOf({.name = "lo"}).reason, wire::Reason::DeviceDown);
    ASSERT_EQ(std::system("ip link set lo up"), 0);
}

TEST_F(PrivilegedInject, APairMadeByAnotherUserIsRefusedWithoutAWord)
{
    Injector injector{{.program = Injector::program(), .creator = helper::nobody}};
    injector.say(openLoopback);
    EXPECT_EQ(injector.hearAll(), "");
    EXPECT_EQ(injector.exitStatus(500ms), protocol);
}

TEST_F(PrivilegedInject, SetUidIsRefused)
{
    const auto copy = fs::temp_directory_path() / ("packetrecorder-set-uid-" + std::to_string(getpid()));
    fs::copy_file(Injector::program(), copy);
    if (chown(copy.c_str(), 65534, 65534) != 0 || chmod(copy.c_str(), 04755) != 0)
        GTEST_SKIP() << "cannot make a set-uid file";
    Injector injector{{.program = copy}};
    injector.say(openLoopback);
    EXPECT_EQ(injector.exitStatus(500ms), static_cast<int>(wire::Exit::Usage));
    fs::remove(copy);
}

TEST_F(PrivilegedInject, WithoutTheRightItSaysSo)
{
    Injector injector{{.program = Injector::program(), .user = helper::nobody, .creator = helper::nobody}};
    injector.say(openLoopback);
    const auto answer = injector.hearAll();
    if (injector.exitStatus(500ms) > 100)
        GTEST_SKIP() << "nobody may not start what was built here";
    const auto why = refusalIn(answer);
    ASSERT_TRUE(why);
    EXPECT_EQ(why->reason, wire::Reason::Permission);
}

TEST_F(PrivilegedInject, AfterOpenedOnlyFramesAndTheEndAreHeard)
{
    const std::string wrong[] = {openLoopback, wire::encode(wire::Stop{}), std::string(9, 'x'), encode(Type::Frame),
        std::string{encode(Account{}).data(), std::tuple_size_v<AccountFrame>}};
    for (const auto& bytes : wrong) {
        Injector injector;
        ASSERT_TRUE(opened(injector));
        injector.say(bytes);
        EXPECT_EQ(injector.exitStatus(1s), protocol) << bytes.size();
    }
}

TEST_F(PrivilegedInject, AClientThatNeverReadsIsHeldUpAndNothingElse)
{
    Injector injector;
    ASSERT_TRUE(opened(injector));
    for (int i = 0; i < 5000 && injector.exitStatus(0ms) == Injector::running; ++i)
        injector.say(frame(60), MSG_DONTWAIT);
    EXPECT_EQ(injector.exitStatus(100ms), Injector::running);
    injector.leave();
    EXPECT_EQ(injector.exitStatus(1s), static_cast<int>(wire::Exit::ReaderGone));
}

TEST_F(PrivilegedInject, DamagedFramesNeverHangOrCrashAnOpenInjector)
{
    std::mt19937 random{11};
    for (int round = 0; round < rounds(1000, 10'000); ++round) {
        Injector injector;
        ASSERT_TRUE(opened(injector));
        injector.say(damaged(random, {openLoopback, frame(60), frame(200), finish}));
        ASSERT_TRUE(endsAsItMay(injector)) << round;
    }
}

}  // namespace
}  // namespace pr::inject
