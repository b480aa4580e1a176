// Numbers that must not be mixed up.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace pr {

template <class Tag, class Rep> struct Id {
    Rep value{};
    friend constexpr auto operator<=>(Id, Id) = default;
};

using PacketNumber = Id<struct PacketNumberTag, std::uint64_t>;  ///< from 1, in the order of capture, within a session
using SessionId = Id<struct SessionIdTag, std::int64_t>;         ///< rowid in the case
using InterfaceId =
    Id<struct InterfaceIdTag, std::uint32_t>;        ///< from 0, within a session, over all sections of its files
using FlowId = Id<struct FlowIdTag, std::uint64_t>;  ///< from 0, within a session
using StreamNumber = Id<struct StreamNumberTag, std::uint32_t>;  ///< tshark's tcp.stream or udp.stream, from 0

}  // namespace pr

template <class Tag, class Rep> struct std::hash<pr::Id<Tag, Rep>> {
    std::size_t operator()(pr::Id<Tag, Rep> id) const noexcept { return std::hash<Rep>{}(id.value); }
};
