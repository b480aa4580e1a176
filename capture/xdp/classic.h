// For tests: libpcap's interpreter of filters, apart because its header and the kernel's both name a bpf_insn.
#pragma once

#include "capture/wire/messages.h"

#include <span>
#include <string_view>

namespace pr::xdp {

bool classicPasses(std::span<const wire::Instruction> filter, std::string_view frame);

}  // namespace pr::xdp
