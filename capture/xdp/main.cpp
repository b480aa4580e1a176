// packetrecorder-capture-xdp: what packetrecorder-capture is for packet sockets, with a BPF program at the driver. It
// speaks the same wire to the program that started it and writes the same stream.
//
// Order: arguments, environment, user, Open, programs loaded and attached, all memory, rights, system calls, Opened.
#include "capture/helper/sandbox.h"
#include "capture/helper/session.h"
#include "capture/wire/frames.h"
#include "capture/xdp/confine.h"

#include <charconv>
#include <chrono>
#include <cstdio>

#include <sys/socket.h>
#include <unistd.h>

namespace pr::helper {
namespace {

constexpr std::uint64_t xdpRights = std::uint64_t{1} << CAP_NET_ADMIN | std::uint64_t{1} << CAP_BPF;
constexpr std::chrono::seconds openWithin{10};
constexpr std::chrono::seconds restWithin{2};

constexpr char help[] = "packetrecorder-capture-xdp: streams what XDP sees as pcapng, for packetrecorder\n"
                        "  --socket-fd N     talk to packetrecorder over this descriptor\n"
                        "  --sample N        take one of N frames (1)\n";

struct Arguments {
    int socket = -1;
    std::uint32_t oneIn = 1;
};

bool parse(int count, char** words, Arguments& into)
{
    const auto number = [](std::string_view text, auto& value) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        return read.ec == std::errc{} && read.ptr == text.data() + text.size();
    };
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string_view word{words[i]};
        if (!(word == "--socket-fd" ? number(words[i + 1], into.socket)
                                    : word == "--sample" && number(words[i + 1], into.oneIn)))
            return false;
    }
    return count % 2 == 1 && into.socket > STDERR_FILENO && into.oneIn >= 1;
}

/// Exactly that many bytes; all of them must come in time.
bool receive(int socket, std::string& into, std::size_t bytes, std::chrono::seconds within)
{
    const timeval most{within.count(), 0};
    into.resize(bytes);
    return setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most) == 0
        && recv(socket, into.data(), bytes, MSG_WAITALL) == static_cast<ssize_t>(bytes);
}

/// The other end of the socket belongs to the user who started us.
bool peerMayAsk(int socket)
{
    ucred peer{};
    socklen_t length = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == getuid();
}

/// The first message, which must be Open.
std::optional<wire::Open> receiveOpen(int socket)
{
    std::string first, rest, body;
    if (!receive(socket, first, 1, openWithin) || !receive(socket, rest, wire::headerBytes - 1, restWithin))
        return std::nullopt;
    const auto header = wire::parseHeader(bytesOf(first + rest));
    if (!header || header->type != wire::Type::Open || header->length == 0
        || !receive(socket, body, header->length, restWithin))
        return std::nullopt;
    auto message = wire::parseBody(*header, bytesOf(body));
    return message ? std::optional{std::get<wire::Open>(std::move(*message))} : std::nullopt;
}

wire::Exit refuse(int socket, const wire::Refused& why)
{
    const auto frame = wire::encode(why);
    send(socket, frame.data(), frame.size(), MSG_NOSIGNAL);
    return wire::Exit::Refused;
}

wire::Exit run(int count, char** words)
{
    Arguments arguments;
    if (getuid() != geteuid() || getgid() != getegid() || !parse(count, words, arguments)) {
        dprintf(STDERR_FILENO, "%s", help);
        return wire::Exit::Usage;
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTERM, [](int) { stopSignal = 1; });
    std::signal(SIGINT, SIG_IGN);  // Ctrl+C at a terminal is the client's to answer
    forgetInheritance(arguments.socket);
    if (!peerMayAsk(arguments.socket))
        return wire::Exit::Protocol;
    if (!becomeCaptureUser(xdpRights))
        return wire::Exit::Confinement;
    auto open = receiveOpen(arguments.socket);
    if (!open)
        return wire::Exit::Protocol;
    std::vector<Device> devices;
    std::vector<int> links;
    devices.reserve(open->devices.size());
    for (const auto& wish : open->devices) {
        auto device = Device::open(wish, arguments.oneIn);
        if (!device)
            return refuse(arguments.socket, device.error());
        links.push_back(device->link());
        devices.push_back(std::move(*device));
    }
    static Session* session =
        new Session{arguments.socket, Session::Client::Talks, std::move(*open), std::move(devices), {}};
    session->listen();
    if (!giveUpRights() || !confine(arguments.socket, links))
        return wire::Exit::Confinement;
    return session->run();
}

}  // namespace
}  // namespace pr::helper

int main(int count, char** words)
{
    // no destructors: they take system calls that are no longer allowed, and the kernel does it anyway
    _exit(static_cast<int>(pr::helper::run(count, words)));
}
