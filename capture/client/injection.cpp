#include "capture/client/injection.h"

#include "capture/client/helper_program.h"
#include "capture/wire/frames.h"
#include "core/base/text.h"
#include "core/source/link_type.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pr::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::size_t gathered = 64U << 10U;
constexpr seconds withoutProgress{5};
constexpr seconds afterStop{3};
constexpr milliseconds farewell{1000};
const std::string injectorName = "The injector";

// The injector's reasons are the first of ours.
static_assert(static_cast<int>(inject::Unsent::TooLong) == static_cast<int>(Unsent::TooLong)
    && static_cast<int>(inject::Unsent::TooShort) == static_cast<int>(Unsent::TooShort)
    && static_cast<int>(inject::Unsent::Refused) == static_cast<int>(Unsent::Kernel));

Unsent ours(std::size_t kind)
{
    return kind == static_cast<std::size_t>(inject::Unsent::NoRoom) ? Unsent::NoRoom : static_cast<Unsent>(kind);
}

/// Whether an account can come behind another, where that many frames wait for theirs.
bool follows(const inject::Account& before, const inject::Account& after, std::size_t waiting)
{
    auto grows = after.sent >= before.sent;
    for (std::size_t kind = 0; kind < inject::unsentKinds; ++kind)
        grows = grows && after.unsent[kind].count >= before.unsent[kind].count;
    return grows && after.frames() - before.frames() <= waiting;
}

Failure failureOf(
    const wire::Refused& refused, const Injection::Request& request, const std::filesystem::path& injector)
{
    const auto said = "Cannot send: " + escaped(refused.text) + '.';
    switch (refused.reason) {
    case wire::Reason::Permission: return refusedRight(injector);
    case wire::Reason::NoDevice: return {Status::Usage, said, "`list-interfaces` shows which there are."};
    case wire::Reason::DeviceDown: return {Status::Input, said, "Bring it up and connect it first."};
    case wire::Reason::LinkType:
        if (refused.detail == 0)
            return {Status::Usage, "Cannot send: " + request.interface + " is no Ethernet interface.",
                "Packets are sent out of Ethernet interfaces only; `list-interfaces` shows the link types."};
        return {Status::Usage,
            "Cannot send: " + request.interface + " takes frames of link type "
                + source::linkTypeName(static_cast<LinkType>(refused.detail)) + ", and these packets are "
                + source::linkTypeName(request.linkType) + '.',
            "Packets are sent as they were recorded, out of an interface of the same kind."};
    default: return {Status::Input, said, ""};
    }
}

}  // namespace

std::uint64_t Sending::refused() const
{
    std::uint64_t all = 0;
    for (const auto why : {Unsent::TooLong, Unsent::TooShort, Unsent::Kernel, Unsent::LinkType, Unsent::Cut})
        all += of(why).count;
    return all;
}

Outcome<Injection> Injection::open(const Request& request)
{
    const auto injector = findInjector();
    if (!injector)
        return Unexpected{injector.error()};
    return open(request, *injector);
}

Outcome<Injection> Injection::open(const Request& request, const std::filesystem::path& injector)
{
    if (!wire::validName(request.interface))
        return fail(Status::Usage, "This cannot be the name of an interface: " + escaped(request.interface) + '.',
            "`list-interfaces` shows which there are.");
    const auto child = startHelper(injector);
    if (!child)
        return Unexpected{child.error()};
    Injection injection{request, *child};
    // one that has ended already takes nothing, and does not answer either
    sayAll(child->socket, inject::encode(inject::OpenInject{request.linkType, request.interface}));
    const auto answer = hearAnswer(child->socket, injectorName, [&] {
        const auto status = waitOrKill(std::exchange(injection.m_process, -1), farewell);
        return status ? deathOf(*status, injectorName) : injectorName + " did not answer and was killed.";
    });
    if (!answer)
        return Unexpected{answer.error()};
    if (const auto* refused = std::get_if<wire::Refused>(&*answer))
        return Unexpected{failureOf(*refused, request, injector)};
    const auto& opened = std::get<wire::Opened>(*answer).devices.front();
    injection.m_linkType = opened.linkType;
    injection.m_longest = opened.snaplen;
    return injection;
}

