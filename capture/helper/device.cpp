#include "capture/helper/device.h"

#include "capture/wire/link_type.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pr::helper {
namespace {

// A ring block is given up each retire tick even for one packet, so a shorter tick shortens the stall that a quiet link
// survives (32 MiB at 100 ms: 12.8 s).
constexpr int retireMilliseconds = 100;
// An unused EtherType: until listen(), no packet of the device can enter the ring before the filter stands.
constexpr int nothing = 0x88b5;
constexpr std::size_t maxReason = 100;
constexpr std::uint16_t linkTypeCan = 227;
constexpr std::uint64_t second = 1'000'000'000;

wire::Reason reasonOf(int status)
{
    switch (status) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED: return wire::Reason::Permission;
    case PCAP_ERROR_NO_SUCH_DEVICE: return wire::Reason::NoDevice;
    case PCAP_ERROR_IFACE_NOT_UP: return wire::Reason::DeviceDown;
    case PCAP_ERROR_RFMON_NOTSUP: return wire::Reason::Monitor;
    default: return wire::Reason::Other;
    }
}

Unexpected<wire::Refused> refuse(wire::Reason reason, std::string text, std::uint32_t detail = 0)
{
    return {{.reason = reason, .detail = detail, .text = std::move(text)}};
}

/// libpcap leaves out what it sees twice: frames that leave by `lo`, or a CAN bus, come in again. Left out by the
/// kernel, they stay out of its statistics too, which would otherwise never agree with what is delivered.
std::vector<sock_filter> withoutEchoes()
{
    constexpr auto load = [](std::uint32_t what) {
        return sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(SKF_AD_OFF) + what};
    };
    return {load(SKF_AD_PKTTYPE), {BPF_JMP | BPF_JEQ | BPF_K, 0, 5, PACKET_OUTGOING},   //
        load(SKF_AD_IFINDEX), {BPF_JMP | BPF_JEQ | BPF_K, 2, 0, if_nametoindex("lo")},  //
        load(SKF_AD_HATYPE), {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, ARPHRD_CAN},             //
        {BPF_RET | BPF_K, 0, 0, 0}};
}

}  // namespace

Result<Device, wire::Refused> Device::open(const wire::Device& wish)
{
    const auto isAny = wish.name == "any";
    if (!isAny && if_nametoindex(wish.name.c_str()) == 0)
        return refuse(wire::Reason::NoDevice, wish.name + ": no such interface");
    Device device;
    wish.name.copy(device.m_name.ifr_name, IFNAMSIZ - 1);
    char text[PCAP_ERRBUF_SIZE] = "";
    device.m_handle.reset(pcap_create(wish.name.c_str(), text));
    auto* handle = device.m_handle.get();
    if (handle == nullptr)
        return refuse(wire::Reason::Other, wish.name + ": " + text);
    pcap_set_snaplen(handle, static_cast<int>(wish.snaplen));
    pcap_set_buffer_size(handle, static_cast<int>(wish.buffer));
    pcap_set_timeout(handle, retireMilliseconds);
    pcap_set_promisc(handle, (wish.flags & wire::Promiscuous) != 0 && !isAny ? 1 : 0);
    pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO);
    pcap_set_protocol_linux(handle, nothing);
    const auto monitor = (wish.flags & wire::Monitor) != 0;
    if (monitor && pcap_can_set_rfmon(handle) != 1)
        return refuse(wire::Reason::Monitor, wish.name + ": its driver has no monitor mode");
    pcap_set_rfmon(handle, monitor ? 1 : 0);
    if (const auto status = pcap_activate(handle); status < 0) {
        const auto confined = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 1U : 0U;
        const std::string detail = pcap_geterr(handle);
        return refuse(
            reasonOf(status), wish.name + ": " + (detail.empty() ? pcap_statustostr(status) : detail), confined);
    }
    device.m_descriptor = pcap_fileno(handle);

    int ring = 0;
    socklen_t length = sizeof ring;
    if (getsockopt(device.m_descriptor, SOL_PACKET, PACKET_VERSION, &ring, &length) != 0 || ring != TPACKET_V3)
        return refuse(wire::Reason::Other, wish.name + ": the kernel has no packet ring of version 3 for it");
    if (isAny)
        pcap_set_datalink(handle, DLT_LINUX_SLL2);  // version 1 forgets which interface a packet is from
    const auto linkType = wire::linkTypeOfDlt(pcap_datalink(handle));
    if (wish.linkType != wire::anyLinkType && wish.linkType != linkType)
        return refuse(wire::Reason::LinkType, wish.name + ": the filter was made for another link type", linkType);
    sockaddr_ll bound{};
    length = sizeof bound;
    getsockname(device.m_descriptor, reinterpret_cast<sockaddr*>(&bound), &length);
    device.m_opened = {.linkType = linkType,
        .decimals = 9,
        .index = static_cast<std::uint32_t>(bound.sll_ifindex),
        .snaplen = wish.snaplen};
    if (const auto attached = device.attachFilter(wish); !attached)
        return Unexpected{attached.error()};
    if (pcap_setnonblock(handle, 1, text) != 0)
        return refuse(wire::Reason::Other, wish.name + ": " + text);
    device.m_reason.reserve(maxReason);
    device.updateCounters();
    device.m_counters.accepted = device.m_counters.dropped = 0;
    return device;
}

