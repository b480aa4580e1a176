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

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pr::api {

namespace {

constexpr int kConnections = 16;
constexpr int kDeadline = 5'000;  // ms for the whole request
constexpr int kStall = 30'000;    // ms for a reader that does not read
constexpr qint64 kRequestBytes = 64 * 1024;

const char* reasonPhrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 421: return "Misdirected Request";
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

// Counts connections and ends those that are slow or send too much, before Qt's server sees a byte.
class GuardedListener : public QTcpServer {
public:
    using QTcpServer::QTcpServer;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto* socket = new QTcpSocket{this};
        if (!socket->setSocketDescriptor(descriptor)) {
            delete socket;
            return;
        }
        if (m_open >= kConnections) {
            socket->write(response(503, "application/json", "{\"error\":\"too many connections\"}\n", true));
            socket->disconnectFromHost();
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            QTimer::singleShot(kDeadline, socket, [socket] { socket->abort(); });
            return;
        }
        ++m_open;
        connect(socket, &QObject::destroyed, this, [this] { --m_open; });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        socket->setReadBufferSize(kRequestBytes);
        // Qt keeps an unfinished request in the socket's buffer: a full buffer is a request above the limit
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            if (socket->bytesAvailable() >= kRequestBytes)
                socket->abort();
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
    int m_open = 0;
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
    HttpServer(Guard guard, Source& source) : m_guard{std::move(guard)}, m_source{source} { m_uptime.start(); }

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
        const auto refusal = m_guard.check(head);
        const auto result = refusal.status
            ? Answer{.status = refusal.status, .body = "{\"error\":\"" + std::string{refusal.reason} + "\"}\n"}
            : answer(head.path, m_source, static_cast<double>(m_uptime.elapsed()) / 1000);
        const auto bytes = response(result.status, result.type, result.body, head.method != Method::Head);
        socket->setProperty("answered", true);
        // a wrong token waits, so that guessing is slow
        QTimer::singleShot(result.status == 401 ? 200 : 0, socket, [socket, bytes] {
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
    QElapsedTimer m_uptime;
};

Outcome<std::string> writeToken(std::string path, const std::string& token)
{
    if (path.empty()) {
        const char* runtime = std::getenv("XDG_RUNTIME_DIR");
        if (!runtime || *runtime != '/')
            return fail(Status::Permission,
                "XDG_RUNTIME_DIR is not set, so there is no private folder for the API's token.",
                "Set it to a folder of your own with mode 0700.");
        const auto folder = std::string{runtime} + "/packetrecorder";
        ::mkdir(folder.c_str(), 0700);
        struct stat found { };
        if (::lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != ::geteuid()
            || (found.st_mode & 077))
            return fail(Status::Permission, folder + " is not a private folder of this user.",
                "Remove it, or set its mode to 0700.");
        path = folder + "/api-token";
    }
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
    auto state = std::make_unique<State>();
    auto* listener = new GuardedListener;
    const QHostAddress address = options.address == "localhost" ? QHostAddress{QHostAddress::LocalHost}
                                                                : QHostAddress{QString::fromStdString(options.address)};
    if (!listener->listen(address, options.port)) {
        const auto why = listener->errorString().toStdString();
        delete listener;
        return fail(Status::Permission,
            "The API cannot listen on port " + std::to_string(options.port) + ": " + why + ".",
            "Choose another port, or 0 for any.");
    }
    const auto token = newToken();
    auto file = writeToken(options.tokenFile, token);
    if (!file) {
        delete listener;
        return Unexpected{std::move(file.error())};
    }
    state->port = listener->serverPort();
    state->tokenFile = std::move(*file);
    state->http = new HttpServer{Guard{state->port, token}, source};
    state->http->bind(listener);  // takes the listener as its child
    state->http->moveToThread(&state->thread);
    QObject::connect(&state->thread, &QThread::finished, state->http, &QObject::deleteLater);
    state->thread.start();
    return std::unique_ptr<Server>{new Server{std::move(state)}};
}

Server::~Server()
{
    m_state->thread.quit();
    m_state->thread.wait();
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
