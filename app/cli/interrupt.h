// Ctrl+C and SIGTERM as a request to stop, so that what was done so far is kept.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace pr::cli {

/// Blocks both signals for all threads started afterwards and waits for them on a thread of its own. A second one ends
/// the program at once.
class Interrupt {
public:
    enum class Requests : bool { Ignored, Taken };  ///< SIGUSR1, which else ends the program
    explicit Interrupt(Requests requests = Requests::Ignored);
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt();
    std::stop_token token() const { return m_source.get_token(); }
    /// True once somebody sent SIGUSR1.
    const std::atomic<bool>& asked() const { return m_asked; }
    /// Readable once a stop was asked for.
    int descriptor() const { return m_event; }

private:
    std::stop_source m_source;
    std::atomic<bool> m_asked{false};
    int m_event;
    int m_signals;
    int m_end;
    std::jthread m_watch;  // last: uses what stands above
};

}  // namespace pr::cli
