// What is worked out of packets when somebody looks: field trees, followed streams.
#pragma once

#include "models/case_rows.h"

#include "core/base/limits.h"
#include "core/query/filter.h"
#include "core/query/replay.h"

namespace pr::models {

/// A session opened for reading, by somebody else than the tables. For one thread at a time.
class SessionFile {
public:
    static Outcome<std::unique_ptr<SessionFile>> open(
        const std::filesystem::path& path, SessionId session, std::size_t cacheBytes = limits::Memory{}.pageCache);

    Outcome<void> refresh() { return m_reader->refresh(); }
    store::Case& file() { return *m_file; }
    store::PacketReader& reader() { return *m_reader; }
    query::Replay& replay() { return *m_replay; }

private:
    SessionFile() = default;

    std::unique_ptr<store::Case> m_file;
    std::unique_ptr<store::PacketReader> m_reader;
    std::unique_ptr<query::Replay> m_replay;
};

/// The field tree of the packet.
Outcome<Details> detailsOf(SessionFile& session, std::uint64_t packet, std::stop_token stop);

Outcome<StreamContent> followStream(SessionFile& session, const FollowTarget& target, std::stop_token stop);

}  // namespace pr::models
