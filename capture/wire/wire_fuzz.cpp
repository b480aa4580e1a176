// Any bytes as a conversation: frames are read as either end reads them, and what was understood is written again.
#include "capture/wire/frames.h"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace pr;
    auto left = std::as_bytes(std::span{data, size});
    while (left.size() >= wire::headerBytes) {
        const auto header = wire::parseHeader(left.first(wire::headerBytes));
        if (!header)
            break;
        left = left.subspan(wire::headerBytes);
        const auto body = left.first(std::min<std::size_t>(left.size(), header->length));
        left = left.subspan(body.size());
        const auto message = wire::parseBody(*header, body);
        if (!message)
            break;
        const auto again = wire::encode(*message);
        const auto second = wire::parseBody(*header, bytesOf(again).subspan(wire::headerBytes));
        if (!second || wire::encode(*second) != again)
            std::abort();
    }
    return 0;
}
