#include "app/cli/interrupt.h"

#include <csignal>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace pr::cli {

Interrupt::Interrupt(Requests requests) : m_event{::eventfd(0, EFD_CLOEXEC)}, m_end{::eventfd(0, EFD_CLOEXEC)}
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (requests == Requests::Taken)
        sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    m_watch = std::jthread{[this] {
        pollfd waits[] = {{m_signals, POLLIN, 0}, {m_end, POLLIN, 0}};
        while (::poll(waits, 2, -1) >= 0 && !(waits[1].revents & POLLIN)) {
            signalfd_siginfo info{};
            if (!(waits[0].revents & POLLIN) || ::read(m_signals, &info, sizeof info) != sizeof info)
                continue;
            if (info.ssi_signo == SIGUSR1) {
                m_asked = true;
                continue;
            }
            if (m_source.stop_requested())
                ::_exit(130);
            m_source.request_stop();
            const std::uint64_t one = 1;
            if (::write(m_event, &one, sizeof one) < 0)
                ::_exit(130);
        }
    }};
}

Interrupt::~Interrupt()
{
    const std::uint64_t one = 1;
    if (::write(m_end, &one, sizeof one) == sizeof one)
        m_watch.join();
    ::close(m_event);
    ::close(m_signals);
    ::close(m_end);
}

}  // namespace pr::cli
