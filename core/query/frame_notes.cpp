#include "core/query/frame_notes.h"

#include <algorithm>

namespace pr::query {

Outcome<FrameNotes> FrameNotes::open(store::Case& opened, SessionId session)
{
    FrameNotes notes;
    notes.m_case = &opened;
    notes.m_session = session;
    auto interfaces = store::interfaces(opened, session);
    if (!interfaces)
        return Unexpected{std::move(interfaces.error())};
    notes.m_interfaces = std::move(*interfaces);
    std::uint32_t section = ~0U, local = 0;
    for (const auto& interface : notes.m_interfaces) {
        local = interface.section == section ? local + 1 : 0;
        section = interface.section;
        notes.m_locals.push_back(local);
    }
    // sections that are pcapng: their headers stand among the first items, or before a later packet
    for (std::uint64_t from = 0;;) {
        auto page = store::items(opened, session, from);
        if (!page)
            return Unexpected{std::move(page.error())};
        for (const auto& item : *page)
            if (store::isPcapngSection(item) && item.section < limits::interfacesPerSession) {  // no more are read
                if (item.section >= notes.m_numbered.size())
                    notes.m_numbered.resize(item.section + std::size_t{1});
                notes.m_numbered[item.section] = true;
            }
        from += page->size();
        if (page->empty())
            break;
    }
    return notes;
}

void FrameNotes::rewind()
{
    m_items.clear();
    m_itemsRead = 0;
}

// Items are written in packet order, so the first one of a packet is found by halving.
Outcome<void> FrameNotes::seek(PacketNumber packet)
{
    m_items.clear();
    std::uint64_t low = 0, high = 1;
    const auto before = [&](std::uint64_t item) -> Outcome<bool> {
        auto page = store::items(*m_case, m_session, item, 1);
        if (!page)
            return Unexpected{std::move(page.error())};
        return !page->empty() && page->front().packet < packet;
    };
    for (;; high *= 2) {
        auto more = before(high - 1);
        if (!more)
            return Unexpected{std::move(more.error())};
        if (!*more)
            break;
        low = high;
    }
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        auto more = before(middle);
        if (!more)
            return Unexpected{std::move(more.error())};
        if (*more)
            low = middle + 1;
        else
            high = middle;
    }
    m_itemsRead = low;
    return {};
}

std::vector<std::optional<std::uint32_t>> FrameNotes::interfaceIds() const
{
    std::vector<std::optional<std::uint32_t>> ids(m_interfaces.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (const auto section = m_interfaces[i].section; section < m_numbered.size() && m_numbered[section])
            ids[i] = m_locals[i];
    return ids;
}

std::vector<std::uint32_t> FrameNotes::pseudoHeaders() const
{
    std::vector<std::uint32_t> sizes(m_interfaces.size());
    std::transform(m_interfaces.begin(), m_interfaces.end(), sizes.begin(),
        [](const auto& interface) { return decode::pseudoHeaderSize(interface.linkType); });
    return sizes;
}

Outcome<const store::ItemRecord*> FrameNotes::nextItem()
{
    if (m_items.empty()) {
        auto page = store::items(*m_case, m_session, m_itemsRead);
        if (!page)
            return Unexpected{std::move(page.error())};
        m_itemsRead += page->size();
        for (auto& item : *page)
            if (item.kind == store::ItemKind::PacketOptions)
                m_items.push_back(std::move(item));
        if (m_items.empty() && !page->empty())
            return nextItem();
    }
    return m_items.empty() ? nullptr : &m_items.front();
}

Outcome<decode::FrameContext> FrameNotes::of(const PacketView& packet, bool hasItems)
{
    decode::FrameContext frame;
    if (packet.interface.value < m_interfaces.size()) {
        const auto& interface = m_interfaces[packet.interface.value];
        frame.hasInterface = interface.section < m_numbered.size() && m_numbered[interface.section];
        frame.interface = m_locals[packet.interface.value];
        frame.interfaceName = interface.name;
        frame.interfaceDescription = interface.description;
        frame.section = frame.hasInterface ? interface.section + 1 : 0;
    }
    if (!hasItems)
        return frame;
    m_notes = {};
    m_comments.clear();
    while (true) {
        auto item = nextItem();
        if (!item)
            return Unexpected{std::move(item.error())};
        if (!*item || (*item)->packet > packet.number)
            break;
        if ((*item)->packet == packet.number)
            m_notes = store::notesOf(**item);
        m_items.pop_front();
    }
    m_comments.assign(m_notes.comments.begin(), m_notes.comments.end());
    frame.comments = m_comments;
    frame.packetFlags = m_notes.flags;
    frame.packetId = m_notes.packetId;
    frame.dropCount = m_notes.dropCount;
    frame.queue = m_notes.queue;
    return frame;
}

Outcome<void> setTimeDelta(store::PacketReader& reader, const store::StoredPacket& packet, decode::FrameContext& frame)
{
    if (reader.firstPacket().value == 1)
        frame.timeDelta = Nanoseconds{};  // where none is found; what a ring dropped had a time that nobody knows
    const auto number = packet.view.number.value;
    const auto sinceLastOf = [&](const store::EvidenceColumns& evidence, std::size_t end) {
        while (end-- > 0)
            if (evidence.flags[end] & store::HasTime) {
                frame.timeDelta = packet.view.time - Timestamp{Nanoseconds{evidence.time[end]}};
                return true;
            }
        return false;
    };
    if (sinceLastOf(packet.block->evidence, number - packet.block->firstPacket))
        return {};
    for (auto block = *reader.blockOf({number}); block-- > 0;) {
        const auto& info = reader.blocks()[block];
        if (info.mostTime < info.leastTime)
            continue;
        const auto evidence = reader.evidence(block);
        if (!evidence)
            return Unexpected{evidence.error()};
        if (sinceLastOf(*evidence, evidence->size()))
            return {};
    }
    return {};
}

}  // namespace pr::query
