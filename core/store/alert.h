// What a detector concluded, as it stands in the case file: a snapshot every 10 s and at the end, the last row of an
// id counts.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pr::store {

/// Harm if the alert is true. Stored.
enum class Severity : std::uint8_t { Info = 10, Low = 30, Medium = 50, High = 70, Critical = 90 };
std::string_view wordFor(Severity severity);
/// "weak", "fair" or "strong" for a confidence of 0 to 100.
std::string_view wordForConfidence(int confidence);

/// Somebody or something that an alert is about. Texts hold no control characters.
struct AlertEntity {
    std::string role;  ///< what it did: source, target, server, name, certificate …
    std::string type;  ///< address, endpoint, port, name, sha256
    std::string value;

    friend bool operator==(const AlertEntity&, const AlertEntity&) = default;
};

struct AlertRecord {
    std::string id;        ///< 32 hexadecimal digits, the same whenever the same packets are analysed in this session
    std::string detector;  ///< "scan-vertical"
    std::uint32_t version = 1;
    std::string parameters;  ///< JSON: every threshold in force
    Severity severity = Severity::Info;
    int confidence = 0;  ///< 0 to 100
    std::vector<AlertEntity> entities;
    std::int64_t first = 0, last = 0;  ///< packet time, ns UTC
    PacketNumber firstPacket, lastPacket;
    std::uint64_t count = 0;             ///< how many `unit` there were
    std::string unit;                    ///< plural: "ports"
    std::uint64_t packets = 0;           ///< that evidenceFilter yields
    std::string rollup;                  ///< what hits were merged by: "scan-vertical / 192.0.2.7 / 198.51.100.20"
    std::string reason;                  ///< one sentence with the figures and the threshold
    std::vector<PacketNumber> evidence;  ///< at most 50, in order
    std::string evidenceFilter;
    std::string attack;  ///< ATT&CK techniques, separated by spaces
    std::string references;
    std::string disprove;  ///< what would make it wrong, and how to look
    std::string disproveFilter;
    std::string limits;     ///< what weakens it; empty: nothing known
    std::string withdrawn;  ///< why later packets took it back; empty: it holds
};

class Case;
/// The alerts of a session, each as its last row says, by first packet. Withdrawn ones are there as well.
Outcome<std::vector<AlertRecord>> alerts(Case& opened, SessionId session);

}  // namespace pr::store
