#include "core/pipeline/ordered_jobs.h"

#include <gtest/gtest.h>

namespace pr::pipeline {
namespace {

TEST(OrderedJobs, ComeBackInTheOrderGivenWhateverTheThreads)
{
    for (const unsigned threads : {0U, 1U, 4U}) {
        OrderedJobs<int> jobs{threads, 8};
        int next = 0, expected = 0;
        while (expected < 1000) {
            while (!jobs.full() && next < 1000) {
                jobs.submit([next] {
                    int sum = 0;
                    for (int i = 0; i < (next * 7919) % 5000; ++i)
                        sum += i & 1;
                    return next + (sum < 0 ? 1 : 0);
                });
                ++next;
            }
            ASSERT_EQ(jobs.join(), expected);
            ++expected;
        }
        EXPECT_TRUE(jobs.empty());
    }
}

TEST(OrderedJobs, CanBeLeftWithWorkWaiting)
{
    OrderedJobs<int> jobs{2, 100};
    for (int i = 0; i < 100; ++i)
        jobs.submit([i] { return i; });
}

}  // namespace
}  // namespace pr::pipeline
