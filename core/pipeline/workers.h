// Threads for pure jobs: a pool whose results come back as futures, and a single worker that keeps the order of its
// jobs.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace pr::pipeline {

/// With no threads submit() does the work itself.
class WorkerPool {
public:
    explicit WorkerPool(unsigned threads);
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;
    /// Finishes what has been submitted.
    ~WorkerPool();

    template <class Work> auto submit(Work work) -> std::future<decltype(work())>
    {
        auto task = std::make_shared<std::packaged_task<decltype(work())()>>(std::move(work));
        auto result = task->get_future();
        post([task] { (*task)(); });
        return result;
    }

private:
    void post(std::function<void()> work);
    void run();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_waiting;
    bool m_closing = false;
    std::vector<std::jthread> m_threads;  // last: its threads use what stands above
};

/// One job after the other, in the order given. At most `most` wait: then post() waits too.
class SerialWorker {
public:
    /// `threaded` false: post() does the work itself.
    SerialWorker(bool threaded, std::size_t most);
    SerialWorker(const SerialWorker&) = delete;
    SerialWorker& operator=(const SerialWorker&) = delete;
    ~SerialWorker();

    void post(std::function<void()> work);
    /// Waits until all that was posted is done.
    void drain();

private:
    void run();

    const std::size_t m_most;
    std::mutex m_mutex;
    std::condition_variable m_changed, m_done;
    std::deque<std::function<void()>> m_waiting;
    bool m_busy = false;
    bool m_closing = false;
    std::jthread m_thread;
};

}  // namespace pr::pipeline
