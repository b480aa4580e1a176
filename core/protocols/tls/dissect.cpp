#include "core/fields/marks.h"
#include "core/protocols/tls/application.h"
#include "core/protocols/tls/state.h"
#include "core/protocols/tls/tls.h"

#include <string>

namespace pr::tls {

namespace {

/// The records of one PDU, one after another: each is described with the state before it and then changes it.
class Records {
public:
    Records(flow::Pdu& pdu, State& state) : m_pdu{pdu}, m_state{state}, m_sink{pdu.sink} { }

    /// Gives how many bytes were records.
    std::size_t read(FieldReader in)
    {
        while (in.more()) {
            const auto rest = in.cursor().peek(in.remaining());
            if (const auto length = sslV2HelloLength(rest); length != 0) {
                auto hello = in.sub(length);
                describeSslV2Hello(hello);
                continue;
            }
            const auto header = parseRecordHeader(rest);
            if (!header)
                break;
            readRecord(in.sub(kRecordHeader + header->length), *header);
        }
        return in.at();
    }

private:
    void readRecord(FieldReader in, const RecordHeader& header)
    {
        const auto after = in.cursor().peek(kRecordHeader + 1);
        const auto first = after.size() > kRecordHeader
            ? std::optional{std::to_integer<std::uint8_t>(after[kRecordHeader])}
            : std::nullopt;
        m_state.sawRecord(header, first);
        const auto scope = in.open(field::record, in.remaining());
        const bool opaque = header.type == ContentType::ApplicationData && m_state.version() == kTls13;
        in.u8(opaque ? field::recordOpaqueType : field::recordContentType);
        in.u16(field::recordVersion);
        in.u16(field::recordLength);
        m_words.clear();
        if (auto opened = m_state.open(header, in.cursor().peek(in.remaining()), m_pdu))
            readOpened(in, *opened, opaque);
        else
            readFragment(in, header.type);
        if (m_sink.wantsLabels())
            m_sink.label(scope.node(),
                std::string{versionWord(m_state.version() ? m_state.version() : header.version)}
                    .append(" Record Layer: ")
                    .append(m_words));
    }

    /// A record that could be decrypted: its content is a source of its own.
    void readOpened(FieldReader& in, const Decryption::Opened& opened, bool opaque)
    {
        const auto outer = m_sink.source();
        const auto bytes = m_sink.arena().copy(bytesOf(opened.bytes));
        if (opaque)
            m_sink.addGenerated(
                field::recordContentType, Value::number(static_cast<std::uint64_t>(opened.type)), in.next(0));
        if (opened.type == ContentType::ApplicationData) {
            readApplicationData(in);
            m_sink.addSource("Decrypted TLS", bytes);
            carry(bytes, false);
        } else {
            in.skip(in.remaining());
            m_sink.addSource("Decrypted TLS", bytes);
            FieldReader inside{m_sink, Cursor{bytes}, 0};
            m_opened = true;
            readFragment(inside, opened.type);
            m_opened = false;
            if (opened.type == ContentType::Alert && isCloseNotify(bytes))
                carry({}, true);
        }
        m_sink.useSource(outer);
    }

    static bool isCloseNotify(Bytes alert) { return alert.size() == 2 && alert[1] == std::byte{0}; }

    void carry(Bytes bytes, bool end)
    {
        if (!m_pdu.inner)
            return;
        const auto application = applicationOf(m_state.protocol(), m_pdu.ends);
        m_pdu.inner->push_back({bytes, m_sink.source(), application.service, application.agreed, end});
    }

    void readFragment(FieldReader& in, ContentType type)
    {
        switch (type) {
        case ContentType::ChangeCipherSpec:
            say("Change Cipher Spec Protocol: Change Cipher Spec");
            in.mark(field::changeCipherSpec, in.remaining());
            m_state.sawChangeCipherSpec(m_pdu);
            return;
        case ContentType::Alert:
            say("Alert");
            describeAlert(in);
            m_state.sawAlert(m_pdu);
            return;
        case ContentType::Handshake:
            say("Handshake Protocol: ");
            readHandshake(in);
            return;
        case ContentType::ApplicationData: readApplicationData(in); return;
        case ContentType::Heartbeat:
            say("Heartbeat");
            describeHeartbeat(in);
            return;
        }
    }

    void readApplicationData(FieldReader& in)
    {
        const auto range = in.next(in.remaining());
        in.bytes(field::appData, in.remaining());
        const auto protocol = applicationOf(m_state.protocol(), m_pdu.ends).name;
        if (!protocol.empty())
            m_sink.addGenerated(field::appDataProtocol, Value::text(protocol), range);
        m_state.sawApplicationData(m_pdu);
        say("Application Data Protocol: ");
        say(protocol.empty() ? "Application Data" : protocol);
    }

    /// A record holds several messages, one, or a part of one.
    void readHandshake(FieldReader& in)
    {
        auto& pending = m_state.of(m_pdu.side).handshake;
        for (bool another = false; in.more(); another = true) {
            if (another)
                say(", ");
            if (!pending.empty()) {
                continueMessage(in, pending);
                continue;
            }
            const auto rest = in.cursor().peek(in.remaining());
            const auto header = parseHandshakeHeader(rest);
            const bool whole = header && header->length <= rest.size() - kHandshakeHeader;
            const bool plain = header || rest.size() < kHandshakeHeader;
            if (!plain || (m_state.of(m_pdu.side).encrypted && !m_opened)) {
                describeEncryptedHandshake(in);
                in.skip(in.remaining());
                say("Encrypted Handshake Message");
            } else if (!whole) {
                pending.bytes = textOf(rest);
                pending.packets = {m_pdu.packet.value};
                in.mark(field::handshake, in.remaining());
                in.skip(in.remaining());
                say(header ? handshakeName(header->type) : "");
                say(" (fragment)");
            } else {
                auto message = in.sub(kHandshakeHeader + header->length);
                describeHandshake(message, m_state.context(m_pdu.side));
                m_state.sawHandshake(header->type, rest.subspan(kHandshakeHeader, header->length), m_pdu);
                say(handshakeName(header->type));
            }
        }
    }

