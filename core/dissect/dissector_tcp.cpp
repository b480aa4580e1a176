// What a TCP segment carries: PDUs cut out of the stream, handed to the protocol of the flow.
#include "core/dissect/dissector.h"
#include "core/dissect/dissector_current.h"

#include "core/decode/tcp.h"

namespace pr::dissect {

/// Answers the assembler of one direction while one segment is taken in.
class Dissector::SegmentHandler : public flow::AssemblyHandler {
public:
    SegmentHandler(
        Dissector& dissector, Current& now, const Seen& seen, Conversation& talk, Bytes payload, std::uint32_t offset)
        : m_dissector{dissector}, m_now{now}, m_seen{seen}, m_talk{talk}, m_payload{payload}, m_offset{offset},
          m_source{now.sink.source()}
    {
    }

    flow::Framing frame(Bytes buffered) override
    {
        const auto* protocol = m_dissector.service(m_now, m_seen, m_talk, buffered, flow::Carrier::Tcp);
        if (!protocol || !protocol->frame)
            return {};
        const auto framing = ask(*protocol, buffered);
        if (framing.answer != flow::Framing::Answer::HandsOver)
            return framing;
        const auto* next = m_dissector.serviceHandedTo(m_now, m_seen, m_talk, buffered);
        return next && next->frame ? ask(*next, buffered) : flow::Framing{};
    }

    bool pdu(const flow::PduBytes& pdu) override
    {
        if (!m_talk.service)
            return false;
        const auto understood =
            m_dissector.dissectPdu(m_now, m_seen, m_talk, pdu.bytes, pdu.original, place(pdu), pdu.afterGap);
        m_now.sink.useSource(m_source);
        return understood > 0;
    }

    void begun(const flow::PduBytes& bytes) override
    {
        if (!m_talk.service || !m_talk.service->showsBeginning)
            return;
        m_dissector.m_stack.append(":").append(m_talk.service->name);
        m_now.service = m_talk.service->name;
        if (!m_now.sink.wantsAnything())
            return;
        const auto range = rangeOf(bytes);
        const auto scope = m_now.sink.openLayer(*m_talk.service->layer, bytes.bytes, range);
        m_now.sink.useSource(m_source);
    }

    void data(const flow::PduBytes& bytes) override
    {
        const auto range = place(bytes);
        m_dissector.data(m_now, bytes.bytes, range);
        m_now.sink.useSource(m_source);
    }

    void putTogether(Bytes bytes) override
    {
        if (m_now.sink.wantsAnything()) {
            m_together = m_now.sink.addSource("Reassembled TCP", bytes);
            m_now.sink.useSource(m_source);
        }
        m_chunk = bytes;
    }

    void showSegments(std::span<const decode::SegmentPart> parts, std::size_t length) override
    {
        if (decode::mayWantTcp(m_now.sink))
            decode::describeReassembly(parts, m_chunk.first(std::min(length, m_chunk.size())), m_together, m_now.sink);
    }

    void showSegmentData(std::uint32_t offset, std::uint32_t length, bool retransmitted) override
    {
        if (!decode::mayWantTcp(m_now.sink) || offset > m_payload.size())
            return;
        const auto there = std::min<std::size_t>(length, m_payload.size() - offset);
        decode::describeSegmentData(m_payload.subspan(offset, there), m_offset + offset, retransmitted, m_now.sink);
    }

    void repeated(PacketNumber) override { m_now.marks |= static_cast<std::uint16_t>(Mark::Retransmission); }

    void showFinRetransmission(PacketNumber packet) override
    {
        m_now.sink.addGenerated(decode::tcp::finRetransmission, Value::number(packet.value));
    }

    void conflict(PacketNumber) override { m_now.marks |= static_cast<std::uint16_t>(Mark::Conflict); }
    void limit() override { m_now.marks |= static_cast<std::uint16_t>(Mark::Limit); }

private:
    flow::Framing ask(const flow::Protocol& protocol, Bytes buffered)
    {
        if (!m_talk.state && protocol.makeState)
            m_talk.state = protocol.makeState();
        return protocol.frame(buffered, m_talk.state.get(), m_seen.side);
    }

    /// Where the bytes stand, with the sink turned to their source.
    ByteRange place(const flow::PduBytes& bytes)
    {
        if (bytes.afterGap) {
            m_now.marks |= static_cast<std::uint16_t>(Mark::Gap);
            ++m_talk.gaps;
        }
        return rangeOf(bytes);
    }

    ByteRange rangeOf(const flow::PduBytes& bytes)
    {
        m_now.sink.useSource(bytes.reassembled ? m_together : m_source);
        return {
            bytes.reassembled ? bytes.offset : m_offset + bytes.offset, static_cast<std::uint32_t>(bytes.bytes.size())};
    }

    Dissector& m_dissector;
    Current& m_now;
    const Seen& m_seen;
    Conversation& m_talk;
    Bytes m_payload;
    std::uint32_t m_offset;
    std::uint8_t m_source;
    std::uint8_t m_together = 0;
    Bytes m_chunk;
};

void Dissector::describeTcp(Current& now, const Seen& seen)
{
    if (decode::mayWantTcp(now.sink)) {
        auto scope = decode::openTcp(seen.view, now.sink);
        decode::describeTcp(seen.view, seen.context, now.sink, scope.node());
    }
    if (!seen.readable || seen.quoted || !seen.context.analysed || seen.tcpHeader.rst())
        return;
    const auto payload = decode::tcpPayload(seen.view, seen.tcpHeader);
    if (payload.empty() && !seen.tcpHeader.fin())
        return;
    auto& talk = flowAt(seen.slot).talk();
    auto& stream = talk.streams[static_cast<std::size_t>(seen.side)];
    if (!stream)
        stream = std::make_unique<flow::StreamAssembler>();
    const auto offset = m_decoded.layers[seen.layer].offset + seen.tcpHeader.length;
    SegmentHandler handler{*this, now, seen, talk, payload, offset};
    const auto waiting = stream->waiting();
    stream->feed({.payload = payload,
                     .original = seen.context.length,
                     .sequence = seen.context.sequence + (seen.tcpHeader.syn() ? 1U : 0U),
                     .findings = seen.context.findings,
                     .fin = seen.tcpHeader.fin(),
                     .packet = now.packet.number,
                     .mayWait = !seen.view.fragment && payload.size() >= seen.context.length},
        handler);
    if (!m_guide)
        noteWaiting(seen.slot, waiting, stream->waiting());
}

}  // namespace pr::dissect
