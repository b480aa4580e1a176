// The alerts of a session while it is analysed: their ids, the ceiling on their number, and which ones changed since
// they were last written.
#pragma once

#include "core/base/time.h"
#include "core/detect/evidence.h"
#include "core/store/alert.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pr::detect {

using store::AlertEntity;
using store::AlertRecord;
using store::Severity;

/// What a detector is and what it says of all its alerts.
struct DetectorText {
    std::string_view name;
    std::uint32_t version = 1;
    std::string_view references;
};

/// An alert that its detector may still extend.
struct OpenAlert {
    AlertRecord record;
    Evidence evidence;
    bool changed = true;

    OpenAlert(std::string rollup, PacketNumber first, Timestamp firstTime);

    /// Takes in a packet that belongs to the evidence and extends the alert's time.
    void see(PacketNumber packet, Timestamp time);
};

class AlertBook {
public:
    explicit AlertBook(SessionId session) : m_session{session} { }

    /// Takes in an alert whose roll-up and first packet are set. False where the detector has raised its 200 in this
    /// hour of packet time: then the hit is counted by an alert of "detector-flooded".
    bool open(const DetectorText& detector, const std::shared_ptr<OpenAlert>& alert);
    /// Begins one. Null where the above says false.
    std::shared_ptr<OpenAlert> open(
        const DetectorText& detector, std::string rollup, PacketNumber first, Timestamp firstTime);
    /// Hands out the alerts that changed since the last time. Their detectors have put their figures in before.
    void takeChanged(const std::function<void(const AlertRecord&)>& take);

    std::uint64_t alerts() const { return m_alerts; }

private:
    struct Hour {
        std::int64_t hour = -1;
        std::uint64_t raised = 0;
        std::shared_ptr<OpenAlert> flooded;
        std::uint64_t suppressed = 0;
        std::vector<PacketNumber> packets;
    };
    void add(const DetectorText& detector, const std::shared_ptr<OpenAlert>& alert);
    void flood(const DetectorText& detector, Hour& hour, PacketNumber packet, Timestamp time);

    SessionId m_session;
    std::map<std::string_view, Hour> m_hours;
    std::vector<std::shared_ptr<OpenAlert>> m_open;
    std::uint64_t m_alerts = 0;
};

/// 40 + 60·(1 − threshold/value), less 15 for each known limit.
int confidenceOf(std::uint64_t threshold, std::uint64_t value, int limits);
/// `frame.number in {3, 5..9}`: runs become ranges.
std::string frameSet(const std::vector<PacketNumber>& packets);
/// "32 s", "5 min", "1.5 h": for sentences.
std::string spanWords(std::int64_t nanoseconds);

}  // namespace pr::detect
