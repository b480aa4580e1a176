#include "core/flow/follow_stream.h"

#include "core/flow/tcp_analysis.h"

#include <algorithm>

namespace pr::flow {

const std::vector<FollowStream::Record>& FollowStream::feed(const Segment& segment)
{
    m_records.clear();
    const auto side = static_cast<std::size_t>(segment.from);
    const auto other = segment.from == From::Client ? From::Server : From::Client;
    auto sequence = segment.sequence + (segment.syn ? 1U : 0U);
    auto length = segment.length;
    auto payload = segment.payload;

    // What the other side was sent and says to have, but the capture has not.
    while (!m_early[static_cast<std::size_t>(other)].empty()
        && (takeEarly(other) || tellHole(other, segment.acknowledgment, segment))) { }

    auto& next = m_next[side];
    if (m_written[side] == 0 && next == 0)
        next = sequence;
    if (seqBefore(sequence, next) && seqBefore(next, sequence + length)) {
        // Sent again with more: only the end is new.
        const auto known = next - sequence;
        payload = payload.subspan(std::min<std::size_t>(known, payload.size()));
        length -= known;
        sequence = next;
    }
    if (payload.empty() || seqBefore(sequence, next))
        return m_records;

    if (sequence == next) {
        next += length;
        m_written[side] += payload.size();
        m_records.push_back({segment.from, segment.packet, segment.time, std::string{textOf(payload)}});
        while (takeEarly(segment.from)) { }
    } else if (m_waiting[side] + payload.size() > limits::reassemblyDirection) {
        m_limitReached = true;
    } else {
        m_waiting[side] += payload.size();
        m_early[side].push_back({sequence, segment.packet, segment.time, std::string{textOf(payload)}});
    }
    return m_records;
}

// One of the early segments whose turn it is. Gives whether there was one.
bool FollowStream::takeEarly(From from)
{
    const auto side = static_cast<std::size_t>(from);
    auto& early = m_early[side];
    auto& next = m_next[side];
    const auto ready =
        std::find_if(early.begin(), early.end(), [&](const Early& one) { return seqAtMost(one.sequence, next); });
    if (ready == early.end())
        return false;
    const auto known = next - ready->sequence;
    m_waiting[side] -= ready->bytes.size();
    if (known < ready->bytes.size()) {
        next += static_cast<std::uint32_t>(ready->bytes.size()) - known;
        m_records.push_back({from, ready->packet, ready->time, ready->bytes.substr(known)});
    }
    early.erase(ready);
    return true;
}

bool FollowStream::tellHole(From from, std::uint32_t acknowledged, const Segment& segment)
{
    const auto side = static_cast<std::size_t>(from);
    const auto lowest = std::min_element(m_early[side].begin(), m_early[side].end(),
        [](const Early& a, const Early& b) { return seqBefore(a.sequence, b.sequence); });
    if (!seqBefore(lowest->sequence, acknowledged))
        return false;
    const auto missing = lowest->sequence - m_next[side];
    m_next[side] = lowest->sequence;
    auto text = "[" + std::to_string(static_cast<std::int32_t>(missing)) + " bytes missing in capture file]";
    text += '\0';
    m_records.push_back({from, segment.packet, segment.time, std::move(text), missing});
    return true;
}

}  // namespace pr::flow
