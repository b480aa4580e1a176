// The window's way to a case: over the sample, against what the core says.
#include "models/case_packet_source.h"

#include "core/pipeline/import.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace pr::models {
namespace {

struct Silent : pipeline::ProgressSink {
    void advance(const pipeline::Advance&) override { }
    void committed(const pipeline::Committed&) override { }
    void warning(std::string_view) override { }
    void stopped(std::string_view, std::string_view) override { }
};

TEST(CaseSource, FollowsAStreamOfTheSampleInBothDirections)
{
    auto pattern = (std::filesystem::temp_directory_path() / "case-source-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    const std::filesystem::path folder{pattern};
    Silent silent;
    const auto imported =
        pipeline::importFiles({.files = {PR_SAMPLE}, .casePath = folder / "sample.prcase"}, silent, {});
    ASSERT_TRUE(imported) << imported.error().text();
    const auto opened = openCase(folder / "sample.prcase");
    ASSERT_TRUE(opened) << opened.error().text();
    const auto session = imported->sessions.at(0).id.value;

    bool request = false, response = false;
    for (std::uint64_t stream = 0; stream < 10; ++stream) {
        const auto content = (*opened)->follow(session, {"tcp", stream}, {});
        ASSERT_TRUE(content) << content.error().text();
        EXPECT_FALSE(content->client.empty()) << stream;
        for (const auto& chunk : content->chunks) {
            const auto text = textOf(chunk.bytes);
            request = request || (!chunk.fromServer && text.starts_with("GET / HTTP/1.1"));
            response = response || (chunk.fromServer && text.starts_with("HTTP/1.1 200 OK"));
        }
    }
    EXPECT_TRUE(request);
    EXPECT_TRUE(response);
    const auto none = (*opened)->follow(session, {"tcp", 100'000}, {});
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->chunks.empty());
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace pr::models
