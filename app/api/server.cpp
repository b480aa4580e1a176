#include "app/api/server.h"

#include "app/api/guard.h"
#include "app/api/routes.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QThread>
#include <QtCore/QTimer>
#include <QtHttpServer/QAbstractHttpServer>
#include <QtHttpServer/QHttpServerRequest>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pr::api {

namespace {

constexpr int kConnections = 16;
constexpr int kBacklog = 1024;    // those that come at once wait in the kernel and not for their next try
constexpr int kDeadline = 5'000;  // ms for the whole request
constexpr int kStall = 30'000;    // ms for a reader that does not read
constexpr int kWrongToken = 200;  // ms
constexpr int kGrace = 100;       // ms that a connection has for itself when others wait for its place
constexpr int kReading = 1'000;   // ms that a reader has for itself when answers pile up
constexpr qint64 kRequestBytes = 65'536;
constexpr qint64 kUnsentBytes = 16'777'216;  // answers that wait for their readers
constexpr int kRequestsPerSecond = 100;
constexpr std::size_t kShortestKey = 16;

const char* reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 421: return "Misdirected Request";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "Error";
    }
}

QByteArray response(int status, std::string_view type, const std::string& body, bool withBody)
{
    QByteArray out = "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status)
        + "\r\nContent-Type: " + QByteArray{type.data(), static_cast<qsizetype>(type.size())}
        + "\r\nContent-Length: " + QByteArray::number(static_cast<qulonglong>(body.size()))
        + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src "
          "'none'"
          "\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n";
    if (status == 401)
        out += "WWW-Authenticate: Bearer\r\n";
    if (status == 405)
        out += "Allow: GET, HEAD\r\n";
    out += "\r\n";
    if (withBody)
        out.append(body.data(), static_cast<qsizetype>(body.size()));
    return out;
}

QByteArray refusal(int status, std::string_view reason)
{
    return response(status, "application/json", "{\"error\":\"" + std::string{reason} + "\"}\n", true);
}

// Counts connections and ends those that are slow or send too much, before Qt's server sees a byte.
class GuardedListener : public QTcpServer {
public:
    using QTcpServer::QTcpServer;

    /// Whether the answers that their readers have not taken yet leave room for another. Readers that had their time
    /// lose their place for it, the oldest first.
    bool hasRoom()
    {
        while (unsent() > kUnsentBytes) {
            const auto oldest = std::min_element(m_connections.begin(), m_connections.end(),
                [](const Connection& a, const Connection& b) { return a.rank() < b.rank(); });
            if (oldest->socket->bytesToWrite() == 0 || m_clock.elapsed() - oldest->since < kReading)
                return false;
            delete oldest->socket;  // the list loses it as well
        }
        return true;
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto* socket = new QTcpSocket{this};
        if (!socket->setSocketDescriptor(descriptor)) {
            delete socket;
            return;
        }
        if (m_connections.size() >= kConnections)
            makeRoom();
        if (m_connections.size() >= kConnections) {
            // no waiting: what does not fit into the empty buffer of the kernel is not sent
            socket->write(refusal(503, "too many connections"));
            socket->flush();
            delete socket;
            return;
        }
        m_connections.append({socket, m_clock.elapsed()});
        connect(socket, &QObject::destroyed, this, [this](QObject* gone) {
            m_connections.removeIf([gone](const Connection& c) { return c.socket == gone; });
        });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        socket->setReadBufferSize(kRequestBytes);
        // Qt keeps an unfinished request in the socket's buffer: a full buffer is a request above the limit
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            if (socket->bytesAvailable() < kRequestBytes || socket->property("answered").toBool())
                return;
            socket->setProperty("answered", true);
            // behind Qt's own slot for these bytes, which must find the socket open
            QTimer::singleShot(0, socket, [socket] {
                socket->write(refusal(413, "the request is too large"));
                socket->flush();
                socket->abort();
            });
        });
        auto* deadline = new QTimer{socket};
        deadline->setSingleShot(true);
        connect(deadline, &QTimer::timeout, socket, [socket] {
            if (!socket->property("answered").toBool())
                socket->abort();
        });
        deadline->start(kDeadline);
        addPendingConnection(socket);
        emit newConnection();
    }

