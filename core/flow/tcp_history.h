// What happened on a TCP connection in a word and a few letters, as Zeek's conn.log has them.
#pragma once

#include "core/decode/tcp.h"
#include "core/flow/protocol.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace pr::flow {

/// Follows both ends. Letters of the initiator are upper case: s SYN, h SYN+ACK, a pure ACK, d data, f FIN, r RST, g
/// gap, t repeated data, w zero window, i inconsistent flags; ^ where the roles were turned at the first packet.
class TcpHistory {
public:
    struct Segment {
        const decode::TcpHeader& header;
        Side side;
        std::uint32_t length = 0;  ///< payload bytes on the wire
        bool repeated = false;     ///< the payload was sent before
        bool afterGap = false;     ///< bytes before it were not captured
        bool turned = false;       ///< the first packet came from the responder
    };
    void see(const Segment& segment);

    /// At most two dozen letters: each once a side, but g, t and w again at 10, 100, 1000 … times.
    const std::string& letters() const { return m_letters; }
    /// S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH SH SHR OTH.
    std::string_view state() const;

    void archive(Archive& archive);

private:
    enum class End : std::uint8_t { Inactive, SynSent, SynAckSent, Partial, Established, Closed, Reset };

    void add(char letter, Side side);
    void count(char letter, Side side, std::array<std::uint32_t, 2>& counts);

    std::array<End, 2> m_ends{End::Inactive, End::Inactive};
    std::array<std::uint32_t, 2> m_gaps{}, m_repeats{}, m_zeroWindows{};
    std::array<std::uint64_t, 2> m_bytes{};
    std::uint64_t m_seen = 0;  ///< a bit a letter and side
    std::string m_letters;
};

}  // namespace pr::flow
