// Facts and checkpoints of a session: what dissecting a packet again needs besides the packets.
#pragma once

#include "core/dissect/facts.h"
#include "core/store/case.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace pr::store {

/// One thread. What is committed later is found after refresh().
class StateReader {
public:
    /// The case must outlive the reader. Of an analysis that another version made, there are no checkpoints: they hold
    /// the state of that version's parsers.
    static Outcome<StateReader> open(Case& opened, SessionId session);

    Outcome<void> refresh();
    /// The body of a packet's fact; nothing where it has none of that kind.
    Outcome<std::optional<std::string>> fact(dissect::FactKind kind, PacketNumber packet);

    struct StoredCheckpoint {
        PacketNumber packet;  ///< the state is that after it
        std::string body;
    };
    /// The last checkpoint of the flow with a packet before `before`.
    Outcome<std::optional<StoredCheckpoint>> checkpoint(FlowId flow, PacketNumber before);
    /// Its packet alone; 0 where there is none.
    PacketNumber checkpointPacket(FlowId flow, PacketNumber before) const;
    /// Whether any packet from `first` to `last` has its path in a fact.
    bool hasPathFacts(PacketNumber first, PacketNumber last) const;

    /// Whether the flow may have packets among those that a ring dropped: without a checkpoint behind them, nobody
    /// knows its state.
    bool mayPrecedeRing(FlowId flow) const { return m_edgeFlow && flow.value <= *m_edgeFlow; }
    /// Whether the flow gave up waiting bytes behind `after` and before `before`: its state goes on from a checkpoint.
    bool gaveUp(FlowId flow, PacketNumber after, PacketNumber before) const;

private:
    struct Place {
        std::uint64_t packet;
        std::int64_t key;
    };
    const Place* placeOf(FlowId flow, PacketNumber before) const;

    Database* m_database = nullptr;
    std::int64_t m_analysis = 0;
    bool m_current = true;  ///< this version made it
    std::int64_t m_nextCheckpoint = 0, m_nextFact = 0;
    std::unordered_map<std::uint64_t, std::vector<Place>> m_checkpoints;  // by flow, in packet order
    std::optional<std::uint64_t> m_edgeFlow;  ///< the highest one that had begun by the last dropped packet
    std::vector<std::uint64_t> m_pathFacts;   // packets
    std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> m_gaveUp;  // by flow, packets
};

}  // namespace pr::store
