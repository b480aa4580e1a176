#include "capture/xdp/classic.h"

#include <vector>

#include <pcap/pcap.h>

namespace pr::xdp {

bool classicPasses(std::span<const wire::Instruction> filter, std::string_view frame)
{
    std::vector<bpf_insn> program;
    for (const auto& each : filter)
        program.push_back({each.code, each.jumpTrue, each.jumpFalse, each.k});
    const auto length = static_cast<u_int>(frame.size());
    return bpf_filter(program.data(), reinterpret_cast<const u_char*>(frame.data()), length, length) != 0;
}

}  // namespace pr::xdp
