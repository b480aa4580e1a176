#include "core/protocols/dns/state.h"

#include <algorithm>
#include <chrono>

namespace pr::dns {

namespace {

// Below it a query with a known id is a retransmission; after it, a new transaction. Resolvers give up after about as
// long.
constexpr std::chrono::seconds kRetransmissionTime{5};

constexpr std::uint16_t kIxfr = 251, kAxfr = 252;

bool hasManyResponses(const Transaction& transaction)  // RFC 5936 2.2
{
    return transaction.type == kIxfr || transaction.type == kAxfr;
}

template <class Map> auto inPacketOrder(const Map& transactions)
{
    std::vector<std::pair<std::uint16_t, Transaction>> sorted{transactions.begin(), transactions.end()};
    std::sort(sorted.begin(), sorted.end(), [](const auto& l, const auto& r) {
        return std::pair{l.second.query, l.first} < std::pair{r.second.query, r.first};
    });
    return sorted;
}

}  // namespace

void Transaction::archive(flow::Archive& archive)
{
    auto time = queryTime.time_since_epoch().count();
    archive.integer(query.value);
    archive.integer(time);
    archive.integer(response.value);
    archive.integer(flags);
    archive.integer(type);
    archive.integer(klass);
    archive.integer(client);
    archive.text(name);
    queryTime = Timestamp{Nanoseconds{time}};
}

void State::archive(flow::Archive& archive)
{
    archive.integer(m_carrier);
    for (auto& party : m_parties) {
        archive.text(party.address);
        archive.integer(party.port);
    }
    auto count = static_cast<std::uint32_t>(m_transactions.size());
    archive.integer(count);
    if (archive.reading()) {
        m_transactions.clear();
        for (; count > 0 && archive.ok() && m_transactions.size() < limits::transactionsPerFlow; --count) {
            std::uint16_t id = 0;
            archive.integer(id);
            m_transactions[id].archive(archive);
        }
        return;
    }
    for (auto& [id, transaction] : inPacketOrder(m_transactions)) {
        archive.integer(id);
        transaction.archive(archive);
    }
}

Match State::match(const Header& header, Timestamp time) const
{
    using Role = Match::Role;
    const auto found = m_transactions.find(header.id);
    if (found == m_transactions.end())
        return {.role = header.isResponse() ? Role::Unsolicited : Role::Query, .transaction = {}, .abandoned = {}};
    const auto& known = found->second;
    if (header.isResponse()) {
        const auto again = known.answered() && !hasManyResponses(known);
        return {.role = again ? Role::ResponseAgain : Role::Response, .transaction = known, .abandoned = {}};
    }
    if (known.answered())
        return {.role = Role::Query, .transaction = {}, .abandoned = {}};
    if (time - known.queryTime < kRetransmissionTime)
        return {.role = Role::QueryAgain, .transaction = known, .abandoned = {}};
    return {.role = Role::Query, .transaction = {}, .abandoned = known};
}

std::vector<std::pair<std::uint16_t, Transaction>> State::advance(
    const Match& match, const Header& header, const Question* question, const flow::Pdu& pdu)
{
    if (m_parties[0].address.empty()) {
        const auto sender = static_cast<std::size_t>(pdu.side);
        m_parties[sender] = {std::string{textOf(pdu.ends.source)}, pdu.ends.sourcePort};
        m_parties[1 - sender] = {std::string{textOf(pdu.ends.destination)}, pdu.ends.destinationPort};
        m_carrier = pdu.carrier;
    }
    if (match.role == Match::Role::Response) {
        auto& known = m_transactions[header.id];
        if (!known.answered())
            known.response = pdu.packet;
        known.name = {};
        return {};
    }
    if (match.role != Match::Role::Query)
        return {};
    auto forgotten = m_transactions.size() < limits::transactionsPerFlow
        ? std::vector<std::pair<std::uint16_t, Transaction>>{}
        : shrink();
    m_transactions[header.id] = {.query = pdu.packet,
        .queryTime = pdu.time,
        .response = {},
        .flags = header.flags,
        .type = question ? question->type : std::uint16_t{0},
        .klass = question ? question->klass : std::uint16_t{0},
        .client = pdu.side,
        .name = question ? std::string{question->name.text()} : std::string{}};
    return forgotten;
}

// Forgets the older half at once, so that a flood of ids costs little for each.
std::vector<std::pair<std::uint16_t, Transaction>> State::shrink()
{
    auto oldest = inPacketOrder(m_transactions);
    oldest.resize(oldest.size() / 2);
    for (const auto& [id, transaction] : oldest)
        m_transactions.erase(id);
    std::erase_if(oldest, [](const auto& entry) { return entry.second.answered(); });
    return oldest;
}

std::vector<std::pair<std::uint16_t, Transaction>> State::unanswered() const
{
    auto waiting = inPacketOrder(m_transactions);
    std::erase_if(waiting, [](const auto& entry) { return entry.second.answered(); });
    return waiting;
}

}  // namespace pr::dns
