#include "core/protocols/tls/record_cipher.h"

#include "core/protocols/tls/names.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <algorithm>

namespace pr::tls {

namespace {

constexpr std::uint16_t kTls11 = 0x0302;
constexpr std::size_t kTls13Iv = 12;
constexpr std::size_t kExplicitNonce = 8;

const unsigned char* raw(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}
const unsigned char* raw(Bytes bytes)
{
    return raw(textOf(bytes));
}
unsigned char* raw(std::string& text)
{
    return reinterpret_cast<unsigned char*>(text.data());
}

std::string hmac(const EVP_MD* hash, std::string_view key, std::string_view message)
{
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    if (!HMAC(hash, key.data(), static_cast<int>(key.size()), raw(message), message.size(), raw(out), &length))
        length = 0;
    out.resize(length);
    return out;
}

// P_hash of RFC 5246 5.
std::string expand(const EVP_MD* hash, std::string_view secret, std::string_view seed, std::size_t length)
{
    std::string out;
    for (std::string a{seed}; out.size() < length;) {
        a = hmac(hash, secret, a);
        const auto more = hmac(hash, secret, a + std::string{seed});
        if (more.empty())
            return {};
        out += more;
    }
    out.resize(length);
    return out;
}

std::string numberText(std::uint64_t number, std::size_t bytes)
{
    std::string out(bytes, '\0');
    for (std::size_t i = bytes; i-- > 0; number >>= 8U)
        out[i] = static_cast<char>(number);
    return out;
}

struct NamedCipher {
    std::string_view word;
    Protection::Mode mode;
    const EVP_CIPHER* (*cipher)();
    std::size_t tagBytes;
};
constexpr std::array namedCiphers{
    NamedCipher{"AES_128_GCM", Protection::Mode::Aead, EVP_aes_128_gcm, 16},
    NamedCipher{"AES_256_GCM", Protection::Mode::Aead, EVP_aes_256_gcm, 16},
    NamedCipher{"AES_128_CCM_8", Protection::Mode::Aead, EVP_aes_128_ccm, 8},
    NamedCipher{"AES_256_CCM_8", Protection::Mode::Aead, EVP_aes_256_ccm, 8},
    NamedCipher{"AES_128_CCM", Protection::Mode::Aead, EVP_aes_128_ccm, 16},
    NamedCipher{"AES_256_CCM", Protection::Mode::Aead, EVP_aes_256_ccm, 16},
    NamedCipher{"ARIA_128_GCM", Protection::Mode::Aead, EVP_aria_128_gcm, 16},
    NamedCipher{"ARIA_256_GCM", Protection::Mode::Aead, EVP_aria_256_gcm, 16},
    NamedCipher{"CHACHA20_POLY1305", Protection::Mode::ChaCha, EVP_chacha20_poly1305, 16},
    NamedCipher{"AES_128_CBC", Protection::Mode::Cbc, EVP_aes_128_cbc, 0},
    NamedCipher{"AES_256_CBC", Protection::Mode::Cbc, EVP_aes_256_cbc, 0},
    NamedCipher{"3DES_EDE_CBC", Protection::Mode::Cbc, EVP_des_ede3_cbc, 0},
    NamedCipher{"CAMELLIA_128_CBC", Protection::Mode::Cbc, EVP_camellia_128_cbc, 0},
    NamedCipher{"CAMELLIA_256_CBC", Protection::Mode::Cbc, EVP_camellia_256_cbc, 0},
    NamedCipher{"ARIA_128_CBC", Protection::Mode::Cbc, EVP_aria_128_cbc, 0},
    NamedCipher{"ARIA_256_CBC", Protection::Mode::Cbc, EVP_aria_256_cbc, 0},
    NamedCipher{"NULL", Protection::Mode::Null, nullptr, 0},
};

// The last word of a suite's name: of a MAC (CBC), or of the key schedule's hash (the others).
const EVP_MD* hashNamed(std::string_view word)
{
    if (word == "SHA256" || word.empty() || word == "8")  // CCM suites of TLS 1.2 do not name it
        return EVP_sha256();
    if (word == "SHA384")
        return EVP_sha384();
    return word == "SHA" ? EVP_sha1() : word == "MD5" ? EVP_md5() : nullptr;
}

}  // namespace

std::optional<Protection> protectionOf(std::uint16_t cipherSuite, std::uint16_t version)
{
    auto name = nameOf(names::cipherSuites, cipherSuite);
    if (const auto with = name.find("_WITH_"); with != name.npos)
        name.remove_prefix(with + 6);
    else if (name.substr(0, 4) == "TLS_" && version == kTls13)
        name.remove_prefix(4);
    else
        return std::nullopt;
    if (version <= kSsl3)
        return std::nullopt;
    for (const auto& known : namedCiphers) {
        if (name.substr(0, known.word.size()) != known.word)
            continue;
        auto word = name.substr(known.word.size());
        word.remove_prefix(std::min<std::size_t>(word.size(), 1));
        Protection out{.mode = known.mode, .cipher = known.cipher ? known.cipher() : nullptr};
        const auto* hash = hashNamed(word);
        if (!hash)
            return std::nullopt;
        out.tagBytes = known.tagBytes;
        out.ccm = known.word.find("CCM") != known.word.npos;
        if (out.cipher)
            out.keyBytes = static_cast<std::size_t>(EVP_CIPHER_get_key_length(out.cipher));
        const bool macs = out.mode == Protection::Mode::Cbc || out.mode == Protection::Mode::Null;
        if (macs) {
            out.mac = hash;
            out.macBytes = static_cast<std::size_t>(EVP_MD_get_size(hash));
        }
        if (version >= kTls12)  // SHA-256, unless the suite names a stronger one
            out.hash = EVP_MD_get_size(hash) > 32 ? hash : EVP_sha256();
        if (out.mode == Protection::Mode::Aead)
            out.fixedIvBytes = 4;
        else if (out.mode == Protection::Mode::ChaCha)
            out.fixedIvBytes = kTls13Iv;
        else if (out.mode == Protection::Mode::Cbc && version < kTls11)
            out.fixedIvBytes = static_cast<std::size_t>(EVP_CIPHER_get_iv_length(out.cipher));
        if (macs ? version == kTls13 : version < kTls12)
            return std::nullopt;
        return out;
    }
    return std::nullopt;
}

std::string pseudoRandom(
    const EVP_MD* hash, Bytes secret, std::string_view label, std::string_view seed, std::size_t length)
{
    const auto whole = std::string{label} + std::string{seed};
    const auto key = textOf(secret);
    if (hash)
        return expand(hash, key, whole, length);
    const auto half = (key.size() + 1) / 2;  // an odd byte in the middle belongs to both
    auto out = expand(EVP_md5(), key.substr(0, half), whole, length);
    const auto other = expand(EVP_sha1(), key.substr(key.size() - half), whole, length);
    for (std::size_t i = 0; i < out.size() && i < other.size(); ++i)
        out[i] = static_cast<char>(out[i] ^ other[i]);
    return out;
}

std::string expandLabel(const EVP_MD* hash, Bytes secret, std::string_view label, std::size_t length)
{
    const auto full = "tls13 " + std::string{label};
    const auto info = numberText(length, 2) + static_cast<char>(full.size()) + full + '\0';
    std::string out, block;
    for (char turn = 1; out.size() < length; ++turn) {
        block.append(info) += turn;
        block = hmac(hash, textOf(secret), block);
        if (block.empty())
            return {};
        out += block;
    }
    out.resize(length);
    return out;
}

RecordCipher::RecordCipher(const Protection& protection, std::uint16_t version, bool encryptThenMac, DirectionKeys keys)
    : m_protection{protection}, m_version{version},
      m_encryptThenMac{encryptThenMac}, m_keys{std::move(keys)}, m_context{EVP_CIPHER_CTX_new()}
{
    if (!m_protection.cipher)
        return;
    EVP_DecryptInit_ex(m_context.get(), m_protection.cipher, nullptr, nullptr, nullptr);
    if (m_protection.mode == Protection::Mode::Cbc) {
        EVP_DecryptInit_ex(m_context.get(), nullptr, nullptr, raw(m_keys.key), nullptr);
        EVP_CIPHER_CTX_set_padding(m_context.get(), 0);
        return;
    }
    EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_AEAD_SET_IVLEN, kTls13Iv, nullptr);
    if (!m_protection.ccm)
        EVP_DecryptInit_ex(m_context.get(), nullptr, nullptr, raw(m_keys.key), nullptr);
}

