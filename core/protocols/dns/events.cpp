#include "core/protocols/dns/events.h"

#include "core/base/text.h"
#include "core/protocols/dns/dns.h"
#include "core/protocols/dns/names.h"

#include <algorithm>

namespace pr::dns {

namespace {

constexpr std::size_t kAnswers = 64;  // names and addresses that one row lists

// The flags that are set, in dig's words.
std::string flagWords(std::uint16_t flags)
{
    constexpr std::pair<std::uint16_t, std::string_view> words[] = {
        {0x0400, "aa"}, {0x0200, "tc"}, {0x0100, "rd"}, {0x0080, "ra"}, {0x0020, "ad"}, {0x0010, "cd"}};
    std::string out;
    for (const auto& [bit, word] : words)
        if (flags & bit)
            out.append(out.empty() ? "" : " ").append(word);
    return out;
}

struct Row {
    std::string client{}, server{};
    std::uint16_t clientPort = 0, serverPort = 0;
    flow::Carrier carrier = flow::Carrier::Udp;
    std::uint16_t id = 0, type = 0, klass = 0;
    std::string name{}, answers{}, rcode{};
    std::optional<std::uint32_t> ttl{};
    std::optional<Nanoseconds> latency{};
    PacketNumber query{}, response{};
    std::uint16_t flags = 0;
};

Value numberOrNull(PacketNumber packet)
{
    return packet.value ? Value::number(packet.value) : Value{};
}

void write(const Row& row, EventPlace place, EventBuffer& events)
{
    const auto type = typeMnemonic(row.type), klass = classMnemonic(row.klass), flags = flagWords(row.flags);
    const Value cells[] = {
        Value::text(row.client),
        Value::number(row.clientPort),
        Value::text(row.server),
        Value::number(row.serverPort),
        Value::text(row.carrier == flow::Carrier::Udp ? "udp"
                : row.carrier == flow::Carrier::Tcp   ? "tcp"
                                                      : "tls"),
        Value::number(row.id),
        Value::text(row.name),
        Value::text(type),
        Value::text(klass),
        row.rcode.empty() ? Value{} : Value::text(row.rcode),
        row.rcode.empty() ? Value{} : Value::text(row.answers),
        row.ttl ? Value::number(*row.ttl) : Value{},
        row.latency ? Value::signedNumber(row.latency->count()) : Value{},
        numberOrNull(row.query),
        numberOrNull(row.response),
        Value::text(flags),
    };
    events.add(table, place, cells);
}

// The answers in one text, and the shortest time that all of them may be kept.
void takeAnswers(const Reader& from, Row& row)
{
    Reader message{from.message(), from.original()};
    Question question;
    for (bool first = true; message.next(question); first = false)
        if (first) {
            row.name = displayed(question.name.text());
            row.type = question.type;
            row.klass = question.klass;
        }
    Record record;
    std::size_t listed = 0;
    for (bool first = true; message.next(record) && record.section == Section::Answer; first = false) {
        if (first && message.header().questions == 0) {  // mDNS answers without the question
            row.name = displayed(record.name.text());
            row.type = record.type;
            row.klass = record.klass;
        }
        row.ttl = std::min(row.ttl.value_or(record.ttl), record.ttl);
        auto text = dataText(message, record);
        if (text.empty() || ++listed > kAnswers)
            continue;
        row.answers.append(row.answers.empty() ? "" : ", ").append(text);
    }
}

}  // namespace

void writeResponse(const Reader& message, const Match& match, const flow::Pdu& pdu)
{
    if (!pdu.events || match.role == Match::Role::ResponseAgain)
        return;
    const auto& header = message.header();
    Row row{.client = addressText(pdu.ends.destination),
        .server = addressText(pdu.ends.source),
        .clientPort = pdu.ends.destinationPort,
        .serverPort = pdu.ends.sourcePort,
        .carrier = pdu.carrier,
        .id = header.id,
        .rcode = rcodeMnemonic(header.responseCode()),
        .response = pdu.packet,
        .flags = header.flags};
    takeAnswers(message, row);
    EventPlace place{pdu.packet, pdu.time, pdu.flow};
    if (match.role == Match::Role::Response) {
        const auto& query = match.transaction;
        place = {query.query, query.queryTime, pdu.flow};
        row.query = query.query;
        row.latency = pdu.time - query.queryTime;
        if (header.questions == 0 && !query.name.empty()) {
            row.name = displayed(query.name);
            row.type = query.type;
            row.klass = query.klass;
        }
    }
    write(row, place, *pdu.events);
}

void writeUnanswered(
    const State& state, std::uint16_t id, const Transaction& transaction, FlowId flow, EventBuffer& events)
{
    const auto& client = state.party(transaction.client);
    const auto& server = state.party(flow::other(transaction.client));
    write({.client = addressText(bytesOf(client.address)),
              .server = addressText(bytesOf(server.address)),
              .clientPort = client.port,
              .serverPort = server.port,
              .carrier = state.carrier(),
              .id = id,
              .type = transaction.type,
              .klass = transaction.klass,
              .name = displayed(transaction.name),
              .query = transaction.query,
              .flags = transaction.flags},
        {transaction.query, transaction.queryTime, flow}, events);
}

}  // namespace pr::dns
