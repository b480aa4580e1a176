// What keeps the memory of open flows bounded: quiet ones are put away, and where too many bytes wait for the rest of
// their PDU, flows give theirs up.
#include "core/dissect/dissector.h"

#include <algorithm>

namespace pr::dissect {

// Flows that said nothing for long give back most of their memory.
void Dissector::hushQuiet()
{
    while (m_transport.table().awake() > m_awakeFlows) {
        if (const auto slot = m_transport.hushOldest(); slot < m_open.size())
            m_open[slot].hush();
    }
}

void Dissector::noteWaiting(std::uint32_t slot, std::size_t before, std::size_t after)
{
    m_waiting = m_waiting - std::min(m_waiting, before) + after;
    auto& queued = flowAt(slot).talk().queuedAsWaiting;
    if (after == 0 || queued != PacketNumber{})
        return;
    queued = m_packet;
    m_waiters.push_back({slot, m_transport.table().at(slot).flow, m_packet});
    if (m_waiters.size() < m_waitersSwept)
        return;
    std::erase_if(m_waiters, [this](const Waiter& waiter) { return !stillWaits(waiter); });
    m_waitersSwept = 2 * m_waiters.size() + kLeastSwept;
}

// The conversation whose place in the queue this is, where bytes still wait in it; else it has no place there any more.
Conversation* Dissector::stillWaits(const Waiter& waiter)
{
    auto* flow = waiter.slot < m_open.size() ? m_open[waiter.slot].live() : nullptr;
    if (!flow || !flow->conversation || flow->conversation->queuedAsWaiting != waiter.last
        || m_transport.table().at(waiter.slot).flow != waiter.flow)
        return nullptr;
    if (waitingOf(*flow->conversation) > 0)
        return flow->conversation.get();
    flow->conversation->queuedAsWaiting = {};
    return nullptr;
}

// Where more bytes wait for the rest of their PDU than there is room for, flows give them up: first those in which they
// began to wait first and nothing came since. A checkpoint behind this packet says so to whoever dissects the flow
// again.
void Dissector::boundWaiting()
{
    for (auto tries = 2 * m_waiters.size(); m_waiting > m_mostWaiting && tries > 0 && !m_waiters.empty(); --tries) {
        const auto waiter = m_waiters.front();
        m_waiters.pop_front();
        auto* talk = stillWaits(waiter);
        if (!talk)
            continue;
        const auto last = flowAt(waiter.slot).last;
        if (last != waiter.last || last == m_packet) {
            talk->queuedAsWaiting = last;
            m_waiters.push_back({waiter.slot, waiter.flow, last});
            continue;
        }
        m_waiting -= std::min(m_waiting, waitingOf(*talk));
        for (auto& stream : talk->streams)
            if (stream)
                stream->giveUpWaiting();
        m_waiting += waitingOf(*talk);
        talk->queuedAsWaiting = {};
        m_facts.push_back({FactKind::GaveUp, packPackets(std::array{waiter.flow.value})});
        putCheckpoint(waiter.slot);
        if (m_transport.table().at(waiter.slot).quiet)
            m_open[waiter.slot].hush();
    }
}

}  // namespace pr::dissect
