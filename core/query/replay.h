// Dissecting packets of a session in any order: each with the state that its flows had then, taken up from their last
// checkpoints. What the import decided (streams, flows, fragments) is read, so the tree is the import's own.
#pragma once

#include "core/query/frame_notes.h"
#include "core/query/packet_set.h"
#include "core/query/pass.h"
#include "core/store/state_reader.h"

#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pr::query {

/// One thread.
class Replay {
public:
    /// Case and reader must outlive it. `keyLog`: PassOptions::keyLog.
    static Outcome<std::unique_ptr<Replay>> open(
        store::Case& opened, store::PacketReader& reader, std::string_view keyLog = {});

    using OnDescribed = std::function<void(const store::StoredPacket&, const dissect::PacketAnalysis&)>;
    /// Describes one packet into `sink` (mode Tree or Select). `onPacket` gets it while everything it refers to lives.
    /// A packet that is not there is a Failure.
    Outcome<void> describe(
        PacketNumber number, FieldSink& sink, const OnDescribed& onPacket, std::stop_token stop = {});

    /// Dissects the packets of `wanted` in order, and of the others those that the state of their flows needs. Hands
    /// each wanted one on; false from `onPacket` ends it. The sink says what is described.
    /// Sets that follow each other cost least in ascending order: states stay at hand.
    /// Receiver::NeverWaits: the case may be held for reading while `onPacket` runs, which costs less.
    enum class Receiver : bool { MayWait, NeverWaits };
    Outcome<PassResult> prove(const PacketSet& wanted, FieldSink& sink, const OnPacket& onPacket,
        std::stop_token stop = {}, Receiver receiver = Receiver::MayWait);
    /// Whether the last packet was described by its headers alone, because a ring dropped what the state of its flows
    /// (or its datagram) began with.
    bool isStateUnknown() const { return m_unknown; }
    /// The packets with the fragments of the datagrams that a packet completes, in order; those that a ring dropped are
    /// among them.
    Outcome<std::vector<std::uint64_t>> fragmentsOf(PacketNumber packet);
    /// A packet was shown: frame.time_delta_displayed of the next one in prove() counts from it.
    void shown(const PacketView& packet);

private:
    static constexpr std::size_t kHeldFlows = 8192;  ///< whose state is kept between two calls

    /// Paths of the packets of a block, by their numbers in the segment's dictionary.
    struct BlockPaths {
        std::size_t index;
        std::vector<std::uint16_t> path;
        std::shared_ptr<const store::SegmentDictionaries> dictionaries;
    };
    /// What prove() needs of a flow.
    struct Need {
        std::uint64_t first = 0, last = 0;  ///< wanted packets
        std::uint64_t after = 0;            ///< its state is that behind this packet
        std::uint64_t checkpoint = 0;       ///< packet of the one that the state is taken up from; 0: none
        std::uint64_t at = 0;               ///< last packet of it that was taken
        bool begun = false;                 ///< the state is at hand
        bool lost = false;                  ///< nobody knows it, unless a checkpoint comes
    };
    using Needs = std::unordered_map<std::uint64_t, Need>;

    Replay(store::Case& opened, store::PacketReader& reader, store::StateReader states, FrameNotes notes,
        std::shared_ptr<const flow::KeyLog> keys);

    Outcome<std::shared_ptr<const BlockPaths>> pathsOf(std::size_t block);
    Outcome<Bytes> pathOf(PacketNumber packet, std::string& room);
    Outcome<std::vector<std::uint64_t>> packetsOf(FlowId flow, std::uint64_t after, std::uint64_t before);
    Outcome<std::uint64_t> beginningOf(FlowId flow);
    Outcome<std::uint64_t> notBefore(FlowId flow, std::uint64_t before);
    Outcome<std::optional<std::uint64_t>> takeUp(FlowId flow, std::uint64_t before);
    Outcome<std::vector<std::uint64_t>> fragmentsOf(PacketNumber packet, Bytes path);
    Outcome<void> gatherFor(PacketNumber packet, Bytes path);
    Outcome<void> collectFragments(std::uint64_t packet, Bytes path, std::vector<std::uint64_t>& out);
    Outcome<dissect::PacketAnalysis> again(const store::StoredPacket& packet, Bytes path,
        std::span<const std::uint8_t> take, FieldSink& sink, bool described);
    Outcome<void> setTimes(const store::StoredPacket& stored, decode::FrameContext& frame);
    Outcome<Needs> needsOf(const PacketSet& wanted, std::uint64_t& from);
    Outcome<PassResult> proveNow(
        const PacketSet& wanted, FieldSink& sink, const OnPacket& onPacket, const std::stop_token& stop, Receiver);
    Outcome<void> describeNow(
        PacketNumber number, FieldSink& sink, const OnDescribed& onPacket, const std::stop_token& stop);
    bool isLost(FlowId flow, std::uint64_t before) const;
    Outcome<void> tellStack(PacketNumber packet, dissect::PacketAnalysis& analysis, FieldSink& sink);
    void startAgain();

    store::Case* m_case;
    store::PacketReader* m_reader;
    store::StateReader m_states;
    FrameNotes m_notes;
    std::shared_ptr<const flow::KeyLog> m_keys;
    std::unique_ptr<dissect::Dissector> m_dissector;
    std::unordered_map<std::uint64_t, std::uint64_t> m_held;  ///< flows whose state is at hand: after which packet
    std::list<std::shared_ptr<const BlockPaths>> m_paths;     ///< the last one used in front
    std::vector<std::uint64_t> m_lastFlows;                   ///< by closed segment: the highest flow up to its end
    std::optional<Timestamp> m_firstTime, m_shownTime;
    bool m_proving = false;
    bool m_unknown = false;
    std::unordered_map<std::uint64_t, std::uint64_t> m_cutCheckpoints;  ///< by flow: one that needs dropped packets
    std::uint64_t m_firstPacket = 1;                                    ///< that m_lastFlows and m_paths begin with
};

}  // namespace pr::query
