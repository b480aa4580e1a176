// packetrecorder-inject: sends the frames that packetrecorder hands it out of one interface. A program of its own, so
// that who may record may not send: it has its own right, and the capture helper has nothing that sends.
//
// Order: arguments, environment, user, OpenInject, the socket, rights, system calls, Opened. After that it has one
// socket, bound to one interface, to which it writes and from which nothing can be read.
#include "capture/helper/sandbox.h"
#include "capture/inject/confine.h"
#include "capture/inject/sender.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace pr::inject {
namespace {

using wire::Exit;

constexpr timeval openWithin{5, 0}, withoutEnd{0, 0};

constexpr char help[] = "packetrecorder-inject: sends frames for packetrecorder\n"
                        "  --socket-fd N     talk to packetrecorder over this descriptor\n";

/// What the client says: read as it comes, taken a frame at a time.
class Client {
public:
    struct Said {
        Type type;
        Bytes body;  ///< holds until more is read
    };
    explicit Client(int socket) : m_socket{socket} { }

    /// The next frame of those that were read; nothing where it is not whole, or not in the grammar.
    std::optional<Said> next()
    {
        const auto there = Bytes{m_bytes}.subspan(m_first, m_end - m_first);
        if (m_broken || there.size() < wire::headerBytes)
            return std::nullopt;
        const auto header = parseHeader(there.first(wire::headerBytes));
        m_broken = !header;
        if (m_broken || there.size() - wire::headerBytes < header->length)
            return std::nullopt;
        m_first += wire::headerBytes + header->length;
        return Said{header->type, there.subspan(wire::headerBytes, header->length)};
    }
    bool broken() const { return m_broken; }

    /// Waits for more and reads what is there. False where the client left, or where that took too long.
    bool read()
    {
        if (m_first != 0) {
            std::memmove(m_bytes.data(), m_bytes.data() + m_first, m_end - m_first);
            m_end -= std::exchange(m_first, 0);
        }
        ssize_t got = -1;
        do
            got = ::read(m_socket, m_bytes.data() + m_end, m_bytes.size() - m_end);
        while (got < 0 && errno == EINTR);
        m_end += static_cast<std::size_t>(std::max<ssize_t>(0, got));
        return got > 0;
    }
    /// False where nobody listens.
    bool say(std::string_view frame) const
    {
        while (!frame.empty()) {
            const auto written = write(m_socket, frame.data(), frame.size());
            if (written < 0 && errno != EINTR)
                return false;
            frame.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
        }
        return true;
    }

private:
    int m_socket;
    bool m_broken = false;
    std::array<std::byte, 2 * maxFrame> m_bytes{};  // whatever stands in it, there is room for a whole frame
    std::size_t m_first = 0, m_end = 0;
};

bool sayAccount(const Client& client, const Sender& sender)
{
    const auto frame = encode(sender.account());
    return client.say({frame.data(), frame.size()});
}

/// Sends what was read. How the injector ends, or nothing where it goes on.
std::optional<Exit> sendAll(Client& client, Sender& sender)
{
    if (!sender.isUp())
        return Exit::DeviceLost;
    for (auto said = client.next(); said; said = client.next()) {
        if (said->type != Type::Frame)
            return said->type == Type::Finish ? Exit::Done : Exit::Protocol;
        const auto way = sender.send(said->body);
        if (way == Sender::Way::DeviceLost)
            return Exit::DeviceLost;
        if (way == Sender::Way::NoRoom)  // who waits for the end sees each second that it comes nearer
            sayAccount(client, sender);
    }
    return client.broken() ? std::optional{Exit::Protocol} : std::nullopt;
}

Exit serve(Client& client, Sender& sender)
{
    while (true) {
        const auto end = sendAll(client, sender);
        if (!sayAccount(client, sender))
            return Exit::ReaderGone;
        if (end)
            return *end;
        if (!client.read())
            return Exit::ReaderGone;
    }
}

bool parse(int count, char** words, int& socket)
{
    if (count != 3 || std::string_view{words[1]} != "--socket-fd")
        return false;
    const std::string_view number{words[2]};
    const auto read = std::from_chars(number.data(), number.data() + number.size(), socket);
    return read.ec == std::errc{} && read.ptr == number.data() + number.size() && socket > STDERR_FILENO;
}

/// The other end of the socket belongs to the user who started us, and what it begins with must come in time.
bool prepare(int socket)
{
    ucred peer{};
    socklen_t length = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == getuid()
        && setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &openWithin, sizeof openWithin) == 0;
}

/// What the conversation begins with.
std::optional<OpenInject> receiveOpen(Client& client)
{
    auto said = client.next();
    while (!said && !client.broken() && client.read())
        said = client.next();
    if (!said || said->type != Type::OpenInject)
        return std::nullopt;
    auto open = parseOpen(said->body);
    return open ? std::optional{std::move(*open)} : std::nullopt;
}

Exit run(int count, char** words)
{
    int socket = -1;
    if (getuid() != geteuid() || getgid() != getegid() || !parse(count, words, socket)) {
        dprintf(STDERR_FILENO, "%s", help);
        return Exit::Usage;
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGINT, SIG_IGN);  // Ctrl+C at a terminal is the client's to answer
    helper::forgetInheritance(socket);
    if (!prepare(socket))
        return Exit::Protocol;
    if (!helper::becomeCaptureUser(1U << CAP_NET_RAW))
        return Exit::Confinement;
    static Client client{socket};
    const auto open = receiveOpen(client);
    if (!open)
        return Exit::Protocol;
    auto sender = Sender::open(*open);
    if (!sender) {
        client.say(wire::encode(sender.error()));
        return Exit::Refused;
    }
    const auto opened = wire::encode(wire::Opened{{sender->opened()}});
    if (setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &withoutEnd, sizeof withoutEnd) != 0 || !helper::giveUpRights()
        || !confine(socket, sender->socket()))
        return Exit::Confinement;
    client.say(opened);
    return serve(client, *sender);
}

}  // namespace
}  // namespace pr::inject

int main(int count, char** words)
{
    // no destructors: they take system calls that are no longer allowed, and the kernel does it anyway
    _exit(static_cast<int>(pr::inject::run(count, words)));
}
