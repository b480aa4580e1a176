#include "app/api/guard.h"
#include "app/api/routes.h"

#include <gtest/gtest.h>

namespace pr::api {
namespace {

RequestHead request(std::initializer_list<std::pair<std::string, std::string>> more = {})
{
    RequestHead head{.method = Method::Get,
        .path = "/health",
        .query = {},
        .headers = {{"Host", "127.0.0.1:8080"}, {"Authorization", "Bearer secret"}},
        .bodyBytes = 0};
    head.headers.insert(head.headers.end(), more);
    return head;
}

TEST(Guard, RefusesWhatIsNotMeantForIt)
{
    const Guard guard{8080, "secret"};
    EXPECT_EQ(guard.check(request()).status, 0);
    EXPECT_EQ(guard.check(request({{"host", "127.0.0.1:8080"}})).status, 421) << "two hosts";
    EXPECT_EQ(guard.check(request({{"Origin", "null"}})).status, 403);
    EXPECT_EQ(guard.check(request({{"Sec-Fetch-Site", "cross-site"}})).status, 403);
    EXPECT_EQ(guard.check(request({{"Sec-Fetch-Site", "none"}})).status, 0);
    EXPECT_EQ(guard.check(request({{"Transfer-Encoding", "chunked"}, {"Content-Length", "4"}})).status, 400);
    EXPECT_EQ(guard.check(request({{"Authorization", "Bearer secret"}})).status, 401) << "two tokens";
    auto head = request();
    head.headers.clear();
    EXPECT_EQ(guard.check(head).status, 421) << "all headers were dropped";
    head = request();
    head.headers[0].second = "evil.example:8080";
    EXPECT_EQ(guard.check(head).status, 421);
    head = request();
    head.headers[1].second = "Bearer secreT";
    EXPECT_EQ(guard.check(head).status, 401);
    head = request();
    head.query = "a=1&TOKEN=secret";
    EXPECT_EQ(guard.check(head).status, 400);
    head = request();
    head.method = Method::Post;
    EXPECT_EQ(guard.check(head).status, 405);
}

TEST(Guard, TokensAreLongAndDiffer)
{
    EXPECT_EQ(newToken().size(), 43U);
    EXPECT_NE(newToken(), newToken());
    EXPECT_TRUE(isLoopback("127.0.0.1"));
    EXPECT_TRUE(isLoopback("::1"));
    EXPECT_FALSE(isLoopback("0.0.0.0"));
    EXPECT_FALSE(isLoopback("127.example.org"));
}

struct Fixed : Source {
    Snapshot snapshot() override
    {
        Snapshot s;
        s.caseName = "a\"b";
        s.total = {.packets = 1000, .bytes = 60000, .dropped = 3, .flows = 2, .alerts = 0};
        s.sessions.push_back({.id = 1,
            .name = "lab",
            .source = "eth0",
            .started = 0,
            .ended = 1'000'000'000,
            .packets = 1000,
            .bytes = 60000,
            .dropped = 3,
            .state = "done"});
        s.packetProcessing.observe(5e-7, 1000);
        return s;
    }
};

TEST(Routes, SayTheNumbers)
{
    Fixed source;
    EXPECT_NE(answer("/health", source, 2.5).body.find("\"uptime_seconds\":2"), std::string::npos);
    const auto metrics = answer("/metrics", source, 0).body;
    EXPECT_NE(metrics.find("packetrecorder_packets_total 1000"), std::string::npos) << metrics;
    EXPECT_NE(metrics.find("packetrecorder_packets_dropped_total 3"), std::string::npos);
    EXPECT_NE(metrics.find("packetrecorder_packet_processing_seconds_count 1000"), std::string::npos);
    EXPECT_NE(answer("/api/v1/sessions", source, 0).body.find("\"ended\":\"1970-01-01T00:00:01.000000000Z\""),
        std::string::npos);
    EXPECT_EQ(answer("/../etc/passwd", source, 0).status, 404);
}

}  // namespace
}  // namespace pr::api
