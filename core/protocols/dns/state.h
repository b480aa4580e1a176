// What a flow remembers of DNS: the queries that wait for an answer, and the answered ones, to know a retransmission.
#pragma once

#include "core/flow/protocol.h"
#include "core/protocols/dns/parser.h"

#include <optional>
#include <unordered_map>

namespace pr::dns {

/// A query and its answer.
struct Transaction {
    PacketNumber query;
    Timestamp queryTime;
    PacketNumber response;    ///< 0: none yet
    std::uint16_t flags = 0;  ///< of the query, from here to name
    std::uint16_t type = 0;
    std::uint16_t klass = 0;
    flow::Side client = flow::Side::Initiator;
    std::string name;  ///< forgotten once answered

    bool answered() const { return response.value != 0; }
    void archive(flow::Archive& archive);
};

/// What a message is to the messages before it.
struct Match {
    enum class Role : std::uint8_t {
        Query,
        QueryAgain,  ///< the same id within five seconds, not answered yet
        Response,
        ResponseAgain,  ///< its query was answered before
        Unsolicited,    ///< a response without a query in this flow
    };
    Role role = Role::Query;
    Transaction transaction;               ///< the query's, before this message; empty for Query and Unsolicited
    std::optional<Transaction> abandoned;  ///< Query: the unanswered one whose id it takes
};

/// The address and port of a side, as rows need them after the packet is gone.
struct Party {
    std::string address;
    std::uint16_t port = 0;
};

class State final : public flow::FlowState {
public:
    void archive(flow::Archive& archive) override;

    Match match(const Header& header, Timestamp time) const;
    /// Takes the message into account. `question`: the first one, null where there is none.
    /// Gives the unanswered queries that had to be forgotten (limits::transactionsPerFlow).
    std::vector<std::pair<std::uint16_t, Transaction>> advance(
        const Match& match, const Header& header, const Question* question, const flow::Pdu& pdu);

    /// Unanswered queries in the order they came, with their id.
    std::vector<std::pair<std::uint16_t, Transaction>> unanswered() const;

    const Party& party(flow::Side side) const { return m_parties[static_cast<std::size_t>(side)]; }
    flow::Carrier carrier() const { return m_carrier; }

private:
    std::vector<std::pair<std::uint16_t, Transaction>> shrink();

    std::unordered_map<std::uint16_t, Transaction> m_transactions;  // by id; the latest of each
    Party m_parties[2];
    flow::Carrier m_carrier = flow::Carrier::Udp;
};

}  // namespace pr::dns
