#include "core/dissect/options.h"

namespace pr::dissect {

namespace {

constexpr std::uint32_t kVersion = 1;  // grows whenever the same memory is dealt out in another way

}  // namespace

Digest digestOf(const DissectOptions& options)
{
    Sha256 hash;
    hash.update(bytesOf("prec-limits-v1"));
    hash.update(kVersion);
    hash.update(std::uint64_t{options.memory.flows});
    hash.update(std::uint64_t{options.memory.reassembly});
    hash.update(std::uint64_t{options.awakeFlows});
    return hash.finish();
}

}  // namespace pr::dissect
