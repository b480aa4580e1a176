#include "capture/helper/rights_suite.h"

namespace pr::helper {
namespace {

const auto openLoopback = wire::encode(wire::Open{{{.name = "lo", .buffer = wire::minBuffer}}});
const auto recordForAMoment = wire::encode(wire::Start{.packets = 0, .milliseconds = 1});

const Program packetSockets{"packetrecorder-capture", 1ULL << CAP_NET_RAW | 1ULL << CAP_NET_ADMIN, 1ULL << CAP_NET_RAW,
    "cap_net_raw", 12, openLoopback, recordForAMoment, nullptr};
const Program xdp{"packetrecorder-capture-xdp", 1ULL << CAP_BPF | 1ULL << CAP_NET_ADMIN,
    1ULL << CAP_BPF | 1ULL << CAP_NET_ADMIN, "cap_bpf,cap_net_admin", 12, openLoopback, recordForAMoment,
    "the kernel runs no BPF for us"};

INSTANTIATE_TEST_SUITE_P(Helpers, Rights, testing::Values(packetSockets, xdp),
    [](const auto& one) { return std::string{one.index == 0 ? "PacketSockets" : "Xdp"}; });

}  // namespace
}  // namespace pr::helper
