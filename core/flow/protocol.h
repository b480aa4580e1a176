// What a protocol is to the driver: a constexpr struct in the protocol's folder and one line in the registry.
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/fields/events.h"
#include "core/fields/sink.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pr::flow {

class KeyLog;

/// Initiator: who opened the flow (SYN without ACK, else first sender, else the higher port answers).
enum class Side : std::uint8_t { Initiator = 0, Responder = 1 };
constexpr Side other(Side side)
{
    return side == Side::Initiator ? Side::Responder : Side::Initiator;
}

enum class Carrier : std::uint8_t {
    Udp,
    Tcp,
    Tls,  ///< a stream that was encrypted
};

struct Port {
    Carrier carrier;
    std::uint16_t number;
};

/// Sender and receiver of the packet at hand.
struct Endpoints {
    Bytes source, destination;  ///< 4 or 16 bytes
    std::uint16_t sourcePort = 0, destinationPort = 0;
};

/// A byte buffer that a state goes into (a checkpoint) or comes out of. Integers are little-endian, fixed width.
class Archive {
public:
    Archive() { m_out.reserve(512); }                                   ///< to write
    explicit Archive(Bytes stored) : m_in{stored}, m_reading{true} { }  ///< to read

    bool reading() const { return m_reading; }
    bool ok() const { return m_ok; }
    template <class T> void integer(T& value)
    {
        if (m_reading) {
            if (m_in.size() < sizeof(T)) {
                m_ok = false;
                return;
            }
            std::uint64_t word = 0;
            for (std::size_t i = sizeof(T); i-- > 0;)
                word = word << 8 | std::to_integer<std::uint64_t>(m_in[i]);
            value = static_cast<T>(word);
            m_in = m_in.subspan(sizeof(T));
        } else {
            auto word = static_cast<std::uint64_t>(value);
            char bytes[sizeof(T)];
            for (auto& byte : bytes) {
                byte = static_cast<char>(word);
                word >>= 8;
            }
            m_out.append(bytes, sizeof(T));
        }
    }
    void text(std::string& value)
    {
        auto size = static_cast<std::uint32_t>(value.size());
        integer(size);
        if (!m_reading) {
            m_out += value;
        } else if (size > m_in.size()) {
            m_ok = false;
        } else {
            value = textOf(m_in.first(size));
            m_in = m_in.subspan(size);
        }
    }
    const std::string& stored() const { return m_out; }

private:
    Bytes m_in;
    std::string m_out;
    bool m_reading = false;
    bool m_ok = true;
};

/// What a protocol remembers of one flow. Small: at most 4 KiB at the points where a PDU ends.
class FlowState {
public:
    virtual ~FlowState() = default;
    /// Writes itself into, or reads itself from, a checkpoint: one function for both ways.
    virtual void archive(Archive& archive) = 0;
};

/// A piece of the stream that a PDU carries in another form than the bytes of the packet: decrypted. The driver takes
/// it in when the PDU is described, with a service and a state of its own.
struct InnerBytes {
    Bytes bytes;              ///< live as long as the sink's content
    std::uint8_t source = 0;  ///< of the sink: these bytes
    std::string_view
        service;           ///< what they are taken for: a protocol's name, or a word that none has; empty: nobody knows
    bool certain = false;  ///< `service` was agreed upon; else content goes before it
    bool end = false;      ///< the stream of this side ends behind them
};

/// One PDU (a datagram's payload, or a message cut out of a stream) and all that its dissection may use.
struct Pdu {
    Bytes bytes;               ///< captured bytes of the PDU
    std::size_t original = 0;  ///< its length on the wire: above bytes.size() where the snaplen cut it
    ByteRange range;           ///< where bytes stand in the sink's current source
    Carrier carrier = Carrier::Udp;
    Side side = Side::Initiator;
    Endpoints ends;
    PacketNumber packet;
    Timestamp time;
    FlowId flow;
    bool afterGap = false;  ///< bytes of the stream before it are missing
    FieldSink& sink;
    EventBuffer* events = nullptr;             ///< null when state is replayed: rows are written once, by the import
    const KeyLog* keys = nullptr;              ///< null where no secret is known
    std::vector<InnerBytes>* inner = nullptr;  ///< takes what the PDU carries; null: nobody looks at it
};

/// Where the first PDU in a stream's buffered bytes ends.
struct Framing {
    enum class Answer : std::uint8_t {
        Complete,    ///< the PDU is the first `length` bytes
        NeedLength,  ///< more bytes are needed, at least `length` in all
        NeedMore,    ///< more bytes are needed, nobody knows how many (one more segment)
        UntilEnd,    ///< the PDU ends with the stream
        NotOurs,     ///< these bytes are not this protocol: the rest of this segment is data
        HandsOver,   ///< it was agreed to go on with another protocol, which content must tell; else as NotOurs
    };
    Answer answer = Answer::NotOurs;
    std::size_t length = 0;
};

struct Protocol {
    std::string_view name;  ///< "dns": the word of filters and of pr.service
    const Field* layer;     ///< its FT_PROTOCOL field
    std::span<const Field* const> fields;
    std::span<const Port> ports;
    std::span<const EventTable* const> tables;
    bool showsBeginning = false;  ///< the layer is there from the first bytes of a PDU that is not whole yet
    std::uint16_t version = 1;    ///< grows whenever its trees or rows change: part of the analysis digest

    /// Whether the first bytes of a flow are surely this protocol. Null: never by content.
    bool (*probe)(Bytes bytes, Carrier carrier, const Endpoints& ends) = nullptr;
    /// A flow's state, made at its first PDU. Null: the protocol remembers nothing.
    std::unique_ptr<FlowState> (*makeState)() = nullptr;
    /// Streams only. `state` is what dissect() left behind; null where makeState is.
    Framing (*frame)(Bytes buffered, const FlowState* state, Side side) = nullptr;
    /// parse, describe (state before), advance the state, write events: in this order, exactly once for each PDU.
    /// Never throws; what cannot be read is described as far as it goes and marked in the tree.
    /// Gives how many bytes of the PDU it understood; 0 with a datagram means: not ours, show as data.
    std::size_t (*dissect)(Pdu& pdu, FlowState* state) = nullptr;
    /// The flow has ended: writes the rows that still waited for something. Null: nothing ever waits.
    void (*finish)(FlowState* state, EventBuffer& events, EventPlace place) = nullptr;
};

}  // namespace pr::flow
