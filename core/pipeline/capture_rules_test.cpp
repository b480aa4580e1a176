#include "core/pipeline/capture_rules.h"

#include <gtest/gtest.h>

namespace pr::pipeline {
namespace {

const Timestamp kNow = *parseTime("2026-11-23T12:00:00Z");

/// "option words", one a line.
std::string wrongIn(const WrittenOptions& written)
{
    std::string all;
    for (const auto& wrong : wrongOptions(written, kNow))
        all += std::string{wrong.option} + ' '
            + wrong.said([](std::string_view option) { return "--" + std::string{option}; }) + '\n';
    return all;
}

TEST(CaptureRules, TakeWhatIsInTheRangeOfEachOption)
{
    const struct {
        const char* option;
        const char* written;
        bool right;
    } cases[] = {
        {"snaplen", "63", false},
        {"snaplen", "64", true},
        {"snaplen", "256k", true},
        {"snaplen", "262145", false},
        {"snaplen", "1.5", false},
        {"duration", "0", true},
        {"duration", "-1", false},
        {"duration", "9G", false},
        {"count", "18446744073709551615", true},
        {"count", "18446744073709551616", false},
        {"filesize", "2G", true},
        {"filesize", "2T", false},
        {"min-free", "0", true},
        {"ring-size", "3M", false},
        {"ring-size", "4M", true},
        {"ring-duration", "0", false},
        {"ring-duration", "1", true},
        {"pre-trigger", "0", false},
        {"pre-trigger", "3153600001", false},
        {"sample", "0", false},
        {"sample", "1", true},
        {"start-at", "2001-01-01", true},
        {"start-at", "tonight", false},
        {"stop-at", "2026-11-23T12:00:00Z", false},
        {"stop-at", "2026-11-23T12:00:01Z", true},
    };
    for (const auto& one : cases)
        EXPECT_EQ(wrongIn({{one.option, one.written}}).empty(), one.right) << one.option << ' ' << one.written;
}

TEST(CaptureRules, TellNothingOfWhatWasNotGiven)
{
    WrittenOptions all;
    for (const auto option : kCheckedOptions)
        all[std::string{option}] = "";
    EXPECT_EQ(wrongIn(all), "");
}

TEST(CaptureRules, NameTheOtherOptionAsItIsCalledWhereTheyAreRead)
{
    EXPECT_EQ(wrongIn({{"pre-trigger", "60"}, {"ring-duration", "60"}}),
        "pre-trigger excludes --ring-duration, which has no end: give one of the two\n");
    EXPECT_EQ(wrongIn({{"trigger-on", "scan-vertical"}}), "trigger-on goes with --pre-trigger only\n");
    EXPECT_EQ(wrongIn({{"sample", "10"}, {"backend", "libpcap"}}), "sample is for XDP only: give --backend xdp\n");
    EXPECT_EQ(wrongIn({{"sample", "10"}, {"backend", "xdp"}}), "");
    EXPECT_EQ(wrongIn({{"trigger-on", "scan-vertical"}, {"pre-trigger", "60"}}), "");
}

TEST(CaptureRules, WantTheEndBehindTheBeginning)
{
    EXPECT_EQ(wrongIn({{"start-at", "2026-11-24T10:00Z"}, {"stop-at", "2026-11-24T11:00Z"}}), "");
    EXPECT_EQ(wrongIn({{"start-at", "2026-11-24T10:00Z"}, {"stop-at", "2026-11-24T09:00Z"}}),
        "stop-at comes before the capture can begin; without a Z it is this machine's own time\n");
    EXPECT_EQ(wrongIn({{"start-at", "2026-11-22T10:00Z"}, {"stop-at", "2026-11-23T11:00Z"}}),
        "stop-at comes before the capture can begin; without a Z it is this machine's own time\n")
        << "what is over cannot begin any more";
}

}  // namespace
}  // namespace pr::pipeline
