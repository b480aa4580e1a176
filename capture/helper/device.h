// One open device: libpcap's ring of TPACKET_V3 blocks, our own statistics.
#pragma once

#include "capture/helper/pcapng_writer.h"
#include "capture/wire/messages.h"
#include "core/base/result.h"

#include <memory>
#include <string>

#include <net/if.h>
#include <pcap/pcap.h>

namespace pr::helper {

/// Opening needs CAP_NET_RAW (CAP_NET_ADMIN for monitor mode) and everything after it nothing: only what the list of
/// system calls in sandbox.cpp allows, and no allocation.
class Device {
public:
    /// Reads nothing yet: the socket is bound to a protocol that does not occur, and its filter is locked.
    static Result<Device, wire::Refused> open(const wire::Device& wish);

    const wire::OpenedDevice& opened() const { return m_opened; }
    int descriptor() const { return m_descriptor; }
    /// Nothing more comes from it: its last statistics hold.
    bool ended() const { return m_phase == Phase::Ended; }
    bool vanished() const { return !m_reason.empty(); }
    /// Why it ended before it was asked to; empty otherwise.
    std::string_view reason() const { return m_reason; }

    /// Lets packets in. Before the rights are dropped; what waits for Start waits in the ring.
    bool listen();

    /// Moves at most `most` packets from the ring into the queue, as long as the queue keeps `reserve` bytes free.
    /// Gives how many.
    std::uint64_t read(ByteQueue& out, std::uint32_t interface, std::uint64_t most, std::size_t reserve);

    /// Adds what the kernel counted since the last time, and looks whether the interface is up. Reading resets it
    /// there, so nobody else may ask.
    void updateCounters();
    /// `missed` is the session's to fill.
    Counters& counters() { return m_counters; }

    /// From here on only what the kernel has counted until now is read; then the device has ended.
    void drain(std::uint64_t now);
    /// Ends at once: packets that still wait in the ring came after the last one wanted and are not counted.
    void cut();
    /// Ends a drain that is complete, or that made no progress for a second (`now`: monotonic nanoseconds).
    void finishDrain(std::uint64_t now, bool roomWasThere);

private:
    enum class Phase : std::uint8_t { Running, Draining, Ended };
    struct Close {
        void operator()(pcap_t* handle) const { pcap_close(handle); }
    };

    Device() = default;
    Result<void, wire::Refused> attachFilter(const wire::Device& wish);

    std::unique_ptr<pcap_t, Close> m_handle;
    int m_descriptor = -1;
    ifreq m_name{};
    wire::OpenedDevice m_opened;
    Counters m_counters;
    Phase m_phase = Phase::Running;
    std::uint64_t m_target = 0;    // delivered packets at which a drain is complete
    std::uint64_t m_progress = 0;  // when a drain last moved
    std::string m_reason;          // reserved when opened
};

}  // namespace pr::helper
