#include "capture/xdp/device.h"

#include "capture/xdp/translate.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

// capture.bpf.c as clang compiled it
asm(".pushsection .rodata\n"
    ".balign 8\n"
    "packetrecorder_xdp_object: .incbin \"" PR_XDP_OBJECT "\"\n"
    "packetrecorder_xdp_object_end:\n"
    ".popsection\n");
extern "C" const std::byte packetrecorder_xdp_object[], packetrecorder_xdp_object_end[];

namespace pr::helper {
namespace {

constexpr std::uint64_t second = 1'000'000'000;
constexpr std::uint64_t settle = second / 20;  // a frame that was in the program when it was told to stop is through
constexpr std::size_t maxNote = 100;
constexpr std::uint64_t clockNoise = 20'000;
constexpr std::uint64_t quickly = 2'000;

std::uint64_t clockNow(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * second + static_cast<std::uint64_t>(time.tv_nsec);
}

Unexpected<wire::Refused> refuse(wire::Reason reason, std::string text, std::uint32_t detail = 0)
{
    return {{.reason = reason, .detail = detail, .text = std::move(text)}};
}

/// What a call to bpf(2) said, with what is missing.
Unexpected<wire::Refused> refuse(const std::string& name, const char* what, int error)
{
    const auto said = name + ": " + what + ": " + std::strerror(error);
    switch (error) {
    case EPERM:
    case EACCES: return refuse(wire::Reason::Permission, said, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 1U : 0U);
    case EBUSY: return refuse(wire::Reason::Other, name + ": another XDP program is on it");
    case ENOSYS:
    case EINVAL: return refuse(wire::Reason::Other, said + " (XDP here takes Linux 5.18 or newer, with BPF)");
    case EOPNOTSUPP: return refuse(wire::Reason::Other, name + ": it cannot have an XDP program");
    default: return refuse(wire::Reason::Other, said);
    }
}

/// The map that holds the program's own variables of a section.
bpf_map* sectionOf(bpf_object* object, std::string_view section)
{
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object) if (std::string_view{bpf_map__name(map)}.ends_with(section)) return map;
    return nullptr;
}

/// Where hardware stands behind an interface its driver runs the program; where none does (veth …) the kernel's general
/// place is exact, while such a driver's own has short queues that drop without a count.
bool hasHardware(const std::string& name, unsigned index)
{
    unsigned seen = 0;
    std::ifstream{"/sys/class/net/" + name + "/ifindex"} >> seen;
    return seen == index && access(("/sys/class/net/" + name + "/device").c_str(), F_OK) == 0;
}

bool isEthernet(int query, const std::string& name)
{
    ifreq request{};
    name.copy(request.ifr_name, IFNAMSIZ - 1);
    return ioctl(query, SIOCGIFHWADDR, &request) == 0
        && (request.ifr_hwaddr.sa_family == ARPHRD_ETHER || request.ifr_hwaddr.sa_family == ARPHRD_LOOPBACK);
}

enum class State : std::uint8_t { Up, Down, Gone };

/// By its index, which it keeps when it is renamed.
State stateOf(int query, std::uint32_t index)
{
    ifreq request{};
    request.ifr_ifindex = static_cast<int>(index);
    if (ioctl(query, SIOCGIFNAME, &request) != 0)
        return errno == ENODEV ? State::Gone : State::Up;
    return ioctl(query, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) == 0 ? State::Down : State::Up;
}

}  // namespace

struct Device::Turn {
    ByteQueue* out = nullptr;
    std::uint32_t interface = 0;
    std::uint64_t offset = 0, left = 0, count = 0;
};

Result<Device, wire::Refused> Device::open(const wire::Device& wish, std::uint32_t oneIn)
{
    const auto index = if_nametoindex(wish.name.c_str());
    if (wish.name == "any" || index == 0)
        return refuse(wire::Reason::NoDevice, wish.name + ": no such interface");
    Device device;
    device.m_query = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (!isEthernet(device.m_query, wish.name))
        return refuse(wire::Reason::Other, wish.name + ": XDP records from Ethernet interfaces only");
    if ((wish.flags & wire::Monitor) != 0)
        return refuse(wire::Reason::Monitor, wish.name + ": XDP has no monitor mode");
    if (wish.linkType != wire::anyLinkType && wish.linkType != 1)
        return refuse(wire::Reason::LinkType, wish.name + ": the filter was made for another link type", 1);
    device.m_opened = {
        .linkType = 1, .decimals = 9, .index = index, .snaplen = std::min<std::uint32_t>(wish.snaplen, pr_longest)};
    device.m_oneIn = oneIn;
    device.m_note.reserve(maxNote + 1);
    if (stateOf(device.m_query, index) == State::Down)
        return refuse(wire::Reason::DeviceDown, wish.name + ": it is not up");
    if (const auto loaded = device.load(wish, oneIn); !loaded)
        return Unexpected{loaded.error()};
    if (const auto attached = device.attach(wish); !attached)
        return Unexpected{attached.error()};
    device.setClock();
    device.updateCounters();
    return device;
}

