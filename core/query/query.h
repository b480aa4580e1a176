// The answer of a filter over a session: planned from what the case file keeps, proved where that does not decide. The
// same packets as pass() gives, which dissects them all; ARCHITECTURE.md tells how.
#pragma once

#include "core/query/header_pass.h"
#include "core/query/plan.h"
#include "core/query/replay.h"

namespace pr::query {

/// A run of consecutive packets that have been answered: `found` counts from `first`, which is its packet 1.
struct Answered {
    PacketNumber first;
    const PacketSet& found;
    std::uint64_t packets() const { return found.universe(); }
};

class Query {
public:
    /// Case, reader and filter must outlive it. Not for several threads. `options.last` bounds the packets.
    static Outcome<std::unique_ptr<Query>> open(
        store::Case& opened, store::PacketReader& reader, const Filter& filter, PassOptions options);

    /// Hands on every packet that passes, in order, described as far as the options want; as pass().
    Outcome<PassResult> rows(const OnPacket& onPacket, std::stop_token stop = {});
    /// The packets that pass, without describing them: parts of the session in order, each as soon as it is known.
    /// False from `onPart` ends it.
    Outcome<PassResult> find(const std::function<bool(const Answered&)>& onPart, std::stop_token stop = {});

    /// What was done, in lines: the plan with the sizes of its sets, and the proofs.
    std::string explain() const;

private:
    Query(store::Case& opened, store::PacketReader& reader, const Filter& filter, PassOptions options, FrameNotes notes,
        SessionFacts facts, std::unique_ptr<Replay> replay);

    /// How packets are described: not at all, by their headers alone, with the state of their flows.
    enum class Way : std::uint8_t { None, Headers, State };

    Outcome<PassResult> run();
    Outcome<bool> isPassCheaper(std::size_t segments);
    Outcome<PassResult> passInOrder();
    Outcome<bool> answerSegment(std::size_t index);
    Outcome<bool> answerChunk(SegmentColumns& columns, const Bounds& bounds, std::uint64_t first, std::uint64_t count);
    Outcome<bool> deliver(SegmentColumns& columns, const PacketSet& found, Way way);
    Outcome<bool> handWithout(SegmentColumns& columns, const PacketSet& found);
    Outcome<void> describe(SegmentColumns& columns, Way way, const PacketSet& wanted, std::vector<const Field*> fields,
        bool rows, const OnPacket& onPacket);
    Outcome<bool> inSequence(SegmentColumns& columns, const Bounds& bounds, PacketSet& found, const PacketSet& open,
        const std::vector<const Field*>& fields, Way way);
    Outcome<bool> prove(SegmentColumns& columns, Way way, PacketSet& found, const PacketSet& open,
        const std::vector<const Field*>& fields);
    /// Headers, where they tell these fields of all the packets; else State.
    Outcome<Way> wayFor(const std::vector<const Field*>& fields, const PacketSet& packets);
    bool hand(const store::StoredPacket& packet, const dissect::PacketAnalysis& analysis, const FieldSink& sink);

    store::Case& m_case;
    store::PacketReader& m_reader;
    const Filter& m_filter;
    const PassOptions m_options;
    const SessionFacts m_facts;
    Plan m_plan;
    FrameNotes m_notes;
    HeaderPass m_headers;
    std::unique_ptr<Replay> m_replay;
    std::uint64_t m_replayed = 0;  ///< packets dissected by it
    bool m_passed = false;         ///< one pass in the order of capture answered
    bool m_inSequence = false;     ///< what a packet says depends on which were shown before it
    const OnPacket* m_onPacket = nullptr;
    const std::function<bool(const Answered&)>* m_onPart = nullptr;
    std::stop_token m_stop;
    std::uint64_t m_chunk = PacketSet::chunkPackets;  ///< grows, so that the first rows come at once
    PassResult m_result;
    std::uint64_t m_provedByHeaders = 0, m_provedByState = 0;
};

}  // namespace pr::query