Result<void, wire::Refused> Device::attachFilter(const wire::Device& wish)
{
    auto program = wish.name == "any" ? withoutEchoes() : std::vector<sock_filter>{};
    if (wish.filter.empty()) {
        program.push_back({BPF_RET | BPF_K, 0, 0, wish.snaplen});
    } else {
        // libpcap validates the program and moves its offsets where the kernel has no link header (cooked devices) …
        auto instructions = wish.filter;
        static_assert(sizeof(bpf_insn) == sizeof(wire::Instruction));
        bpf_program theirs{static_cast<u_int>(instructions.size()), reinterpret_cast<bpf_insn*>(instructions.data())};
        if (pcap_setfilter(m_handle.get(), &theirs) != 0)
            return refuse(wire::Reason::Filter, wish.name + ": " + pcap_geterr(m_handle.get()));
        socklen_t count = 0;
        if (getsockopt(m_descriptor, SOL_SOCKET, SO_GET_FILTER, nullptr, &count) != 0 || count == 0)
            return refuse(wire::Reason::Filter, wish.name + ": the kernel does not take this filter");
        const auto before = program.size();
        program.resize(before + count);
        if (getsockopt(m_descriptor, SOL_SOCKET, SO_GET_FILTER, program.data() + before, &count) != 0)
            return refuse(wire::Reason::Filter, wish.name + ": the filter cannot be read back");
    }
    // … but it would run it once more in user space over the first block, where `inbound` and the like match nothing
    // and packets vanish uncounted. So libpcap lets everything pass, and the kernel gets the program from us.
    bpf_insn pass{BPF_RET | BPF_K, 0, 0, wire::maxSnaplen};
    bpf_program all{1, &pass};
    if (pcap_setfilter(m_handle.get(), &all) != 0)
        return refuse(wire::Reason::Filter, wish.name + ": " + pcap_geterr(m_handle.get()));
    const sock_fprog whole{static_cast<unsigned short>(program.size()), program.data()};
    const int on = 1;
    if (setsockopt(m_descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &whole, sizeof whole) != 0
        || setsockopt(m_descriptor, SOL_SOCKET, SO_LOCK_FILTER, &on, sizeof on) != 0)
        return refuse(wire::Reason::Filter, wish.name + ": the kernel refused the filter");
    const auto echoes = wish.name == "lo" || m_opened.linkType == linkTypeCan;
    if (echoes && setsockopt(m_descriptor, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) != 0)
        return refuse(wire::Reason::Other, wish.name + ": the kernel cannot leave out echoed frames");
    return {};
}

bool Device::listen()
{
    sockaddr_ll everything{};
    everything.sll_family = AF_PACKET;
    everything.sll_protocol = htons(ETH_P_ALL);
    everything.sll_ifindex = static_cast<int>(m_opened.index);
    return bind(m_descriptor, reinterpret_cast<const sockaddr*>(&everything), sizeof everything) == 0;
}

std::uint64_t Device::read(ByteQueue& out, std::uint32_t interface, std::uint64_t most, std::size_t reserve)
{
    if (m_phase == Phase::Ended || out.room() <= reserve)
        return 0;
    most = std::min<std::uint64_t>(most, (out.room() - reserve) / packetBlockBytes(m_opened.snaplen));
    if (m_phase == Phase::Draining)
        most = std::min(most, m_target - m_counters.delivered);
    if (most == 0)
        return 0;
    struct Context {
        ByteQueue& out;
        std::uint32_t interface;
        std::uint64_t count;
    } context{out, interface, 0};
    const auto take = [](u_char* user, const pcap_pkthdr* header, const u_char* bytes) {
        auto& into = *reinterpret_cast<Context*>(user);
        const auto seconds = static_cast<std::uint64_t>(header->ts.tv_sec);
        writePacket(into.out,
            {.interface = into.interface,
                .nanoseconds = seconds * second + static_cast<std::uint64_t>(header->ts.tv_usec),
                .originalLength = header->len},
            std::as_bytes(std::span{bytes, header->caplen}));
        ++into.count;
    };
    const auto result =
        pcap_dispatch(m_handle.get(), static_cast<int>(most), take, reinterpret_cast<u_char*>(&context));
    m_counters.delivered += context.count;
    if (result < 0 && m_reason.empty()) {
        const std::string_view said = pcap_geterr(m_handle.get());
        m_reason.assign(said.empty() ? "the device failed" : said.substr(0, maxReason));
    }
    return context.count;
}

void Device::updateCounters()
{
    tpacket_stats_v3 since{};
    socklen_t length = sizeof since;
    if (getsockopt(m_descriptor, SOL_PACKET, PACKET_STATISTICS, &since, &length) == 0) {
        m_counters.accepted += since.tp_packets;  // drops included
        m_counters.dropped += since.tp_drops;
    }
    auto named = m_name;
    m_counters.down = ioctl(m_descriptor, SIOCGIFFLAGS, &named) == 0 && (named.ifr_flags & IFF_UP) == 0;
}

// The first accepted − dropped packets of the ring are those of which the statistics speak: the kernel counts and
// stores under one lock. So the account is exact although packets keep coming while we drain.
void Device::drain(std::uint64_t now)
{
    if (m_phase != Phase::Running)
        return;
    updateCounters();
    m_phase = Phase::Draining;
    m_target = m_counters.accepted - m_counters.dropped;
    m_progress = now;
}

void Device::cut()
{
    if (m_phase == Phase::Ended)
        return;
    updateCounters();
    m_counters.accepted = m_counters.delivered + m_counters.dropped;
    m_phase = Phase::Ended;
}

void Device::finishDrain(std::uint64_t now, bool moved)
{
    if (m_phase != Phase::Draining)
        return;
    if (moved)
        m_progress = now;
    if (m_counters.delivered >= m_target || now - m_progress > second)
        m_phase = Phase::Ended;
}

}  // namespace pr::helper
