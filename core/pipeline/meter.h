// What a running import or capture has done so far, for those who watch it from another thread: the local API.
#pragma once

#include "core/store/records.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace pr::pipeline {

/// How long something took, in classes; bounds in seconds, the last class has none.
struct Histogram {
    static constexpr std::array<double, 10> bounds{1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100};
    std::array<std::uint64_t, bounds.size() + 1> counts{};
    double sum = 0;

    void observe(double seconds, std::uint64_t times = 1)
    {
        std::size_t bucket = 0;
        while (bucket < bounds.size() && seconds > bounds[bucket])
            ++bucket;
        counts[bucket] += times;
        sum += seconds * static_cast<double>(times);
    }
};

struct Measures {
    std::uint64_t packets = 0, bytes = 0;  ///< committed; bytes are those of the original lengths
    store::Losses dropped;
    std::uint64_t openFlows = 0;
    bool running = false;
    Histogram processing;  ///< a packet's dissection, the mean of its batch
    Histogram write;       ///< a commit
};

/// The recorder writes, any thread reads.
class Meter {
public:
    void begin();
    /// A batch was dissected and handed to the writer.
    void took(std::uint64_t packets, std::uint64_t bytes, double seconds);
    /// All that was taken is durable now.
    void committed(double seconds, const store::Losses& dropped, std::uint64_t openFlows);
    void end();

    Measures read() const;

    /// More open flows than these are written in their own time only.
    static constexpr std::uint64_t flowsOnRequest = 10'000;
    /// Asks that the state of open flows be committed as well, and waits for it, not longer than `most`.
    void wantFlows(std::chrono::milliseconds most);
    /// The recorder's side: whether somebody asked since the last answer.
    bool flowsWanted() const;
    void flowsWritten();

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_answered;
    Measures m_now;
    std::uint64_t m_packets = 0, m_bytes = 0;  // taken, perhaps not committed
    std::uint64_t m_asked = 0, m_answers = 0;
};

}  // namespace pr::pipeline
