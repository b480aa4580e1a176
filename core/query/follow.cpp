#include "core/query/follow.h"

#include "core/base/text.h"
#include "core/dissect/follow_stream.h"
#include "core/query/query.h"

#include <optional>

namespace pr::query {

namespace {

/// The first value of a field in a packet, and the header that it stands in comes first where several are nested.
const Value* valueOf(const FieldSink& sink, const Field* field)
{
    for (const auto& node : sink.nodes())
        if (node.field == field)
            return &node.value;
    return nullptr;
}

std::string endText(Bytes address, std::uint64_t port)
{
    const auto text = addressText(address);
    return (address.size() == 16 ? '[' + text + ']' : text) + ':' + std::to_string(port);
}

struct Names {
    const Field *source4, *destination4, *source6, *destination6, *sourcePort, *destinationPort, *payload;
};

// The addresses around the transport header: the innermost ones.
Bytes addressOf(const FieldSink& sink, const Field* v4, const Field* v6)
{
    Bytes last;
    for (const auto& node : sink.nodes())
        if (node.field == v4 || node.field == v6)
            last = node.value.asBytes();
    return last;
}

}  // namespace

Outcome<Followed> follow(store::Case& opened, store::PacketReader& reader, FollowProtocol protocol,
    std::uint32_t stream, const FieldRegistry& fields, std::uint64_t most, std::stop_token stop)
{
    const bool tcp = protocol == FollowProtocol::Tcp;
    const std::string name = tcp ? "tcp" : "udp";
    auto filter =
        Filter::compile(name + ".stream == " + std::to_string(stream) + " and not icmp and not icmpv6", fields);
    if (!filter)
        return fail(Status::Usage, filter.error().message);
    const Names names{fields.find("ip.src"), fields.find("ip.dst"), fields.find("ipv6.src"), fields.find("ipv6.dst"),
        fields.find(name + ".srcport"), fields.find(name + ".dstport"), fields.find(name + ".payload")};
    const auto *sequence = fields.find("tcp.seq_raw"), *acknowledgment = fields.find("tcp.ack_raw"),
               *length = fields.find("tcp.len"), *syn = fields.find("tcp.flags.syn");
    PassOptions options;
    options.fields = {names.source4, names.destination4, names.source6, names.destination6, names.sourcePort,
        names.destinationPort, names.payload, sequence, acknowledgment, length, syn};
    std::erase(options.fields, nullptr);

    Followed out;
    std::uint64_t total = 0;
    bool full = false;
    dissect::FollowStream streams;
    auto query = Query::open(opened, reader, *filter, options);
    if (!query)
        return Unexpected{std::move(query.error())};
    const auto passed = (*query)->rows(
        [&](const store::StoredPacket& packet, const dissect::PacketAnalysis&, const FieldSink& sink) {
            const auto source = addressOf(sink, names.source4, names.source6),
                       destination = addressOf(sink, names.destination4, names.destination6);
            const auto *sourcePort = valueOf(sink, names.sourcePort),
                       *destinationPort = valueOf(sink, names.destinationPort);
            if (!sourcePort || !destinationPort)
                return true;
            const auto from = endText(source, sourcePort->asUnsigned());
            if (!out.found) {
                out.found = true;
                out.client = from;
                out.server = endText(destination, destinationPort->asUnsigned());
            }
            const bool server = from != out.client;
            const auto* payload = valueOf(sink, names.payload);
            const auto bytes = payload ? payload->asBytes() : Bytes{};
            total += bytes.size();
            if (most && total > most) {
                full = true;
                return false;
            }
            if (!tcp) {
                if (!bytes.empty())
                    out.pieces.push_back({server, packet.view.number, packet.view.time, std::string{textOf(bytes)}});
                return true;
            }
            const auto number = [&](const Field* field) {
                const auto* value = valueOf(sink, field);
                return value ? static_cast<std::uint32_t>(value->asUnsigned()) : 0U;
            };
            for (const auto& record : streams.feed(
                     {.from = server ? dissect::FollowStream::From::Server : dissect::FollowStream::From::Client,
        .payload = bytes,
        .length = number(length),
        .sequence = number(sequence),
        .acknowledgment = number(acknowledgment),
        .syn = number(syn) != 0,
        .packet = packet.view.number,
        .time = packet.view.time}))
                out.pieces.push_back({record.from == dissect::FollowStream::From::Server, record.packet, record.time,
                    record.bytes, record.missing});
            return true;
        },
        stop);
    if (!passed)
        return Unexpected{passed.error()};
    out.limitReached = full || streams.limitReached();
    return out;
}

}  // namespace pr::query
