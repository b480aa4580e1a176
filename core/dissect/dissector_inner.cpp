// What a PDU carries in another form than the bytes of its packet: PDUs cut out of a decrypted stream, handed to the
// protocol of that stream as those of TCP are.
#include "core/dissect/dissector.h"
#include "core/dissect/dissector_current.h"
#include "core/dissect/inner_talk.h"
#include "core/dissect/protocols.h"

#include "core/protocols/tls/segments.h"

#include <algorithm>

namespace pr::dissect {

namespace {

constexpr std::uint8_t kAttempts = 16;  // payloads in which a service is looked for

void archiveFlag(flow::Archive& archive, bool& flag)
{
    std::uint8_t value = flag;
    archive.integer(value);
    flag = value != 0;
}

}  // namespace

void InnerTalk::archive(flow::Archive& archive)
{
    std::string name{service ? service->name : std::string_view{}};
    archive.text(name);
    if (archive.reading())
        service = protocolNamed(name);
    archiveFlag(archive, decided);
    archive.integer(attempts);
    bool remembers = state != nullptr;
    archiveFlag(archive, remembers);
    if (remembers) {
        if (archive.reading() && service && service->makeState)
            state = service->makeState();
        if (!state)
            return;
        state->archive(archive);
    }
    for (auto& side : sides) {
        archive.text(side.bytes);
        auto wanted = static_cast<std::uint64_t>(side.wanted);
        archive.integer(wanted);
        side.wanted = static_cast<std::size_t>(wanted);
        archiveFlag(archive, side.untilEnd);
        auto count = static_cast<std::uint32_t>(side.packets.size());
        archive.integer(count);
        if (archive.reading())
            side.packets.assign(count <= kMostPackets && archive.ok() ? count : 0, 0);
        for (auto& packet : side.packets)
            archive.integer(packet);
    }
}

/// One piece of a decrypted stream on its way to the protocol that it belongs to.
class Dissector::InnerStream {
public:
    InnerStream(Dissector& dissector, Current& now, const Seen& seen, InnerTalk& talk)
        : m_dissector{dissector}, m_now{now}, m_seen{seen}, m_talk{talk}, m_sink{now.sink}, m_waiting{
                                                                                                talk.of(seen.side)}
    {
    }

    void take(const flow::InnerBytes& piece)
    {
        m_sink.useSource(piece.source);
        if (piece.bytes.empty()) {
            if (piece.end)
                end();
            return;
        }
        choose(piece);
        if (!m_talk.service || !m_talk.service->frame) {
            if (piece.service.empty())
                m_dissector.data(m_now, piece.bytes, rangeOf(piece.bytes.size(), 0));
            return;  // what was agreed upon, or belongs to the port, is a protocol that nobody here reads
        }
        const bool began = m_waiting.bytes.empty();
        if (began) {
            cut(piece.bytes, piece.bytes, false);
        } else {
            note();
            m_waiting.bytes += textOf(piece.bytes);
            if (m_waiting.bytes.size() > limits::innerStream)
                return giveUp(piece);
            if (m_waiting.untilEnd || m_waiting.bytes.size() < m_waiting.wanted)
                return showSegment(piece.bytes, 0);
            joined(piece.bytes);
        }
    }

private:
    using Answer = flow::Framing::Answer;

    static ByteRange rangeOf(std::size_t length, std::size_t offset)
    {
        return {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(length)};
    }

    void choose(const flow::InnerBytes& piece)
    {
        if (m_talk.service || m_talk.decided)
            return;
        if (piece.certain) {
            m_talk.service = protocolNamed(piece.service);
            m_talk.decided = true;
            return;
        }
        for (const auto* protocol : protocols())
            if (protocol->probe && protocol->probe(piece.bytes, flow::Carrier::Tls, m_seen.ends)) {
                m_talk.service = protocol;
                return;
            }
        if (const auto* protocol = protocolNamed(piece.service))
            m_talk.service = protocol;
        m_talk.decided = ++m_talk.attempts >= kAttempts;
    }

