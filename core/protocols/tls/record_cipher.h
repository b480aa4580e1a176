// Opening the protected records of one direction (RFC 5246 6.2.3, RFC 7366, RFC 8446 5.2), and where its keys come
// from.
#pragma once

#include "core/base/bytes.h"
#include "core/protocols/tls/parser.h"

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>

namespace pr::tls {

/// How a cipher suite protects records.
struct Protection {
    enum class Mode : std::uint8_t { Aead, ChaCha, Cbc, Null };
    Mode mode = Mode::Aead;
    const EVP_CIPHER* cipher = nullptr;  ///< null with Mode::Null
    const EVP_MD* mac = nullptr;         ///< of Cbc and Null
    const EVP_MD* hash = nullptr;        ///< of the key schedule; null: that of TLS 1.1 and before
    std::size_t keyBytes = 0, macBytes = 0;
    std::size_t fixedIvBytes = 0;  ///< of the key block; TLS 1.3 takes 12 always
    std::size_t tagBytes = 0;
    bool ccm = false;
};
/// Nothing for suites that nobody here can open: RC4, DES, SM4, those that export laws made weak.
std::optional<Protection> protectionOf(std::uint16_t cipherSuite, std::uint16_t version);

/// PRF of TLS 1.2 (RFC 5246 5) and, where `hash` is null, of TLS 1.0 and 1.1 (RFC 2246 5).
std::string pseudoRandom(
    const EVP_MD* hash, Bytes secret, std::string_view label, std::string_view seed, std::size_t length);
/// HKDF-Expand-Label of TLS 1.3 (RFC 8446 7.1) with an empty context.
std::string expandLabel(const EVP_MD* hash, Bytes secret, std::string_view label, std::size_t length);

/// The keys of one direction, as the cipher needs them.
struct DirectionKeys {
    std::string key, mac, iv;
};

class RecordCipher {
public:
    /// `encryptThenMac`: RFC 7366 was agreed upon; counts for Cbc only.
    RecordCipher(const Protection& protection, std::uint16_t version, bool encryptThenMac, DirectionKeys keys);
    RecordCipher(const RecordCipher&) = delete;
    RecordCipher& operator=(const RecordCipher&) = delete;
    ~RecordCipher();

    /// The content of a record, without padding and, in TLS 1.3, with its type as the last byte. Nothing where key,
    /// sequence number or record are not right. `previous`: the last block of the record before, which TLS 1.0 chains;
    /// becomes that of this one.
    std::optional<std::string> open(
        const RecordHeader& header, Bytes fragment, std::uint64_t sequence, std::string& previous);

private:
    std::optional<std::string> openAead(const RecordHeader& header, Bytes fragment, std::uint64_t sequence);
    std::optional<std::string> openCbc(
        const RecordHeader& header, Bytes fragment, std::uint64_t sequence, std::string& previous);
    bool hasMac(const RecordHeader& header, Bytes content, Bytes mac, std::uint64_t sequence) const;

    struct Free {
        void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    };
    Protection m_protection;
    std::uint16_t m_version;
    bool m_encryptThenMac;
    DirectionKeys m_keys;
    std::unique_ptr<EVP_CIPHER_CTX, Free> m_context;
};

}  // namespace pr::tls
