// What two ends said to each other: the bytes of one stream, in both directions, as `tshark -z follow` has them.
#pragma once

#include "core/fields/registry.h"
#include "core/store/reader.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace pr::query {

struct FollowPiece {
    bool server = false;  ///< sent by the end that did not send the first packet
    PacketNumber packet;
    Timestamp time;
    std::string bytes;
    std::uint32_t missing = 0;  ///< bytes that were not captured; `bytes` is then tshark's sentence about it
};

struct Ends;

struct Followed {
    bool found = false;          ///< whether the session has that stream
    std::string client, server;  ///< "192.0.2.1:443", "[2001:db8::1]:53"
    std::vector<FollowPiece> pieces;
    bool limitReached = false;  ///< bytes are missing: too many waited for a gap, or `most` was reached

    /// The sender of the first packet is the client.
    void meet(const Ends& ends);
};

/// Http: the stream is one of TCP, and the pieces are heads of messages and bodies without chunks and codings.
enum class FollowProtocol : std::uint8_t { Tcp, Udp, Http };

/// `most`: bytes after which it ends; 0: all of the stream, in memory.
Outcome<Followed> follow(store::Case& opened, store::PacketReader& reader, FollowProtocol protocol,
    std::uint32_t stream, const FieldRegistry& fields, std::uint64_t most = 0, std::stop_token stop = {});
/// The same for FollowProtocol::Http, which follow() calls.
Outcome<Followed> followHttp(store::Case& opened, store::PacketReader& reader, std::uint32_t stream,
    const FieldRegistry& fields, std::uint64_t most, std::stop_token stop);

}  // namespace pr::query
