#include "core/protocols/tls/state.h"

#include "core/base/text.h"

#include <utility>

namespace pr::tls {

void State::archive(flow::Archive& archive)
{
    const auto boolean = [&archive](bool& flag) {
        std::uint8_t value = flag;
        archive.integer(value);
        flag = value != 0;
    };
    for (auto& side : m_sides) {
        archive.text(side.handshake.bytes);
        auto count = static_cast<std::uint32_t>(side.handshake.packets.size());
        archive.integer(count);
        if (archive.reading())
            side.handshake.packets.clear();
        for (std::uint32_t i = 0; i < count && archive.ok(); ++i) {
            std::uint64_t packet = archive.reading() ? 0 : side.handshake.packets[i];
            archive.integer(packet);
            if (archive.reading())
                side.handshake.packets.push_back(packet);
        }
        boolean(side.encrypted);
    }
    auto client = static_cast<std::uint8_t>(m_client);
    archive.integer(client);
    m_client = client == 0 ? flow::Side::Initiator : flow::Side::Responder;
    archive.integer(m_version);
    archive.integer(m_cipherSuite);
    boolean(m_retry);
    archive.text(m_protocol);
    bool waits = m_pending.has_value();
    boolean(waits);
    if (archive.reading())
        m_pending = waits ? std::optional{Handshake{}} : std::nullopt;
    if (m_pending)
        m_pending->archive(archive);
    bool decrypts = m_decryption != nullptr;
    boolean(decrypts);
    if (archive.reading())
        m_decryption = decrypts ? std::make_unique<Decryption>() : nullptr;
    if (m_decryption)
        m_decryption->archive(archive);
}

std::optional<Decryption::Opened> State::open(const RecordHeader& header, Bytes fragment, const flow::Pdu& pdu)
{
    return m_decryption ? m_decryption->open(header, fragment, pdu) : std::nullopt;
}

Context State::context(flow::Side side) const
{
    return {.version = m_version, .cipherSuite = m_cipherSuite, .fromServer = side != m_client};
}

// A ClientHello's record says the lowest version that the client speaks; every other record one that both agreed upon.
void State::sawRecord(const RecordHeader& header, std::optional<std::uint8_t> first)
{
    const bool hello = header.type == ContentType::Handshake
        && (!first || *first == static_cast<std::uint8_t>(HandshakeType::ClientHello)
            || !parseHandshakeHeader(std::array{std::byte{*first}, std::byte{}, std::byte{}, std::byte{}}));
    if (m_version == 0 && !hello && header.version <= kTls12)
        m_version = header.version;
}

void State::begin(const flow::Pdu& pdu, flow::Side client)
{
    m_client = client;
    m_pending.emplace();
    m_pending->place = {pdu.packet, pdu.time, pdu.flow};
    if (!pdu.events)
        return;  // a replay writes no row: nothing to note for one
    const bool fromClient = pdu.side == client;
    m_pending->client = addressText(fromClient ? pdu.ends.source : pdu.ends.destination);
    m_pending->server = addressText(fromClient ? pdu.ends.destination : pdu.ends.source);
    m_pending->clientPort = fromClient ? pdu.ends.sourcePort : pdu.ends.destinationPort;
    m_pending->serverPort = fromClient ? pdu.ends.destinationPort : pdu.ends.sourcePort;
}

void State::sawHandshake(HandshakeType type, Bytes body, const flow::Pdu& pdu)
{
    const bool opens = type == HandshakeType::ClientHello;
    if (opens && !m_decryption && pdu.keys && pdu.keys->knownAt(pdu.packet))
        m_decryption = std::make_unique<Decryption>();
    if (m_decryption)
        m_decryption->sawHandshake(type, body, opens ? pdu.side : m_client, pdu);
    switch (type) {
    case HandshakeType::ClientHello:
        if (std::exchange(m_retry, false) && m_pending)
            return;  // the first hello is the one that tells programs apart
        writePending(pdu.events);
        begin(pdu, pdu.side);
        if (!pdu.events)
            return;
        if (const auto hello = parseClientHello(body))
            m_pending->take(*hello);
        return;
    case HandshakeType::ServerHello: {
        const auto hello = parseServerHello(body);
        if (!hello)
            return;
        m_version = hello->selectedVersion();
        m_cipherSuite = hello->cipherSuite;
        if (hello->isRetryRequest()) {
            m_retry = true;
            return;
        }
        if (!m_pending || m_pending->serverSeen) {
            writePending(pdu.events);
            begin(pdu, flow::other(pdu.side));
        }
        forEachName(alpnNames(hello->extensions), [this](std::string_view chosen) { m_protocol = chosen; });
        m_pending->serverSeen = true;
        if (pdu.events)
            m_pending->take(*hello);
        return;
    }
    case HandshakeType::Certificate: {
        Handshake none;
        const bool fromServer = pdu.side != m_client;
        if (pdu.events && !(fromServer && m_pending && m_pending->certificateSeen))
            writeCertificates(body, m_version, pdu, fromServer, m_pending ? *m_pending : none);
        if (m_pending && fromServer)
            m_pending->certificateSeen = true;  // a second one from the server is no handshake of any version
        return;
    }
    case HandshakeType::ServerHelloDone:
        if (m_pending)
            m_pending->helloDone = true;
        return serverAnswered(pdu);
    case HandshakeType::EncryptedExtensions: {
        const auto extensions = parseExtensions(body);
        if (!extensions)
            return;
        forEachName(alpnNames(*extensions), [this](std::string_view chosen) { m_protocol = chosen; });
        if (m_pending && pdu.events)
            m_pending->takeEncrypted(*extensions);
        return;
    }
    case HandshakeType::Finished:
        if (pdu.side != m_client)
            serverAnswered(pdu);
        return;
    default: return;
    }
}

void State::serverAnswered(const flow::Pdu& pdu)
{
    if (m_pending && m_pending->serverSeen)
        writePending(pdu.events);
}

void State::sawChangeCipherSpec(const flow::Pdu& pdu)
{
    // In TLS 1.3 it means nothing (RFC 8446 D.4): records say themselves that they are encrypted.
    if (m_version != kTls13) {
        of(pdu.side).encrypted = true;
        if (m_decryption)
            m_decryption->sawChangeCipherSpec(m_client, pdu);
    } else if (m_decryption) {
        return;  // what the server says encrypted may still be read
    }
    serverAnswered(pdu);
}

void State::sawAlert(const flow::Pdu& pdu)
{
    writePending(pdu.events);
}

void State::sawApplicationData(const flow::Pdu& pdu)
{
    serverAnswered(pdu);  // before the ServerHello it is early data
}

void State::writePending(EventBuffer* events)
{
    if (m_pending && events)
        writeHandshake(*m_pending, *events);
    m_pending.reset();
}

}  // namespace pr::tls
