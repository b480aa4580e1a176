// For tests: sends numbered datagrams out of a device of the network namespace that it runs in.
//
//   numbered_sender DEVICE COUNT [BYTES_A_FRAME [PACKETS_A_SECOND]]
//
// Without a rate as fast as it can. Prints how long it took, in seconds.
#include "capture/client/live_lab.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

int main(int count, char** words)
{
    using Clock = std::chrono::steady_clock;
    const auto number = [&](int place, unsigned long standard) {
        return count > place ? std::strtoul(words[place], nullptr, 10) : standard;
    };
    const auto packets = static_cast<std::uint32_t>(number(2, 0));
    const auto bytes = number(3, 100);
    const auto rate = number(4, 0);
    if (packets == 0 || bytes < 46 || bytes > 9000) {
        std::fprintf(stderr, "usage: numbered_sender DEVICE COUNT [BYTES_A_FRAME [PACKETS_A_SECOND]]\n");
        return 2;
    }
    pr::client::lab::NumberedSender sender{words[1], bytes};
    const auto begin = Clock::now();
    const auto turn = static_cast<std::uint32_t>(rate == 0 ? packets : std::max(1UL, rate / 500));
    for (std::uint32_t sent = 0; sent < packets; sent += turn) {
        if (rate != 0)
            std::this_thread::sleep_until(begin + std::chrono::nanoseconds{std::uint64_t{sent} * 1'000'000'000 / rate});
        sender.send(sent, std::min(turn, packets - sent));
    }
    std::printf("%.6f\n", std::chrono::duration<double>(Clock::now() - begin).count());
}
