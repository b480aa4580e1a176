// The rows that DNS writes: one a transaction, one an unanswered query, one a response nobody asked for here.
#pragma once

#include "core/protocols/dns/rdata.h"
#include "core/protocols/dns/state.h"

namespace pr::dns {

/// A response, with its query where there was one. A retransmission writes nothing.
void writeResponse(const Reader& message, const Match& match, const flow::Pdu& pdu);

/// Queries that no answer came to, or none before their id was used again.
void writeUnanswered(
    const State& state, std::uint16_t id, const Transaction& transaction, FlowId flow, EventBuffer& events);

}  // namespace pr::dns
