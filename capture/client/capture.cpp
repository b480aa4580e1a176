#include "capture/client/capture.h"

#include "capture/client/filter.h"
#include "capture/client/helper_program.h"
#include "capture/client/interfaces.h"
#include "capture/wire/frames.h"
#include "core/base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pr::client {
namespace {

constexpr std::chrono::milliseconds farewell{1000};
const std::string helperName = "The capture helper";

Ending endingOf(int status)
{
    using Kind = Ending::Kind;
    switch (WIFEXITED(status) ? wire::Exit{WEXITSTATUS(status)} : wire::Exit::Usage) {
    case wire::Exit::Done: return {Kind::Asked, "The capture ended as asked."};
    case wire::Exit::ReaderGone: return {Kind::Asked, "The capture ended because nobody reads it any more."};
    case wire::Exit::DeviceLost: return {Kind::DeviceLost, "Every interface of the capture vanished or failed."};
    default: return {Kind::Died, deathOf(status, helperName)};
    }
}

Failure failureOf(const wire::Refused& refused, const std::filesystem::path& helper, BackEnd backEnd)
{
    const auto said = "Cannot capture from " + escaped(refused.text) + '.';
    const auto* const otherwise = backEnd == BackEnd::Xdp ? "Capture without --backend xdp." : "";
    switch (refused.reason) {
    case wire::Reason::Permission: return refusedRight(helper);
    case wire::Reason::NoDevice: return {Status::Usage, said, "`list-interfaces` shows which there are."};
    case wire::Reason::DeviceDown: return {Status::Input, said, "Bring the interface up first."};
    case wire::Reason::Filter: return {Status::Usage, said, "Filter less while capturing and more afterwards."};
    case wire::Reason::Monitor: return {Status::Usage, said, "Capture without monitor mode."};
    case wire::Reason::LinkType:
    case wire::Reason::Other: break;
    }
    return {Status::Input, said, otherwise};
}

Outcome<wire::Open> openFrame(const Request& request)
{
    wire::Open open;
    const auto count = request.devices.size();
    if (count < 1 || count > wire::maxDevices)
        return fail(Status::Usage, "A capture takes 1 to 16 interfaces.");
    if (request.buffer < count * wire::minBuffer || request.buffer > wire::maxBuffer)
        return fail(Status::Usage, "The buffer must be 1 MiB for each interface to 64 MiB in all.");
    if (request.oneIn == 0)
        return fail(Status::Usage, "One of 0 packets cannot be taken.", "--sample takes a number from 1 on.");
    if (request.oneIn > 1 && request.backEnd == BackEnd::Libpcap)
        return fail(Status::Usage, "One of N packets is taken by XDP only.", "Add --backend xdp.");
    if (request.backEnd == BackEnd::Xdp && request.monitor == Monitor::Yes)
        return fail(Status::Usage, "XDP has no monitor mode.", "Capture without monitor mode, or without XDP.");
    const auto monitor = request.monitor == Monitor::Yes ? unsigned{wire::Monitor} : 0U;
    for (const auto& device : request.devices) {
        if (!wire::validName(device.name))
            return fail(Status::Usage, "This cannot be the name of an interface: " + escaped(device.name) + '.',
                "`list-interfaces` shows which there are.");
        const auto snaplen = device.snaplen.value_or(request.snaplen);
        if (snaplen < wire::minSnaplen || snaplen > wire::maxSnaplen)
            return fail(Status::Usage, "The snaplen must be 64 to 262144 bytes.");
        const auto promiscuous =
            device.promiscuous.value_or(request.promiscuous) == Promiscuous::Yes ? unsigned{wire::Promiscuous} : 0U;
        open.devices.push_back({.name = device.name,
            .snaplen = snaplen,
            .buffer = static_cast<std::uint32_t>(request.buffer / count),
            .flags = static_cast<std::uint8_t>(promiscuous | monitor)});
    }
    return open;
}

Outcome<void> setFilter(wire::Device& device, const std::string& text, std::uint16_t linkType, BackEnd backEnd)
{
    auto program =
        compileFilter(text, linkType, device.snaplen, backEnd == BackEnd::Xdp ? Tags::InFrame : Tags::TakenOff);
    if (!program)
        return Unexpected{program.error()};
    device.filter = std::move(*program);
    device.linkType = device.filter.empty() ? wire::anyLinkType : linkType;
    return {};
}

}  // namespace

Outcome<Capture> Capture::open(const Request& request)
{
    const auto helper = findHelper(request.backEnd);
    if (request.backEnd == BackEnd::Libpcap && (!helper || !mayOpenDevices(*helper)))
        if (const auto service = captureService())
            return open(request, *service);
    if (!helper)
        return Unexpected{helper.error()};
    return open(request, *helper);
}

