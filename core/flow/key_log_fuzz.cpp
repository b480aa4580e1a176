// Any bytes as a key log, and as the secrets of a flow.
#include "core/flow/key_log.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace pr;
    const auto text = textOf(std::as_bytes(std::span{data, size}));
    flow::KeyLog keys;
    const auto added = keys.add(text, PacketNumber{2});
    if (added.secrets != keys.size() || keys.knownAt(PacketNumber{1}) || keys.knownAt(PacketNumber{2}) == keys.empty())
        std::abort();
    const auto digest = keys.digest();
    if (keys.add(text).secrets != 0 || keys.digest() != digest)  // the first one of a name holds
        std::abort();
    return 0;
}