Injection::Injection(const Request& request, const Child& child)
    : m_interface{request.interface}, m_stop{request.stop}, m_socket{child.socket}, m_process{child.process}
{
}

Injection::Injection(Injection&& other) noexcept
    : m_interface{std::move(other.m_interface)}, m_stop{other.m_stop}, m_socket{std::exchange(other.m_socket, -1)},
      m_process{std::exchange(other.m_process, -1)}, m_linkType{other.m_linkType}, m_longest{other.m_longest},
      m_out{std::move(other.m_out)}, m_in{std::move(other.m_in)}, m_unheard{std::move(other.m_unheard)},
      m_account{other.m_account}, m_sending{other.m_sending}, m_ended{other.m_ended}, m_broken{other.m_broken}
{
}

Injection::~Injection()
{
    if (m_socket < 0)
        return;
    shutdown(m_socket, SHUT_RDWR);
    if (m_process >= 0)
        waitOrKill(m_process, farewell);
    close(m_socket);
}

void Injection::count(Unsent why, PacketNumber packet, std::uint64_t packets)
{
    auto& kind = m_sending.unsent[static_cast<std::size_t>(why)];
    kind.first = kind.count == 0 ? packet : std::min(kind.first, packet);  // the injector's word comes later than ours
    kind.count += packets;
}

bool Injection::send(const PacketView& packet)
{
    ++m_sending.asked;
    const auto check = std::min<std::size_t>(packet.fcsBytes, packet.bytes.size());
    const auto frame = packet.bytes.first(packet.bytes.size() - check);
    if (packet.linkType != m_linkType)
        count(Unsent::LinkType, packet.number);
    else if (packet.bytes.size() < packet.originalLength)
        count(Unsent::Cut, packet.number);
    else if (frame.empty())
        count(Unsent::TooShort, packet.number);
    else if (frame.size() > inject::maxFrame)
        count(Unsent::TooLong, packet.number);
    else {
        m_out += inject::encode(inject::Type::Frame, frame);
        m_unheard.push_back(packet.number);
    }
    return m_out.size() < gathered ? !m_ended : flush();
}

