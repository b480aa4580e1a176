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

TEST(Guard, BoundsEachPartOfARequest)
{
    const Guard guard{8080, "secret"};
    auto head = request();
    head.query = std::string(9000, 'a');
    EXPECT_EQ(guard.check(head).status, 414);
    head = request({{"X-Long", std::string(17'000, 'a')}});
    EXPECT_EQ(guard.check(head).status, 431);
    head = request();
    head.headers.resize(65, {"X", "y"});
    EXPECT_EQ(guard.check(head).status, 431);
    head = request();
    head.bodyBytes = 50'000;
    EXPECT_EQ(guard.check(head).status, 413);
}

struct Fixed : Source {
    bool broken = false;

    std::string caseName() override { return "a\"b"; }
    Outcome<pipeline::Measures> measures() override
    {
        if (broken)
            return fail(Status::Storage, "/home/someone/secret.prcase is gone.");
        pipeline::Measures m{.packets = 1000, .bytes = 60000, .dropped = {.kernel = 2, .device = 1}, .openFlows = 2};
        m.processing.observe(5e-7, 1000);
        return m;
    }
    Outcome<std::uint64_t> activeSessions() override { return 1; }
    Outcome<std::vector<SessionRow>> sessions() override
    {
        return std::vector<SessionRow>{{.id = 1,
            .name = "lab",
            .source = "eth0",
            .started = 0,
            .ended = 1'000'000'000,
            .packets = 1000,
            .bytes = 60000,
            .dropped = 3,
            .state = "done"}};
    }
    Outcome<Stats> stats() override
    {
        return Stats{.total = {.packets = 1000, .bytes = 60000, .dropped = 3, .flows = 2, .alerts = 0},
            .protocols = {{"dns", {.packets = 4, .bytes = 400, .dropped = {}, .flows = 2, .alerts = 0}}}};
    }
};

TEST(Routes, SayTheNumbers)
{
    Fixed source;
    EXPECT_NE(answer("/health", source, 2.5).body.find("\"case\":\"a\\\"b\",\"uptime_seconds\":2"), std::string::npos);
    const auto metrics = answer("/metrics", source, 0).body;
    for (const auto* line : {"packetrecorder_packets_total 1000\n", "packetrecorder_bytes_total 60000\n",
             "packetrecorder_packets_dropped_total 3\n", "packetrecorder_packets_lost_total{where=\"kernel\"} 2\n",
             "packetrecorder_packets_lost_total{where=\"interface\"} 1\n",
             "packetrecorder_packets_lost_total{where=\"core\"} 0\n", "packetrecorder_active_sessions 1\n",
             "packetrecorder_flow_table_size 2\n", "packetrecorder_packet_processing_seconds_count 1000\n",
             "packetrecorder_packet_processing_seconds_bucket{le=\"1e-06\"} 1000\n",
             "packetrecorder_packet_processing_seconds_bucket{le=\"1e-07\"} 0\n",
             "packetrecorder_db_write_seconds_count 0\n"})
        EXPECT_NE(metrics.find(line), std::string::npos) << line << metrics;
    EXPECT_NE(answer("/api/v1/sessions", source, 0).body.find("\"ended\":\"1970-01-01T00:00:01.000000000Z\""),
        std::string::npos);
    EXPECT_EQ(answer("/api/v1/stats", source, 0).body,
        "{\"packets\":1000,\"bytes\":60000,\"dropped\":3,\"flows\":2,\"alerts\":0,\"protocols\":{\"dns\":"
        "{\"packets\":4,\"bytes\":400,\"dropped\":null,\"flows\":2,\"alerts\":0}}}\n");
    EXPECT_EQ(answer("/../etc/passwd", source, 0).status, 404);
    source.broken = true;
    EXPECT_EQ(answer("/metrics", source, 0).status, 503);
    EXPECT_EQ(answer("/metrics", source, 0).body.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace pr::api
