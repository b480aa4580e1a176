// Pure jobs on any core, joined in the order in which they were given: the result does not depend on how many threads work.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace pr::pipeline {

/// `threads` 0: submit() does the work itself. At most `inFlight` jobs wait or run; submit() then says to join first.
template <class Result> class OrderedJobs {
public:
    OrderedJobs(unsigned threads, std::size_t inFlight)
        : m_inFlight{inFlight}
    {
        for (unsigned i = 0; i < threads; ++i)
            m_workers.emplace_back([this](std::stop_token stop) { work(stop); });
    }
    OrderedJobs(const OrderedJobs&) = delete;
    OrderedJobs& operator=(const OrderedJobs&) = delete;
    /// Jobs that have not begun are dropped.
    ~OrderedJobs()
    {
        {
            const std::lock_guard lock{m_mutex};  // a worker is either before its test of the token or asleep
            for (auto& worker : m_workers)
                worker.request_stop();
        }
        m_changed.notify_all();
    }

    bool full() const { return m_jobs.size() >= m_inFlight; }
    bool empty() const { return m_jobs.empty(); }

    void submit(std::function<Result()> work)
    {
        auto job = std::make_shared<Job>(std::move(work));
        m_jobs.push_back(job);
        if (m_workers.empty()) {
            job->result = job->work();
            job->done = true;
            return;
        }
        {
            const std::lock_guard lock{m_mutex};
            m_waiting.push_back(std::move(job));
        }
        m_changed.notify_one();
    }

    /// The oldest job's result if it is there.
    std::optional<Result> ready()
    {
        if (m_jobs.empty())
            return {};
        {
            const std::lock_guard lock{m_mutex};
            if (!m_jobs.front()->done)
                return {};
        }
        return pop();
    }

    /// Waits for the oldest job; there must be one.
    Result join()
    {
        {
            std::unique_lock lock{m_mutex};
            m_finished.wait(lock, [this] { return m_jobs.front()->done; });
        }
        return pop();
    }

private:
    struct Job {
        explicit Job(std::function<Result()> w)
            : work{std::move(w)}
        {
        }
        std::function<Result()> work;
        std::optional<Result> result;
        bool done = false;
    };

    Result pop()
    {
        auto result = std::move(*m_jobs.front()->result);
        m_jobs.pop_front();
        return result;
    }

    void work(const std::stop_token& stop)
    {
        while (true) {
            std::shared_ptr<Job> job;
            {
                std::unique_lock lock{m_mutex};
                m_changed.wait(lock, [&] { return stop.stop_requested() || !m_waiting.empty(); });
                if (stop.stop_requested())
                    return;
                job = std::move(m_waiting.front());
                m_waiting.pop_front();
            }
            auto result = job->work();
            {
                const std::lock_guard lock{m_mutex};
                job->result = std::move(result);
                job->done = true;
            }
            m_finished.notify_one();
        }
    }

    std::size_t m_inFlight;
    std::deque<std::shared_ptr<Job>> m_jobs;     // of the thread that submits and joins
    std::deque<std::shared_ptr<Job>> m_waiting;  // guarded
    std::mutex m_mutex;
    std::condition_variable m_changed, m_finished;
    std::vector<std::jthread> m_workers;  // last: ends before what it uses
};

}  // namespace pr::pipeline