bool Injection::flush()
{
    while (!m_out.empty()) {
        const auto taken = ::send(m_socket, m_out.data(), m_out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (taken > 0)
            m_out.erase(0, static_cast<std::size_t>(taken));
        else if (errno != EINTR && turn(POLLOUT, steady_clock::time_point::max()) != Turn::Ready)
            return false;
    }
    return !m_ended;
}

bool Injection::waitUntil(steady_clock::time_point moment)
{
    return flush() && turn(0, moment) == Turn::Late;
}

/// Waits until the socket is `wanted`, the moment has come, a stop was asked for, or the injector has ended; hears what
/// it says meanwhile.
Injection::Turn Injection::turn(short wanted, steady_clock::time_point until)
{
    while (!m_ended) {
        const auto left = std::max<nanoseconds>(nanoseconds{0}, until - steady_clock::now());
        const timespec span{static_cast<time_t>(left / seconds{1}), static_cast<long>((left % seconds{1}).count())};
        pollfd waits[] = {{m_socket, static_cast<short>(POLLIN | wanted), 0}, {m_stop, POLLIN, 0}};
        const auto ready = ppoll(waits, 2, until == steady_clock::time_point::max() ? nullptr : &span, nullptr);
        if (ready < 0 && errno != EINTR)
            break;
        if (ready > 0 && (waits[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !hear())
            break;
        if (ready > 0 && waits[1].revents != 0)
            return Turn::Stopped;
        if (ready > 0 && (waits[0].revents & wanted) != 0)
            return Turn::Ready;
        if (ready == 0 || (ready > 0 && steady_clock::now() >= until))
            return Turn::Late;
    }
    m_ended = true;
    return Turn::Ended;
}

/// Reads what the injector said. False at the end.
bool Injection::hear()
{
    char part[4096];
    const auto got = recv(m_socket, part, sizeof part, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (got <= 0)
        return false;
    m_in.append(part, static_cast<std::size_t>(got));
    std::size_t at = 0;
    for (; !m_broken && m_in.size() - at >= std::tuple_size_v<inject::AccountFrame>;
         at += std::tuple_size_v<inject::AccountFrame>) {
        const auto frame = bytesOf(m_in).subspan(at, std::tuple_size_v<inject::AccountFrame>);
        const auto header = inject::parseHeader(frame.first(wire::headerBytes));
        const auto account = inject::parseAccount(frame.subspan(wire::headerBytes));
        m_broken = !header || header->type != inject::Type::Account || !account
            || !follows(m_account, *account, m_unheard.size());
        if (!m_broken)
            take(*account);
    }
    m_in.erase(0, at);
    return !m_broken;
}

/// What is new in an account is about the packets that wait for theirs.
void Injection::take(const inject::Account& account)
{
    const auto before = m_account.frames();
    const auto heard = account.frames() - before;
    for (std::size_t kind = 0; kind < account.unsent.size(); ++kind) {
        const auto& now = account.unsent[kind];
        const auto place = now.first > before && now.first <= before + heard ? now.first - before - 1 : 0;
        if (const auto added = now.count - m_account.unsent[kind].count; added != 0)
            count(ours(kind), m_unheard[place], added);
    }
    m_sending.sent = account.sent;
    m_unheard.erase(m_unheard.begin(), m_unheard.begin() + static_cast<std::ptrdiff_t>(heard));
    m_account = account;
}

Ending Injection::finish()
{
    m_out += inject::encode(inject::Type::Finish);
    auto stopped = false;
    auto until = steady_clock::now() + withoutProgress;
    for (auto known = m_account.frames(); !m_ended;) {
        const auto taken = ::send(m_socket, m_out.data(), m_out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        m_out.erase(0, static_cast<std::size_t>(std::max<ssize_t>(0, taken)));
        const auto way = turn(m_out.empty() ? 0 : POLLOUT, until);
        if (way == Turn::Late)
            break;
        if (way == Turn::Stopped && !std::exchange(stopped, true)) {
            until = steady_clock::now() + afterStop;
            m_stop = -1;
        }
        if (!stopped && std::exchange(known, m_account.frames()) != m_account.frames())
            until = steady_clock::now() + withoutProgress;
    }
    if (!m_unheard.empty())
        count(Unsent::Unknown, m_unheard.front(), m_unheard.size());
    m_unheard.clear();
    shutdown(m_socket, SHUT_RDWR);
    const auto late = !std::exchange(m_ended, true);
    const auto status = waitOrKill(std::exchange(m_process, -1), late || m_broken ? milliseconds{0} : farewell);
    using Kind = Ending::Kind;
    if (m_broken)
        return {Kind::Died, "The injector contradicts itself, so it was ended. Install the one of this version."};
    if (late)
        return {Kind::Died, "The injector was ended: " + m_interface + " took nothing more for too long."};
    if (!status)
        return {Kind::Died, "The injector did not end within a second and was killed."};
    if (WIFEXITED(*status) && WEXITSTATUS(*status) == static_cast<int>(wire::Exit::Done))
        return {Kind::Asked, "All that was handed over was sent or counted."};
    if (WIFEXITED(*status) && WEXITSTATUS(*status) == static_cast<int>(wire::Exit::DeviceLost))
        return {Kind::DeviceLost, m_interface + " went down, lost its carrier, or vanished."};
    return {Kind::Died, deathOf(*status, injectorName)};
}

}  // namespace pr::client
