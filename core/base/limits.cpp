#include "core/base/limits.h"

#include <algorithm>

namespace pr::limits {

Memory memoryFor(std::size_t total)
{
    const Memory whole;
    const auto factor = std::max(0.25, static_cast<double>(total) / static_cast<double>(whole.sum()));
    const auto scaled = [&](std::size_t part) { return static_cast<std::size_t>(static_cast<double>(part) * factor); };
    return {scaled(whole.batches), scaled(whole.pageCache), scaled(whole.flows), scaled(whole.reassembly),
        scaled(whole.detectors), scaled(whole.openSegment), scaled(whole.rest)};
}

}  // namespace pr::limits
