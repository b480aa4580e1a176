#include "core/protocols/tls/decryption.h"

#include <openssl/crypto.h>

#include <utility>

namespace pr::tls {

namespace {

constexpr std::size_t kMasterSecret = 48;
constexpr std::size_t kPremasterId = 8;
constexpr std::uint32_t kMostUpdates = 1024;  // each is derived again when a state is taken up

void archiveFlag(flow::Archive& archive, bool& flag)
{
    std::uint8_t value = flag;
    archive.integer(value);
    flag = value != 0;
}

std::string digestOf(const EVP_MD* hash, std::string_view text)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    if (EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(out.data()), &length, hash, nullptr) != 1)
        length = 0;
    out.resize(length);
    return out;
}

}  // namespace

void Decryption::Agreement::archive(flow::Archive& archive)
{
    for (auto* text : {&clientRandom, &serverRandom, &sessionId, &premasterId, &sessionHash})
        archive.text(*text);
    archive.integer(version);
    archive.integer(cipherSuite);
    for (auto* flag : {&extendedMaster, &encryptThenMac, &compressed})
        archiveFlag(archive, *flag);
}

void Decryption::archive(flow::Archive& archive)
{
    auto client = static_cast<std::uint8_t>(m_client);
    archive.integer(client);
    m_client = client == 0 ? flow::Side::Initiator : flow::Side::Responder;
    m_next.archive(archive);
    archive.text(m_transcript);
    archiveFlag(archive, m_earlyData);
    archive.integer(m_earlySuite);
    for (auto& side : m_sides) {
        auto epoch = static_cast<std::uint8_t>(side.epoch);
        archive.integer(epoch);
        side.epoch = epoch <= static_cast<std::uint8_t>(Epoch::Tls12) ? Epoch{epoch} : Epoch::None;
        if (archive.reading())
            side.cipher.reset();
        if (side.epoch == Epoch::None)
            continue;
        side.agreed.archive(archive);
        archive.integer(side.updates);
        archive.integer(side.sequence);
        archive.text(side.previous);
    }
}

void Decryption::SideState::enter(Epoch next, const Agreement& agreement)
{
    epoch = next;
    agreed = agreement;
    updates = 0;
    sequence = 0;
    previous.clear();
    cipher.reset();
}

Bytes Decryption::trafficSecret(flow::Side side, Epoch epoch, const flow::KeyLog& keys, PacketNumber at) const
{
    using flow::KeyKind;
    const bool client = side == m_client;
    const auto kind = epoch == Epoch::Early ? KeyKind::ClientEarlyTraffic
        : epoch == Epoch::Handshake ? (client ? KeyKind::ClientHandshakeTraffic : KeyKind::ServerHandshakeTraffic)
                                    : (client ? KeyKind::ClientTraffic : KeyKind::ServerTraffic);
    const auto& agreed = of(side).epoch == epoch ? of(side).agreed : m_next;
    return keys.find(kind, bytesOf(agreed.clientRandom), at);
}

// RFC 5246 8.1, RFC 7627 4.
std::string Decryption::masterSecret(const Agreement& agreed, const flow::KeyLog& keys, PacketNumber at) const
{
    using flow::KeyKind;
    if (const auto master = keys.find(KeyKind::Master, bytesOf(agreed.clientRandom), at); !master.empty())
        return std::string{textOf(master)};
    if (!agreed.sessionId.empty())
        if (const auto master = keys.find(KeyKind::MasterOfSession, bytesOf(agreed.sessionId), at); !master.empty())
            return std::string{textOf(master)};
    auto premaster = keys.find(KeyKind::Premaster, bytesOf(agreed.clientRandom), at);
    if (premaster.empty() && !agreed.premasterId.empty())
        premaster = keys.find(KeyKind::PremasterOfCiphertext, bytesOf(agreed.premasterId), at);
    const auto protection = protectionOf(agreed.cipherSuite, agreed.version);
    if (premaster.empty() || !protection || (agreed.extendedMaster && agreed.sessionHash.empty()))
        return {};
    return agreed.extendedMaster
        ? pseudoRandom(protection->hash, premaster, "extended master secret", agreed.sessionHash, kMasterSecret)
        : pseudoRandom(
            protection->hash, premaster, "master secret", agreed.clientRandom + agreed.serverRandom, kMasterSecret);
}

