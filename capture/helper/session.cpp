#include "capture/helper/session.h"

#include "capture/wire/frames.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <ctime>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pr::helper {

volatile std::sig_atomic_t stopSignal = 0;

namespace {

// With a ring of 32 MiB and the socket's buffer the helper stays below 64 MiB however long the reader stands still.
constexpr std::size_t queueBytes = 8U << 20U;
constexpr int socketBuffer = 4 << 20;
constexpr std::size_t writeBytes = 64U << 10U;  // smaller writes fill a socket's buffer with overhead
constexpr std::uint64_t turnPackets = 2048;     // of one device, before the others and the client have their turn
constexpr std::uint64_t second = 1'000'000'000;
constexpr std::uint64_t millisecond = 1'000'000;
constexpr std::uint64_t startWithin = 10 * second;
constexpr std::uint64_t requestWithin = 2 * second;
constexpr std::uint64_t tick = 100 * millisecond;

std::uint64_t clockNow(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * second + static_cast<std::uint64_t>(time.tv_nsec);
}

void neverBlock(int descriptor)
{
    struct stat status { };
    if (fstat(descriptor, &status) != 0 || !(S_ISSOCK(status.st_mode) || S_ISFIFO(status.st_mode)))
        return;  // a file is always ready; a terminal would stay changed after us
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &socketBuffer, sizeof socketBuffer);
}

std::uint64_t numberIn(int descriptor)
{
    char digits[32];
    std::uint64_t value = 0;
    std::from_chars(digits, digits + std::max<ssize_t>(0, pread(descriptor, digits, sizeof digits, 0)), value);
    return value;
}

/// Says nothing where the interface does not, and the same as before when it is gone.
void count(const MissedFrames& missed, Counters& into)
{
    if (missed.files[0] < 0 || missed.files[1] < 0)
        return;
    const auto all = numberIn(missed.files[0]) + numberIn(missed.files[1]);
    into.missed = std::max(into.missed.value_or(0), std::max(all, missed.before) - missed.before);
}

/// The files show the network namespace in which /sys was mounted: the index tells whether that is ours.
MissedFrames openMissedFrames(const std::string& interface, std::uint32_t index)
{
    const auto file = [&](const char* path) {
        return open(("/sys/class/net/" + interface + path).c_str(), O_RDONLY | O_CLOEXEC);
    };
    MissedFrames missed;
    const auto ours = file("/ifindex");
    if (index != 0 && numberIn(ours) == index)
        missed = {{file("/statistics/rx_missed_errors"), file("/statistics/rx_fifo_errors")}};
    close(ours);
    missed.before = numberIn(missed.files[0]) + numberIn(missed.files[1]);
    return missed;
}

}  // namespace

Session::Session(int client, Client kind, wire::Open open, std::vector<Device> devices, const wire::Start& limits)
    : m_client{client}, m_kind{kind}, m_open{std::move(open)}, m_devices{std::move(devices)},
      m_reported(m_devices.size()),
      m_final(m_devices.size(), 0), m_queue{queueBytes}, m_reserve{m_devices.size() * statisticsBlockBytes}, m_limits{
                                                                                                                 limits}
{
    neverBlock(client);
    for (std::size_t i = 0; i < m_devices.size(); ++i)
        m_missed.push_back(openMissedFrames(m_open.devices[i].name, m_devices[i].opened().index));
    if (kind == Client::Talks) {
        wire::Opened opened;
        for (const auto& device : m_devices)
            opened.devices.push_back(device.opened());
        m_queue.push(bytesOf(wire::encode(opened)));
    }
}

bool Session::listen()
{
    return std::all_of(m_devices.begin(), m_devices.end(), [](Device& device) { return device.listen(); });
}

wire::Exit Session::run()
{
    auto now = clockNow(CLOCK_MONOTONIC);
    m_startBy = now + startWithin;
    if (m_kind == Client::OnlyReads)
        begin(now);
    while (true) {
        if (m_state == wire::State::Ready) {
            if (now > m_startBy)
                return wire::Exit::Protocol;
        } else {
            readDevices(now);
            reportCounters(now, false);
            reportEnds();
        }
        if (!flush())
            return wire::Exit::ReaderGone;
        if (m_state != wire::State::Ready && complete())
            break;
        if (!wait(now))
            return wire::Exit::ReaderGone;
        now = clockNow(CLOCK_MONOTONIC);
        if (const auto end = m_kind == Client::Talks ? hear(now) : std::nullopt)
            return *end;
    }
    // a Stop that crossed our end and stayed unread would show as a reset connection instead of the end of the stream
    shutdown(m_client, SHUT_RDWR);
    while (m_kind == Client::Talks && read(m_client, m_request, sizeof m_request) > 0)
        ;
    const auto lost =
        std::all_of(m_devices.begin(), m_devices.end(), [](const Device& device) { return device.vanished(); });
    return lost ? wire::Exit::DeviceLost : wire::Exit::Done;
}

void Session::begin(std::uint64_t now)
{
    m_state = wire::State::Running;
    m_started = clockNow(CLOCK_REALTIME);
    m_reportAt = now + second;
    if (m_limits.milliseconds != 0 && m_limits.milliseconds < (~std::uint64_t{0} - now) / millisecond)
        m_deadline = now + m_limits.milliseconds * millisecond;
    writeSection(m_queue);
    for (std::size_t i = 0; i < m_devices.size(); ++i)
        writeInterface(m_queue, m_open.devices[i], m_devices[i].opened());
}

