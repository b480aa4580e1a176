// A thread for questions of which only the last matters.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace pr::models {

/// Runs the last task it was given. Giving another stops the one that runs and drops the one that waits.
class LatestTask {
public:
    using Task = std::function<void(std::stop_token)>;

    LatestTask() : m_thread{[this](const std::stop_token& end) { loop(end); }} { }
    ~LatestTask() { cancel(); }
    LatestTask(const LatestTask&) = delete;
    LatestTask& operator=(const LatestTask&) = delete;

    void run(Task task)
    {
        const std::lock_guard lock{m_mutex};
        m_current.request_stop();
        m_next = std::move(task);
        m_wake.notify_one();
    }
    void cancel() { run({}); }

private:
    void loop(const std::stop_token& end)
    {
        std::unique_lock lock{m_mutex};
        while (m_wake.wait(lock, end, [this] { return static_cast<bool>(m_next); })) {
            const Task task = std::exchange(m_next, {});
            m_current = std::stop_source{};
            const auto stop = m_current.get_token();
            lock.unlock();
            task(stop);
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    Task m_next;
    std::stop_source m_current;
    std::jthread m_thread;  // last: it uses all of the above
};

}  // namespace pr::models
