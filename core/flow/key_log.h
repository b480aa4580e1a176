// Secrets of conversations in the text form that NSS, OpenSSL and the browsers write (SSLKEYLOGFILE): a capture may
// carry them, a user may have them.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/limits.h"
#include "core/base/sha256.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace pr::flow {

/// What a secret is, and what finds it. The words of the log: keyWords in key_log.cpp.
enum class KeyKind : std::uint8_t {
    Master,                 ///< of TLS 1.2 and before, by client random
    MasterOfSession,        ///< the same by session id
    PremasterOfCiphertext,  ///< by the first eight bytes of the encrypted premaster secret
    Premaster,              ///< by client random
    ClientEarlyTraffic,     ///< of TLS 1.3, by client random, as all below
    ClientHandshakeTraffic,
    ServerHandshakeTraffic,
    ClientTraffic,
    ServerTraffic,
};

/// Grows only. Its memory is wiped when it ends; nothing of it goes into a message, a log or a checkpoint.
class KeyLog {
public:
    struct Added {
        std::size_t secrets = 0;  ///< taken in now
        std::size_t badLine = 0;  ///< the first line that is none of a key log, from 1; 0: all are
        bool full = false;        ///< limits::keyLogSecrets was reached: the rest is not known
    };

    KeyLog() = default;
    KeyLog(const KeyLog&) = delete;
    KeyLog& operator=(const KeyLog&) = delete;
    ~KeyLog();

    /// Takes in the lines of a key log. Comments, empty lines and kinds of secrets that nobody here uses are passed
    /// over. Of two secrets for the same thing the first one holds. `from`: the first packet that may use them.
    Added add(std::string_view text, PacketNumber from = {});

    /// What was known when that packet came; empty for nothing. The bytes live as long as this.
    Bytes find(KeyKind kind, Bytes id, PacketNumber at) const;
    /// Whether any secret was known when that packet came.
    bool knownAt(PacketNumber at) const { return !m_secrets.empty() && m_first <= at.value; }
    bool hasPremasters() const { return m_premasters; }
    bool empty() const { return m_secrets.empty(); }
    std::size_t size() const { return m_secrets.size(); }

    /// Stands for all secrets and from where on they are known, whatever the order in which they came: for the analysis
    /// digest. Nobody learns a secret from it.
    Digest digest() const;

private:
    struct Secret {
        std::string bytes;
        std::uint64_t from = 0;
    };

    bool addLine(std::string_view line, PacketNumber from, Added& added);

    std::map<std::string, Secret, std::less<>> m_secrets;  ///< by kind and what finds it
    std::uint64_t m_first = ~std::uint64_t{0};
    bool m_premasters = false;
};

}  // namespace pr::flow
