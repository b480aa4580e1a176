// Messages to bytes and back. Both ends treat the other as hostile: lengths are checked before anything grows.
#pragma once

#include "capture/wire/messages.h"
#include "core/base/cursor.h"

namespace pr::wire {

struct Header {
    std::uint32_t length = 0;  ///< of the body, in bytes; already within the maximum of the type
    Type type = Type::Open;
};

/// The longest body of a type, in bytes; 0 for the empty ones.
constexpr std::size_t maxBody(Type type)
{
    constexpr std::size_t name = 1 + maxNameBytes;
    switch (type) {
    case Type::Open: return 1 + maxDevices * (name + 4 + 4 + 1 + 2 + 2 + maxInstructions * 8);
    case Type::Opened: return 1 + maxDevices * 11;
    case Type::Refused: return 2 + 4 + 2 + maxTextBytes;
    case Type::Start: return 16;
    case Type::Interfaces: return 2 + maxListed * (name + 4 + 2 + 1 + maxAddresses * 17);
    default: return 0;
    }
}

/// A whole frame.
std::string encode(Message message);

/// The first headerBytes of a frame. Unknown types, other versions and lengths above maxBody() are faults.
Result<Header> parseHeader(Bytes bytes);
/// The body that `header` announced. A body that says more or less than its length is a fault.
Result<Message> parseBody(const Header& header, Bytes body);

/// Whether a kernel could have an interface of this name that we would open.
bool validName(std::string_view name);

}  // namespace pr::wire
