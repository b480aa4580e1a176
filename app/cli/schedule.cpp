#include "app/cli/schedule.h"

#include <algorithm>
#include <poll.h>

namespace pr::cli {

bool waitUntil(Timestamp time, int stopFd)
{
    using namespace std::chrono;
    for (auto now = system_clock::now(); now < time; now = system_clock::now()) {
        pollfd wait{stopFd, POLLIN, 0};
        const auto left = ceil<milliseconds>(time - now);
        if (::poll(&wait, 1, static_cast<int>(std::min<milliseconds>(left, 1s).count())) > 0)
            return false;
    }
    return true;
}

}  // namespace pr::cli
