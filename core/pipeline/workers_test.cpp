#include "core/pipeline/workers.h"

#include <gtest/gtest.h>

#include <atomic>

namespace pr::pipeline {
namespace {

TEST(WorkerPool, GivesEachResultToWhoAskedForIt)
{
    for (const unsigned threads : {0U, 1U, 4U}) {
        WorkerPool pool{threads};
        std::vector<std::future<int>> results;
        for (int i = 0; i < 1000; ++i)
            results.push_back(pool.submit([i] { return i * i; }));
        for (int i = 0; i < 1000; ++i)
            ASSERT_EQ(results[static_cast<std::size_t>(i)].get(), i * i);
    }
}

TEST(WorkerPool, FinishesWhatWasSubmitted)
{
    std::atomic<int> done{0};
    {
        WorkerPool pool{2};
        for (int i = 0; i < 100; ++i)
            static_cast<void>(pool.submit([&] { ++done; }));
    }
    EXPECT_EQ(done, 100);
}

TEST(SerialWorker, KeepsTheOrderAndWaitsWhenFull)
{
    for (const bool threaded : {false, true}) {
        std::vector<int> order;
        SerialWorker worker{threaded, 3};
        for (int i = 0; i < 500; ++i)
            worker.post([&, i] { order.push_back(i); });
        worker.drain();
        ASSERT_EQ(order.size(), 500U);
        EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    }
}

}  // namespace
}  // namespace pr::pipeline
