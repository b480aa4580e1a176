// What the core and the capture helper say to each other, and when.
//
// Every frame is `u32 length, u16 type, u16 version` and `length` bytes of body, little-endian.
// One connection, one task:
//
//     connection     = capture | interfaces
//     capture        = Open , ( Opened , Start , pcapng bytes … | Refused ) , end of file
//     interfaces     = ListInterfaces , Interfaces , end of file
//
// While the bytes come, the client may send { Status } , [ Stop ]. The bodies:
//
//     Open           = u8 count (1…16) , count × device      (buffers: 64 MiB in all at most)
//     device         = name , u32 snaplen , u32 buffer bytes , u8 flags , u16 link type wish ,
//                      u16 count (0…4096) , count × instruction
//     instruction    = u16 code , u8 jt , u8 jf , u32 k
//     Opened         = u8 count , count × opened
//     opened         = u16 link type , u8 decimals of a second , u32 interface index , u32 snaplen
//     Refused        = u16 reason , u32 detail , u16 length (0…512) , UTF-8
//     Start          = u64 packets , u64 milliseconds        (0: no limit)
//     Interfaces     = u16 count (0…256) , count × interface
//     interface      = name , u32 flags , u16 hardware type , u8 count (0…64) , count × address
//     address        = u8 length (4 or 16) , bytes
//     name           = u8 length (1…15) , that many of [A-Za-z0-9._-]
//
// Sending is another program's, with a conversation of its own: capture/inject/messages.h.
//
// Stop, Status and ListInterfaces are empty. Status asks for interface statistics in the stream now, instead of within
// a second. After Start the helper writes nothing but a pcapng section, so the same stream is what a file, a pipe and
// `ssh` carry. A frame that does not fit the grammar, or comes in another order, ends the connection.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pr::wire {

inline constexpr std::uint16_t version = 1;
inline constexpr std::size_t headerBytes = 8;
inline constexpr std::size_t maxDevices = 16;
inline constexpr std::size_t maxInstructions = 4096;
inline constexpr std::size_t maxNameBytes = 15;
inline constexpr std::size_t maxTextBytes = 512;
inline constexpr std::size_t maxListed = 256;
inline constexpr std::size_t maxAddresses = 64;
inline constexpr std::uint32_t minSnaplen = 64;
inline constexpr std::uint32_t maxSnaplen = 262'144;
inline constexpr std::uint32_t minBuffer = 1U << 20U;
inline constexpr std::uint32_t maxBuffer = 64U << 20U;  ///< and of all devices together
inline constexpr std::uint16_t anyLinkType = 0xffff;    ///< a wish: whatever the device gives by itself

enum class Type : std::uint16_t { Open = 1, Opened, Refused, Start, Stop, Status, ListInterfaces, Interfaces };

/// One instruction of classic BPF, as the kernel takes it.
struct Instruction {
    std::uint16_t code = 0;
    std::uint8_t jumpTrue = 0;
    std::uint8_t jumpFalse = 0;
    std::uint32_t k = 0;
};

enum DeviceFlag : std::uint8_t { Promiscuous = 1, Monitor = 2 };

struct Device {
    std::string name{};
    std::uint32_t snaplen = maxSnaplen;    ///< bytes kept of a packet
    std::uint32_t buffer = 32U << 20U;     ///< bytes of the kernel's ring
    std::uint8_t flags = 0;                ///< of DeviceFlag
    std::uint16_t linkType = anyLinkType;  ///< LINKTYPE_ for which the filter was compiled
    std::vector<Instruction> filter{};     ///< empty: everything
};

struct Open {
    std::vector<Device> devices{};
};

struct OpenedDevice {
    std::uint16_t linkType = 1;  ///< LINKTYPE_
    std::uint8_t decimals = 9;   ///< of a second in packet times
    std::uint32_t index = 0;     ///< the kernel's interface index; 0 for `any`
    std::uint32_t snaplen = 0;
};

struct Opened {
    std::vector<OpenedDevice> devices{};  ///< in the order of Open
};

enum class Reason : std::uint16_t {
    Other = 1,
    Permission,  ///< the helper lacks the right; detail 1: kept from it by no_new_privs
    NoDevice,
    DeviceDown,
    LinkType,  ///< the device gives another link type than the wish; detail is the LINKTYPE_ it gives,
               ///< and above its 16 bits the place of the device in Open
    Filter,
    Monitor,
};
inline constexpr std::uint16_t lastReason = static_cast<std::uint16_t>(Reason::Monitor);

struct Refused {
    Reason reason = Reason::Other;
    std::uint32_t detail = 0;
    std::string text{};  ///< for people
};

struct Start {
    std::uint64_t packets = 0;
    std::uint64_t milliseconds = 0;
};

struct Stop { };
struct Status { };
struct ListInterfaces { };

struct Interface {
    std::string name{};
    std::uint32_t flags = 0;               ///< IFF_ of the kernel
    std::uint16_t hardware = 0;            ///< ARPHRD_ of the kernel
    std::vector<std::string> addresses{};  ///< 4 or 16 raw bytes each
};

struct Interfaces {
    std::vector<Interface> interfaces{};
};

/// In the order of Type, from 1.
using Message = std::variant<Open, Opened, Refused, Start, Stop, Status, ListInterfaces, Interfaces>;

inline Type typeOf(const Message& message)
{
    return static_cast<Type>(message.index() + 1);
}

/// Where a connection stands; both ends keep one and move it by the same table.
enum class State : std::uint8_t { Fresh, Opening, Ready, Running, Stopping, Listing, Ended };

struct Transition {
    State from;
    Type type;
    State to;
};

/// The whole order of messages. What is not in it ends the connection.
inline constexpr std::array transitions{
    Transition{State::Fresh, Type::Open, State::Opening},
    Transition{State::Opening, Type::Opened, State::Ready},
    Transition{State::Opening, Type::Refused, State::Ended},
    Transition{State::Ready, Type::Start, State::Running},
    Transition{State::Running, Type::Status, State::Running},
    Transition{State::Running, Type::Stop, State::Stopping},
    Transition{State::Fresh, Type::ListInterfaces, State::Listing},
    Transition{State::Listing, Type::Interfaces, State::Ended},
};

constexpr std::optional<State> next(State from, Type type)
{
    for (const auto& transition : transitions)
        if (transition.from == from && transition.type == type)
            return transition.to;
    return std::nullopt;
}
static_assert(!next(State::Running, Type::Open) && !next(State::Fresh, Type::Start), "one task a connection");

/// How the helper's process ends; the client turns it into words.
enum class Exit : int {
    Done = 0,  ///< stopped as asked: count, duration, Stop
    Usage = 2,
    ReaderGone = 10,   ///< the other end was closed
    Protocol = 11,     ///< a frame that is not in the grammar, or late
    DeviceLost = 12,   ///< every device vanished or failed
    Refused = 13,      ///< said in a Refused frame
    Confinement = 14,  ///< the rights could not be given up
};

}  // namespace pr::wire
