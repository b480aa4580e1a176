// Any bytes as a conversation with the injector: frames are read as either end reads them, and what was understood is
// written again.
#include "capture/inject/messages.h"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace pr;

bool comesBack(const inject::Header& header, Bytes body)
{
    if (header.type == inject::Type::OpenInject) {
        const auto open = inject::parseOpen(body);
        return !open || bytesOf(inject::encode(*open)).subspan(wire::headerBytes).size() == body.size();
    }
    if (header.type != inject::Type::Account)
        return true;
    const auto account = inject::parseAccount(body);
    if (!account)
        return true;
    const auto again = inject::encode(*account);
    const auto second = inject::parseAccount(bytesOf({again.data(), again.size()}).subspan(wire::headerBytes));
    return second && *second == *account && account->frames() >= account->sent;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    auto left = std::as_bytes(std::span{data, size});
    while (left.size() >= wire::headerBytes) {
        const auto header = inject::parseHeader(left.first(wire::headerBytes));
        if (!header)
            break;
        left = left.subspan(wire::headerBytes);
        const auto body = left.first(std::min<std::size_t>(left.size(), header->length));
        left = left.subspan(body.size());
        if (!comesBack(*header, body))
            std::abort();
    }
    return 0;
}