Device::Device(Device&& other) noexcept
    : m_object{std::exchange(other.m_object, nullptr)}, m_ring{std::exchange(other.m_ring, nullptr)},
      m_shared{other.m_shared}, m_turn{std::move(other.m_turn)}, m_ringMap{other.m_ringMap},
      m_link{std::exchange(other.m_link, -1)}, m_query{std::exchange(other.m_query, -1)},
      m_program{std::exchange(other.m_program, -1)}, m_opened{other.m_opened}, m_counters{other.m_counters},
      m_offset{other.m_offset}, m_oneIn{other.m_oneIn}, m_phase{other.m_phase}, m_gone{other.m_gone},
      m_drainedAt{other.m_drainedAt}, m_progress{other.m_progress}, m_note{std::move(other.m_note)}
{
    m_note.reserve(maxNote + 1);
}

Device::~Device()
{
    ring_buffer__free(m_ring);
    bpf_object__close(m_object);
    for (const auto descriptor : {m_link, m_query, m_program})
        if (descriptor >= 0)
            close(descriptor);
}

Result<void, wire::Refused> Device::load(const wire::Device& wish, std::uint32_t oneIn)
{
    libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
    libbpf_set_print(nullptr);  // what it has to say comes as an error number
    const auto bytes = static_cast<std::size_t>(packetrecorder_xdp_object_end - packetrecorder_xdp_object);
    m_object = bpf_object__open_mem(packetrecorder_xdp_object, bytes, nullptr);
    if (m_object == nullptr)
        return refuse(wish.name, "the BPF program cannot be read", errno);
    auto* ring = bpf_object__find_map_by_name(m_object, "ring");
    auto* constants = sectionOf(m_object, ".rodata");
    auto* variables = sectionOf(m_object, ".bss");
    std::size_t size = 0;
    auto* const settings = static_cast<pr_settings*>(
        constants != nullptr ? const_cast<void*>(bpf_map__initial_value(constants, &size)) : nullptr);
    if (ring == nullptr || variables == nullptr || settings == nullptr || size < sizeof *settings)
        return refuse(wire::Reason::Other, wish.name + ": the BPF program is not the one of this version");
    *settings = {.snaplen = m_opened.snaplen, .one_in = oneIn};
    bpf_map__set_max_entries(ring, std::bit_floor(wish.buffer));
    if (bpf_object__load(m_object) != 0)
        return refuse(wish.name, "the kernel does not take the BPF program", errno);
    m_ringMap = bpf_map__fd(ring);
    m_turn = std::make_unique<Turn>();
    m_ring = ring_buffer__new(m_ringMap, take, m_turn.get(), nullptr);
    auto* const shared =
        mmap(nullptr, sizeof(pr_shared), PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(variables), 0);
    m_shared = shared == MAP_FAILED ? nullptr : static_cast<pr_shared*>(shared);
    if (m_ring == nullptr || m_shared == nullptr || bpf_map__value_size(variables) < sizeof(pr_shared))
        return refuse(wish.name, "the ring buffer cannot be mapped", errno);
    return {};
}

Result<void, wire::Refused> Device::attach(const wire::Device& wish)
{
    auto program = bpf_program__fd(bpf_object__find_program_by_name(m_object, "capture"));
    if (!wish.filter.empty()) {
        const auto programs = bpf_object__find_map_fd_by_name(m_object, "accepted");
        auto filter = xdp::translate(wish.filter, {programs});
        if (!filter)
            return refuse(wire::Reason::Filter, wish.name + ": " + filter.error());
        LIBBPF_OPTS(bpf_prog_load_opts, options);
        options.expected_attach_type = BPF_XDP;
        options.prog_flags = BPF_F_XDP_HAS_FRAGS;
        const std::uint32_t first = 0;
        m_program = bpf_prog_load(BPF_PROG_TYPE_XDP, "filter", "GPL", filter->data(), filter->size(), &options);
        if (m_program < 0 && errno != EPERM)
            return refuse(wire::Reason::Filter, wish.name + ": the kernel does not take this filter in XDP");
        if (m_program < 0 || bpf_map_update_elem(programs, &first, &program, BPF_ANY) != 0)
            return refuse(wish.name, "the kernel does not take the filter", errno);
        program = m_program;
    }
    LIBBPF_OPTS(bpf_link_create_opts, options);
    const auto index = static_cast<int>(m_opened.index);
    options.flags = hasHardware(wish.name, m_opened.index) ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
    m_link = bpf_link_create(program, index, BPF_XDP, &options);
    if (m_link < 0 && options.flags == XDP_FLAGS_DRV_MODE && errno != EPERM && errno != EBUSY) {
        options.flags = XDP_FLAGS_SKB_MODE;  // the driver has no XDP, or not for this MTU
        m_link = bpf_link_create(program, index, BPF_XDP, &options);
    }
    if (m_link < 0)
        return refuse(wish.name, "the BPF program cannot be attached", errno);
    return {};
}

