// Which echo reply answers which request: what icmp.resp_to needs from the packets before.
#pragma once

#include "core/base/ids.h"
#include "core/decode/describe.h"

#include <array>
#include <unordered_map>
#include <vector>

namespace pr::decode {

/// Sees every packet once, in the order of capture. Bounded by limits::echoRequests: the oldest request is forgotten.
class EchoTable {
public:
    /// What the packet's outermost ICMP or ICMPv6 layer answers; nothing for requests and all else.
    EchoMatch observe(const PacketView& packet, const Decoded& decoded);

private:
    struct Key {
        std::array<std::byte, 32> addresses{};  ///< requester, then answerer
        std::uint32_t identifierAndSequence = 0;
        std::uint16_t checksum = 0;  ///< of the reply: the data of both must be the same
        std::uint8_t version = 4;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept;
    };
    struct Request {
        std::uint64_t packet = 0;
        Timestamp time;
    };

    std::unordered_map<Key, Request, KeyHash> m_requests;
    std::vector<Key> m_ring;  ///< the keys in the order of their first request
    std::size_t m_oldest = 0;
};

}  // namespace pr::decode
