// The rows that HTTP writes: one a transaction, one an unanswered request, one a response whose request was not seen.
#pragma once

#include "core/protocols/http/state.h"

namespace pr::http {

/// A response as its row needs it.
struct Response {
    std::string_view version, code, phrase, type;
    std::uint64_t length = 0;  ///< of the body as sent
};

/// `request`: null where none was seen.
void writeTransaction(const State& state, const Request* request, const Response& response, const flow::Pdu& pdu);
void writeUnanswered(const State& state, const Request& request, FlowId flow, EventBuffer& events);

}  // namespace pr::http
