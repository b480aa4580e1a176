// What a flow remembers of HTTP/1: the requests that wait for their response, and what the next bytes can be.
#pragma once

#include "core/flow/protocol.h"
#include "core/protocols/http/message.h"

#include <deque>
#include <optional>

namespace pr::http {

/// A request, as its response and its row need it. Texts are cut at a length that rows are good for.
struct Request {
    std::uint32_t number = 0;  ///< of the exchange in its flow, from 1
    PacketNumber packet;
    Timestamp time;
    flow::Side side = flow::Side::Initiator;
    std::uint64_t length = 0;  ///< of the body as sent
    std::string method, uri, shownUri, version, host, userAgent, referer, type;

    void archive(flow::Archive& archive);
};

/// An exchange that is over, for the links from the next one.
struct Finished {
    PacketNumber request, response;
};

/// The address and port of a side, as rows need them after the packet is gone.
struct Party {
    std::string address;
    std::uint16_t port = 0;
};

/// How a stream goes on behind a message.
struct BodyEnd {
    enum class Kind : std::uint8_t { None, Length, Chunked, UntilClose, Tunnel };
    Kind kind = Kind::None;
    std::uint64_t length = 0;
};

class State final : public flow::FlowState {
public:
    void archive(flow::Archive& archive) override;

    /// How the body of a message with this head ends (RFC 9112 6.3). Only the flow knows what was asked.
    BodyEnd endOf(const Head& head) const;

    /// The request that a final or interim response answers: the oldest that waits (RFC 9112 9.3.2). Null: none was
    /// seen.
    const Request* answered() const { return m_pending.empty() ? nullptr : &m_pending.front(); }
    /// The exchange before the one that a request, or that response, belongs to.
    Finished beforeRequest() const;
    Finished beforeResponse() const { return m_last; }
    std::uint32_t exchanges() const { return m_exchanges; }

    /// Takes a request into account. Gives one that no longer fits (limits::httpPending).
    std::optional<Request> add(Request request);
    /// Takes a response into account; a final one (status 200 or more) ends its exchange.
    void addResponse(unsigned code, PacketNumber packet);
    /// From here on the bytes of both sides are something else (CONNECT, Upgrade).
    void becomeTunnel() { m_tunnel = true; }
    bool isTunnel() const { return m_tunnel; }
    /// Bytes of a body that go by in pieces, because it is too long to put together.
    std::uint64_t passing(flow::Side side) const { return m_passing[static_cast<std::size_t>(side)]; }
    void setPassing(flow::Side side, std::uint64_t bytes) { m_passing[static_cast<std::size_t>(side)] = bytes; }
    /// Whether a request was seen in this flow: then bytes that are no message are the rest of one.
    bool sawRequest() const { return m_sawRequest; }
    bool sawResponse() const { return m_last.response.value != 0; }

    void meet(const flow::Pdu& pdu);
    const Party& party(flow::Side side) const { return m_parties[static_cast<std::size_t>(side)]; }
    const std::deque<Request>& pending() const { return m_pending; }

private:
    std::deque<Request> m_pending;
    Finished m_last;
    std::uint32_t m_exchanges = 0;
    bool m_tunnel = false;
    bool m_sawRequest = false;
    std::uint64_t m_passing[2] = {0, 0};
    Party m_parties[2];
};

}  // namespace pr::http
