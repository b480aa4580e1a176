// A DNS message as a tree of fields.
#pragma once

#include "core/protocols/dns/rdata.h"
#include "core/protocols/dns/state.h"

namespace pr::dns {

/// Which of the three protocols: what they add to or take from a message is little.
enum class Kind : std::uint8_t { Dns, Mdns, Llmnr };

/// Adds the layer and all that is in it. `reader` stands behind the header and is read to its end.
void describe(Kind kind, Reader& reader, const Match& match, const flow::Pdu& pdu);

}  // namespace pr::dns
