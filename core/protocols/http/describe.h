// An HTTP/1 message as a tree of fields.
#pragma once

#include "core/protocols/http/state.h"

namespace pr::http {

/// A whole message: head and body as they came. `state`: before this message.
void describe(const Head& head, BodyEnd end, const State& state, const flow::Pdu& pdu);

/// Bytes of a flow that begin no message: what a gap left of one, or header lines without a start line.
void describeContinuation(const State& state, const flow::Pdu& pdu);
/// A piece of a body that was too long to put together.
void describePiece(const State& state, const flow::Pdu& pdu);

/// The target with scheme and host, as a browser shows it; the target alone where the host is not known.
std::string shownUri(const Head& head, flow::Carrier carrier);

}  // namespace pr::http
