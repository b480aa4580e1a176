// Port scans: one source that tries many ports of one target (vertical), or one port of many targets (horizontal).
//
// A TCP attempt has failed when the target sent no payload and refused it (RST, ICMP unreachable) or was silent for
// three seconds of packet time. A datagram has failed when an ICMP error came back for it: silence says nothing with
// UDP. What failed is counted, because servers and peers answer. The evidence are the SYNs themselves, or the ICMP
// errors, all of them between the first and the last that counted, so that a filter can yield exactly these.
#pragma once

#include "core/base/limits.h"
#include "core/detect/alert_book.h"
#include "core/detect/item_set.h"
#include "core/detect/recent_table.h"
#include "core/dissect/flow_change.h"

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace pr::detect {

/// Thresholds, within `window`.
struct ScanRule {
    bool vertical = true;
    std::uint32_t failed = 15;       ///< distinct ports or targets that failed
    std::uint32_t failedNamed = 15;  ///< the same on ports that attackers look for
    std::uint32_t tried = 100;       ///< distinct ports without payload of the target, accepted or not; 0: no such rule
    std::int64_t window = 300'000'000'000;
    std::int64_t silence = 3'000'000'000;  ///< after it an attempt without answer has failed
    std::int64_t gap = 3'600'000'000'000;  ///< a hit that comes later is another alert
};
ScanRule verticalRule();
ScanRule horizontalRule();

class ScanDetector {
public:
    /// `bytes`: the memory that it may take, at the least 1 MiB.
    ScanDetector(const ScanRule& rule, AlertBook& book, std::size_t bytes);
    ScanDetector(const ScanDetector&) = delete;
    ScanDetector& operator=(const ScanDetector&) = delete;

    /// Packet time has come to `now`: attempts without answer may have become silent.
    void advance(std::int64_t now)
    {
        m_now = now;
        if (!m_due.empty() && m_due.front().time <= now)
            judgeDue();
    }
    void see(const dissect::FlowChange& change);
    /// The packets are at their end: who has not answered is silent.
    void finish();
    /// Puts the figures of scans that go on into their alerts.
    void refresh();

private:
    struct Key {
        std::array<std::byte, 16> source{}, target{};  ///< padded with zeros; target: vertical only
        std::uint16_t port = 0;                        ///< horizontal only
        std::uint8_t addressBytes = 0;
        bool tcp = true;
        std::uint8_t ipv4 = 0, ipv6 = 0, udp = 0;  ///< headers of the packet: scans inside a tunnel are told apart

        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Hash {
        std::uint64_t seed = 0;
        std::uint64_t operator()(const Key& key) const;
        std::uint64_t operator()(Bytes bytes) const;
    };
    struct Probe {
        std::uint64_t item = 0;
        PacketNumber packet;
        std::int64_t time = 0;   ///< of the packet
        std::int64_t since = 0;  ///< the clock at the first attempt
        Reply reply = Reply::None;
        bool repeated = false;  ///< a later one is of the same item and stands for it
    };
    /// An alert that goes on, or what will be one unless the first attempts turn out to be answered.
    struct Scan {
        std::shared_ptr<OpenAlert> alert;
        ItemSet items;
        bool raised = false;
        std::uint64_t packets = 0, sinceHit = 0;
        std::int64_t lastHit = 0;
        bool byTried = false;
        std::uint64_t forgotten = 0;  ///< keys that had made room when it was raised
        bool changed = true;
    };
    struct Watch {
        std::vector<Probe> probes;  ///< every attempt since the first one here, in order; by them a scan is judged
        std::size_t head = 0;       ///< what stands before it is gone
        std::array<std::uint32_t, kReplies> counts{};
        bool queued = false;
        std::unique_ptr<Scan> scan;

        std::uint32_t count(Reply reply) const { return counts[static_cast<std::size_t>(reply)]; }
        std::uint32_t distinct() const { return counts[0] + counts[1] + counts[2] + counts[3]; }
    };
    struct Due {
        std::int64_t time;
        std::uint32_t slot;
        Key key;
    };
    using Table = RecentTable<Key, Watch, Hash>;

    Key keyOf(const dissect::FlowChange& change, Bytes source, Bytes target) const;
    void attempt(const Key& key, std::uint64_t item, const dissect::FlowChange& change, Reply reply);
    void settle(const Key& key, std::uint64_t item, Reply reply);
    void hit(Scan& scan, std::uint64_t item, const dissect::FlowChange& change, Reply reply);
    void dropFront(Watch& watch);
    bool candidate(const Key& key, const Watch& watch) const;
    bool judge(std::uint32_t slot, bool atEnd);
    void judgeDue();
    void collect(std::uint32_t slot);
    void raise(std::uint32_t slot, bool byTried);
    void clear(Watch& watch);
    void forget(std::uint32_t slot);
    std::uint32_t thresholdOf(const Key& key) const;
    void write(const Key& key, Scan& scan);
    std::string reasonOf(const Key& key, const Scan& scan) const;
    std::string filterOf(const Key& key, const Scan& scan) const;

    ScanRule m_rule;
    AlertBook& m_book;
    Hash m_hash;
    Table m_table;
    std::deque<Due> m_due;
    std::vector<Key> m_open;  ///< keys with a scan, raised or not, oldest first
    std::int64_t m_now = 0;
    std::size_t m_probes = 0, m_mostProbes;
    std::size_t m_places;  ///< that item sets may still take
};

}  // namespace pr::detect
