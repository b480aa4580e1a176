// What a flow of TLS remembers from one record to the next.
#pragma once

#include "core/protocols/tls/decryption.h"
#include "core/protocols/tls/describe.h"
#include "core/protocols/tls/events.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace pr::tls {

/// A handshake message that goes on in later records.
struct Fragments {
    static constexpr std::size_t kMostPackets = 1024;

    std::string bytes;                   ///< header included; at most limits::tlsHandshake and the header
    std::vector<std::uint64_t> packets;  ///< in which its pieces ended, oldest first

    bool empty() const { return bytes.empty(); }
    void clear()
    {
        bytes.clear();
        packets.clear();
    }
};

class State : public flow::FlowState {
public:
    struct SideState {
        Fragments handshake;
        bool encrypted = false;  ///< ChangeCipherSpec was sent in TLS 1.2 or before
    };

    void archive(flow::Archive& archive) override;

    SideState& of(flow::Side side) { return m_sides[static_cast<std::size_t>(side)]; }
    /// How a message from that side reads now.
    Context context(flow::Side side) const;

    /// Takes note of a record's header; `first`: the first byte of its fragment, a handshake type where it is one.
    void sawRecord(const RecordHeader& header, std::optional<std::uint8_t> first);
    /// Opens a protected record, if its keys are known.
    std::optional<Decryption::Opened> open(const RecordHeader& header, Bytes fragment, const flow::Pdu& pdu);
    /// Takes note of a handshake message and writes what became complete.
    void sawHandshake(HandshakeType type, Bytes body, const flow::Pdu& pdu);
    void sawChangeCipherSpec(const flow::Pdu& pdu);
    void sawAlert(const flow::Pdu& pdu);
    void sawApplicationData(const flow::Pdu& pdu);
    /// Writes the row of a handshake that waits, if there is one.
    void writePending(EventBuffer* events);

    std::uint16_t version() const { return m_version; }
    /// The application protocol agreed upon in clear, as ALPN spells it; empty where it is not known.
    const std::string& protocol() const { return m_protocol; }

private:
    /// The server has spoken: what follows cannot change the row any more.
    void serverAnswered(const flow::Pdu& pdu);
    void begin(const flow::Pdu& pdu, flow::Side client);

    std::array<SideState, 2> m_sides;
    flow::Side m_client = flow::Side::Initiator;
    std::uint16_t m_version = 0;  ///< 0: not known yet
    std::uint16_t m_cipherSuite = 0;
    bool m_retry = false;  ///< a HelloRetryRequest: the next ClientHello goes on with the same handshake
    std::string m_protocol;
    std::optional<Handshake> m_pending;
    std::unique_ptr<Decryption> m_decryption;  ///< only where a key log is at hand
};

}  // namespace pr::tls
