#include "models/case_tree.h"

#include "models/packet_summary.h"

#include "core/base/text.h"
#include "core/fields/format.h"

#include <algorithm>
#include <map>

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

namespace {

constexpr std::size_t followedBytes = 64 * 1024 * 1024;
constexpr std::size_t waitingSegments = 256;

/// One side of a TCP stream put in order. A hole is given up when too much waits behind it, or at the end.
class SideOfStream {
public:
    SideOfStream(bool server, StreamContent& content) : m_server{server}, m_content{content} { }

    /// `sequence` is relative: 0 is the SYN, or the first byte seen.
    void add(std::uint32_t sequence, std::uint64_t packet, Bytes bytes)
    {
        if (bytes.empty())
            return;
        if (!m_started) {
            m_started = true;
            m_next = sequence;
        }
        m_waiting.emplace(sequence, Segment{packet, {bytes.begin(), bytes.end()}});
        drain(false);
        while (m_waiting.size() > waitingSegments)
            drain(true);
    }
    void finish()
    {
        while (!m_waiting.empty())
            drain(true);
    }

private:
    struct Segment {
        std::uint64_t packet;
        std::vector<std::byte> bytes;
    };

    void drain(bool overHole)
    {
        while (!m_waiting.empty()) {
            const auto first = m_waiting.begin();
            if (first->first > m_next) {
                if (!overHole)
                    return;
                m_content.chunks.push_back({m_server, first->second.packet, first->first - m_next, {}});
                m_next = first->first;
                overHole = false;
            }
            const auto seen = std::min<std::size_t>(m_next - first->first, first->second.bytes.size());
            auto bytes = std::move(first->second.bytes);
            const auto packet = first->second.packet;
            m_waiting.erase(first);
            bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(seen));
            if (bytes.empty())
                continue;
            m_next += static_cast<std::uint32_t>(bytes.size());
            (m_server ? m_content.serverBytes : m_content.clientBytes) += bytes.size();
            m_content.chunks.push_back({m_server, packet, 0, std::move(bytes)});
        }
    }

    bool m_server;
    StreamContent& m_content;
    bool m_started = false;
    std::uint32_t m_next = 0;
    std::multimap<std::uint32_t, Segment> m_waiting;
};

/// What is read of each packet of a stream; of several headers in a packet the innermost counts.
struct StreamPacket {
    bool member = false;
    std::uint32_t sequence = 0;
    std::string source;  // address and port
    std::string destination;
    Bytes payload;
};

StreamPacket readPacket(const FieldSink& sink, const FollowTarget& target)
{
    StreamPacket packet;
    std::string from, to;
    const auto prefix = target.protocol + '.';
    for (const auto& node : sink.nodes()) {
        const auto name = node.field->abbreviation;
        if (name == "ip.src" || name == "ipv6.src")
            from = addressText(node.value.asBytes());
        else if (name == "ip.dst" || name == "ipv6.dst")
            to = addressText(node.value.asBytes());
        else if (!name.starts_with(prefix))
            continue;
        else if (name.ends_with(".srcport"))
            packet.source = from + ':' + std::to_string(node.value.asUnsigned());
        else if (name.ends_with(".dstport"))
            packet.destination = to + ':' + std::to_string(node.value.asUnsigned());
        else if (name.ends_with(".stream"))
            packet.member = node.value.asUnsigned() == target.stream;
        else if (name.ends_with(".seq"))
            packet.sequence = static_cast<std::uint32_t>(node.value.asUnsigned());
        else if (name.ends_with(".payload"))
            packet.payload = node.value.asBytes();
    }
    return packet;
}

}  // namespace

Outcome<StreamContent> followStream(Replay& replay, const FollowTarget& target, std::stop_token stop)
{
    std::vector<const Field*> fields;
    for (const auto* name : {".srcport", ".dstport", ".stream", ".seq", ".payload"})
        if (const auto* field = fieldRegistry().find(target.protocol + name))
            fields.push_back(field);
    for (const auto* name : {"ip.src", "ip.dst", "ipv6.src", "ipv6.dst"})
        if (const auto* field = fieldRegistry().find(name))
            fields.push_back(field);
    FieldSink sink;
    sink.select(std::move(fields));

    StreamContent content;
    SideOfStream client{false, content}, server{true, content};
    while (replay.position() <= replay.packetCount()) {
        if (stop.stop_requested())
            return Unexpected{cancelled()};
        const auto number = replay.position();
        if (auto taken = replay.next(sink); !taken)
            return Unexpected{taken.error()};
        const auto packet = readPacket(sink, target);
        if (!packet.member)
            continue;
        if (content.client.empty()) {
            content.client = packet.source;
            content.server = packet.destination;
        }
        const bool fromServer = packet.source == content.server && packet.source != content.client;
        if (content.clientBytes + content.serverBytes + packet.payload.size() > followedBytes) {
            content.cut = true;
            break;
        }
        if (target.protocol == "tcp") {
            (fromServer ? server : client).add(packet.sequence, number, packet.payload);
        } else if (!packet.payload.empty()) {
            (fromServer ? content.serverBytes : content.clientBytes) += packet.payload.size();
            content.chunks.push_back({fromServer, number, 0, {packet.payload.begin(), packet.payload.end()}});
        }
    }
    client.finish();
    server.finish();
    return content;
}

}  // namespace pr::models
