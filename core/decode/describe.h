// From the layers of a packet to its fields: one description for tree, filters, index and export. What TCP and UDP add
// is described by tcp.h and udp.h, with what their streams know.
#pragma once

#include "core/decode/decode.h"
#include "core/decode/layers.h"
#include "core/fields/sink.h"

#include <optional>
#include <span>
#include <string_view>

namespace pr::decode {

/// What the capture file and the packets before say of a frame. Times: nothing for a packet that has none.
struct FrameContext {
    std::string_view protocols;                     ///< appendProtocols() and what the driver added
    std::optional<Nanoseconds> timeDelta;           ///< since the packet before; zero for the first
    std::optional<Nanoseconds> timeDeltaDisplayed;  ///< since the packet that was shown before
    std::optional<Nanoseconds> timeRelative;        ///< since the first packet
    bool hasInterface = false;                      ///< pcapng says which interface, pcap does not
    std::uint32_t interface = 0;                    ///< number within its section
    std::string_view interfaceName;                 ///< empty where the file has none
    std::string_view interfaceDescription;
    std::uint32_t section = 0;  ///< from 1; 0 where the format has no sections
    std::span<const std::string_view> comments;
    std::optional<std::uint32_t> packetFlags;  ///< pcapng epb_flags
    std::optional<std::uint64_t> packetId;     ///< pcapng epb_packetid
    std::optional<std::uint64_t> dropCount;    ///< pcapng epb_dropcount
    std::optional<std::uint32_t> queue;        ///< pcapng epb_queue
};

/// The request that an echo reply answers.
struct EchoMatch {
    std::uint64_t packet = 0;  ///< 0: none seen
    Nanoseconds after{};       ///< from request to reply
};

struct DescribeContext {
    const PacketView& packet;
    const Decoded& decoded;
    const FrameContext* frame = nullptr;  ///< null: frame.* that need it are left out
    EchoMatch echo;                       ///< for the outermost ICMP or ICMPv6 layer; see echo_table.h
};

/// One layer with the bytes that it stands in and the layers around it.
struct LayerView {
    const DescribeContext& context;
    std::size_t index = 0;

    const Layer& layer() const { return context.decoded.layers[index]; }
    /// The layer behind, or null.
    const Layer* next() const
    {
        return index + 1 < context.decoded.count ? &context.decoded.layers[index + 1] : nullptr;
    }
    /// The layer before, or null.
    const Layer* before() const { return index > 0 ? &context.decoded.layers[index - 1] : nullptr; }
    /// The link type that a link layer was decoded as: the packet's, or the one that PKTAP names.
    std::uint32_t linkType() const
    {
        const auto* outer = before();
        return outer && outer->kind == LayerKind::Pktap ? outer->number : context.packet.linkType;
    }
    /// The nearest IP header outside of this layer, or null.
    const Layer* ip() const;
    /// What the layer's offsets mean.
    Bytes source() const { return context.decoded.sourceOf(layer(), context.packet.bytes); }
    /// From the first byte of the header to the captured end of the payload.
    Bytes whole() const { return source().subspan(layer().offset, layer().end - layer().offset); }
};

/// Adds the fields of one layer. Tcp and Udp are not described here, Data and Other have no fields of ours.
/// Layers must be described in order: one that was put together from fragments adds a source of bytes to the sink.
void describeLayer(const DescribeContext& context, std::size_t index, FieldSink& sink);

/// All fields of core/decode but those of TCP and UDP, one list a protocol.
std::span<const std::span<const Field* const>> fieldLists();

/// tshark's number for a link type (`frame.encap_type`); 0 for one that it does not know.
std::int16_t encapType(LinkType type);

}  // namespace pr::decode
