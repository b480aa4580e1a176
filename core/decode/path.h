// The way of a packet through its layers as a short byte string: who sent to whom, through which VLANs and tunnels,
// quoted or not. Equal ways give equal strings, so a segment of the case file keeps each once and a packet holds its
// number.
//
//     path  = format (1) count (1) flow (4, little-endian) … layer …
//     layer = kind (1) flags (1) body
//
// The flows are those of the layers that have one (streams, address pairs), from the outside in. The highest bit of a
// flow says that it begins with this packet on the ports of a connection that is over.
//
// Bit 7 of flags says that a body follows; numbers in it are in network byte order, as on the wire:
//     Ethernet              destination (6) source (6) type (2)
//     Ieee8023              destination (6) source (6)
//     Vlan, Ieee8021ad      id (2)
//     Ipv4                  source (4) destination (4) protocol (1)
//     Ipv6                  source (16) destination (16) next header (1)
//     Tcp, Udp              source port (2) destination port (2) stream (4)
//     Vxlan, Esp, Other     number (4)
//     others with a number  number (2)
#pragma once

#include "core/decode/layers.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace pr::decode {

inline constexpr std::uint32_t kNoStream = 0xFFFF'FFFF;    ///< the header was cut before its ports, or not followed
inline constexpr std::uint32_t kFlowReused = 0x8000'0000;  ///< bit of a flow in a path
inline constexpr std::size_t kPathBytes = 8 + limits::layers * 40;  ///< more than any path needs

/// Writes the path of a packet into `out`; gives its length. `streams`: tshark's stream number of each TCP and UDP
/// layer, in order (missing ones count as kNoStream). `flows`: ordinals of the flows of the layers that have one,
/// kFlowReused with them. Where a bound ended decoding, the path ends as the tree does.
std::size_t buildPath(const Decoded& decoded, Bytes frame, std::span<const std::uint32_t> streams,
    std::span<const std::uint32_t> flows, std::span<std::byte, kPathBytes> out);

/// One layer of a path. The bytes are views into the path.
struct PathLayer {
    LayerKind kind = LayerKind::None;
    std::uint8_t flags = 0;     ///< LayerFlag
    bool known = false;         ///< false: the header was cut or broken before what follows here
    Bytes source, destination;  ///< 4, 6 or 16 bytes; empty where the layer has no addresses
    std::uint16_t sourcePort = 0, destinationPort = 0;
    std::uint32_t stream = kNoStream;
    std::uint32_t number = 0;  ///< EtherType, VLAN id, IP protocol … as Layer::number

    bool quoted() const { return flags & Quoted; }
    bool inner() const { return flags & Inner; }
};

/// Reads a path, which may come from a damaged or hostile case file.
class PathView {
public:
    explicit PathView(Bytes path);

    /// False for bytes that are no path: nothing may be concluded from them.
    bool ok() const { return m_ok; }
    std::size_t flows() const { return m_flows; }
    /// The flow of the `index`-th layer that has one; index below flows().
    std::uint32_t flow(std::size_t index) const { return word(index) & ~kFlowReused; }
    /// Whether it begins here on ports that were in use before.
    bool reused(std::size_t index) const { return (word(index) & kFlowReused) != 0; }
    /// The next layer from the outside in; false behind the last one.
    bool next(PathLayer& layer);
    /// Where the next layer begins in the path.
    std::size_t position() const { return m_at; }
    /// Starts again at the first layer.
    void rewind() { m_at = kHeader + 4 * m_flows; }

    /// Whether a layer of this kind is there, quoted or not.
    bool has(LayerKind kind) const;

private:
    static constexpr std::size_t kHeader = 2;

    std::uint32_t word(std::size_t index) const
    {
        std::uint32_t value = 0;
        for (std::size_t i = 4; i-- > 0;)
            value = value << 8 | std::to_integer<std::uint32_t>(m_path[kHeader + 4 * index + i]);
        return value;
    }

    Bytes m_path;
    std::size_t m_at = kHeader;
    std::size_t m_flows = 0;
    bool m_ok = false;
};

}  // namespace pr::decode
