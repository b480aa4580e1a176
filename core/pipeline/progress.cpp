#include "core/pipeline/progress.h"

#include "core/base/limits.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cmath>
#include <cstdio>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace pr::pipeline {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostWaiting = 256 * limits::KiB;
constexpr auto kLastWord = std::chrono::seconds{5};

double secondsSince(Clock::time_point from)
{
    return std::chrono::duration<double>(Clock::now() - from).count();
}

// Seconds that are left at the rate so far; nothing where the end is not known.
std::optional<double> timeLeft(const Advance& a, double elapsed)
{
    if (!a.totalBytes || a.bytes == 0 || *a.totalBytes < a.bytes)
        return {};
    return elapsed * static_cast<double>(*a.totalBytes - a.bytes) / static_cast<double>(a.bytes);
}

}  // namespace

JsonProgress::JsonProgress(int fd) : m_fd{fd}, m_started{Clock::now()} { }

std::string JsonProgress::lineOf(const Advance& a) const
{
    const auto elapsed = secondsSince(m_started);
    std::string text = R"({"type":"progress","bytes":)" + std::to_string(a.bytes) + R"(,"total":)"
        + (a.totalBytes ? std::to_string(*a.totalBytes) : "null") + R"(,"packets":)" + std::to_string(a.packets)
        + R"(,"dropped":)" + std::to_string(a.dropped) + R"(,"rate":)"
        + std::to_string(static_cast<std::uint64_t>(elapsed > 0 ? static_cast<double>(a.packets) / elapsed : 0))
        + R"(,"eta_seconds":)";
    const auto left = timeLeft(a, elapsed);
    return text + (left ? std::to_string(std::llround(*left)) : "null") + '}';
}

void JsonProgress::advance(const Advance& a)
{
    m_latest = a;
    if (Clock::now() - m_last < std::chrono::milliseconds{100})
        return;
    m_last = Clock::now();
    if (flush())
        line(lineOf(a));
}

void JsonProgress::committed(const Committed& c)
{
    m_committed = R"({"type":"committed","session":)" + std::to_string(c.session.value) + R"(,"last_packet":)"
        + std::to_string(c.lastPacket.value) + R"(,"last_block":)" + std::to_string(c.lastBlock) + R"(,"analysed":)"
        + std::to_string(c.analysed.value) + '}';
    flush();
}

void JsonProgress::warning(std::string_view text)
{
    line(R"({"type":"warning","text":)" + jsonString(text) + '}');
}

void JsonProgress::waiting(Timestamp until)
{
    line(R"({"type":"waiting","until":)" + jsonString(rfc3339(until)) + '}');
}

void JsonProgress::triggered(std::string_view text)
{
    line(R"({"type":"triggered","text":)" + jsonString(text) + '}');
}

void JsonProgress::stopped(std::string_view reason, std::string_view text)
{
    line(lineOf(m_latest));
    line(R"({"type":"stopped","reason":)" + jsonString(reason) + R"(,"text":)" + jsonString(text) + '}');
    flush(kLastWord);
}

void JsonProgress::line(std::string_view text)
{
    if (m_waiting.size() + text.size() < kMostWaiting)
        m_waiting.append(text).append("\n");
    flush();
}

// A pipe that can be written to takes this much at once. A reader that went away ends the reports, not the task: what
// was asked for is still done. True: nothing waits any more.
bool JsonProgress::flush(std::chrono::milliseconds most)
{
    const auto until = Clock::now() + most;
    while (!m_ended && !(m_waiting.empty() && m_committed.empty())) {
        if (m_waiting.empty())
            m_waiting = std::exchange(m_committed, {}) + '\n';
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        pollfd reader{m_fd, POLLOUT, 0};
        const auto ready = ::poll(&reader, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
        if (ready == 0)
            return false;
        const auto written =
            ready < 0 ? -1 : ::write(m_fd, m_waiting.data(), std::min<std::size_t>(m_waiting.size(), PIPE_BUF));
        if (written > 0)
            m_waiting.erase(0, static_cast<std::size_t>(written));
        else if (errno != EINTR)
            m_ended = true;
    }
    return true;
}

TerminalProgress::TerminalProgress(bool quiet)
    : m_terminal{!quiet && ::isatty(STDERR_FILENO) == 1}, m_started{Clock::now()}
{
}

TerminalProgress::~TerminalProgress()
{
    clear();
}

void TerminalProgress::clear()
{
    if (m_drawn)
        std::fputs("\r\x1b[K", stderr);
    m_drawn = false;
}

void TerminalProgress::advance(const Advance& a)
{
    if (!m_terminal || Clock::now() - m_last < std::chrono::milliseconds{200})
        return;
    m_last = Clock::now();
    const auto elapsed = secondsSince(m_started);
    std::string text = humanBytes(a.bytes);
    if (a.totalBytes && *a.totalBytes > 0)
        text += " of " + humanBytes(*a.totalBytes) + " (" + std::to_string(a.bytes * 100 / *a.totalBytes) + " %)";
    text += "  " + counted(a.packets, "packet", "packets");
    if (elapsed > 0.5)
        text += "  " + grouped(static_cast<std::uint64_t>(static_cast<double>(a.packets) / elapsed)) + "/s";
    if (a.dropped)
        text += "  " + grouped(a.dropped) + " dropped";
    if (const auto left = timeLeft(a, elapsed); left && elapsed > 1)
        text += "  " + std::to_string(static_cast<std::uint64_t>(*left + 1)) + " s left";
    std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
    m_drawn = true;
}

void TerminalProgress::warning(std::string_view text)
{
    clear();
    std::fprintf(stderr, "Warning: %s\n", escaped(text).c_str());
}

void TerminalProgress::triggered(std::string_view text)
{
    clear();
    std::fprintf(stderr, "%s\n", escaped(text).c_str());
}

void TerminalProgress::stopped(std::string_view, std::string_view text)
{
    clear();
    if (!text.empty())
        std::fprintf(stderr, "%s\n", escaped(text).c_str());
}

}  // namespace pr::pipeline