    /// Takes what the message that waits still needs; describes it where it is whole.
    void continueMessage(FieldReader& in, Fragments& pending)
    {
        const auto header = [&] { return parseHandshakeHeader(bytesOf(pending.bytes)); };
        const auto take = [&](std::size_t wanted) {
            const auto missing = wanted - std::min(wanted, pending.bytes.size());
            pending.bytes += textOf(in.cursor().take(std::min(missing, in.remaining())));
        };
        if (pending.packets.empty() || pending.packets.back() != m_pdu.packet.value)
            pending.packets.push_back(m_pdu.packet.value);
        take(kHandshakeHeader);
        if (pending.bytes.size() >= kHandshakeHeader && !header())
            return giveUp(in, pending, Fault::Malformed);
        if (pending.packets.size() > Fragments::kMostPackets)
            return giveUp(in, pending, Fault::Limit);
        const auto length = kHandshakeHeader + (header() ? header()->length : 0);
        take(length);
        if (pending.bytes.size() < length || !header()) {
            in.sink().add(field::handshake, Value{}, in.next(0));
            return say("(fragment)");
        }
        const auto type = header()->type;
        describeReassembled(pending);
        m_state.sawHandshake(type, bytesOf(pending.bytes).subspan(kHandshakeHeader), m_pdu);
        pending.clear();
        say(handshakeName(type));
    }

    /// What began as a message is none, or comes in more pieces than we follow: the record's rest stays unread.
    void giveUp(FieldReader& in, Fragments& pending, Fault fault)
    {
        addFault(m_sink, {fault, in.at(), "handshake message over several records"}, in.next(in.remaining()));
        in.skip(in.remaining());
        pending.clear();
    }

    void describeReassembled(const Fragments& pending)
    {
        if (!m_sink.wantsAnything())
            return;
        const auto outer = m_sink.source();
        const auto bytes = m_sink.arena().copy(bytesOf(pending.bytes));
        {
            const auto scope = m_sink.open(field::handshakeFragments, Value{}, {});
            for (const auto packet : pending.packets)
                m_sink.add(field::handshakeFragment, packet, {});
            m_sink.addGenerated(field::handshakeFragmentCount, Value::number(pending.packets.size()));
        }
        m_sink.addSource("Reassembled TLS handshake", bytes);
        describeHandshake(FieldReader{m_sink, Cursor{bytes}, 0}, m_state.context(m_pdu.side));
        m_sink.useSource(outer);
    }

    /// Words for the record's line: kept only where somebody reads them.
    void say(std::string_view words)
    {
        if (m_sink.wantsLabels())
            m_words += words;
    }

    flow::Pdu& m_pdu;
    State& m_state;
    FieldSink& m_sink;
    std::string m_words;
    bool m_opened = false;  ///< what is read now was decrypted
};

State& stateOf(flow::FlowState* state)
{
    return *static_cast<State*>(state);
}

}  // namespace

// Every record at the front must look like one, and the first handshake message like a message.
bool probe(Bytes bytes, flow::Carrier carrier, const flow::Endpoints&)
{
    if (carrier != flow::Carrier::Tcp)
        return false;
    if (sslV2HelloLength(bytes) != 0)
        return true;
    const auto first = parseRecordHeader(bytes);
    if (!first)
        return false;
    if (first->type == ContentType::Handshake && bytes.size() >= kRecordHeader + kHandshakeHeader
        && !parseHandshakeHeader(bytes.subspan(kRecordHeader)))
        return false;
    for (auto header = first; header; header = parseRecordHeader(bytes)) {
        if (header->length == 0)
            return false;
        const auto length = kRecordHeader + header->length;
        if (length + kRecordHeader > bytes.size())
            return true;
        bytes = bytes.subspan(length);
    }
    return false;
}

std::unique_ptr<flow::FlowState> makeState()
{
    return std::make_unique<State>();
}

flow::Framing frame(Bytes buffered, const flow::FlowState*, flow::Side)
{
    using Answer = flow::Framing::Answer;
    std::size_t whole = 0;
    while (true) {
        const auto rest = buffered.subspan(whole);
        std::size_t length = sslV2HelloLength(rest);
        if (length == 0) {
            const auto header = parseRecordHeader(rest);
            if (!header) {
                if (whole != 0)
                    return {Answer::Complete, whole};
                return {rest.size() < kRecordHeader ? Answer::NeedMore : Answer::NotOurs, kRecordHeader};
            }
            length = kRecordHeader + header->length;
        }
        if (length > rest.size())
            return whole != 0 ? flow::Framing{Answer::Complete, whole} : flow::Framing{Answer::NeedLength, length};
        whole += length;
    }
}

std::size_t dissect(flow::Pdu& pdu, flow::FlowState* state)
{
    auto& flow = stateOf(state);
    if (pdu.afterGap)
        flow.of(pdu.side).handshake.clear();
    if (!parseRecordHeader(pdu.bytes) && sslV2HelloLength(pdu.bytes) == 0)
        return 0;
    const auto layer = pdu.sink.openLayer(field::tls, pdu.bytes, pdu.range);
    return Records{pdu, flow}.read(FieldReader{pdu.sink, Cursor{pdu.bytes, pdu.original}, pdu.range.offset});
}

void finish(flow::FlowState* state, EventBuffer& events, EventPlace)
{
    stateOf(state).writePending(&events);
}

}  // namespace pr::tls
