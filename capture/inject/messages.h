// What packetrecorder and packetrecorder-inject say to each other. It is a conversation of its own with a program of
// its own: the capture helper knows none of these frames, and this one none of its.
//
// Every frame is `u32 length, u16 type, u16 version` and `length` bytes of body, little-endian, as in
// capture/wire/messages.h, whose Opened and Refused are used here, too:
//
//     inject         = OpenInject , ( Opened , { Frame } , [ Finish ] | Refused ) , end of file
//
//     OpenInject     = u16 link type of the packets , the name of an interface (1…15 of [A-Za-z0-9._-])
//     Frame          = 1…262144 bytes, from the link header on
//     Finish         = nothing
//     Account        = u64 sent , 4 × ( u64 count , u64 place of the first )
//
// Opened names one device, with the longest frame that it takes in place of a snaplen. Meanwhile the injector says
// { Account }: of all frames so far, whenever it has none left to send, and as its last word after Finish, or where the
// interface went down or away. A frame that does not fit the grammar, or comes in another order, ends the connection.
#pragma once

#include "capture/wire/frames.h"

#include <array>

namespace pr::inject {

/// Above those of capture/wire, so that neither program takes the other's.
enum class Type : std::uint16_t { OpenInject = 32, Frame, Finish, Account };

/// More than any interface takes; what one takes is told apart by the kernel.
inline constexpr std::size_t maxFrame = 262'144;

struct OpenInject {
    std::uint16_t linkType = 1;  ///< LINKTYPE_ of the packets
    std::string name{};
};

/// Why a frame was not sent.
enum class Unsent : std::uint8_t {
    TooLong,   ///< for the interface
    TooShort,  ///< for a link header
    Refused,   ///< by the kernel for another reason
    NoRoom,    ///< in the queue of the interface, for a second
};
inline constexpr std::size_t unsentKinds = 4;

struct Account {
    struct Kind {
        std::uint64_t count = 0;
        std::uint64_t first = 0;  ///< of all frames, from 1; 0 where there is none
        friend bool operator==(const Kind&, const Kind&) = default;
    };
    std::uint64_t sent = 0;  ///< the interface took them
    std::array<Kind, unsentKinds> unsent{};

    /// All frames that this is about.
    std::uint64_t frames() const;
    void count(Unsent why);
    friend bool operator==(const Account&, const Account&) = default;
};

struct Header {
    std::uint32_t length = 0;  ///< of the body, in bytes; within the bounds of the type
    Type type = Type::OpenInject;
};

/// Whole frames. `body` is within the bounds of the type.
std::string encode(Type type, Bytes body = {});
std::string encode(const OpenInject& open);
/// Allocates nothing: whoever says it may no longer.
using AccountFrame = std::array<char, wire::headerBytes + 8 + unsentKinds * 16>;
AccountFrame encode(const Account& account);

/// The first wire::headerBytes of a frame. Unknown types, other versions and lengths out of bounds are faults.
Result<Header> parseHeader(Bytes bytes);
Result<OpenInject> parseOpen(Bytes body);
Result<Account> parseAccount(Bytes body);

}  // namespace pr::inject
