#include "capture/client/capture.h"
#include "capture/client/helper_program.h"
#include "capture/client/interfaces.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pr::client {
namespace {

using namespace std::chrono_literals;

Failure failureOf(const Request& request, const char* helper)
{
    auto capture = Capture::open(request, helper);
    EXPECT_FALSE(capture);
    return capture ? Failure{} : capture.error();
}

TEST(CaptureClient, ARequestIsJudgedBeforeAnythingStarts)
{
    const Request requests[] = {
        {},
        {.devices = {{"eth0/../x"}}},
        {.devices = {{""}}},
        {.devices = {{"lo"}}, .snaplen = 63},
        {.devices = {{"lo"}}, .snaplen = 262'145},
        {.devices = {{"lo"}}, .buffer = limits::MiB - 1},
        {.devices = {{"lo"}}, .buffer = 65 * limits::MiB},
        {.devices = {{"lo"}, {"lo"}, {"lo"}}, .buffer = 2 * limits::MiB},
        {.devices = {{"lo", "tcp prot"}}},
        {.devices = std::vector<Request::Device>(17, {"lo"})},
    };
    for (const auto& request : requests)
        EXPECT_EQ(failureOf(request, "/nonexistent/helper").status, Status::Usage);
}

TEST(CaptureClient, AHelperThatIsNoneIsReportedAtOnce)
{
    const auto before = std::chrono::steady_clock::now();
    EXPECT_THAT(failureOf({.devices = {{"lo"}}}, "/nonexistent/helper").what, testing::HasSubstr("No such file"));
    EXPECT_THAT(failureOf({.devices = {{"lo"}}}, "/bin/false").what, testing::HasSubstr("status 1"));
    EXPECT_EQ(failureOf({.devices = {{"lo"}}}, "/etc/passwd").status, Status::Permission);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 2s);
}

TEST(CaptureClient, AMissingRightComesWithOneCommand)
{
    const auto built = missingRight("/home/someone's/build/packetrecorder-capture");
    EXPECT_EQ(built.status, Status::Permission);
    EXPECT_THAT(built.next, testing::HasSubstr("sudo sh -c \"install -D -o root -g "));
    EXPECT_THAT(built.next, testing::HasSubstr("'/home/someone'\\''s/build/packetrecorder-capture'"));
    EXPECT_EQ(missingRight("/usr/libexec/packetrecorder/packetrecorder-capture").next,
        "Grant it: sudo setcap cap_net_raw+ep /usr/libexec/packetrecorder/packetrecorder-capture");
    EXPECT_EQ(missingRight("/usr/libexec/packetrecorder/packetrecorder-capture-xdp").next,
        "Grant it: sudo setcap cap_net_admin,cap_bpf+ep /usr/libexec/packetrecorder/packetrecorder-capture-xdp");
}

TEST(CaptureClient, TheRightToSendIsAnotherThanTheRightToRecord)
{
    const auto built = missingRight("/home/me/build/packetrecorder-inject");
    EXPECT_EQ(built.status, Status::Permission);
    EXPECT_EQ(built.what, "The injector has no right to send packets.");
    EXPECT_THAT(built.next,
        testing::HasSubstr("usermod -aG packetrecorder-inject $USER && install -D -o root -g packetrecorder-inject"));
    EXPECT_EQ(missingRight("/usr/libexec/packetrecorder/packetrecorder-inject").next,
        "Grant it: sudo setcap cap_net_raw+ep /usr/libexec/packetrecorder/packetrecorder-inject");
}

TEST(CaptureClient, InterfacesAreListedWithoutAnyRight)
{
    const auto list = listInterfaces();
    ASSERT_TRUE(list);
    bool loopback = false;
    for (const auto& interface : *list)
        if (interface.name == "lo") {
            loopback = true;
            EXPECT_TRUE(interface.loopback);
            EXPECT_EQ(interface.linkType, 1);
        }
    EXPECT_TRUE(loopback);
}

}  // namespace
}  // namespace pr::client