private:
    struct Connection {
        QTcpSocket* socket;
        qint64 since;

        // those with something to take first, by age
        std::pair<bool, qint64> rank() const { return {socket->bytesToWrite() == 0, since}; }
    };

    qint64 unsent() const
    {
        qint64 sum = 0;
        for (const auto& connection : m_connections)
            sum += connection.socket->bytesToWrite();
        return sum;
    }

    // Those that say nothing, or do not read, must not keep out those that have a question: the oldest goes.
    void makeRoom()
    {
        const auto oldest = std::min_element(m_connections.begin(), m_connections.end(),
            [](const Connection& a, const Connection& b) { return a.since < b.since; });
        if (oldest != m_connections.end() && m_clock.elapsed() - oldest->since >= kGrace)
            delete oldest->socket;
    }

    QList<Connection> m_connections;
    QElapsedTimer m_clock{startedNow()};
    static QElapsedTimer startedNow()
    {
        QElapsedTimer clock;
        clock.start();
        return clock;
    }
};

// A bucket that fills again with time: nobody asks without end, with a right token or a wrong one.
class Rate {
public:
    bool take(qint64 now)
    {
        m_tokens = std::min<double>(kRequestsPerSecond, m_tokens + double(now - m_last) * kRequestsPerSecond / 1000);
        m_last = now;
        if (m_tokens < 1)
            return false;
        m_tokens -= 1;
        return true;
    }

private:
    double m_tokens = kRequestsPerSecond;
    qint64 m_last = 0;
};

Method methodOf(QHttpServerRequest::Method method)
{
    switch (method) {
    case QHttpServerRequest::Method::Get: return Method::Get;
    case QHttpServerRequest::Method::Head: return Method::Head;
    case QHttpServerRequest::Method::Post: return Method::Post;
    case QHttpServerRequest::Method::Options: return Method::Options;
    default: return Method::Other;
    }
}

class HttpServer : public QAbstractHttpServer {
public:
    HttpServer(Guard guard, Source& source, GuardedListener* listener)
        : m_guard{std::move(guard)}, m_source{source}, m_listener{listener}
    {
        m_uptime.start();
        bind(listener);  // takes the listener as its child
    }

protected:
    bool handleRequest(const QHttpServerRequest& request, QTcpSocket* socket) override
    {
        if (socket->property("answered").toBool())
            return true;  // one request a connection: what was pipelined behind it is not answered
        RequestHead head{.method = methodOf(request.method()),
            .path = request.url().path().toStdString(),
            .query = request.url().query(QUrl::FullyDecoded).toStdString(),
            .headers = {},
            .bodyBytes = static_cast<std::size_t>(request.body().size())};
        for (const auto& [name, value] : request.headers())
            head.headers.emplace_back(name.toStdString(), value.toStdString());
        auto refused = m_rate.take(m_uptime.elapsed()) ? m_guard.check(head) : Refusal{429, "too many requests"};
        if (!refused.status && !m_listener->hasRoom())
            refused = {503, "too many answers wait for their readers"};
        QByteArray bytes;
        if (refused.status) {
            bytes = refusal(refused.status, refused.reason);
        } else {
            const auto result = answer(head.path, m_source, static_cast<double>(m_uptime.elapsed()) / 1000);
            bytes = response(result.status, result.type, result.body, head.method != Method::Head);
        }
        socket->setProperty("answered", true);
        // a wrong token waits, so that guessing is slow
        QTimer::singleShot(refused.status == 401 ? kWrongToken : 0, socket, [socket, bytes] {
            socket->write(bytes);
            socket->disconnectFromHost();
            QTimer::singleShot(kStall, socket, [socket] { socket->abort(); });
        });
        return true;
    }

