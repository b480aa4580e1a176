#include "core/decode/tcp.h"

#include <algorithm>

namespace pr::decode {

namespace {

using namespace tcp;

constexpr std::uint32_t fixedHeader = 20;
constexpr std::uint32_t flowHeader = 16;  // up to the window: what the stream's state needs

ByteRange at(const TransportView& view, std::uint32_t offset, std::uint32_t length)
{
    return {view.offset + offset, length};
}

void expert(FieldSink& sink, const Field& field)
{
    sink.addGenerated(field, Value::number(1));
}

unsigned aceOf(std::uint16_t flags)
{
    return (flags & TcpAe ? 4U : 0U) + (flags & TcpCwr ? 2U : 0U) + (flags & TcpEce ? 1U : 0U);
}

std::string flagWords(std::uint16_t flags, bool accurateEcn)
{
    static constexpr std::array<std::string_view, 9> words{
        "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"};
    std::string text;
    const auto append = [&](std::string_view word) {
        if (!text.empty())
            text += ", ";
        text += word;
    };
    for (std::size_t i = 0; i < (accurateEcn ? 6U : 9U); ++i)
        if (flags >> i & 1U)
            append(words[i]);
    if (accurateEcn)
        append("ACE=" + std::to_string(aceOf(flags)));
    if (flags & 0xE00U)
        append("Reserved");
    return text.empty() ? "<None>" : text;
}

// Twelve places from the highest bit on, a middle dot for each that is not set.
std::string flagLetters(std::uint16_t flags, bool accurateEcn)
{
    static constexpr std::string_view letters = "RRRACEUAPRSF";
    std::string text;
    for (unsigned i = 0; i < letters.size(); ++i) {
        if (accurateEcn && i >= 3 && i <= 5)
            text += i == 4 ? static_cast<char>('0' + aceOf(flags)) : '-';
        else if (flags >> (11 - i) & 1U)
            text += letters[i];
        else
            text += "\u00b7";
    }
    return text;
}

std::string completenessText(unsigned value)
{
    const auto number = " (" + std::to_string(value) + ")";
    switch (value) {
    case 1: return "Incomplete, SYN_SENT" + number;
    case 3: return "Incomplete, CLIENT_ESTABLISHED" + number;
    case 7: return "Incomplete, ESTABLISHED" + number;
    case 15: return "Incomplete, DATA" + number;
    case 31:
    case 47:
    case 63: return "Complete, WITH_DATA" + number;
    case 23:
    case 39:
    case 55: return "Complete, NO_DATA" + number;
    default: return "Incomplete" + number;
    }
}

Bytes untilNul(Bytes bytes)
{
    return bytes.first(static_cast<std::size_t>(std::find(bytes.begin(), bytes.end(), std::byte{0}) - bytes.begin()));
}

// ASCII text as tshark reads it: each byte above 0x7f is one character that is not ASCII.
Value asciiText(Bytes bytes, FieldSink& sink)
{
    const auto high = [](std::byte b) { return std::to_integer<unsigned>(b) > 0x7F; };
    if (std::none_of(bytes.begin(), bytes.end(), high))
        return Value::text(textOf(bytes));
    std::string text;
    for (const auto b : bytes)
        if (high(b))
            text += "\xEF\xBF\xBD";
        else
            text += static_cast<char>(b);
    return Value::text(sink.arena().copy(text));
}

class Description {
public:
    Description(const TransportView& view, const TcpContext& context, FieldSink& sink, std::size_t layer)
        : m_view{view}, m_context{context}, m_sink{sink}, m_layer{layer}
    {
    }

    Fault run();

private:
    ByteRange range(std::uint32_t offset, std::uint32_t length) const { return at(m_view, offset, length); }
    Fault missing(std::uint32_t needed) const { return needed > m_view.original ? Fault::Malformed : Fault::Cut; }
    bool there(std::uint32_t bytes) const { return m_view.bytes.size() >= bytes; }

    // `text` makes the label: only for somebody who reads it
    template <class Text> void label(std::size_t node, const Text& text)
    {
        if (node != FieldSink::npos && m_sink.wantsLabels())
            m_sink.label(node, text());
    }
    void ports();
    void streamAndNumbers();
    void acknowledgments();
    void flags();
    void windows();
    void handshake();
    Fault checksumAndUrgent();
    void times();
    void analysis();
    void findings();
    void payloadBytes();

