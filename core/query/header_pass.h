// Describes single packets by their headers, without the packets before them (dissect::HeaderDissector): times of the
// frame come from the columns, datagrams are put together from the fragments that the import noted.
#pragma once

#include "core/dissect/header_dissector.h"
#include "core/query/frame_notes.h"
#include "core/query/pass.h"
#include "core/query/replay.h"
#include "core/query/segment_columns.h"

namespace pr::query {

class HeaderPass {
public:
    /// All must outlive it.
    HeaderPass(store::PacketReader& reader, FrameNotes& notes, Replay& replay)
        : m_reader{reader}, m_notes{notes}, m_replay{replay}
    {
    }

    /// Whether the frame's times relative to other packets are to be found out.
    void wantTimes(bool on) { m_times = on; }
    /// What packets of the segment need that is in its columns. Segments are begun in order.
    Outcome<void> begin(SegmentColumns& columns);
    /// Describes packets of the segment in order, such as describable() gives. `sink` selects fields that
    /// HeaderDissector knows, `fields`; `bytes`: the receiver looks at those of the packet. The analysis handed on
    /// holds path and stack. Ends where `onPacket` gives false or `stop` was requested.
    Outcome<void> describe(const PacketSet& wanted, std::span<const Field* const> fields, bool bytes, FieldSink& sink,
        const OnPacket& onPacket, std::stop_token stop);
    /// The packets of the segment of which describe() can tell these fields.
    Outcome<PacketSet> describable(std::span<const Field* const> fields);
    /// The packet was shown: frame.time_delta_displayed of the next one counts from it.
    void shown(const PacketView& packet);
    std::uint64_t looked() const { return m_looked; }

private:
    Outcome<void> gatherFor(std::uint64_t number);
    Outcome<void> addTimes(const store::StoredPacket& packet, decode::FrameContext& frame);

    store::PacketReader& m_reader;
    FrameNotes& m_notes;
    Replay& m_replay;
    SegmentColumns* m_columns = nullptr;
    dissect::HeaderDissector m_dissector;
    bool m_times = false;
    std::uint64_t m_last = 0;  ///< packet of the session that was described last
    bool m_fronts = false;     ///< what is asked stands in headers
    std::optional<Timestamp> m_firstTime, m_shownTime;
    std::uint64_t m_looked = 0;
};

}  // namespace pr::query
