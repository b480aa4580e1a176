// What the headers of a packet say by themselves: any packet, in any order, without the packets before it. For filters
// and columns that ask of nothing else.
#pragma once

#include "core/base/packet.h"
#include "core/decode/decode.h"
#include "core/decode/describe.h"
#include "core/decode/ip_reassembly.h"
#include "core/decode/transport_context.h"
#include "core/dissect/options.h"
#include "core/fields/sink.h"

namespace pr::dissect {

class HeaderDissector {
public:
    /// Whether a field needs no state of flows: it comes from the bytes of one packet's headers, or from what the case
    /// file keeps of the packet (frame.*, the stack, the streams in its path). Values are those of Dissector.
    static bool knows(const Field& field);

    /// Whether a field follows from a datagram alone, if the stack says that its only protocol is in that datagram
    /// (tellsCarried()). Such fields are known.
    static bool isCarried(const Field& field);
    /// Whether a stack lets describe() tell the fields of isCarried().
    static bool tellsCarried(std::string_view stack);
    /// Whether a field is read in the headers of a frame up to that of TCP; see sawAllHeaders().
    static bool standsInHeaders(const Field& field);
    /// The fields that the sinks of the following calls of describe() select; without it all of knows().
    void want(std::span<const Field* const> fields);
    /// Whether all that is wanted of standsInHeaders() stands in front of what a fragment carries, or needs no
    /// fragments, by the packet's path.
    bool standsBeforeFragment(Bytes path) const;

    /// Takes in a fragment of an IP datagram, in order. Before a packet is described that completes one, those of its
    /// other fragments must have been gathered; other packets need nothing.
    void gather(const PacketView& fragment);
    /// Forgets what was gathered or described.
    void clearGathered() { m_reassembly.clear(); }
    /// Whether a field comes from the path, which some packets do not have.
    static bool needsPath(const Field& field);
    enum class Fragments : bool { LeftOut, PutTogether };  ///< LeftOut: nothing is said of what a fragment carries
    /// Describes a packet as Dissector does, as far as the sink wants fields that are known here. `path` and `stack`:
    /// those that the packet's columns refer to; an empty path stands for an unknown one. `frame` holds its times
    /// already.
    void describe(const PacketView& packet, const decode::FrameContext& frame, Bytes path, Bytes stack,
        Fragments fragments, FieldSink& sink);

    /// Whether what was described last, of a frame whose end was left out, is what the whole frame says in fields of
    /// standsInHeaders(): the same headers as in `path`, none of them beyond what there was, nor a message of a
    /// datagram.
    bool sawAllHeaders(Bytes path) const;

private:
    void describeCarried(const PacketView& packet, const decode::Layer& layer, const decode::TransportView& view,
        std::string_view stack, FieldSink& sink);

    bool m_wantsCarried = true, m_wantsTcp = true;
    bool m_carried = false;  ///< the last one had a protocol in a datagram that somebody asks of
    decode::IpReassembly m_reassembly{DissectOptions{}.memory.reassembly / 3};
    decode::Decoded m_decoded;
};

}  // namespace pr::dissect
