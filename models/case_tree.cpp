#include "models/case_tree.h"

#include "models/packet_words.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/fields/format.h"
#include "core/query/follow.h"

#include <algorithm>

namespace pr::models {

namespace {

Failure cancelled()
{
    return {Status::Cancelled, "Stopped.", {}};
}

FieldNode shown(const FieldSink& sink, const Node& node)
{
    FieldNode line;
    line.abbreviation = node.field->abbreviation;
    line.value = displayValue(*node.field, node.value);
    const bool protocol = node.field->type == FieldType::Protocol || node.field->type == FieldType::None;
    line.filter = protocol ? line.abbreviation : line.abbreviation + " == " + filterValue(*node.field, node.value);
    const auto label = sink.labelOf(node);
    line.text = !label.empty() ? std::string{label}
        : protocol             ? std::string{node.field->name}
                               : std::string{node.field->name} + ": " + line.value;
    if (node.generated)
        line.text = '[' + line.text + ']';
    line.depth = node.depth;
    line.source = node.source;
    line.start = node.range.offset;
    line.length = node.range.length;
    line.bad = node.field->abbreviation == "_ws.malformed" || node.field->abbreviation == "_ws.short";
    return line;
}

Details treeOf(const FieldSink& sink)
{
    Details details;
    for (const auto& node : sink.nodes()) {
        if (!node.hidden)
            details.nodes.push_back(shown(sink, node));
        if (node.field->abbreviation == "tcp.stream")
            details.follows.push_back({"tcp", node.value.asUnsigned()});
        else if (node.field->abbreviation == "udp.stream")
            details.follows.push_back({"udp", node.value.asUnsigned()});
    }
    for (const auto& source : sink.sources())
        details.sources.push_back({source.name, {source.bytes.begin(), source.bytes.end()}});
    return details;
}

}  // namespace

Outcome<std::unique_ptr<SessionFile>> SessionFile::open(
    const std::filesystem::path& path, SessionId session, std::size_t cacheBytes)
{
    std::unique_ptr<SessionFile> opened{new SessionFile};
    auto file = store::Case::open(path, store::CaseAccess::ReadOnly);
    if (!file)
        return Unexpected{file.error()};
    opened->m_file = std::move(*file);
    auto reader = store::PacketReader::open(*opened->m_file, session, cacheBytes);
    if (!reader)
        return Unexpected{reader.error()};
    opened->m_reader = std::move(*reader);
    auto replay = query::Replay::open(*opened->m_file, *opened->m_reader);
    if (!replay)
        return Unexpected{replay.error()};
    opened->m_replay = std::move(*replay);
    return opened;
}

Outcome<Details> detailsOf(SessionFile& session, std::uint64_t packet, std::stop_token stop)
{
    if (packet > session.reader().packetCount())
        if (auto refreshed = session.refresh(); !refreshed)
            return Unexpected{refreshed.error()};
    Details details;
    FieldSink sink{FieldSink::Mode::Tree};
    const auto take = [&](const store::StoredPacket&, const dissect::PacketAnalysis&) {
        details = treeOf(sink);
        details.number = packet;
    };
    if (auto described = session.replay().describe(PacketNumber{packet}, sink, take, stop); !described)
        return Unexpected{described.error()};
    return details;
}

Outcome<StreamContent> followStream(SessionFile& session, const FollowTarget& target, std::stop_token stop)
{
    constexpr std::uint64_t shownBytes = 64 * limits::MiB;
    if (auto refreshed = session.refresh(); !refreshed)
        return Unexpected{refreshed.error()};
    const auto protocol = target.protocol == "udp" ? query::FollowProtocol::Udp : query::FollowProtocol::Tcp;
    auto followed = query::follow(session.file(), session.reader(), protocol, static_cast<std::uint32_t>(target.stream),
        fieldRegistry(), shownBytes, stop);
    if (!followed)
        return Unexpected{followed.error()};
    if (stop.stop_requested())
        return Unexpected{cancelled()};
    StreamContent content;
    content.client = followed->client;
    content.server = followed->server;
    content.cut = followed->limitReached;
    for (const auto& piece : followed->pieces) {
        // a gap is drawn by its length, not by the sentence that stands for it in text
        const auto bytes = piece.missing ? Bytes{} : bytesOf(piece.bytes);
        (piece.server ? content.serverBytes : content.clientBytes) += bytes.size();
        content.chunks.push_back({piece.server, piece.packet.value, piece.missing, {bytes.begin(), bytes.end()}});
    }
    return content;
}

}  // namespace pr::models