    void missingHandler(const QHttpServerRequest&, QTcpSocket* socket) override { socket->abort(); }

private:
    Guard m_guard;
    Source& m_source;
    GuardedListener* m_listener;
    Rate m_rate;
    QElapsedTimer m_uptime;
};

// A folder that only this user can look into: in the runtime folder, or where there is none, in that for temporary
// files.
Outcome<std::string> privateFolder()
{
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    const auto folder = runtime && *runtime == '/' ? std::string{runtime} + "/packetrecorder"
                                                   : "/tmp/packetrecorder-" + std::to_string(::geteuid());
    ::mkdir(folder.c_str(), 0700);
    struct stat found { };
    if (::lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != ::geteuid()
        || (found.st_mode & 077))
        return fail(Status::Permission, folder + " is not a private folder of this user.",
            "Remove it, or set its mode to 0700, or set XDG_RUNTIME_DIR to a folder of your own.");
    return folder;
}

Outcome<std::string> writeToken(std::uint16_t port, const std::string& token)
{
    auto folder = privateFolder();
    if (!folder)
        return folder;
    const auto path = *folder + "/api-token-" + std::to_string(port);
    ::unlink(path.c_str());
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    const auto text = token + '\n';
    const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int error = errno;
    if (fd >= 0)
        ::close(fd);
    if (!written)
        return fail(
            Status::Permission, "The API's token cannot be written to " + path + ": " + std::strerror(error) + ".");
    return path;
}

}  // namespace

struct Server::State {
    QThread thread;
    HttpServer* http = nullptr;
    std::uint16_t port = 0;
    std::string tokenFile;
};

Server::Server(std::unique_ptr<State> state) : m_state{std::move(state)} { }

Outcome<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Source& source)
{
    if (!isLoopback(options.address))
        return fail(Status::Usage, "The API listens on this machine only, not on " + options.address + ".",
            "From elsewhere, forward a port over ssh: ssh -L PORT:127.0.0.1:PORT this-host.");
    if (!options.key.empty() && options.key.size() < kShortestKey)
        return fail(Status::Usage, "The API's key is too short to be a secret.",
            "PACKETRECORDER_API_KEY takes at least " + std::to_string(kShortestKey)
                + " characters; without it a new token is made at each start.");
    auto state = std::make_unique<State>();
    auto* listener = new GuardedListener;
    listener->setListenBacklogSize(kBacklog);
    const QHostAddress address = options.address == "localhost" ? QHostAddress{QHostAddress::LocalHost}
                                                                : QHostAddress{QString::fromStdString(options.address)};
    if (!listener->listen(address, options.port)) {
        const auto why = listener->errorString().toStdString();
        delete listener;
        return fail(Status::Permission,
            "The API cannot listen on port " + std::to_string(options.port) + ": " + why + ".",
            "Choose another port, or 0 for any.");
    }
    state->port = listener->serverPort();
    auto token = options.key;
    if (token.empty()) {
        token = newToken();
        auto file = writeToken(state->port, token);
        if (!file) {
            delete listener;
            return Unexpected{std::move(file.error())};
        }
        state->tokenFile = std::move(*file);
    }
    state->http = new HttpServer{Guard{state->port, token}, source, listener};
    state->http->moveToThread(&state->thread);
    QObject::connect(&state->thread, &QThread::finished, state->http, &QObject::deleteLater);
    state->thread.start();
    return std::unique_ptr<Server>{new Server{std::move(state)}};
}

Server::~Server()
{
    m_state->thread.quit();
    m_state->thread.wait();
    if (!m_state->tokenFile.empty())
        ::unlink(m_state->tokenFile.c_str());
}

std::uint16_t Server::port() const
{
    return m_state->port;
}

const std::string& Server::tokenFile() const
{
    return m_state->tokenFile;
}

}  // namespace pr::api
