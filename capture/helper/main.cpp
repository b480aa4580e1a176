// packetrecorder-capture: opens network devices, gives up its rights, streams pcapng. The only privileged program here.
//
// Order: arguments, environment, user, Open, devices with filter and ring, all memory, bind, rights, system calls,
// Opened. After that one thread turns in Session::run() and neither allocates nor opens anything.
#include "capture/helper/interface_list.h"
#include "capture/helper/sandbox.h"
#include "capture/helper/session.h"
#include "capture/wire/frames.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

#include <getopt.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pr::helper {
namespace {

constexpr std::chrono::seconds openWithin{10};
constexpr std::chrono::seconds restWithin{2};

constexpr char help[] = "packetrecorder-capture: streams packets as pcapng\n"
                        "  --socket-fd N     talk to packetrecorder over this descriptor\n"
                        "  --service         the same on standard input, for members of the group that this runs as\n"
                        "  --stdout          write pcapng to standard output, until SIGINT or SIGTERM\n"
                        "    -i NAME         interface, or any; several times for several\n"
                        "    -s BYTES        kept of each packet (262144)\n"
                        "    -b BYTES        of the kernel's ring, for all interfaces (33554432)\n"
                        "    -c COUNT        stop after so many packets\n"
                        "    -t SECONDS      stop after this time\n"
                        "    -f PROGRAM      filter as `tcpdump -ddd -s BYTES TEXT | tr '\\n' ,` prints it\n"
                        "    -p              do not put the interface into promiscuous mode\n"
                        "    --monitor       monitor mode (Wi-Fi)\n";

struct Arguments {
    int socket = -1;
    bool service = false;
    bool standardOutput = false;
    wire::Open open;
    wire::Device device;  // what -s, -p, -f and --monitor say, for each interface
    std::uint32_t buffer = 32U << 20U;
    wire::Start limits;
};

constexpr auto onStop = [](int) { stopSignal = 1; };

template <class Number> bool number(std::string_view text, Number& into)
{
    const auto result = std::from_chars(text.data(), text.data() + text.size(), into);
    return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

/// `count,code jt jf k,…`: the kernel judges the program, this its form only.
bool program(std::string_view text, std::vector<wire::Instruction>& into)
{
    const auto word = [&](char end, auto& value) {
        const auto length = std::min(text.find(end), text.size());
        const auto good = number(text.substr(0, length), value);
        text.remove_prefix(std::min(length + 1, text.size()));
        return good;
    };
    std::size_t count = 0;
    if (!word(',', count) || count > wire::maxInstructions)
        return false;
    for (; count > 0; --count) {
        auto& next = into.emplace_back();
        if (!word(' ', next.code) || !word(' ', next.jumpTrue) || !word(' ', next.jumpFalse) || !word(',', next.k))
            return false;
    }
    return text.empty();
}

bool parse(int count, char** words, Arguments& into)
{
    constexpr option longs[] = {{"socket-fd", required_argument, nullptr, 'S'}, {"stdout", no_argument, nullptr, 'O'},
        {"service", no_argument, nullptr, 'V'}, {"monitor", no_argument, nullptr, 'M'},
        {"help", no_argument, nullptr, 'h'}, {}};
    into.device.flags = wire::Promiscuous;
    std::uint64_t seconds = 0;
    for (int letter = 0; (letter = getopt_long(count, words, "i:s:b:c:t:f:ph", longs, nullptr)) != -1;) {
        auto good = true;
        switch (letter) {
        case 'S': good = number(optarg, into.socket) && into.socket >= 0; break;
        case 'O': into.standardOutput = true; break;
        case 'V':
            into.service = true;
            into.socket = STDIN_FILENO;
            break;
        case 'i':
            into.open.devices.push_back({.name = optarg});
            good = wire::validName(optarg) && into.open.devices.size() <= wire::maxDevices;
            break;
        case 's': good = number(optarg, into.device.snaplen); break;
        case 'b': good = number(optarg, into.buffer); break;
        case 'c': good = number(optarg, into.limits.packets); break;
        case 't': good = number(optarg, seconds) && seconds <= ~std::uint64_t{0} / 1000; break;
        case 'f': good = program(optarg, into.device.filter); break;
        case 'p': into.device.flags &= ~wire::Promiscuous; break;
        case 'M': into.device.flags |= wire::Monitor; break;
        default: return false;
        }
        if (!good) {
            dprintf(STDERR_FILENO, "packetrecorder-capture: not a possible value: %s\n", optarg);
            return false;
        }
    }
    into.limits.milliseconds = seconds * 1000;
    for (auto& device : into.open.devices) {
        into.device.name = std::move(device.name);
        into.device.buffer = into.buffer / static_cast<std::uint32_t>(into.open.devices.size());
        device = into.device;
    }
    return optind == count && (into.socket >= 0) != into.standardOutput
        && into.standardOutput == !into.open.devices.empty();
}

/// The other end of the socket belongs to the user who runs us; that of the service's to root or a member of our group.
bool peerMayAsk(int socket, bool service)
{
    ucred peer{};
    socklen_t length = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return false;
    if (!service)
        return peer.uid == getuid();
    gid_t groups[1024];
    length = sizeof groups;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &length) != 0)
        length = 0;
    const gid_t* const end = groups + length / sizeof(gid_t);
    return peer.uid == 0 || peer.gid == getegid() || std::find<const gid_t*>(groups, end, getegid()) != end;
}