RecordCipher::~RecordCipher()
{
    for (auto* secret : {&m_keys.key, &m_keys.mac, &m_keys.iv})
        OPENSSL_cleanse(secret->data(), secret->size());
}

std::optional<std::string> RecordCipher::open(
    const RecordHeader& header, Bytes fragment, std::uint64_t sequence, std::string& previous)
{
    switch (m_protection.mode) {
    case Protection::Mode::Aead:
    case Protection::Mode::ChaCha: return openAead(header, fragment, sequence);
    case Protection::Mode::Cbc: return openCbc(header, fragment, sequence, previous);
    case Protection::Mode::Null: break;
    }
    if (fragment.size() < m_protection.macBytes)
        return std::nullopt;
    const auto content = fragment.first(fragment.size() - m_protection.macBytes);
    if (!hasMac(header, content, fragment.subspan(content.size()), sequence))
        return std::nullopt;
    return std::string{textOf(content)};
}

std::optional<std::string> RecordCipher::openAead(const RecordHeader& header, Bytes fragment, std::uint64_t sequence)
{
    const bool tls13 = m_version == kTls13;
    const bool isExplicit = !tls13 && m_protection.mode == Protection::Mode::Aead;
    auto nonce = m_keys.iv;
    if (isExplicit) {
        if (fragment.size() < kExplicitNonce)
            return std::nullopt;
        nonce += textOf(fragment.first(kExplicitNonce));
        fragment = fragment.subspan(kExplicitNonce);
    } else {
        const auto number = numberText(sequence, kTls13Iv);
        for (std::size_t i = 0; i < nonce.size() && i < number.size(); ++i)
            nonce[i] = static_cast<char>(nonce[i] ^ number[i]);
    }
    if (fragment.size() < m_protection.tagBytes || nonce.size() != kTls13Iv)
        return std::nullopt;
    const auto sealed = fragment.first(fragment.size() - m_protection.tagBytes);
    std::string tag{textOf(fragment.subspan(sealed.size()))};
    const auto type = numberText(static_cast<std::uint8_t>(header.type), 1) + numberText(header.version, 2);
    const auto additional =
        tls13 ? type + numberText(header.length, 2) : numberText(sequence, 8) + type + numberText(sealed.size(), 2);

    auto* context = m_context.get();
    std::string out(sealed.size(), '\0');
    const auto size = static_cast<int>(sealed.size());
    int written = 0;
    if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()), tag.data()) != 1
        || EVP_DecryptInit_ex(context, nullptr, nullptr, m_protection.ccm ? raw(m_keys.key) : nullptr, raw(nonce)) != 1
        || (m_protection.ccm && EVP_DecryptUpdate(context, nullptr, &written, nullptr, size) != 1)
        || EVP_DecryptUpdate(context, nullptr, &written, raw(additional), static_cast<int>(additional.size())) != 1)
        return std::nullopt;
    if (EVP_DecryptUpdate(context, raw(out), &written, raw(sealed), size) != 1)
        return std::nullopt;
    // CCM has checked the tag by now
    if (!m_protection.ccm && EVP_DecryptFinal_ex(context, raw(out) + written, &written) != 1)
        return std::nullopt;
    return out;
}

