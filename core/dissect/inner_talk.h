// A stream inside another one: what TLS carries, when it could be decrypted. It has a service and a state of its own.
#pragma once

#include "core/flow/protocol.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace pr::dissect {

struct InnerTalk {
    /// Bytes of one side that wait for the end of their PDU.
    struct Waiting {
        std::string bytes;
        std::vector<std::uint64_t> packets;  ///< they came with, oldest first; at most kMostPackets
        std::size_t wanted = 0;              ///< how many must be there to go on; 0: nobody knows
        bool untilEnd = false;

        void clear() { *this = {}; }
    };
    static constexpr std::size_t kMostPackets = 1024;

    const flow::Protocol* service = nullptr;
    bool decided = false;  ///< no service was found in the first bytes
    std::uint8_t attempts = 0;
    std::unique_ptr<flow::FlowState> state;
    std::array<Waiting, 2> sides;

    Waiting& of(flow::Side side) { return sides[static_cast<std::size_t>(side)]; }
    void archive(flow::Archive& archive);
};

}  // namespace pr::dissect
