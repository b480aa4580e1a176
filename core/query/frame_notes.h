// What a session says of each packet's frame: interface, section, comments.
#pragma once

#include "core/dissect/dissector.h"
#include "core/store/annotations.h"
#include "core/store/reader.h"

#include <deque>

namespace pr::query {

/// Gives the frame context of packets of one session; ask in packet order, or after a seek().
class FrameNotes {
public:
    static Outcome<FrameNotes> open(store::Case& opened, SessionId session);

    /// The context of a packet; refers to this object until the next call. `hasItems`: StoredPacket's.
    Outcome<decode::FrameContext> of(const PacketView& packet, bool hasItems);
    void rewind();
    /// The next packet to ask for, if it has items, is this one.
    Outcome<void> seek(PacketNumber packet);
    /// frame.interface_id by interface of the session; nothing where the format numbers none.
    std::vector<std::optional<std::uint32_t>> interfaceIds() const;
    /// By interface: bytes before a packet that are not counted as its length.
    std::vector<std::uint32_t> pseudoHeaders() const;

private:
    Outcome<const store::ItemRecord*> nextItem();

    store::Case* m_case = nullptr;
    SessionId m_session;
    std::vector<store::InterfaceRecord> m_interfaces;
    std::vector<std::uint32_t> m_locals;  ///< number of each interface within its section
    std::vector<bool> m_numbered;         ///< by section: pcapng
    std::deque<store::ItemRecord> m_items;
    std::uint64_t m_itemsRead = 0;
    store::PacketNotes m_notes;
    std::vector<std::string_view> m_comments;
};

/// FrameContext::timeDelta of a packet with a time: since the packet before it that has one. Nothing where a ring
/// dropped that packet; no time at all passed before the first one of the session.
Outcome<void> setTimeDelta(store::PacketReader& reader, const store::StoredPacket& packet, decode::FrameContext& frame);

}  // namespace pr::query
