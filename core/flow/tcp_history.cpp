#include "core/flow/tcp_history.h"

namespace pr::flow {

namespace {

constexpr std::size_t mostLetters = 64;

bool isPowerOfTen(std::uint32_t value)
{
    while (value >= 10 && value % 10 == 0)
        value /= 10;
    return value == 1;
}

}  // namespace

void TcpHistory::add(char letter, Side side)
{
    const auto bit = std::uint64_t{1} << (static_cast<unsigned>(letter - 'a') + (side == Side::Initiator ? 32U : 0U));
    if (m_seen & bit)
        return;
    m_seen |= bit;
    m_letters += side == Side::Initiator ? static_cast<char>(letter - 'a' + 'A') : letter;
}

void TcpHistory::count(char letter, Side side, std::array<std::uint32_t, 2>& counts)
{
    auto& number = counts[static_cast<std::size_t>(side)];
    if (number == 0xFFFFFFFF || !isPowerOfTen(++number) || m_letters.size() >= mostLetters)
        return;
    m_letters += side == Side::Initiator ? static_cast<char>(letter - 'a' + 'A') : letter;
}

void TcpHistory::see(const Segment& segment)
{
    const auto& header = segment.header;
    const auto side = segment.side;
    auto& sender = m_ends[static_cast<std::size_t>(side)];
    auto& receiver = m_ends[static_cast<std::size_t>(other(side))];
    if (segment.turned && m_letters.empty())
        m_letters += '^';
    m_bytes[static_cast<std::size_t>(side)] += segment.length;

    if (header.syn())
        add(header.ack() ? 'h' : 's', side);
    if ((header.syn() || header.fin()) && header.rst())
        add('i', side);
    if (header.window == 0 && header.ack() && !header.syn() && !header.fin() && !header.rst())
        count('w', side, m_zeroWindows);
    if (segment.afterGap)
        count('g', side, m_gaps);
    if (segment.length > 0 && segment.repeated)
        count('t', side, m_repeats);
    else if (segment.length > 0)
        add('d', side);
    else if (header.ack() && !header.syn() && !header.fin() && !header.rst())
        add('a', side);
    if (header.fin())
        add('f', side);
    if (header.rst())
        add('r', side);

    if (header.rst()) {
        if (sender != End::Closed)
            sender = End::Reset;
        return;
    }
    switch (sender) {
    case End::Inactive:
        if (header.syn())
            sender = header.ack() ? End::SynAckSent : End::SynSent;
        else
            sender = End::Partial;
        break;
    case End::SynSent:
        if (header.syn() && header.ack())
            sender = End::SynAckSent;  // both opened at once
        break;
    default: break;
    }
    if (!header.syn() && header.ack() && receiver == End::SynAckSent && sender == End::SynSent)
        sender = receiver = End::Established;
    // The responder goes on before the last ACK of the handshake was seen.
    if (!header.syn() && sender == End::SynAckSent && receiver == End::SynSent)
        sender = receiver = End::Established;
    if (header.fin() && sender != End::Reset)
        sender = End::Closed;
}

std::string_view TcpHistory::state() const
{
    const auto [initiator, responder] = m_ends;
    const auto inactive = [](End end) { return end == End::Inactive || end == End::Partial; };
    if (responder == End::Reset) {
        const bool nothing = initiator == End::Reset && m_bytes[0] == 0 && m_bytes[1] == 0;
        if (initiator == End::SynSent || initiator == End::SynAckSent || nothing)
            return "REJ";
        return inactive(initiator) ? "RSTRH" : "RSTR";
    }
    if (initiator == End::Reset)
        return inactive(responder) ? "RSTOS0" : "RSTO";
    if (initiator == End::Closed && responder == End::Closed)
        return "SF";
    if (initiator == End::Closed)
        return inactive(responder) ? "SH" : "S2";
    if (responder == End::Closed)
        return inactive(initiator) ? "SHR" : "S3";
    if (initiator == End::SynSent && responder == End::Inactive)
        return "S0";
    return initiator == End::Established && responder == End::Established ? "S1" : "OTH";
}

void TcpHistory::archive(Archive& archive)
{
    for (auto& end : m_ends) {
        archive.integer(end);
        if (end > End::Reset)
            end = End::Inactive;
    }
    for (auto* counts : {&m_gaps, &m_repeats, &m_zeroWindows})
        for (auto& number : *counts)
            archive.integer(number);
    for (auto& number : m_bytes)
        archive.integer(number);
    archive.integer(m_seen);
    archive.text(m_letters);
}

}  // namespace pr::flow