void Session::readDevices(std::uint64_t now)
{
    m_more = false;
    const auto stop = stopSignal != 0 || m_state == wire::State::Stopping || (m_deadline != 0 && now >= m_deadline);
    for (std::size_t i = 0; i < m_devices.size(); ++i) {
        auto& device = m_devices[i];
        const auto block = packetBlockBytes(device.opened().snaplen);
        std::uint64_t turn = 0;
        while (turn < turnPackets) {
            const auto wanted = m_limits.packets == 0 ? turnPackets : m_limits.packets - m_stored;
            const auto got = device.read(m_queue, static_cast<std::uint32_t>(i), wanted, m_reserve);
            turn += got;
            m_stored += got;
            if (got == 0)
                break;
        }
        m_more = m_more || turn >= turnPackets;
        if (stop || device.vanished())
            device.drain(now);
        device.finishDrain(now, turn > 0 || m_queue.room() < m_reserve + block);
    }
    if (m_limits.packets != 0 && m_stored >= m_limits.packets)
        for (auto& device : m_devices)
            device.cut();
}

void Session::reportCounters(std::uint64_t now, bool asked)
{
    if (!asked && now < m_reportAt)
        return;
    m_reportAt = now + second;
    for (std::size_t i = 0; i < m_devices.size(); ++i) {
        auto& device = m_devices[i];
        if (device.ended())
            continue;
        device.updateCounters();
        count(m_missed[i], device.counters());
        const auto room = m_queue.room() >= m_reserve + statisticsBlockBytes;
        if (room && (asked || device.counters() != m_reported[i]))
            report(i, false);
    }
}

void Session::report(std::size_t i, bool last)
{
    const auto& counters = m_devices[i].counters();
    const auto time = clockNow(CLOCK_REALTIME);
    m_reported[i] = counters;
    writeStatistics(m_queue, static_cast<std::uint32_t>(i), counters, m_started, time, last ? time : 0,
        !last && counters.down ? "the interface is down" : m_devices[i].reason());
}

void Session::reportEnds()
{
    for (std::size_t i = 0; i < m_devices.size(); ++i) {
        if (!m_devices[i].ended() || m_final[i] != 0)
            continue;
        m_final[i] = 1;
        count(m_missed[i], m_devices[i].counters());
        report(i, true);
    }
}

bool Session::complete() const
{
    return m_queue.size() == 0 && std::all_of(m_final.begin(), m_final.end(), [](char final) { return final != 0; });
}

/// False when the reader is gone.
bool Session::flush()
{
    while (m_queue.size() > 0) {
        const auto bytes = m_queue.front(writeBytes);
        const auto written = write(m_client, bytes.data(), bytes.size());
        if (written < 0)
            return errno == EAGAIN || errno == EINTR;
        m_queue.pop(static_cast<std::size_t>(written));
    }
    return true;
}

/// Reads and obeys what the client says, one frame a turn; gives how it ends if the client went or talked nonsense. The
/// header is judged, and its place in the conversation, before the body is waited for; all requests that can come now
/// are short.
std::optional<wire::Exit> Session::hear(std::uint64_t now)
{
    auto needed = wire::headerBytes;
    while (true) {
        if (m_requestBytes >= wire::headerBytes) {
            const auto header = wire::parseHeader(Bytes{m_request}.first(wire::headerBytes));
            if (!header || !wire::next(m_state, header->type) || header->length > sizeof m_request - wire::headerBytes)
                return wire::Exit::Protocol;
            needed = wire::headerBytes + header->length;
            if (m_requestBytes == needed) {
                m_requestBytes = 0;
                const auto body = Bytes{m_request}.subspan(wire::headerBytes, header->length);
                const auto request = wire::parseBody(*header, body);
                return request && obey(*request, now) ? std::nullopt : std::optional{wire::Exit::Protocol};
            }
        }
        const auto got = read(m_client, m_request + m_requestBytes, needed - m_requestBytes);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return wire::Exit::ReaderGone;
        if (got < 0)
            return m_requestBytes > 0 && now - m_heardPart > requestWithin ? std::optional{wire::Exit::Protocol}
                                                                           : std::nullopt;
        if (m_requestBytes == 0)
            m_heardPart = now;
        m_requestBytes += static_cast<std::size_t>(got);
    }
}

bool Session::obey(const wire::Message& request, std::uint64_t now)
{
    const auto state = wire::next(m_state, wire::typeOf(request));
    if (!state)
        return false;
    if (const auto* start = std::get_if<wire::Start>(&request)) {
        m_limits = *start;
        begin(now);
    } else if (std::holds_alternative<wire::Status>(request)) {
        reportCounters(now, true);
    }
    m_state = *state;
    return true;
}

/// Until there is something to do, at most a tick. A ring is not watched while the queue is full: the kernel then
/// counts what does not fit, and we neither block nor grow. False when the reader is gone.
bool Session::wait(std::uint64_t now)
{
    std::array<pollfd, wire::maxDevices + 1> watched{};
    const auto talks = m_kind == Client::Talks;
    watched[0] = {m_client, static_cast<short>((talks ? POLLIN : 0) | (m_queue.size() > 0 ? POLLOUT : 0)), 0};
    for (std::size_t i = 0; i < m_devices.size(); ++i) {
        const auto room = m_queue.room() >= m_reserve + packetBlockBytes(m_devices[i].opened().snaplen);
        const auto running = m_state != wire::State::Ready && !m_devices[i].ended();
        watched[i + 1] = {room && running ? m_devices[i].descriptor() : -1, POLLIN, 0};
    }
    auto most = tick;
    if (m_deadline > now)
        most = std::min(most, m_deadline - now);
    const auto timeout = m_more ? 0 : static_cast<int>((most + millisecond - 1) / millisecond);
    poll(watched.data(), m_devices.size() + 1, timeout);
    return (watched[0].revents & (POLLERR | POLLNVAL)) == 0 && (talks || (watched[0].revents & POLLHUP) == 0);
}

}  // namespace pr::helper
