#include "core/query/follow.h"

#include "core/base/text.h"
#include "core/dissect/follow_stream.h"
#include "core/query/follow_ends.h"
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

// The bytes that a field stands for; none where the packet has no such field.
Bytes bytesOf(const FieldSink& sink, const Field* field)
{
    for (const auto& node : sink.nodes())
        if (node.field == field && node.source < sink.sources().size())
            return sink.sources()[node.source].bytes.subspan(node.range.offset, node.range.length);
    return {};
}

std::string endText(Bytes address, std::uint64_t port)
{
    const auto text = addressText(address);
    return (address.size() == 16 ? '[' + text + ']' : text) + ':' + std::to_string(port);
}

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

EndFields::EndFields(const FieldRegistry& fields, const std::string& transport)
    : source4{fields.find("ip.src")}, destination4{fields.find("ip.dst")}, source6{fields.find("ipv6.src")},
      destination6{fields.find("ipv6.dst")}, sourcePort{fields.find(transport + ".srcport")},
      destinationPort{fields.find(transport + ".dstport")}
{
}

std::vector<const Field*> EndFields::all() const
{
    std::vector<const Field*> out{source4, destination4, source6, destination6, sourcePort, destinationPort};
    std::erase(out, nullptr);
    return out;
}

std::optional<Ends> EndFields::of(const FieldSink& sink) const
{
    const auto *from = valueOf(sink, sourcePort), *to = valueOf(sink, destinationPort);
    if (!from || !to)
        return {};
    return Ends{endText(addressOf(sink, source4, source6), from->asUnsigned()),
        endText(addressOf(sink, destination4, destination6), to->asUnsigned())};
}

void Followed::meet(const Ends& ends)
{
    if (found)
        return;
    found = true;
    client = ends.from;
    server = ends.to;
}

Outcome<Followed> follow(store::Case& opened, store::PacketReader& reader, FollowProtocol protocol,
    std::uint32_t stream, const FieldRegistry& fields, std::uint64_t most, std::stop_token stop)
{
    if (protocol == FollowProtocol::Http)
        return followHttp(opened, reader, stream, fields, most, stop);
    const bool tcp = protocol == FollowProtocol::Tcp;
    const std::string name = tcp ? "tcp" : "udp";
    auto filter =
        Filter::compile(name + ".stream == " + std::to_string(stream) + " and not icmp and not icmpv6", fields);
    if (!filter)
        return fail(Status::Usage, filter.error().message);
    const EndFields ends{fields, name};
    const auto *payloadField = fields.find(name + ".payload"), *reason = fields.find("tcp.reset_cause");
    const auto *sequence = fields.find("tcp.seq_raw"), *acknowledgment = fields.find("tcp.ack_raw"),
               *length = fields.find("tcp.len"), *syn = fields.find("tcp.flags.syn");
    PassOptions options;
    options.fields = ends.all();
    for (const auto* field : {payloadField, reason, sequence, acknowledgment, length, syn})
        options.fields.push_back(field);
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
            const auto between = ends.of(sink);
            if (!between)
                return true;
            out.meet(*between);
            const bool server = between->from != out.client;
            const auto* payload = valueOf(sink, payloadField);
            // what a reset says stands in a field of its own; it is a part of the stream all the same
            const auto bytes = payload ? payload->asBytes() : bytesOf(sink, reason);
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
