// Packets taken through the driver again: field trees, filters, followed streams.
#pragma once

#include "models/case_rows.h"

#include "core/dissect/dissector.h"
#include "core/query/filter.h"

namespace pr::models {

/// A walk over a session's packets in order with the driver's state. For one thread at a time.
class Replay {
public:
    static Outcome<std::unique_ptr<Replay>> open(const std::filesystem::path& path, SessionId session);

    std::uint64_t packetCount() const { return m_reader->packetCount(); }
    Outcome<void> refresh() { return m_reader->refresh(); }
    /// The number of the packet that next() takes.
    std::uint64_t position() const { return m_next; }
    /// Starts again at the first packet.
    void rewind();
    /// Takes the next packet; the sink refers to its bytes until the call after.
    Outcome<void> next(FieldSink& sink);

    store::Case& file() { return *m_file; }
    store::PacketReader& reader() { return *m_reader; }

private:
    Replay(std::unique_ptr<store::Case> file, std::unique_ptr<store::PacketReader> reader);

    std::unique_ptr<store::Case> m_file;
    std::unique_ptr<store::PacketReader> m_reader;
    std::unique_ptr<dissect::Dissector> m_dissector;
    std::shared_ptr<const store::DecodedBlock> m_block;
    std::uint64_t m_next = 1;
};

/// The field tree of the packet. Goes on from where the walk stands, or starts again where that lies behind the packet.
Outcome<Details> detailsOf(Replay& replay, std::uint64_t packet, std::stop_token stop);

Outcome<StreamContent> followStream(Replay& replay, const FollowTarget& target, std::stop_token stop);

}  // namespace pr::models