    const TransportView& m_view;
    const TcpContext& m_context;
    FieldSink& m_sink;
    const std::size_t m_layer;
    TcpHeader m_tcp;
    bool m_sequenceShown = false;
    std::string m_text;
};

void Description::ports()
{
    const auto source = u16be(m_view.bytes.data());
    const auto destination = u16be(m_view.bytes.data() + 2);
    m_sink.add(tcp::sourcePort, source, range(0, 2));
    m_sink.add(tcp::destinationPort, destination, range(2, 2));
    m_sink.addHidden(port, Value::number(source), range(0, 2));
    m_sink.addHidden(port, Value::number(destination), range(2, 2));
    if (m_sink.wantsLabels())
        m_text = "Transmission Control Protocol, Src Port: " + std::to_string(source)
            + ", Dst Port: " + std::to_string(destination);
}

void Description::streamAndNumbers()
{
    m_sink.addGenerated(stream, Value::number(m_context.stream));
    if (m_context.unknown) {
        m_sink.add(sequenceRaw, m_tcp.sequence, range(4, 4));
        return;
    }
    label(m_sink.addGenerated(completeness, Value::number(m_context.completeness)),
        [&] { return "[Conversation completeness: " + completenessText(m_context.completeness) + "]"; });
    const auto length = m_context.length;
    if (m_context.analysed)
        m_sink.addGenerated(tcp::length, Value::number(length), range(12, 1));
    else if (m_view.quoted == TransportView::Quoted::No && !m_view.fragment)
        expert(m_sink, shortSegment);

    if (!m_sequenceShown) {
        label(m_sink.add(tcp::sequence, m_context.sequence, range(4, 4)), [&] {
            return "Sequence Number: " + std::to_string(m_context.sequence) + "    (relative sequence number)";
        });
        m_sink.add(sequenceRaw, m_tcp.sequence, range(4, 4));
    }
    if (!m_sink.wantsLabels())
        return;
    m_text += ", Seq: " + std::to_string(m_context.sequence);
    if (m_tcp.length < fixedHeader)
        return;
    if (m_tcp.ack())
        m_text += ", Ack: " + std::to_string(m_context.acknowledgment);
    if (m_context.analysed)
        m_text += ", Len: " + std::to_string(length);
}

void Description::acknowledgments()
{
    if (m_context.analysed)
        label(m_sink.addGenerated(nextSequence, Value::number(m_context.nextSequence), range(0, 0)), [&] {
            return "[Next Sequence Number: " + std::to_string(m_context.nextSequence)
                + "    (relative sequence number)]";
        });
    if (!m_context.unknown)
        label(m_sink.add(tcp::acknowledgment, m_context.acknowledgment, range(8, 4)), [&] {
            return "Acknowledgment Number: " + std::to_string(m_context.acknowledgment)
                + (m_tcp.ack() ? "    (relative ack number)" : "");
        });
    m_sink.add(acknowledgmentRaw, m_tcp.acknowledgment, range(8, 4));
    if (m_context.acceptsFastOpen)
        expert(m_sink, analysisTfoAck);
    if (m_context.ignoresFastOpen)
        expert(m_sink, analysisTfoIgnored);
    if (!m_tcp.ack() && m_tcp.acknowledgment != 0)
        expert(m_sink, ackNonzero);
}

void Description::flags()
{
    const auto flags = m_tcp.flags;
    label(m_sink.add(headerLength, m_tcp.length, range(12, 1)), [&] {
        return "Header Length: " + std::to_string(m_tcp.length) + " bytes (" + std::to_string(m_tcp.length / 4) + ")";
    });
    const auto scope = m_sink.open(tcp::flags, Value::number(flags), range(12, 2));
    if (scope.node() != FieldSink::npos && m_sink.wantsLabels()) {
        static constexpr std::string_view digits = "0123456789abcdef";
        const std::string hex{'0', 'x', digits[flags >> 8 & 15U], digits[flags >> 4 & 15U], digits[flags & 15U]};
        m_sink.label(scope.node(), "Flags: " + hex + " (" + flagWords(flags, m_context.accurateEcn) + ")");
    }
    const auto bit = [&](const Field& field, unsigned mask, std::uint32_t offset) {
        m_sink.add(field, Value::boolean((flags & mask) != 0), range(offset, 1));
    };
    bit(flagsRes, 0xE00, 12);
    if (m_context.unknown) {
        // whether these are three flags or a counter was agreed upon at the beginning
    } else if (m_context.accurateEcn) {
        m_sink.add(flagsAce, aceOf(flags), range(12, 2));
    } else {
        bit(flagsAe, TcpAe, 12);
        bit(flagsCwr, TcpCwr, 13);
        bit(flagsEce, TcpEce, 13);
    }
    bit(flagsUrg, TcpUrg, 13);
    bit(flagsAck, TcpAck, 13);
    bit(flagsPush, TcpPush, 13);
    bit(flagsReset, TcpRst, 13);
    bit(flagsSyn, TcpSyn, 13);
    bit(flagsFin, TcpFin, 13);
    if (m_sink.wants(flagsStr) && !m_context.unknown)
        m_sink.addGenerated(
            flagsStr, Value::text(m_sink.arena().copy(flagLetters(flags, m_context.accurateEcn))), range(12, 2));
}

void Description::windows()
{
    m_sink.add(window, m_tcp.window, range(14, 2));
    if (m_context.unknown)
        return;
    m_sink.addGenerated(windowSize, Value::number(m_context.windowSize), range(14, 2));
    if (m_tcp.syn())
        return;
    const auto factor = m_context.windowFactor;
    label(m_sink.addGenerated(windowScaleFactor, Value::signedNumber(factor), range(14, 2)), [&] {
        return "[Window size scaling factor: " + std::to_string(factor)
            + (factor == -1        ? " (unknown)]"
                    : factor == -2 ? " (no window scaling used)]"
                                   : "]");
    });
}

void Description::handshake()
{
    if (m_tcp.syn())
        expert(m_sink, m_tcp.ack() ? connectionSynack : connectionSyn);
    if (m_tcp.fin()) {
        expert(m_sink, connectionFin);
        if (!m_context.unknown)
            expert(m_sink, m_context.finIsActive ? connectionFinActive : connectionFinPassive);
    }
    if (m_tcp.rst())
        expert(m_sink, connectionRst);
}

Fault Description::checksumAndUrgent()
{
    if (!there(18))
        return missing(18);
    m_sink.add(checksum, m_tcp.checksum, range(16, 2));
    m_sink.addGenerated(checksumStatus, Value::number(2), range(16, 0));  // tshark does not verify it by default
    if (!there(fixedHeader))
        return missing(fixedHeader);
    m_sink.add(urgentPointer, m_tcp.urgent, range(18, 2));
    if (!(m_tcp.flags & TcpUrg) && m_tcp.urgent != 0)
        expert(m_sink, urgentPointerNonZero);
    return Fault::None;
}

void Description::times()
{
    if (m_context.unknown)
        return;
    m_sink.addGenerated(timeRelative, Value::duration(m_context.timeRelative));
    m_sink.addGenerated(timeDelta, Value::duration(m_context.timeDelta));
}

void Description::analysis()
{
    if (!m_context.hasFindings)
        return;
    const auto scope = m_sink.open(tcp::analysis, Value::number(1), {});
    if (m_context.acksFrame) {
        m_sink.addGenerated(analysisAcksFrame, Value::number(m_context.acksFrame));
        if (m_context.ackRtt.count())
            m_sink.addGenerated(analysisAckRtt, Value::duration(m_context.ackRtt));
    }
    if (m_context.initialRtt.count())
        m_sink.addGenerated(analysisInitialRtt, Value::duration(m_context.initialRtt));
    if (m_context.bytesInFlight) {
        m_sink.addGenerated(analysisBytesInFlight, Value::number(m_context.bytesInFlight));
        m_sink.addGenerated(analysisPushBytesSent, Value::number(m_context.pushBytesSent));
    }
    if (m_context.findings)
        findings();
}

void Description::findings()
{
    {
        const auto scope = m_sink.open(analysisFlags, Value::number(1), {});
        const auto show = [&](TcpFinding finding, const Field& field) {
            if (m_context.found(finding))
                expert(m_sink, field);
        };
        show(TcpFinding::ReusedPorts, analysisReusedPorts);
        show(TcpFinding::Retransmission, analysisRetransmission);
        if (m_context.found(TcpFinding::Retransmission) && m_context.rto.count()) {
            m_sink.addGenerated(analysisRto, Value::duration(m_context.rto));
            m_sink.addGenerated(analysisRtoFrame, Value::number(m_context.rtoFrame));
        }
        show(TcpFinding::FastRetransmission, analysisFastRetransmission);
        show(TcpFinding::FastRetransmission, analysisRetransmission);
        show(TcpFinding::SpuriousRetransmission, analysisSpuriousRetransmission);
        show(TcpFinding::SpuriousRetransmission, analysisRetransmission);
        show(TcpFinding::OutOfOrder, analysisOutOfOrder);
        show(TcpFinding::LostSegment, analysisLostSegment);
        show(TcpFinding::AckLostSegment, analysisAckLostSegment);
        show(TcpFinding::WindowUpdate, analysisWindowUpdate);
        show(TcpFinding::WindowFull, analysisWindowFull);
        show(TcpFinding::KeepAlive, analysisKeepAlive);
        show(TcpFinding::KeepAliveAck, analysisKeepAliveAck);
        show(TcpFinding::ZeroWindowProbe, analysisZeroWindowProbe);
        show(TcpFinding::ZeroWindow, analysisZeroWindow);
        show(TcpFinding::ZeroWindowProbeAck, analysisZeroWindowProbeAck);
    }
    if (!m_context.duplicateAckNumber)
        return;
    expert(m_sink, analysisDuplicateAck);
    m_sink.addGenerated(analysisDuplicateAckNum, Value::number(m_context.duplicateAckNumber));
    m_sink.addGenerated(analysisDuplicateAckFrame, Value::number(m_context.duplicateAckFrame));
    expert(m_sink, analysisDuplicateAck);
}

void Description::payloadBytes()
{
    const auto bytes = tcpPayload(m_view, m_tcp);
    if (bytes.empty())
        return;
    const auto where = range(m_tcp.length, static_cast<std::uint32_t>(bytes.size()));
    if (m_tcp.rst()) {
        if (m_sink.wants(resetCause))
            m_sink.add(resetCause, asciiText(untilNul(bytes), m_sink), where);
        return;
    }
    label(m_sink.add(payload, Value::bytes(bytes), where), [&] {
        return "TCP payload (" + std::to_string(m_view.original - m_tcp.length)
            + (m_view.original - m_tcp.length == 1 ? " byte)" : " bytes)");
    });
}

Fault Description::run()
{
    if (!there(4))
        return missing(4);
    ports();
    label(m_layer, [&] { return m_text; });
    // tshark shows what an ICMP error may quote no more than: the raw number, before it knows of the rest.
    if (m_view.quoted == TransportView::Quoted::InIcmp) {
        if (!there(8))
            return missing(8);
        m_sink.add(tcp::sequence, u32be(m_view.bytes.data() + 4), range(4, 4));
        m_sequenceShown = true;
    }
    Cursor in{m_view.bytes, m_view.original};
    const auto header = parseTcp(in);
    if (!header)
        return header.error().fault;
    m_tcp = *header;
    streamAndNumbers();
    if (m_tcp.length < fixedHeader) {
        m_sink.add(headerLength, m_tcp.length, range(12, 1));
        expert(m_sink, bogusHeaderLength);
        label(m_layer, [&] { return m_text; });
        return Fault::Malformed;
    }
    label(m_layer, [&] { return m_text; });
    m_sink.setRange(m_layer, range(0, m_tcp.length));
    acknowledgments();
    flags();
    windows();
    handshake();
    if (const auto fault = checksumAndUrgent(); fault != Fault::None)
        return fault;

    if (m_tcp.length == fixedHeader) {
        times();
    } else {
        const std::uint32_t length = m_tcp.length - fixedHeader;
        const auto options =
            m_view.bytes.subspan(fixedHeader, std::min<std::size_t>(length, m_view.bytes.size() - fixedHeader));
        Fault fault = Fault::None;
        {
            const auto scope = m_sink.open(
                option::all, Value::bytes(options), range(fixedHeader, static_cast<std::uint32_t>(options.size())));
            label(scope.node(), [&] { return "Options: (" + std::to_string(length) + " bytes)"; });
            fault = describeTcpOptions(options, std::min(length, m_view.original - fixedHeader),
                m_view.offset + fixedHeader, m_tcp, m_context, m_sink);
        }
        times();
        if (fault != Fault::None)
            return fault;
    }
    analysis();
    payloadBytes();
    return Fault::None;
}

}  // namespace

Result<TcpHeader> parseTcp(Cursor& in)
{
    TcpHeader header;
    header.sourcePort = in.u16be();
    header.destinationPort = in.u16be();
    header.sequence = in.u32be();
    header.acknowledgment = in.u32be();
    const auto offsetAndFlags = in.u16be();
    header.length = static_cast<std::uint8_t>((offsetAndFlags >> 12) * 4);
    header.flags = offsetAndFlags & 0xFFFU;
    header.window = in.u16be();
    if (!in.ok())
        return in.error("TCP header");
    header.captured = static_cast<std::uint8_t>(flowHeader + std::min<std::size_t>(in.remaining(), 4));
    if (in.remaining() >= 2)
        header.checksum = in.u16be();
    if (in.remaining() >= 2)
        header.urgent = in.u16be();
    return header;
}

Bytes tcpPayload(const TransportView& view, const TcpHeader& header)
{
    if (header.length < fixedHeader || header.length >= view.bytes.size())
        return {};
    return view.bytes.subspan(header.length);
}

bool mayWantTcp(const FieldSink& sink)
{
    constexpr auto group = FieldGroup::of(tcp::fields, tcp::option::fields, mptcp::fields);
    return sink.mayWant(group);
}

FieldSink::Scope openTcp(const TransportView& view, FieldSink& sink)
{
    return sink.openLayer(protocol, view.bytes, at(view, 0, static_cast<std::uint32_t>(view.bytes.size())));
}

Fault describeTcp(const TransportView& view, const TcpContext& context, FieldSink& sink, std::size_t node)
{
    return Description{view, context, sink, node}.run();
}

void describeSegmentData(Bytes bytes, std::uint32_t offset, bool retransmitted, FieldSink& sink)
{
    const auto size = static_cast<std::uint32_t>(bytes.size());
    const auto node = sink.add(segmentData, Value::bytes(bytes), {offset, size});
    if (node != FieldSink::npos && sink.wantsLabels())
        sink.label(node,
            std::string{retransmitted ? "Retransmitted " : ""} + "TCP segment data (" + std::to_string(size)
                + (size == 1 ? " byte)" : " bytes)"));
}

void describeReassembly(std::span<const SegmentPart> parts, Bytes pdu, std::uint8_t source, FieldSink& sink)
{
    const auto outer = sink.source();
    sink.useSource(source);
    const auto size = static_cast<std::uint32_t>(pdu.size());
    {
        const auto scope = sink.open(segments, Value::number(1), {0, size});
        if (scope.node() != FieldSink::npos && sink.wantsLabels()) {
            auto text =
                "[" + std::to_string(parts.size()) + " Reassembled TCP Segments (" + std::to_string(size) + " bytes):";
            for (std::size_t i = 0; i < parts.size() && i < 16; ++i)
                text +=
                    (i ? ", #" : " #") + std::to_string(parts[i].packet) + "(" + std::to_string(parts[i].length) + ")";
            sink.label(scope.node(), text + (parts.size() > 16 ? ", …]" : "]"));
        }
        for (const auto& part : parts) {
            // tshark has another field for a segment whose bytes were there already.
            const auto inner = sink.open(
                part.overlap ? segmentError : segment, Value::number(part.packet), {part.offset, part.length});
            if (part.overlap)
                sink.addGenerated(segmentOverlap, Value::boolean(true));
            if (part.conflict)
                sink.addGenerated(segmentOverlapConflict, Value::boolean(true));
        }
        sink.addGenerated(segmentCount, Value::number(parts.size()));
        sink.addGenerated(reassembledLength, Value::number(size));
        sink.addGenerated(reassembledData, Value::bytes(pdu), {0, size});
    }
    sink.useSource(outer);
}

}  // namespace pr::decode
