#include "core/pipeline/workers.h"

namespace pr::pipeline {

WorkerPool::WorkerPool(unsigned threads)
{
    for (unsigned i = 0; i < threads; ++i)
        m_threads.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool()
{
    {
        const std::lock_guard lock{m_mutex};
        m_closing = true;
    }
    m_changed.notify_all();
}

void WorkerPool::post(std::function<void()> work)
{
    if (m_threads.empty()) {
        work();
        return;
    }
    {
        const std::lock_guard lock{m_mutex};
        m_waiting.push_back(std::move(work));
    }
    m_changed.notify_one();
}

void WorkerPool::run()
{
    while (true) {
        std::unique_lock lock{m_mutex};
        m_changed.wait(lock, [this] { return m_closing || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        auto work = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        work();
    }
}

SerialWorker::SerialWorker(bool threaded, std::size_t most) : m_most{most}
{
    if (threaded)
        m_thread = std::jthread{[this] { run(); }};
}

SerialWorker::~SerialWorker()
{
    {
        const std::lock_guard lock{m_mutex};
        m_closing = true;
    }
    m_changed.notify_all();
}

void SerialWorker::post(std::function<void()> work)
{
    if (!m_thread.joinable()) {
        work();
        return;
    }
    {
        std::unique_lock lock{m_mutex};
        m_done.wait(lock, [this] { return m_waiting.size() < m_most; });
        m_waiting.push_back(std::move(work));
    }
    m_changed.notify_one();
}

void SerialWorker::drain()
{
    std::unique_lock lock{m_mutex};
    m_done.wait(lock, [this] { return m_waiting.empty() && !m_busy; });
}

void SerialWorker::run()
{
    while (true) {
        std::unique_lock lock{m_mutex};
        m_changed.wait(lock, [this] { return m_closing || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        auto work = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_busy = true;
        lock.unlock();
        work();
        work = nullptr;
        lock.lock();
        m_busy = false;
        lock.unlock();
        m_done.notify_all();
    }
}

}  // namespace pr::pipeline