std::optional<std::string> RecordCipher::openCbc(
    const RecordHeader& header, Bytes fragment, std::uint64_t sequence, std::string& previous)
{
    const auto block = static_cast<std::size_t>(EVP_CIPHER_get_block_size(m_protection.cipher));
    const auto macBytes = m_protection.macBytes;
    if (m_encryptThenMac) {
        if (fragment.size() < macBytes)
            return std::nullopt;
        const auto sealed = fragment.first(fragment.size() - macBytes);
        if (!hasMac(header, sealed, fragment.subspan(sealed.size()), sequence))
            return std::nullopt;
        fragment = sealed;
    }
    if (fragment.size() < block || fragment.size() % block != 0)
        return std::nullopt;
    const std::string last{textOf(fragment.last(block))};
    std::string iv;
    if (m_version >= kTls11) {
        iv = textOf(fragment.first(block));
        fragment = fragment.subspan(block);
    } else {
        iv = previous.empty() ? m_keys.iv : previous;
    }
    previous = m_version >= kTls11 ? std::string{} : last;
    if (iv.size() != block || fragment.empty())
        return std::nullopt;

    std::string out(fragment.size(), '\0');
    int written = 0;
    if (EVP_DecryptInit_ex(m_context.get(), nullptr, nullptr, nullptr, raw(iv)) != 1
        || EVP_DecryptUpdate(m_context.get(), raw(out), &written, raw(fragment), static_cast<int>(fragment.size()))
            != 1)
        return std::nullopt;
    const auto padding = static_cast<std::size_t>(static_cast<unsigned char>(out.back())) + 1;
    const auto extra = m_encryptThenMac ? 0 : macBytes;
    if (padding + extra > out.size())
        return std::nullopt;
    out.resize(out.size() - padding);
    if (!m_encryptThenMac) {
        const auto content = bytesOf(out).first(out.size() - macBytes);
        if (!hasMac(header, content, bytesOf(out).subspan(content.size()), sequence))
            return std::nullopt;
        out.resize(content.size());
    }
    return out;
}

bool RecordCipher::hasMac(const RecordHeader& header, Bytes content, Bytes mac, std::uint64_t sequence) const
{
    const auto made = hmac(m_protection.mac, m_keys.mac,
        numberText(sequence, 8) + numberText(static_cast<std::uint8_t>(header.type), 1) + numberText(header.version, 2)
            + numberText(content.size(), 2) + std::string{textOf(content)});
    return made == textOf(mac);
}

}  // namespace pr::tls
