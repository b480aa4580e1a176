// The server over a real loopback socket.
#include "app/api/server.h"

#include "app/api/guard.h"

#include <QtCore/QCoreApplication>

#include <arpa/inet.h>
#include <array>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace pr::api {
namespace {

struct Large : Source {
    std::size_t rows = 1;

    std::string caseName() override { return "a.prcase"; }
    Outcome<pipeline::Measures> measures() override { return pipeline::Measures{.packets = 7}; }
    Outcome<std::uint64_t> activeSessions() override { return 0; }
    Outcome<std::vector<SessionRow>> sessions() override
    {
        return std::vector<SessionRow>(rows, {.id = 1, .name = std::string(200, 'n'), .source = "eth0"});
    }
    Outcome<Stats> stats() override { return Stats{}; }
};

// Not under AddressSanitizer, which keeps what was freed.
std::int64_t residentBytes()
{
#if defined(__SANITIZE_ADDRESS__)
    return 0;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    return 0;
#endif
#endif
    std::ifstream in{"/proc/self/statm"};
    std::size_t all = 0, resident = 0;
    in >> all >> resident;
    return static_cast<std::int64_t>(resident) * ::sysconf(_SC_PAGESIZE);
}

class Client {
public:
    explicit Client(std::uint16_t port, int receiveBuffer = 0)
        : m_socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        if (receiveBuffer)
            ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    Client(Client&& other) noexcept
        : m_socket{std::exchange(other.m_socket, -1)}, m_connected{std::exchange(other.m_connected, false)}
    {
    }
    ~Client()
    {
        if (m_socket >= 0)
            ::close(m_socket);
    }
    bool connected() const { return m_connected; }
    bool send(std::string_view text)
    {
        return ::send(m_socket, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }
    /// What comes until the server closes; gives up after ten seconds.
    std::string read()
    {
        std::string out;
        std::array<char, 65'536> piece{};
        pollfd wait{m_socket, POLLIN, 0};
        while (::poll(&wait, 1, 10'000) > 0) {
            const auto got = ::recv(m_socket, piece.data(), piece.size(), 0);
            if (got <= 0)
                return out;
            out.append(piece.data(), static_cast<std::size_t>(got));
        }
        return out + "(no end)";
    }

private:
    int m_socket;
    bool m_connected = false;
};

class ServerTest : public ::testing::Test {
protected:
    void SetUp() override
    {
        auto started = Server::start({.key = m_key}, source);
        ASSERT_TRUE(started) << started.error().text();
        server = std::move(*started);
    }

    std::string head(std::string_view line, std::string_view more = {}) const
    {
        return std::string{line} + "\r\nHost: 127.0.0.1:" + std::to_string(server->port())
            + "\r\nAuthorization: Bearer " + m_key + "\r\n" + std::string{more} + "\r\n";
    }
    std::string ask(std::string_view request) const
    {
        Client client{server->port()};
        return client.send(request) ? client.read() : "(not sent)";
    }
    /// The status line's number of the answer to a request.
    std::string statusOf(std::string_view request) const
    {
        const auto answer = ask(request);
        return answer.starts_with("HTTP/1.1 ") ? answer.substr(9, 3) : answer.substr(0, 40);
    }

    std::string m_key = "a key of the test's own";
    int m_count = 1;
    char m_name[5] = "test";
    char* m_words[2] = {m_name, nullptr};
    QCoreApplication m_application{m_count, m_words};
    Large source;
    std::unique_ptr<Server> server;
};

TEST_F(ServerTest, AnswersOnlyThoseThatMayAsk)
{
    const auto host = "Host: 127.0.0.1:" + std::to_string(server->port()) + "\r\n";
    const auto bearer = "Authorization: Bearer " + m_key + "\r\n";
    EXPECT_EQ(statusOf(head("GET /health HTTP/1.1")), "200");
    EXPECT_EQ(statusOf("GET /health HTTP/1.1\r\n" + host + "\r\n"), "401");
    EXPECT_EQ(statusOf("GET /nothing HTTP/1.1\r\n" + host + "\r\n"), "401") << "before any path is looked at";
    EXPECT_EQ(statusOf("GET /health HTTP/1.1\r\n" + host + "Authorization: Bearer wrong\r\n\r\n"), "401");
    EXPECT_EQ(statusOf("GET /health HTTP/1.1\r\nHost: evil.example\r\n" + bearer + "\r\n"), "421");
    EXPECT_EQ(statusOf("GET /health HTTP/1.1\r\n" + bearer + "\r\n"), "421") << "no host";
    EXPECT_EQ(statusOf("GET /health HTTP/1.1\r\n" + host + host + bearer + "\r\n"), "421") << "two hosts";
    EXPECT_EQ(statusOf(head("GET /health HTTP/1.1", "Origin: http://evil.example\r\n")), "403");
    EXPECT_EQ(statusOf(head("GET /health HTTP/1.1", "Origin: null\r\n")), "403");
    EXPECT_EQ(statusOf(head("OPTIONS /health HTTP/1.1", "Origin: null\r\n")), "403");
    EXPECT_EQ(statusOf(head("GET /health?token=" + std::string{"x"} + " HTTP/1.1")), "400");
    EXPECT_EQ(statusOf(head("POST /health HTTP/1.1", "Content-Length: 0\r\n")), "405");
    EXPECT_EQ(statusOf(head("DELETE /health HTTP/1.1")), "405");
    EXPECT_EQ(statusOf(head("GET /nothing HTTP/1.1")), "404");
    EXPECT_EQ(statusOf(head("GET /health HTTP/1.0")), "200");

    const auto whole = ask(head("HEAD /health HTTP/1.1"));
    EXPECT_TRUE(whole.ends_with("\r\n\r\n")) << whole;
    for (const auto* field : {"Cache-Control: no-store", "X-Content-Type-Options: nosniff",
             "Content-Security-Policy: default-src 'none'", "Connection: close"})
        EXPECT_NE(whole.find(field), std::string::npos) << field;
    EXPECT_EQ(whole.find("Server:"), std::string::npos);
    EXPECT_EQ(whole.find("Access-Control"), std::string::npos);
}

TEST_F(ServerTest, EndsRequestsThatAreTooLarge)
{
    EXPECT_EQ(statusOf(head("GET /health?" + std::string(9000, 'a') + " HTTP/1.1")), "414");
    EXPECT_EQ(statusOf(head("GET /health HTTP/1.1", "X-Long: " + std::string(20'000, 'a') + "\r\n")), "431");
    std::string fields;
    for (int i = 0; i < 90; ++i)
        fields += "X-" + std::to_string(i) + ": y\r\n";
    EXPECT_EQ(statusOf(head("GET /health HTTP/1.1", fields)), "431");
    EXPECT_EQ(statusOf(head("POST /health HTTP/1.1", "Content-Length: 50000\r\n") + std::string(50'000, 'b')), "413");

    const auto before = residentBytes();
    Client endless{server->port()};
    ASSERT_TRUE(endless.send("GET /health HTTP/1.1\r\nX-Long: "));
    const std::string piece(65'536, 'c');
    int sent = 0;
    while (sent < 512 && endless.send(piece))
        ++sent;
    EXPECT_LT(sent, 512) << "32 MiB of one header were taken";
    EXPECT_LT(residentBytes() - before, 16 << 20);
    EXPECT_EQ(statusOf(head("GET /health HTTP/1.1")), "200");
}

TEST_F(ServerTest, AnswersOthersDespiteEightHundredHalfOpenConnections)
{
    rlimit files{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
    ::setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < 1000)
        GTEST_SKIP() << "the limit of open files is " << files.rlim_cur;
    const auto before = residentBytes();
    std::vector<Client> waiting;
    for (int i = 0; i < 800; ++i) {
        waiting.emplace_back(server->port());
        waiting.back().send("GET /health HTTP/1.1\r\nHost: ");  // those beyond the bound may be closed already
        if (i % 100 == 99) {
            std::this_thread::sleep_for(std::chrono::milliseconds{150});
            EXPECT_EQ(statusOf(head("GET /health HTTP/1.1")), "200") << "beside " << i + 1;
        }
    }
    EXPECT_LT(residentBytes() - before, 32 << 20);
}

TEST_F(ServerTest, BoundsWhatReadersThatStallCost)
{
    source.rows = 20'000;  // about 6 MiB an answer
    const auto before = residentBytes();
    std::vector<Client> stalled;
    for (int i = 0; i < 40; ++i) {
        stalled.emplace_back(server->port(), 4096);
        stalled.back().send(head("GET /api/v1/sessions HTTP/1.1"));
        std::this_thread::sleep_for(std::chrono::milliseconds{30});
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    EXPECT_LT(residentBytes() - before, 96 << 20) << "of 240 MiB that were asked for";
    source.rows = 1;
    // a reader loses its place only after a second of its own: until then others are told to come again
    std::string status;
    for (int i = 0; i < 50 && status != "200"; ++i) {
        status = statusOf(head("GET /health HTTP/1.1"));
        EXPECT_TRUE(status == "200" || status == "503") << status;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    EXPECT_EQ(status, "200");
}

TEST_F(ServerTest, AnswersOneRequestAConnectionAndNotMoreThanItCan)
{
    const auto twice = ask(head("GET /health HTTP/1.1") + head("GET /health HTTP/1.1"));
    EXPECT_EQ(twice.find("HTTP/1.1", 1), std::string::npos) << twice;
    std::map<std::string, int> seen;
    for (int i = 0; i < 300; ++i)
        ++seen[statusOf(head("GET /health HTTP/1.1"))];
    EXPECT_GE(seen["200"], 90);
    EXPECT_EQ(seen["200"] + seen["429"], 300) << "others: " << seen.begin()->first;
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
    EXPECT_EQ(statusOf(head("GET /health HTTP/1.1")), "200") << "patience helps";
}

TEST_F(ServerTest, ListensOnLoopbackOnlyAndKeepsItsTokenPrivate)
{
    const auto refused = Server::start({.address = "0.0.0.0"}, source);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, Status::Usage);
    EXPECT_NE(refused.error().next.find("ssh -L"), std::string::npos);
    EXPECT_FALSE(Server::start({.port = server->port()}, source)) << "the port is taken";
    EXPECT_FALSE(Server::start({.key = "short"}, source));

    const auto own = Server::start({}, source);
    ASSERT_TRUE(own) << own.error().text();
    const auto path = (*own)->tokenFile();
    struct stat found { };
    ASSERT_EQ(::lstat(path.c_str(), &found), 0) << path;
    EXPECT_EQ(found.st_mode & 07777, 0600U);
    std::string token;
    std::ifstream{path} >> token;
    EXPECT_EQ(token.size(), 43U);
    Client client{(*own)->port()};
    client.send("GET /health HTTP/1.1\r\nHost: localhost:" + std::to_string((*own)->port())
        + "\r\nAuthorization: Bearer " + token + "\r\n\r\n");
    EXPECT_TRUE(client.read().starts_with("HTTP/1.1 200"));
}

}  // namespace
}  // namespace pr::api
