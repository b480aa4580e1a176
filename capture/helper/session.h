// A running capture: packets from the devices into the stream, requests from the client, the end.
#pragma once

#include PR_DEVICE  // capture/helper/device.h, or capture/xdp/device.h for the program of that name

#include <csignal>
#include <string_view>
#include <vector>

namespace pr::helper {

/// Set by a signal handler: ends the capture as Stop does.
extern volatile std::sig_atomic_t stopSignal;

/// The kernel's files of what an interface could not take; the end of the process closes them.
struct MissedFrames {
    int files[2] = {-1, -1};
    std::uint64_t before = 0;  ///< at opening
};

class Session {
public:
    enum class Client : std::uint8_t {
        Talks,      ///< a socket: Opened goes out, Start is waited for, Stop and Status are obeyed
        OnlyReads,  ///< standard output: packets come at once
    };
    /// Everything that is needed is allocated here, because run() stands behind the sandbox. `limits` is what Start
    /// would say.
    Session(int client, Client kind, wire::Open open, std::vector<Device> devices, const wire::Start& limits = {});

    /// Lets packets into the rings. Before the sandbox.
    bool listen();
    /// Until all devices have ended and the reader has everything, or until the reader goes.
    wire::Exit run();

private:
    void begin(std::uint64_t now);
    void readDevices(std::uint64_t now);
    void reportCounters(std::uint64_t now, bool asked);
    void reportEnds();
    void report(std::size_t device, bool last);
    bool flush();
    std::optional<wire::Exit> hear(std::uint64_t now);
    bool obey(const wire::Message& request, std::uint64_t now);
    bool wait(std::uint64_t now);
    bool complete() const;

    int m_client;
    Client m_kind;
    wire::Open m_open;
    std::vector<Device> m_devices;
    std::vector<MissedFrames> m_missed;
    std::vector<Counters> m_reported;  // what the last statistics said
    std::vector<char> m_final;         // whether a device's last statistics stand in the stream
    ByteQueue m_queue;
    std::size_t m_reserve;  // bytes of the queue that packets leave free, for the last statistics
    wire::Start m_limits;

    wire::State m_state = wire::State::Ready;
    std::uint64_t m_stored = 0;
    std::uint64_t m_started = 0;   // wall clock, nanoseconds since 1970
    std::uint64_t m_startBy = 0;   // these four: monotonic nanoseconds
    std::uint64_t m_deadline = 0;  // 0: none
    std::uint64_t m_reportAt = 0;
    std::uint64_t m_heardPart = 0;  // since when a request is incomplete
    bool m_more = false;            // a ring may hold more than the last turn took
    std::byte m_request[wire::headerBytes + 16]{};
    std::size_t m_requestBytes = 0;
};

}  // namespace pr::helper
