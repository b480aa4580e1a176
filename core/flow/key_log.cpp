#include "core/flow/key_log.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <optional>

namespace pr::flow {

namespace {

struct KeyWord {
    std::string_view word;
    KeyKind kind;
    std::size_t idBytes;  // 0: any number up to kMostId
};
constexpr std::size_t kRandom = 32;
constexpr std::size_t kMostId = 32;
constexpr std::size_t kMostSecret = 512;  // a premaster secret of finite-field Diffie-Hellman is as long as its group

constexpr std::array keyWords{
    KeyWord{"CLIENT_RANDOM", KeyKind::Master, kRandom},
    KeyWord{"RSA", KeyKind::PremasterOfCiphertext, 8},
    KeyWord{"PMS_CLIENT_RANDOM", KeyKind::Premaster, kRandom},
    KeyWord{"CLIENT_EARLY_TRAFFIC_SECRET", KeyKind::ClientEarlyTraffic, kRandom},
    KeyWord{"CLIENT_HANDSHAKE_TRAFFIC_SECRET", KeyKind::ClientHandshakeTraffic, kRandom},
    KeyWord{"SERVER_HANDSHAKE_TRAFFIC_SECRET", KeyKind::ServerHandshakeTraffic, kRandom},
    KeyWord{"CLIENT_TRAFFIC_SECRET_0", KeyKind::ClientTraffic, kRandom},
    KeyWord{"SERVER_TRAFFIC_SECRET_0", KeyKind::ServerTraffic, kRandom},
};
constexpr std::string_view kSessionStart = "RSA Session-ID:";  // as old versions of OpenSSL and tools wrote it
constexpr std::string_view kSessionMaster = " Master-Key:";

std::optional<std::string> bytesOfDigits(std::string_view digits, std::size_t most)
{
    if (digits.empty() || digits.size() % 2 != 0 || digits.size() / 2 > most)
        return std::nullopt;
    const auto valueOf = [](char c) {
        return c >= '0' && c <= '9' ? c - '0'
            : c >= 'a' && c <= 'f'  ? c - 'a' + 10
            : c >= 'A' && c <= 'F'  ? c - 'A' + 10
                                    : -1;
    };
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto high = valueOf(digits[i]), low = valueOf(digits[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
}

std::string_view takeWord(std::string_view& line)
{
    const auto begin = std::min(line.find_first_not_of(" \t"), line.size());
    const auto end = std::min(line.find_first_of(" \t", begin), line.size());
    const auto word = line.substr(begin, end - begin);
    line.remove_prefix(end);
    return word;
}

std::string keyOf(KeyKind kind, std::string_view id)
{
    return static_cast<char>(kind) + std::string{id};
}

}  // namespace

KeyLog::~KeyLog()
{
    for (auto& [key, secret] : m_secrets)
        OPENSSL_cleanse(secret.bytes.data(), secret.bytes.size());
}

KeyLog::Added KeyLog::add(std::string_view text, PacketNumber from)
{
    Added added;
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        while (
            !line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t' || line.back() == '\0'))
            line.remove_suffix(1);
        if (line.empty() || line.front() == '#')
            continue;
        if (!addLine(line, from, added) && added.badLine == 0)
            added.badLine = number;
    }
    return added;
}

bool KeyLog::addLine(std::string_view line, PacketNumber from, Added& added)
{
    KeyKind kind{};
    std::optional<std::string> id, secret;
    if (line.substr(0, kSessionStart.size()) == kSessionStart) {
        const auto master = line.find(kSessionMaster);
        if (master == line.npos)
            return false;
        kind = KeyKind::MasterOfSession;
        id = bytesOfDigits(line.substr(kSessionStart.size(), master - kSessionStart.size()), kMostId);
        secret = bytesOfDigits(line.substr(master + kSessionMaster.size()), kMostSecret);
    } else {
        const auto label = takeWord(line);
        id = bytesOfDigits(takeWord(line), kMostId);
        secret = bytesOfDigits(takeWord(line), kMostSecret);
        if (!line.empty())
            return false;
        const auto known =
            std::find_if(keyWords.begin(), keyWords.end(), [&](const KeyWord& each) { return each.word == label; });
        if (known == keyWords.end()) {
            const auto isLabel = std::all_of(label.begin(), label.end(),
                [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
            return isLabel && id && secret;  // EXPORTER_SECRET, QUIC_… and what comes after us
        }
        kind = known->kind;
        if (id && id->size() != known->idBytes)
            return false;
    }
    if (!id || !secret)
        return false;
    if (m_secrets.size() >= limits::keyLogSecrets) {
        added.full = true;
    } else if (m_secrets.try_emplace(keyOf(kind, *id), Secret{*secret, from.value}).second) {
        ++added.secrets;
        m_first = std::min(m_first, from.value);
        m_premasters = m_premasters || kind == KeyKind::Premaster || kind == KeyKind::PremasterOfCiphertext;
    }
    OPENSSL_cleanse(secret->data(), secret->size());
    return true;
}

Bytes KeyLog::find(KeyKind kind, Bytes id, PacketNumber at) const
{
    const auto found = m_secrets.find(keyOf(kind, textOf(id)));
    if (found == m_secrets.end() || found->second.from > at.value)
        return {};
    return bytesOf(found->second.bytes);
}

Digest KeyLog::digest() const
{
    Sha256 hash;
    hash.update(bytesOf("prec-keys-v1"));
    for (const auto& [key, secret] : m_secrets) {
        hash.update(static_cast<std::uint32_t>(key.size()));
        hash.update(bytesOf(key));
        hash.update(static_cast<std::uint32_t>(secret.bytes.size()));
        hash.update(bytesOf(secret.bytes));
        hash.update(secret.from);
    }
    return hash.finish();
}

}  // namespace pr::flow
