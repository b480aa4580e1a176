// A filter as libpcap compiles it (classic BPF) into the instructions that XDP runs.
#pragma once

#include "capture/wire/messages.h"
#include "core/base/result.h"

#include <span>
#include <string>
#include <vector>

#include <linux/bpf.h>

namespace pr::xdp {

/// What the translated program does with a frame that passes: goes on with the first program of this map. Without a map
/// it ends with XDP_TX, as tests want it; a frame that does not pass always ends with XDP_PASS.
struct Accept {
    int programs = -1;  ///< descriptor of a map of programs
};

/// Fails with a sentence for people where the filter asks for what XDP cannot see, or is no valid program. Packets are
/// read by the kernel's own checked function, so no offset can do harm.
Result<std::vector<bpf_insn>, std::string> translate(std::span<const wire::Instruction> filter, Accept accept);

}  // namespace pr::xdp