    /// Cuts PDUs off the front of `bytes`; what is left waits. `piece`: what came with this packet, at the end of them.
    void cut(Bytes bytes, Bytes piece, bool together)
    {
        std::size_t at = 0;
        while (at < bytes.size()) {
            if (!m_talk.state && m_talk.service->makeState)
                m_talk.state = m_talk.service->makeState();
            const auto rest = bytes.subspan(at);
            const auto framing = m_talk.service->frame(rest, m_talk.state.get(), m_seen.side);
            if (framing.answer == Answer::NotOurs || framing.answer == Answer::HandsOver)
                break;
            if (framing.answer == Answer::Complete && framing.length > 0 && framing.length <= rest.size()) {
                if (pdu(rest.first(framing.length), at) == 0)
                    break;
                at += framing.length;
                continue;
            }
            m_waiting.bytes = textOf(rest);
            m_waiting.wanted = framing.answer == Answer::NeedLength ? framing.length : 0;
            m_waiting.untilEnd = framing.answer == Answer::UntilEnd;
            m_waiting.packets.clear();
            note();
            if (!together)
                showSegment(piece.last(std::min(rest.size(), piece.size())), at);
            return;
        }
        m_waiting.clear();
    }

    void note()
    {
        auto& packets = m_waiting.packets;
        if ((packets.empty() || packets.back() != m_now.packet.number.value)
            && packets.size() < InnerTalk::kMostPackets)
            packets.push_back(m_now.packet.number.value);
    }

    /// All that waited, with the piece that may complete it.
    void joined(Bytes piece)
    {
        const auto bytes = m_sink.arena().copy(bytesOf(m_waiting.bytes));
        const auto packets = m_waiting.packets;
        if (!m_talk.state && m_talk.service->makeState)
            m_talk.state = m_talk.service->makeState();
        const auto framing = m_talk.service->frame(bytes, m_talk.state.get(), m_seen.side);
        showSegment(piece, 0);
        if (framing.answer != Answer::Complete && framing.answer != Answer::NotOurs
            && framing.answer != Answer::HandsOver) {
            m_waiting.wanted = framing.answer == Answer::NeedLength ? framing.length : 0;
            m_waiting.untilEnd = framing.answer == Answer::UntilEnd;
            return;
        }
        const auto before = m_sink.source();
        // where the length was known, what came behind it is no part of what was put together
        const auto length = m_waiting.wanted != 0 ? std::min(m_waiting.wanted, bytes.size()) : bytes.size();
        tls::describeSegments(m_sink, packets, bytes.first(length));
        m_sink.addSource("Reassembled TLS", bytes);
        cut(bytes, piece, true);
        m_sink.useSource(before);
    }

    std::size_t pdu(Bytes bytes, std::size_t offset)
    {
        const auto source = m_sink.source();
        flow::Pdu pdu{.bytes = bytes,
            .original = bytes.size(),
            .range = rangeOf(bytes.size(), offset),
            .carrier = flow::Carrier::Tls,
            .side = m_seen.side,
            .ends = m_seen.ends,
            .packet = m_now.packet.number,
            .time = m_now.packet.time,
            .flow = m_dissector.m_transport.table().at(m_seen.slot).flow,
            .sink = m_sink,
            .events = m_now.events};
        const auto understood = m_talk.service->dissect(pdu, m_talk.state.get());
        m_sink.useSource(source);
        if (understood > 0) {
            m_dissector.m_stack.append(":").append(m_talk.service->name);
            m_now.service = m_talk.service->name;
        }
        return understood;
    }

    void showSegment(Bytes bytes, std::size_t offset)
    {
        tls::describeSegment(m_sink, bytes, rangeOf(bytes.size(), offset));
    }

    /// The stream ends: what waited for that is a PDU now.
    void end()
    {
        if (!m_waiting.untilEnd || !m_talk.service || m_waiting.bytes.empty())
            return m_waiting.clear();
        const auto bytes = m_sink.arena().copy(bytesOf(m_waiting.bytes));
        tls::describeSegments(m_sink, m_waiting.packets, bytes);
        m_sink.addSource("Reassembled TLS", bytes);
        pdu(bytes, 0);
        m_waiting.clear();
    }

    void giveUp(const flow::InnerBytes& piece)
    {
        m_now.marks |= static_cast<std::uint16_t>(Mark::Limit);
        m_waiting.clear();
        m_dissector.data(m_now, piece.bytes, rangeOf(piece.bytes.size(), 0));
    }

    Dissector& m_dissector;
    Current& m_now;
    const Seen& m_seen;
    InnerTalk& m_talk;
    FieldSink& m_sink;
    InnerTalk::Waiting& m_waiting;
};

void Dissector::followInner(Current& now, const Seen& seen, Conversation& talk)
{
    if (!talk.inner)
        talk.inner = std::make_unique<InnerTalk>();
    const auto source = now.sink.source();
    const auto pieces = std::exchange(m_inner, {});
    for (const auto& piece : pieces)
        InnerStream{*this, now, seen, *talk.inner}.take(piece);
    now.sink.useSource(source);
}

}  // namespace pr::dissect