void Decryption::makeCipher(flow::Side side, const flow::KeyLog& keys, PacketNumber at)
{
    auto& state = of(side);
    const auto& agreed = state.agreed;
    const auto protection = protectionOf(agreed.cipherSuite, agreed.version);
    if (!protection)
        return;
    DirectionKeys made;
    if (state.epoch == Epoch::Tls12) {
        auto master = masterSecret(agreed, keys, at);
        if (master.empty())
            return;
        const auto oneSide = protection->macBytes + protection->keyBytes + protection->fixedIvBytes;
        auto block = pseudoRandom(
            protection->hash, bytesOf(master), "key expansion", agreed.serverRandom + agreed.clientRandom, 2 * oneSide);
        OPENSSL_cleanse(master.data(), master.size());
        // MACs of client and server, keys of both, IVs of both
        std::size_t place = 0;
        const auto take = [&, second = side != m_client](std::size_t bytes) {
            const auto from = place + (second ? bytes : 0);
            place += 2 * bytes;
            return block.substr(from, bytes);
        };
        if (block.size() != 2 * oneSide)
            return;
        made.mac = take(protection->macBytes);
        made.key = take(protection->keyBytes);
        made.iv = take(protection->fixedIvBytes);
        OPENSSL_cleanse(block.data(), block.size());
    } else {
        std::string secret{textOf(trafficSecret(side, state.epoch, keys, at))};
        if (secret.size() != static_cast<std::size_t>(EVP_MD_get_size(protection->hash)))
            return;
        for (std::uint32_t i = 0; i < state.updates; ++i)
            secret = expandLabel(protection->hash, bytesOf(secret), "traffic upd", secret.size());
        made.key = expandLabel(protection->hash, bytesOf(secret), "key", protection->keyBytes);
        made.iv = expandLabel(protection->hash, bytesOf(secret), "iv", 12);
        OPENSSL_cleanse(secret.data(), secret.size());
    }
    state.cipher = std::make_unique<RecordCipher>(*protection, agreed.version, agreed.encryptThenMac, std::move(made));
}

std::optional<Decryption::Opened> Decryption::open(const RecordHeader& header, Bytes fragment, const flow::Pdu& pdu)
{
    auto& side = of(pdu.side);
    if (side.epoch == Epoch::None || !pdu.keys)
        return std::nullopt;
    const bool tls13 = side.epoch != Epoch::Tls12;
    if (tls13 && header.type != ContentType::ApplicationData)
        return std::nullopt;
    if (!side.cipher)
        makeCipher(pdu.side, *pdu.keys, pdu.packet);
    if (!side.cipher)
        return std::nullopt;
    auto opened = side.cipher->open(header, fragment, side.sequence, side.previous);
    if (!opened && side.epoch == Epoch::Early && side.sequence == 0) {
        // the server did not take the early data, and the client went on without saying so
        enterTls13(pdu.side, Epoch::Handshake, m_client, pdu);
        if (side.epoch != Epoch::Handshake)
            return std::nullopt;
        return open(header, fragment, pdu);
    }
    // A record that cannot be opened does not count where the cipher says so: early data that the server passes over.
    if (opened || !tls13)
        ++side.sequence;
    if (!opened)
        return std::nullopt;
    if (!tls13)
        return Opened{header.type, std::move(*opened)};
    const auto end = opened->find_last_not_of('\0');
    if (end == opened->npos)
        return std::nullopt;
    const auto type = static_cast<std::uint8_t>((*opened)[end]);
    if (type < static_cast<std::uint8_t>(ContentType::ChangeCipherSpec)
        || type > static_cast<std::uint8_t>(ContentType::Heartbeat))
        return std::nullopt;
    opened->resize(end);
    return Opened{ContentType{type}, std::move(*opened)};
}

// From the next record on the side uses other keys; without them its records stay closed.
void Decryption::enterTls13(flow::Side side, Epoch epoch, flow::Side client, const flow::Pdu& pdu)
{
    m_client = client;
    auto agreed = m_next;
    if (epoch == Epoch::Early) {
        agreed.version = kTls13;
        agreed.cipherSuite = m_earlySuite;
    }
    of(side).enter(epoch, agreed);
    if (trafficSecret(side, epoch, *pdu.keys, pdu.packet).empty())
        of(side).epoch = Epoch::None;
}