Outcome<Capture> Capture::open(const Request& request, const std::filesystem::path& helper)
{
    auto open = openFrame(request);
    if (!open)
        return Unexpected{open.error()};
    for (std::size_t i = 0; i < request.devices.size(); ++i) {
        const auto& wish = request.devices[i];
        if (request.backEnd == BackEnd::Xdp && wish.name == "any")
            return fail(Status::Usage, "XDP records from named interfaces only.", "Name them, each with -i.");
        if (auto set = setFilter(open->devices[i], wish.filter, expectedLinkType(wish.name), request.backEnd); !set)
            return Unexpected{set.error()};
    }

    // A device may turn out to give another link type than its hardware type suggests: one more try for each.
    for (std::size_t attempt = 0; attempt <= request.devices.size(); ++attempt) {
        auto answer = offer(*open, helper, request.backEnd == BackEnd::Xdp ? request.oneIn : 0);
        if (!answer)
            return Unexpected{answer.error()};
        auto& [capture, message] = *answer;
        if (const auto* opened = std::get_if<wire::Opened>(&message)) {
            if (opened->devices.size() != request.devices.size())
                break;
            for (std::size_t i = 0; i < opened->devices.size(); ++i)
                capture.m_devices.push_back({.name = request.devices[i].name,
                    .filter = request.devices[i].filter,
                    .linkType = opened->devices[i].linkType,
                    .index = opened->devices[i].index,
                    .snaplen = opened->devices[i].snaplen});
            const auto started = capture.send(wire::Start{
                .packets = request.packets, .milliseconds = static_cast<std::uint64_t>(request.duration.count())});
            if (!started)
                return Unexpected{started.error()};
            return std::move(capture);
        }
        const auto& refused = std::get<wire::Refused>(message);
        const std::size_t device = refused.detail >> 16U;
        if (refused.reason != wire::Reason::LinkType || device >= open->devices.size())
            return Unexpected{failureOf(refused, helper, request.backEnd)};
        const auto linkType = static_cast<std::uint16_t>(refused.detail);
        if (auto set = setFilter(open->devices[device], request.devices[device].filter, linkType, request.backEnd);
            !set)
            return Unexpected{set.error()};
    }
    return fail(Status::Problem, "The capture helper contradicts itself.", "Install the one of this version.");
}

/// Starts a helper (with `oneIn` if it is not 0), sends Open, gives its answer: Opened or Refused.
Outcome<std::pair<Capture, wire::Message>> Capture::offer(
    const wire::Open& open, const std::filesystem::path& helper, std::uint32_t oneIn)
{
    std::error_code error;
    auto capture = std::filesystem::is_socket(helper, error) ? connect(helper) : spawn(helper, oneIn);
    if (!capture)
        return Unexpected{capture.error()};
    if (const auto sent = capture->send(open); !sent)
        return Unexpected{sent.error()};
    auto answer = capture->receive();
    if (!answer)
        return Unexpected{answer.error()};
    return std::pair{std::move(*capture), std::move(*answer)};
}

Outcome<Capture> Capture::spawn(const std::filesystem::path& helper, std::uint32_t oneIn)
{
    std::vector<std::string> words;
    if (oneIn != 0)
        words = {"--sample", std::to_string(oneIn)};
    const auto child = startHelper(helper, std::move(words));
    if (!child)
        return Unexpected{child.error()};
    return Capture{child->socket, child->process};
}

Outcome<Capture> Capture::connect(const std::filesystem::path& service)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto& path = service.native();
    if (path.size() >= sizeof address.sun_path)
        return fail(Status::Usage, "This is too long for the name of a socket: " + escaped(path) + '.');
    std::copy(path.begin(), path.end(), address.sun_path);
    const auto socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return fail(Status::Problem, std::string{"No socket for the capture service: "} + std::strerror(errno) + '.');
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return Capture{socket, -1};
    const auto error = errno;
    close(socket);
    return fail(error == EACCES ? Status::Permission : Status::Problem,
        "Cannot reach the capture service at " + escaped(path) + ": " + std::strerror(error) + '.',
        error == EACCES ? "Join the group packetrecorder." : "Start it: systemctl start packetrecorder-capture.socket");
}

Outcome<void> Capture::send(const wire::Message& message)
{
    if (!sayAll(m_socket, wire::encode(message)))
        return fail(Status::Problem, finish().why);
    return {};
}

Outcome<wire::Message> Capture::receive()
{
    return hearAnswer(m_socket, helperName, [this] { return finish().why; });
}

Capture::Capture(Capture&& other) noexcept
    : m_socket{std::exchange(other.m_socket, -1)}, m_process{std::exchange(other.m_process, -1)}, m_devices{std::move(
                                                                                                      other.m_devices)}
{
}

Capture& Capture::operator=(Capture&& other) noexcept
{
    if (this != &other) {
        release();
        m_socket = std::exchange(other.m_socket, -1);
        m_process = std::exchange(other.m_process, -1);
        m_devices = std::move(other.m_devices);
    }
    return *this;
}

Capture::~Capture()
{
    release();
}

void Capture::release()
{
    if (m_socket < 0)
        return;
    finish();
    close(std::exchange(m_socket, -1));
}

// One frame of eight bytes each: a helper that is behind in reading them is one that is ending anyway.
void Capture::stop()
{
    const auto frame = wire::encode(wire::Stop{});
    ::send(m_socket, frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Capture::requestStatus()
{
    const auto frame = wire::encode(wire::Status{});
    ::send(m_socket, frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

Ending Capture::finish(const StreamEnd& said)
{
    if (m_process < 0) {
        shutdown(m_socket, SHUT_RDWR);
        if (said.ended < std::max<std::size_t>(1, m_devices.size()))
            return {Ending::Kind::Died, "The capture service ended before the capture did."};
        if (said.lost == said.ended)
            return {Ending::Kind::DeviceLost, "Every interface of the capture vanished or failed."};
        return {Ending::Kind::Asked, "The capture ended as asked."};
    }
    shutdown(m_socket, SHUT_RDWR);  // the descriptor stays, so that no other can take its number meanwhile
    const auto process = std::exchange(m_process, -1);
    if (const auto status = waitOrKill(process, farewell))
        return endingOf(*status);
    return {Ending::Kind::Died, "The capture helper did not end within a second and was killed."};
}

}  // namespace pr::client
