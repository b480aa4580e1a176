// Transport Layer Security over TCP: all that others may include. Records and hellos: parser.h; their tree: describe.h.
#pragma once

#include "core/flow/protocol.h"
#include "core/protocols/tls/events.h"
#include "core/protocols/tls/fields.h"

namespace pr::tls {

bool probe(Bytes bytes, flow::Carrier carrier, const flow::Endpoints& ends);
std::unique_ptr<flow::FlowState> makeState();
/// All whole records at the front of the bytes are one PDU, so a segment with five records is one layer.
flow::Framing frame(Bytes buffered, const flow::FlowState* state, flow::Side side);
std::size_t dissect(flow::Pdu& pdu, flow::FlowState* state);
void finish(flow::FlowState* state, EventBuffer& events, EventPlace place);

inline constexpr std::array ports{
    flow::Port{flow::Carrier::Tcp, 443},
    flow::Port{flow::Carrier::Tcp, 465},
    flow::Port{flow::Carrier::Tcp, 563},
    flow::Port{flow::Carrier::Tcp, 636},
    flow::Port{flow::Carrier::Tcp, 853},
    flow::Port{flow::Carrier::Tcp, 989},
    flow::Port{flow::Carrier::Tcp, 990},
    flow::Port{flow::Carrier::Tcp, 992},
    flow::Port{flow::Carrier::Tcp, 993},
    flow::Port{flow::Carrier::Tcp, 995},
    flow::Port{flow::Carrier::Tcp, 3269},
    flow::Port{flow::Carrier::Tcp, 5061},
    flow::Port{flow::Carrier::Tcp, 5671},
    flow::Port{flow::Carrier::Tcp, 8883},
};
inline constexpr std::array<const EventTable*, 2> tables{&handshakeTable, &certificateTable};

inline constexpr flow::Protocol protocol{
    .name = "tls",
    .layer = &field::tls,
    .fields = field::all,
    .ports = ports,
    .tables = tables,
    .showsBeginning = true,
    .probe = probe,
    .makeState = makeState,
    .frame = frame,
    .dissect = dissect,
    .finish = finish,
};

}  // namespace pr::tls