/// Until `into` has so many bytes, which the caller bounds; all of them must come in time.
bool receive(int socket, std::string& into, std::size_t bytes, std::chrono::seconds within)
{
    const auto had = into.size();
    const timeval most{within.count(), 0};
    into.resize(bytes);
    return bytes == had
        || (setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most) == 0
            && recv(socket, into.data() + had, bytes - had, MSG_WAITALL) == static_cast<ssize_t>(bytes - had));
}

std::optional<wire::Message> understand(std::string_view frame)
{
    const auto header = wire::parseHeader(bytesOf(frame).first(wire::headerBytes));
    if (!header)
        return std::nullopt;
    auto message = wire::parseBody(*header, bytesOf(frame).subspan(wire::headerBytes));
    return message ? std::optional{std::move(*message)} : std::nullopt;
}

/// The first message, which must be one that the conversation can begin with.
std::optional<wire::Message> receiveFirst(int socket)
{
    std::string frame;
    if (!receive(socket, frame, 1, openWithin) || !receive(socket, frame, wire::headerBytes, restWithin))
        return std::nullopt;
    const auto header = wire::parseHeader(bytesOf(frame));
    if (!header || !wire::next(wire::State::Fresh, header->type)
        || !receive(socket, frame, wire::headerBytes + header->length, restWithin))
        return std::nullopt;
    return understand(frame);
}

/// The socket still blocks, so it takes all; who does not read it in time is not told.
void say(int socket, const wire::Message& message)
{
    const auto frame = wire::encode(message);
    send(socket, frame.data(), frame.size(), MSG_NOSIGNAL);
}

wire::Exit refuse(const Arguments& arguments, const wire::Refused& why)
{
    if (arguments.standardOutput)
        dprintf(STDERR_FILENO, "packetrecorder-capture: %s\n", why.text.c_str());
    else
        say(arguments.socket, why);
    return wire::Exit::Refused;
}

wire::Exit list(const Arguments& arguments)
{
    if (!giveUpRights())
        return wire::Exit::Confinement;
    say(arguments.socket, listInterfaces());
    return wire::Exit::Done;
}

wire::Exit capture(const Arguments& arguments, wire::Open open)
{
    const auto monitor = std::any_of(open.devices.begin(), open.devices.end(),
        [](const wire::Device& device) { return (device.flags & wire::Monitor) != 0; });
    if (!monitor && !giveUpAdministration())
        return wire::Exit::Confinement;
    std::vector<Device> devices;
    for (const auto& wish : open.devices) {
        auto device = Device::open(wish);
        if (!device) {
            if (device.error().reason == wire::Reason::LinkType)
                device.error().detail |= static_cast<std::uint32_t>(devices.size()) << 16U;
            return refuse(arguments, device.error());
        }
        devices.push_back(std::move(*device));
    }
    const auto client = arguments.standardOutput ? STDOUT_FILENO : arguments.socket;
    const auto kind = arguments.standardOutput ? Session::Client::OnlyReads : Session::Client::Talks;
    static Session* session = new Session{client, kind, std::move(open), std::move(devices), arguments.limits};
    if (!session->listen())
        return refuse(arguments, {.reason = wire::Reason::DeviceDown, .text = "the interface went down"});
    if (!giveUpRights() || !enterSandbox(client))
        return wire::Exit::Confinement;
    return session->run();
}

wire::Exit run(int count, char** words)
{
    Arguments arguments;
    if (getuid() != geteuid() || getgid() != getegid()) {
        dprintf(STDERR_FILENO, "packetrecorder-capture: refuses to run set-uid; use `setcap cap_net_raw+ep`\n");
        return wire::Exit::Usage;
    }
    if (!parse(count, words, arguments)) {
        dprintf(STDERR_FILENO, "%s", help);
        return wire::Exit::Usage;
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGTERM, onStop);
    std::signal(
        SIGINT, arguments.standardOutput ? +onStop : SIG_IGN);  // Ctrl+C at a terminal is the client's to answer
    forgetInheritance(arguments.standardOutput ? STDOUT_FILENO : arguments.socket);
    if (!arguments.standardOutput && !peerMayAsk(arguments.socket, arguments.service))
        return wire::Exit::Protocol;
    if (!becomeCaptureUser())
        return wire::Exit::Confinement;
    // the command line is judged by the rules of the wire, so that there is one set of them
    auto first = arguments.standardOutput ? understand(wire::encode(arguments.open)) : receiveFirst(arguments.socket);
    if (!first) {
        dprintf(STDERR_FILENO, "packetrecorder-capture: what is asked for is out of bounds\n");
        return arguments.standardOutput ? wire::Exit::Usage : wire::Exit::Protocol;
    }
    if (auto* open = std::get_if<wire::Open>(&*first))
        return capture(arguments, std::move(*open));
    return list(arguments);
}

}  // namespace
}  // namespace pr::helper

int main(int count, char** words)
{
    // no destructors: closing the rings takes system calls that are no longer allowed, and the kernel does it anyway
    _exit(static_cast<int>(pr::helper::run(count, words)));
}
