#include "core/protocols/http/events.h"

#include "core/base/text.h"
#include "core/protocols/http/http.h"

namespace pr::http {

namespace {

Value textOrNull(std::string_view text)
{
    return text.empty() ? Value{} : Value::text(text);
}

void write(const State& state, const Request* request, const Response* response, const flow::Pdu* pdu, EventPlace place,
    EventBuffer& events)
{
    const auto client = request ? request->side : flow::other(pdu->side);
    const auto& from = state.party(client);
    const auto& to = state.party(flow::other(client));
    const auto clientText = addressText(bytesOf(from.address)), serverText = addressText(bytesOf(to.address));
    const auto status = response ? decimal(response->code) : std::nullopt;
    const Request none;
    const auto& asked = request ? *request : none;
    const Value cells[] = {
        Value::text(clientText),
        Value::number(from.port),
        Value::text(serverText),
        Value::number(to.port),
        textOrNull(asked.method),
        textOrNull(asked.host),
        textOrNull(asked.uri),
        textOrNull(response ? response->version : asked.version),
        status ? Value::number(*status) : Value{},
        response ? textOrNull(response->phrase) : Value{},
        textOrNull(asked.userAgent),
        textOrNull(asked.referer),
        textOrNull(asked.type),
        response ? textOrNull(response->type) : Value{},
        request ? Value::number(request->length) : Value{},
        response ? Value::number(response->length) : Value{},
        request ? Value::number(request->packet.value) : Value{},
        response ? Value::number(pdu->packet.value) : Value{},
        request && response ? Value::signedNumber((pdu->time - request->time).count()) : Value{},
    };
    events.add(table, place, cells);
}

}  // namespace

void writeTransaction(const State& state, const Request* request, const Response& response, const flow::Pdu& pdu)
{
    const EventPlace place{request ? request->packet : pdu.packet, request ? request->time : pdu.time, pdu.flow};
    write(state, request, &response, &pdu, place, *pdu.events);
}

void writeUnanswered(const State& state, const Request& request, FlowId flow, EventBuffer& events)
{
    write(state, &request, nullptr, nullptr, {request.packet, request.time, flow}, events);
}

}  // namespace pr::http
