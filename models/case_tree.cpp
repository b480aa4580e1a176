#include "models/case_tree.h"

#include "models/packet_summary.h"

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

}  // namespace

Replay::Replay(std::unique_ptr<store::Case> file, std::unique_ptr<store::PacketReader> reader)
    : m_file{std::move(file)}, m_reader{std::move(reader)}
{
    rewind();
}

Outcome<std::unique_ptr<Replay>> Replay::open(const std::filesystem::path& path, SessionId session)
{
    auto file = store::Case::open(path, store::CaseAccess::ReadOnly);
    if (!file)
        return Unexpected{file.error()};
    auto reader = store::PacketReader::open(**file, session);
    if (!reader)
        return Unexpected{reader.error()};
    return std::unique_ptr<Replay>{new Replay{std::move(*file), std::move(*reader)}};
}

void Replay::rewind()
{
    m_dissector = std::make_unique<dissect::Dissector>(dissect::DissectOptions{});
    m_next = 1;
}

Outcome<void> Replay::next(FieldSink& sink)
{
    const auto packet = m_reader->packet(PacketNumber{m_next});
    if (!packet)
        return Unexpected{packet.error()};
    decode::FrameContext frame;
    const auto interfaces = m_reader->interfaces();
    if (const auto number = packet->view.interface.value; number < interfaces.size()) {
        frame.hasInterface = !interfaces[number].options.empty() || !interfaces[number].name.empty();
        frame.interface = number;
        frame.interfaceName = interfaces[number].name;
        frame.interfaceDescription = interfaces[number].description;
        frame.section = interfaces[number].section + 1;
    }
    m_dissector->dissect(packet->view, frame, sink, nullptr);
    m_block = packet->block;
    ++m_next;
    return {};
}

Outcome<Details> detailsOf(Replay& replay, std::uint64_t packet, std::stop_token stop)
{
    if (packet > replay.packetCount())
        if (auto refreshed = replay.refresh(); !refreshed)
            return Unexpected{refreshed.error()};
    if (packet < replay.position())
        replay.rewind();
    FieldSink sink;
    while (replay.position() < packet) {
        if (stop.stop_requested())
            return Unexpected{cancelled()};
        if (auto taken = replay.next(sink); !taken)
            return Unexpected{taken.error()};
    }
    sink.setMode(FieldSink::Mode::Tree);
    if (auto taken = replay.next(sink); !taken)
        return Unexpected{taken.error()};
    Details details;
    details.number = packet;
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

Outcome<StreamContent> followStream(Replay& replay, const FollowTarget& target, std::stop_token stop)
{
    constexpr std::uint64_t shownBytes = 64 * limits::MiB;
    if (auto refreshed = replay.refresh(); !refreshed)
        return Unexpected{refreshed.error()};
    const auto protocol = target.protocol == "udp" ? query::FollowProtocol::Udp : query::FollowProtocol::Tcp;
    auto followed = query::follow(replay.file(), replay.reader(), protocol, static_cast<std::uint32_t>(target.stream),
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
