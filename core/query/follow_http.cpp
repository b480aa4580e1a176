// `tshark -z follow,http`: heads as they came, bodies with chunks joined and codings undone.
#include "core/query/follow.h"

#include "core/query/follow_ends.h"

#include <utility>

namespace pr::query {

namespace {

struct HttpFields {
    const Field *http, *line, *chunkSize, *fileData;
};

Bytes bytesOf(const FieldSink& sink, const Node& node)
{
    if (node.source >= sink.sources().size())
        return {};
    const auto all = sink.sources()[node.source].bytes;
    const auto from = std::min<std::size_t>(node.range.offset, all.size());
    return all.subspan(from, std::min<std::size_t>(node.range.length, all.size() - from));
}

/// The texts of a packet in their order: of each message its head, the lines of it, and its body. What is only the rest
/// of a body has an empty head before it, and chunks that hold nothing are an empty body, as tshark has it; what nobody
/// can read is left out.
std::vector<std::string> textsOf(const FieldSink& sink, const HttpFields& fields)
{
    std::vector<std::string> out;
    std::string head;
    bool waits = false, chunked = false;
    const auto endHead = [&] {
        if (waits)
            out.push_back(std::move(head));
        if (std::exchange(chunked, false))
            out.emplace_back();
        waits = false;
        head.clear();
    };
    for (const auto& node : sink.nodes()) {
        if (node.field == fields.http) {
            endHead();
        } else if (node.field == fields.line) {
            head.append(textOf(bytesOf(sink, node)));
            waits = true;
        } else if (node.field == fields.chunkSize) {
            chunked = true;
        } else if (node.field == fields.fileData) {
            chunked = false;
            waits = true;
            endHead();
            out.emplace_back(textOf(bytesOf(sink, node)));
        }
    }
    endHead();
    return out;
}

}  // namespace

Outcome<Followed> followHttp(store::Case& opened, store::PacketReader& reader, std::uint32_t stream,
    const FieldRegistry& fields, std::uint64_t most, std::stop_token stop)
{
    auto filter = Filter::compile("tcp.stream == " + std::to_string(stream) + " and http", fields);
    if (!filter)
        return fail(Status::Usage, filter.error().message);
    const EndFields ends{fields, "tcp"};
    const HttpFields http{fields.find("http"), fields.find("pr.http.line"), fields.find("http.chunk_size"),
        fields.find("http.file_data")};
    PassOptions options;
    options.fields = ends.all();
    for (const auto* field : {http.http, http.line, http.chunkSize, http.fileData})
        options.fields.push_back(field);

    Followed out;
    std::uint64_t total = 0;
    const auto passed = pass(
        opened, reader, *filter, options,
        [&](const store::StoredPacket& packet, const dissect::PacketAnalysis&, const FieldSink& sink) {
            const auto between = ends.of(sink);
            if (!between)
                return true;
            for (auto& text : textsOf(sink, http)) {
                out.meet(*between);
                total += text.size();
                if (most && total > most) {
                    out.limitReached = true;
                    return false;
                }
                out.pieces.push_back(
                    {between->from != out.client, packet.view.number, packet.view.time, std::move(text)});
            }
            return true;
        },
        stop);
    if (!passed)
        return Unexpected{passed.error()};
    return out;
}

}  // namespace pr::query