bool Device::listen()
{
    m_shared->running = 1;
    return true;
}

/// Packets carry the monotonic clock. Where the two clocks were read within two microseconds of each other their
/// difference is known; it is taken over when the wall clock was set, not for noise, so that times keep their order.
void Device::setClock()
{
    for (int attempt = 0; attempt < 5; ++attempt) {
        const auto before = clockNow(CLOCK_MONOTONIC);
        const auto wall = clockNow(CLOCK_REALTIME);
        const auto after = clockNow(CLOCK_MONOTONIC);
        const auto offset = wall - (before + (after - before) / 2);
        if (m_offset != 0 && after - before > quickly)
            continue;
        if (m_offset == 0 || offset - m_offset + clockNoise > 2 * clockNoise)
            m_offset = offset;
        return;
    }
}

int Device::take(void* context, void* bytes, std::size_t size)
{
    auto& turn = *static_cast<Turn*>(context);
    const auto* record = static_cast<const pr_record*>(bytes);
    if (size < sizeof *record || record->captured > size - sizeof *record)
        return -EBADMSG;
    writePacket(*turn.out,
        {.interface = turn.interface, .nanoseconds = record->time + turn.offset, .originalLength = record->original},
        {reinterpret_cast<const std::byte*>(record + 1), record->captured});
    return ++turn.count < turn.left ? 0 : -EAGAIN;
}

std::uint64_t Device::read(ByteQueue& out, std::uint32_t interface, std::uint64_t most, std::size_t reserve)
{
    if (m_phase == Phase::Ended || out.room() <= reserve)
        return 0;
    most = std::min<std::uint64_t>(most, (out.room() - reserve) / packetBlockBytes(m_opened.snaplen));
    if (most == 0)
        return 0;
    setClock();
    auto& turn = *m_turn;
    turn = {&out, interface, m_offset, most, 0};
    ring_buffer__consume(m_ring);
    m_counters.delivered += turn.count;
    if (turn.count == 0 && m_phase == Phase::Running && stateOf(m_query, m_opened.index) == State::Gone) {
        m_gone = true;
        m_note = "the interface disappeared";
    }
    return turn.count;
}

void Device::updateCounters()
{
    std::uint64_t taken = 0, lost = 0, passedOver = 0;
    for (const auto& slot : m_shared->counters) {
        taken += slot.taken;
        lost += slot.lost;
        passedOver += slot.passed_over;
    }
    m_counters.accepted = taken;
    m_counters.dropped = lost;
    if (m_gone)
        return;
    m_counters.down = stateOf(m_query, m_opened.index) == State::Down;
    std::array<char, maxNote + 1> note{};
    const auto length = m_oneIn > 1
        ? std::snprintf(note.data(), note.size(), "XDP: received frames only, 1 in %u; %llu others passed the filter",
            m_oneIn, static_cast<unsigned long long>(passedOver))
        : std::snprintf(note.data(), note.size(), "XDP: received frames only");
    m_note.assign(note.data(), static_cast<std::size_t>(std::clamp<int>(length, 0, maxNote)));
}

/// The program counts and copies no more; then it goes from the interface.
void Device::stop()
{
    m_shared->running = 0;
    if (m_link >= 0)
        close(std::exchange(m_link, -1));
}

void Device::drain(std::uint64_t now)
{
    if (m_phase != Phase::Running)
        return;
    stop();
    m_phase = Phase::Draining;
    m_drainedAt = m_progress = now;
}

void Device::cut()
{
    if (m_phase == Phase::Ended)
        return;
    stop();
    updateCounters();
    m_counters.accepted = m_counters.delivered + m_counters.dropped;
    m_phase = Phase::Ended;
}

void Device::finishDrain(std::uint64_t now, bool moved)
{
    if (m_phase != Phase::Draining)
        return;
    updateCounters();
    if (moved)
        m_progress = now;
    const auto whole = m_counters.delivered + m_counters.dropped == m_counters.accepted;
    if ((whole && now - m_drainedAt > settle) || now - m_progress > second)
        m_phase = Phase::Ended;
}

}  // namespace pr::helper
