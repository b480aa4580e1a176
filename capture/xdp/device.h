// One interface whose received frames a BPF program copies into a ring buffer: what capture/helper/session.h works on
// here, as capture/helper/device.h is for packet sockets.
#pragma once

#include "capture/helper/pcapng_writer.h"
#include "capture/wire/messages.h"
#include "capture/xdp/record.h"
#include "core/base/result.h"

#include <memory>
#include <string>

struct bpf_object;
struct ring_buffer;

namespace pr::helper {

/// Opening needs CAP_NET_ADMIN and CAP_BPF, and everything after it only what confine() allows.
class Device {
public:
    /// Loads and attaches the program; it counts and copies nothing before listen(). Of `oneIn` frames that pass the
    /// filter one is taken, chosen at random; 1: all.
    static Result<Device, wire::Refused> open(const wire::Device& wish, std::uint32_t oneIn);

    Device(Device&&) noexcept;
    Device& operator=(Device&&) = delete;
    ~Device();

    const wire::OpenedDevice& opened() const { return m_opened; }
    int descriptor() const { return m_ringMap; }
    bool ended() const { return m_phase == Phase::Ended; }
    bool vanished() const { return m_gone; }
    /// For the last statistics: what XDP did not show, or why the device ended.
    std::string_view reason() const { return m_note; }
    /// Closing it takes the program off the interface.
    int link() const { return m_link; }

    bool listen();
    std::uint64_t read(ByteQueue& out, std::uint32_t interface, std::uint64_t most, std::size_t reserve);
    void updateCounters();
    /// `missed` is the session's to fill.
    Counters& counters() { return m_counters; }
    void drain(std::uint64_t now);
    void cut();
    void finishDrain(std::uint64_t now, bool moved);

private:
    enum class Phase : std::uint8_t { Running, Draining, Ended };
    struct Turn;

    Device() = default;
    Result<void, wire::Refused> load(const wire::Device& wish, std::uint32_t oneIn);
    Result<void, wire::Refused> attach(const wire::Device& wish);
    static int take(void* turn, void* record, std::size_t size);
    void setClock();
    void stop();

    bpf_object* m_object = nullptr;
    ring_buffer* m_ring = nullptr;
    volatile pr_shared* m_shared = nullptr;
    std::unique_ptr<Turn> m_turn;  // what the ring's callback works on, wherever this object is
    int m_ringMap = -1, m_link = -1, m_query = -1, m_program = -1;
    wire::OpenedDevice m_opened;
    Counters m_counters;
    std::uint64_t m_offset = 0;  // of the wall clock from the one that packets have, nanoseconds
    std::uint32_t m_oneIn = 1;
    Phase m_phase = Phase::Running;
    bool m_gone = false;
    std::uint64_t m_drainedAt = 0, m_progress = 0;
    std::string m_note;  // reserved when opened
};

}  // namespace pr::helper
