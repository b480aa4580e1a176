#include "core/pipeline/meter.h"

namespace pr::pipeline {

void Meter::begin()
{
    const std::scoped_lock lock{m_mutex};
    m_now.running = true;
}

void Meter::took(std::uint64_t packets, std::uint64_t bytes, double seconds)
{
    const std::scoped_lock lock{m_mutex};
    m_packets += packets;
    m_bytes += bytes;
    if (packets)
        m_now.processing.observe(seconds / static_cast<double>(packets), packets);
}

void Meter::committed(double seconds, const store::Losses& dropped, std::uint64_t openFlows)
{
    const std::scoped_lock lock{m_mutex};
    m_now.packets = m_packets;
    m_now.bytes = m_bytes;
    m_now.dropped = dropped;
    m_now.openFlows = openFlows;
    m_now.write.observe(seconds);
}

void Meter::end()
{
    const std::scoped_lock lock{m_mutex};
    m_now.running = false;
    m_now.openFlows = 0;
    m_answers = m_asked;
    m_answered.notify_all();
}

Measures Meter::read() const
{
    const std::scoped_lock lock{m_mutex};
    return m_now;
}

void Meter::wantFlows(std::chrono::milliseconds most)
{
    std::unique_lock lock{m_mutex};
    if (!m_now.running || m_now.openFlows > flowsOnRequest)
        return;
    const auto mine = ++m_asked;
    m_answered.wait_for(lock, most, [&] { return m_answers >= mine || !m_now.running; });
}

bool Meter::flowsWanted() const
{
    const std::scoped_lock lock{m_mutex};
    return m_asked > m_answers;
}

void Meter::flowsWritten()
{
    const std::scoped_lock lock{m_mutex};
    m_answers = m_asked;
    m_answered.notify_all();
}

}  // namespace pr::pipeline