void Decryption::noteForSessionHash(HandshakeType type, Bytes body, const flow::Pdu& pdu)
{
    if (type == HandshakeType::HelloRequest)
        return;  // RFC 5246 7.4.1.1
    if (type == HandshakeType::ClientHello)
        m_transcript.clear();
    else if (m_transcript.empty())
        return;
    if (!pdu.keys->hasPremasters() || m_transcript.size() + body.size() > limits::tlsHandshake) {
        m_transcript.clear();
        return;
    }
    for (const auto number : {static_cast<std::size_t>(type) << 24 | body.size()})
        for (int shift = 24; shift >= 0; shift -= 8)
            m_transcript += static_cast<char>(number >> shift);
    m_transcript += textOf(body);
    if (type != HandshakeType::ClientKeyExchange)
        return;
    if (const auto protection = protectionOf(m_next.cipherSuite, m_next.version); protection && m_next.extendedMaster)
        m_next.sessionHash = protection->hash ? digestOf(protection->hash, m_transcript)
                                              : digestOf(EVP_md5(), m_transcript) + digestOf(EVP_sha1(), m_transcript);
    m_transcript.clear();
}

void Decryption::sawHandshake(HandshakeType type, Bytes body, flow::Side client, const flow::Pdu& pdu)
{
    if (!pdu.keys)
        return;
    noteForSessionHash(type, body, pdu);
    switch (type) {
    case HandshakeType::ClientHello: {
        const auto hello = parseClientHello(body);
        if (!hello)
            return;
        m_next = {};
        m_next.clientRandom = textOf(hello->random);
        m_earlyData = hello->extensions.find(EarlyData) != nullptr;
        // the pre-shared key's suite: clients offer it first, and the log says no more about it
        m_earlySuite = 0;
        forEachU16(hello->cipherSuites, [&](std::uint16_t suite) {
            if (m_earlySuite == 0 && !isGrease(suite))
                m_earlySuite = suite;
        });
        if (m_earlyData)
            enterTls13(pdu.side, Epoch::Early, client, pdu);
        return;
    }
    case HandshakeType::ServerHello: {
        const auto hello = parseServerHello(body);
        if (!hello || hello->isRetryRequest())
            return;
        m_next.serverRandom = textOf(hello->random);
        m_next.sessionId = textOf(hello->sessionId);
        m_next.version = hello->selectedVersion();
        m_next.cipherSuite = hello->cipherSuite;
        m_next.compressed = hello->compressionMethod != 0;
        m_next.encryptThenMac = hello->extensions.find(EncryptThenMac) != nullptr;
        m_next.extendedMaster = hello->extensions.find(ExtendedMasterSecret) != nullptr;
        if (m_next.version != kTls13)
            return;
        enterTls13(pdu.side, Epoch::Handshake, client, pdu);
        if (of(client).epoch != Epoch::Early)
            enterTls13(client, Epoch::Handshake, client, pdu);
        return;
    }
    case HandshakeType::ClientKeyExchange:
        // a length of two bytes stands before it; the old id of a key log is of what follows
        if (body.size() >= 2 + kPremasterId)
            m_next.premasterId = textOf(body.subspan(2, kPremasterId));
        return;
    case HandshakeType::EndOfEarlyData:
        if (of(pdu.side).epoch == Epoch::Early)
            enterTls13(pdu.side, Epoch::Handshake, client, pdu);
        return;
    case HandshakeType::Finished:
        if (of(pdu.side).epoch == Epoch::Handshake)
            enterTls13(pdu.side, Epoch::Application, client, pdu);
        return;
    case HandshakeType::KeyUpdate: {
        auto& side = of(pdu.side);
        if (side.epoch != Epoch::Application)
            return;
        side.sequence = 0;
        side.cipher.reset();
        if (++side.updates > kMostUpdates)
            side.epoch = Epoch::None;
        return;
    }
    default: return;
    }
}

void Decryption::sawChangeCipherSpec(flow::Side client, const flow::Pdu& pdu)
{
    if (!pdu.keys || m_next.version == kTls13 || m_next.version == 0)
        return;
    m_client = client;
    auto& side = of(pdu.side);
    side.enter(Epoch::Tls12, m_next);
    auto master = masterSecret(m_next, *pdu.keys, pdu.packet);
    if (master.empty() || m_next.compressed)
        side.epoch = Epoch::None;
    OPENSSL_cleanse(master.data(), master.size());
}

}  // namespace pr::tls
