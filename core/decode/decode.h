// From the bytes of a packet to its layers: link, tunnels, network, transport. Fields are made by describe.h, from the
// same bytes, when somebody wants them.
#pragma once

#include "core/base/packet.h"
#include "core/decode/ip_reassembly.h"
#include "core/decode/layers.h"
#include "core/decode/pseudo_header.h"

#include <string>
#include <string_view>

namespace pr::decode {

/// Finds the layers of a packet. Allocates nothing but what IP reassembly keeps. `reassembly` may be null: fragments
/// then stay fragments. The packets must be handed to one IpReassembly in the order of capture; `out` refers to its
/// memory until the next packet.
///
/// What ends decoding early is out.fault: Cut (the snaplen), Malformed (a length lies), Limit (too many headers). A
/// header that ends early because an ICMP error quotes no more of it is CutHere without a fault.
void decode(const PacketView& packet, IpReassembly* reassembly, Decoded& out);

/// tshark's word for a layer, as `frame.protocols` has it: "eth", "ip", "ipv6.fraghdr". Empty for Other and Ppp2, which
/// stand for many.
std::string_view layerName(LayerKind kind);

/// Appends the names of layers as tshark's `frame.protocols` does: `eth:ethertype:ip:tcp`. The names of what follows
/// TCP and UDP are the driver's to add.
void appendProtocols(std::string& out, std::span<const Layer> layers);

}  // namespace pr::decode
