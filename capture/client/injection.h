// Sends packets out of an interface by packetrecorder-inject, and keeps their account.
#pragma once

#include "capture/client/helper_process.h"
#include "capture/inject/messages.h"
#include "core/base/packet.h"

#include <array>
#include <chrono>
#include <deque>
#include <filesystem>
#include <string>

namespace pr::client {

/// Why a packet was not sent. The first ones are refusals, of one packet for what it is.
enum class Unsent : std::uint8_t {
    TooLong,   ///< for the interface
    TooShort,  ///< for a link header
    Kernel,    ///< the kernel refused it for another reason
    LinkType,  ///< is not the interface's
    Cut,       ///< the recording has only a part of it
    NoRoom,    ///< in the queue of the interface, for a second
    Unknown,   ///< handed over, but the injector or the interface ended before an account of it; it may have been sent
};
inline constexpr std::size_t unsentKinds = 7;

/// What came of the packets that were to be sent: asked = sent + refused() + failed().
struct Sending {
    struct Kind {
        std::uint64_t count = 0;
        PacketNumber first{};
    };
    std::uint64_t asked = 0;
    std::uint64_t sent = 0;  ///< the interface took them
    std::array<Kind, unsentKinds> unsent{};

    const Kind& of(Unsent why) const { return unsent[static_cast<std::size_t>(why)]; }
    std::uint64_t refused() const;
    std::uint64_t failed() const { return of(Unsent::NoRoom).count + of(Unsent::Unknown).count; }
};

/// One running injector. The calling thread must live as long: the kernel ends the injector with the thread that
/// started it. Not for use from two threads.
class Injection {
public:
    struct Request {
        std::string interface;
        LinkType linkType = 1;  ///< of the packets
        int stop = -1;          ///< a descriptor; nothing is waited for any more once it is readable
    };
    /// Starts the injector and opens the interface. Failures: Status::Usage (no such interface, another link type),
    /// Status::Permission (with the one command that grants the right), Status::Input (interface down).
    static Outcome<Injection> open(const Request& request);
    /// The same with a given injector; for tests.
    static Outcome<Injection> open(const Request& request, const std::filesystem::path& injector);

    Injection(Injection&& other) noexcept;
    Injection& operator=(Injection&&) = delete;
    /// Ends the injector if it still runs.
    ~Injection();

    LinkType linkType() const { return m_linkType; }
    std::uint32_t longest() const { return m_longest; }  ///< frame that the interface takes, with its link header
    pid_t process() const { return m_process; }          ///< of the injector, -1 once it has ended

    /// Hands the packet over, or counts why not. A frame check sequence is left out: the interface makes its own.
    /// Frames are gathered; what was handed over leaves with flush(), with waitUntil(), or when there are enough.
    /// Waits while the injector has no room. False where a stop was asked for, or where nothing is sent any more.
    bool send(const PacketView& packet);
    bool flush();
    /// Until that moment; false before it, as of send(), within a millisecond of the injector's end.
    bool waitUntil(std::chrono::steady_clock::time_point moment);
    /// As far as the injector said.
    const Sending& sending() const { return m_sending; }

    /// Lets what was handed over be sent, as long as that goes on and at most three seconds after a stop; then the
    /// account is whole, and the ending says who ended it.
    Ending finish();

private:
    enum class Turn : std::uint8_t { Ready, Late, Stopped, Ended };
    Injection(const Request& request, const Child& child);
    Turn turn(short wanted, std::chrono::steady_clock::time_point until);
    bool hear();
    void take(const inject::Account& account);
    void count(Unsent why, PacketNumber packet, std::uint64_t packets = 1);

    std::string m_interface;
    int m_stop = -1;
    int m_socket = -1;
    pid_t m_process = -1;
    LinkType m_linkType = 1;
    std::uint32_t m_longest = 0;
    std::string m_out;                   // frames that the socket has not taken yet
    std::string m_in;                    // part of what the injector says
    std::deque<PacketNumber> m_unheard;  // handed over, and not yet in an account
    inject::Account m_account;
    Sending m_sending;
    bool m_ended = false;   // nothing more is heard
    bool m_broken = false;  // it said what makes no sense
};

}  // namespace pr::client
