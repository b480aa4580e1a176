// What a flow of TLS remembers to open its records: what was agreed upon and how many records went by, never a key.
// Keys are found anew in the key log whenever a state is taken up.
#pragma once

#include "core/flow/key_log.h"
#include "core/flow/protocol.h"
#include "core/protocols/tls/parser.h"
#include "core/protocols/tls/record_cipher.h"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace pr::tls {

class Decryption {
public:
    void archive(flow::Archive& archive);

    /// A record of that side as it was before it was protected: the bytes and their type.
    struct Opened {
        ContentType type;
        std::string bytes;
    };
    /// Nothing where the record is not protected, or cannot be opened. Records must come in order, each once.
    std::optional<Opened> open(const RecordHeader& header, Bytes fragment, const flow::Pdu& pdu);
    /// Whether records of that side are protected with keys that we have.
    bool active(flow::Side side) const { return of(side).epoch != Epoch::None; }

    /// Each handshake message in clear or opened, with its header, in order.
    void sawHandshake(HandshakeType type, Bytes body, flow::Side client, const flow::Pdu& pdu);
    /// TLS 1.2 and before: from the next record on the side uses what was agreed upon.
    void sawChangeCipherSpec(flow::Side client, const flow::Pdu& pdu);

private:
    /// What one handshake agreed upon.
    struct Agreement {
        std::string clientRandom, serverRandom;
        std::string sessionId;      ///< that of the server
        std::string premasterId;    ///< the first bytes of the encrypted premaster secret
        std::string sessionHash;    ///< RFC 7627 4, where a premaster secret may be at hand
        std::uint16_t version = 0;  ///< kTls13 for its drafts too
        std::uint16_t cipherSuite = 0;
        bool extendedMaster = false, encryptThenMac = false, compressed = false;

        void archive(flow::Archive& archive);
    };
    enum class Epoch : std::uint8_t { None, Early, Handshake, Application, Tls12 };
    struct SideState {
        Epoch epoch = Epoch::None;
        Agreement agreed;
        std::uint32_t updates = 0;             ///< KeyUpdate messages of this epoch
        std::uint64_t sequence = 0;            ///< of the next record
        std::string previous;                  ///< RecordCipher::open
        std::unique_ptr<RecordCipher> cipher;  ///< made when it is needed

        void enter(Epoch next, const Agreement& agreement);
    };

    const SideState& of(flow::Side side) const { return m_sides[static_cast<std::size_t>(side)]; }
    SideState& of(flow::Side side) { return m_sides[static_cast<std::size_t>(side)]; }
    void enterTls13(flow::Side side, Epoch epoch, flow::Side client, const flow::Pdu& pdu);
    void makeCipher(flow::Side side, const flow::KeyLog& keys, PacketNumber at);
    Bytes trafficSecret(flow::Side side, Epoch epoch, const flow::KeyLog& keys, PacketNumber at) const;
    std::string masterSecret(const Agreement& agreed, const flow::KeyLog& keys, PacketNumber at) const;
    void noteForSessionHash(HandshakeType type, Bytes body, const flow::Pdu& pdu);

    flow::Side m_client = flow::Side::Initiator;
    Agreement m_next;
    std::string m_transcript;  ///< of the handshake, as long as a session hash may be made of it
    bool m_earlyData = false;  ///< the client said that it sends some
    std::uint16_t m_earlySuite = 0;
    std::array<SideState, 2> m_sides;
};

}  // namespace pr::tls
