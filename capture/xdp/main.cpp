// packetrecorder-capture-xdp: what packetrecorder-capture is for packet sockets, with a BPF program at the driver. It
// speaks the same wire to the program that started it and writes the same stream.
//
// Order: arguments, environment, user, Open, programs loaded and attached, all memory, rights, system calls, Opened.
#include "capture/helper/sandbox.h"
#include "capture/helper/session.h"
#include "capture/wire/frames.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

#include <linux/sockios.h>
#include <seccomp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pr::helper {
namespace {

constexpr std::uint64_t xdpRights = std::uint64_t{1} << CAP_NET_ADMIN | std::uint64_t{1} << CAP_BPF;
constexpr timeval openWithin{10, 0};

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

/// Exactly that many bytes, within the time that the socket has.
bool receive(int socket, std::string& into, std::size_t bytes)
{
    into.resize(bytes);
    return bytes == 0 || recv(socket, into.data(), bytes, MSG_WAITALL) == static_cast<ssize_t>(bytes);
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
    std::string head, body;
    if (setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &openWithin, sizeof openWithin) != 0
        || !receive(socket, head, wire::headerBytes))
        return std::nullopt;
    const auto header = wire::parseHeader(bytesOf(head));
    if (!header || header->type != wire::Type::Open || !receive(socket, body, header->length))
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

/// From here on only these system calls. Loading, attaching and asking of the kernel are all over: packets and counters
/// come through memory. What can be closed are the links, which takes the programs off their interfaces.
bool confine(int client, const std::vector<int>& links)
{
    auto* const rules = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (rules == nullptr)
        return false;
    const auto is = [](unsigned argument, scmp_datum_t value) {
        return scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, 0xffff'ffff, value};
    };
    const auto allow = [&](int call, auto... arguments) {
        return seccomp_rule_add(rules, SCMP_ACT_ALLOW, call, sizeof...(arguments), arguments...) == 0;
    };
    const auto to = static_cast<scmp_datum_t>(client);
    const auto listed = allow(SCMP_SYS(read), is(0, to)) && allow(SCMP_SYS(write), is(0, to))  //
        && allow(SCMP_SYS(poll)) && allow(SCMP_SYS(ppoll)) && allow(SCMP_SYS(restart_syscall))
        && allow(SCMP_SYS(ioctl), is(1, SIOCGIFNAME))   // whether the interface is still there,
        && allow(SCMP_SYS(ioctl), is(1, SIOCGIFFLAGS))  // and up
        && allow(SCMP_SYS(shutdown), is(0, to)) && allow(SCMP_SYS(clock_gettime))  //
        && allow(SCMP_SYS(rt_sigreturn)) && allow(SCMP_SYS(exit_group))
        && std::all_of(links.begin(), links.end(),
            [&](int link) { return allow(SCMP_SYS(close), is(0, static_cast<scmp_datum_t>(link))); });
    return listed && seccomp_load(rules) == 0;
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
