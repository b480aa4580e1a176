#include "core/flow/transport.h"

#include <algorithm>

namespace pr::flow {

Transport::Transport(std::size_t capacity, std::uint64_t seed, StreamTable::OnEnd onEnd)
    : m_table{capacity, seed,
        [this, onEnd = std::move(onEnd)](std::uint32_t slot, const StreamTable::Entry& entry, StreamTable::End why) {
            if (onEnd)
                onEnd(slot, entry, why);
            if (slot < m_analyses.size())
                m_analyses[slot] = {};
        }}
{
}

Transport::Tcp Transport::tcp(const decode::TransportView& view, const decode::TcpHeader& header, const Endpoints& ends,
    PacketNumber packet, Timestamp time, const StreamTable::Known* known)
{
    const auto key = keyOf(Talk::Tcp, ends);
    Tcp seen{known ? m_table.enterKnown(*known, key, time) : m_table.enter(key, time), {}};
    auto begin = seen.found.created ? TcpAnalysis::Begin::First : TcpAnalysis::Begin::No;
    if (seen.found.created && known && known->reused) {
        begin = TcpAnalysis::Begin::Reused;
        seen.reused = true;
    }
    auto* analysis = &analysisAt(seen.found.slot);
    if (!known && analysis->opensAnother(header, key.fromA)) {
        seen.found = m_table.renew(seen.found.slot, key, time);
        analysis = &analysisAt(seen.found.slot);
        begin = TcpAnalysis::Begin::Reused;
        seen.reused = true;
    }
    // A SYN+ACK answers, also where it is the first that was captured.
    if (header.syn() && (seen.found.created || !header.ack())) {
        m_table.setInitiator(seen.found.slot, key.fromA != header.ack());
        seen.found.side = m_table.sideOf(seen.found.slot, key.fromA);
    }

    TcpSegment segment{.header = header, .options = {}, .fromA = key.fromA, .packet = packet, .time = time};
    const bool quoted = view.quoted != decode::TransportView::Quoted::No;
    segment.lengthKnown = !quoted && !view.fragment && view.original >= header.length;
    segment.length = segment.lengthKnown ? view.original - header.length : 0;
    constexpr std::size_t fixedHeader = 20;
    if (header.length > fixedHeader && view.bytes.size() >= fixedHeader) {
        const auto length = header.length - fixedHeader;
        segment.options = decode::readTcpOptions(
            view.bytes.subspan(fixedHeader, std::min(length, view.bytes.size() - fixedHeader)), length);
    }
    segment.optionsWhole = header.captured == fixedHeader && !segment.options.cut;
    seen.context = analysis->see(segment, begin, m_table.advance(seen.found.slot, time, StreamTable::Clock::Moves));
    return seen;
}

Transport::Udp Transport::udp(const decode::TransportView& view, const decode::UdpHeader& header, const Endpoints& ends,
    Timestamp time, const StreamTable::Known* known)
{
    constexpr std::uint16_t headerBytes = 8;
    const bool stands = header.length == headerBytes || view.quoted != decode::TransportView::Quoted::No;
    return count(keyOf(Talk::Udp, ends), time, stands ? StreamTable::Clock::Stands : StreamTable::Clock::Moves, known);
}

Transport::Udp Transport::other(std::uint8_t protocol, Bytes source, Bytes destination, std::uint32_t number,
    Timestamp time, const StreamTable::Known* known)
{
    return count(keyOf(protocol, source, destination, number), time, StreamTable::Clock::Moves, known);
}

void Transport::archive(Archive& archive, std::uint32_t slot)
{
    m_table.archive(archive, slot);
    const bool tcp = m_table.at(slot).key.talk == Talk::Tcp;
    if (!tcp)
        return;
    analysisAt(slot).archive(archive);
}

TcpAnalysis& Transport::analysisAt(std::uint32_t slot)
{
    if (slot >= m_analyses.size())
        m_analyses.resize(slot + std::size_t{1});
    auto& [live, quiet] = m_analyses[slot];
    if (!live) {
        live = std::make_unique<TcpAnalysis>();
        if (quiet) {
            const auto stored = quiet.take();
            Archive archive{bytesOf(stored)};
            live->archive(archive);
        }
    }
    return *live;
}

std::uint32_t Transport::hushOldest()
{
    const auto slot = m_table.hushOldest().value_or(0);
    if (slot < m_analyses.size() && m_analyses[slot].live) {
        Archive archive;
        m_analyses[slot].live->archive(archive);
        m_analyses[slot].quiet.put(archive.stored());
        m_analyses[slot].live.reset();
    }
    return slot;
}

std::uint32_t Transport::restore(Archive& archive, FlowId flow)
{
    m_table.forget(flow);
    const auto slot = m_table.slotFor(flow);
    this->archive(archive, slot);
    return slot;
}

Transport::Udp Transport::count(
    const DirectedKey& key, Timestamp time, StreamTable::Clock clock, const StreamTable::Known* known)
{
    auto found = known ? m_table.enterKnown(*known, key, time) : m_table.enter(key, time);
    if (!known && m_table.anotherExpected(found.slot))
        found = m_table.renew(found.slot, key, time);
    return {found, m_table.advance(found.slot, time, clock)};
}

}  // namespace pr::flow
