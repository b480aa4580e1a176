#include "core/detect/alert_book.h"

#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

#include <algorithm>
#include <cstdio>

namespace pr::detect {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000, kHour = 3600 * kSecond;
constexpr DetectorText kFlooded{"detector-flooded", 1, ""};

std::int64_t nanoseconds(Timestamp time)
{
    return time.time_since_epoch().count();
}

std::string idOf(std::string_view detector, std::string_view rollup, SessionId session, Timestamp first)
{
    std::string text{detector};
    text.append(1, '\0').append(rollup).append(1, '\0').append(std::to_string(session.value)).append(1, '\0');
    text += std::to_string(nanoseconds(first) / 1000);
    const auto digest = sha256(bytesOf(text));
    return hex(Bytes{digest}.first(16));
}

}  // namespace

void OpenAlert::see(PacketNumber packet, Timestamp time)
{
    evidence.add(packet);
    record.lastPacket = packet;
    record.first = std::min(record.first, nanoseconds(time));
    record.last = std::max(record.last, nanoseconds(time));
    changed = true;
}

OpenAlert::OpenAlert(std::string rollup, PacketNumber first, Timestamp firstTime)
{
    record.rollup = std::move(rollup);
    record.firstPacket = record.lastPacket = first;
    record.first = record.last = nanoseconds(firstTime);
}

void AlertBook::add(const DetectorText& detector, const std::shared_ptr<OpenAlert>& alert)
{
    auto& record = alert->record;
    record.id = idOf(detector.name, record.rollup, m_session, Timestamp{Nanoseconds{record.first}});
    record.detector = detector.name;
    record.version = detector.version;
    record.references = detector.references;
    m_open.push_back(alert);
    ++m_alerts;
}

bool AlertBook::open(const DetectorText& detector, const std::shared_ptr<OpenAlert>& alert)
{
    auto& hour = m_hours[detector.name];
    // hours only go forward: packets with old times must not open the ceiling again
    if (const auto now = alert->record.first / kHour; now > hour.hour || hour.hour < 0) {
        hour = {};
        hour.hour = std::max<std::int64_t>(now, 0);
    }
    if (hour.raised >= limits::alertsPerHour) {
        flood(detector, hour, alert->record.firstPacket, Timestamp{Nanoseconds{alert->record.first}});
        return false;
    }
    ++hour.raised;
    add(detector, alert);
    return true;
}

std::shared_ptr<OpenAlert> AlertBook::open(
    const DetectorText& detector, std::string rollup, PacketNumber first, Timestamp firstTime)
{
    auto alert = std::make_shared<OpenAlert>(std::move(rollup), first, firstTime);
    return open(detector, alert) ? alert : nullptr;
}

void AlertBook::flood(const DetectorText& detector, Hour& hour, PacketNumber packet, Timestamp time)
{
    if (!hour.flooded) {
        hour.flooded = std::make_shared<OpenAlert>("detector-flooded / " + std::string{detector.name}, packet, time);
        add(kFlooded, hour.flooded);
        auto& record = hour.flooded->record;
        record.severity = Severity::Medium;
        record.confidence = 90;
        record.parameters = R"({"alerts_per_hour":)" + std::to_string(limits::alertsPerHour) + "}";
        record.entities = {{"source", "detector", std::string{detector.name}}};
        record.unit = "alerts";
        record.disprove =
            "Many faults of one cause, as a scan of a whole network, are no flood that hides something; the "
            "alerts before this one show the cause.";
    }
    auto& record = hour.flooded->record;
    // detectors judge some hits later than others, and evidence stands in order
    if (hour.packets.empty() || hour.packets.back() < packet) {
        hour.flooded->see(packet, time);
        if (hour.packets.size() < limits::alertPackets)
            hour.packets.push_back(packet);
    }
    hour.flooded->changed = true;
    record.count = ++hour.suppressed;
    record.packets = hour.packets.size();
    record.evidenceFilter = frameSet(hour.packets);
    record.reason = std::string{detector.name} + " found " + std::to_string(hour.suppressed) + " more than the "
        + std::to_string(limits::alertsPerHour) + " alerts that it may raise in an hour of packet time; they are only "
        + "counted.";
}

void AlertBook::takeChanged(const std::function<void(const AlertRecord&)>& take)
{
    for (auto& alert : m_open) {
        if (!alert->changed)
            continue;
        alert->record.evidence = alert->evidence.packets();
        take(alert->record);
        alert->changed = false;
    }
    m_open.erase(std::remove_if(m_open.begin(), m_open.end(), [](const auto& alert) { return alert.use_count() == 1; }),
        m_open.end());
}

int confidenceOf(std::uint64_t threshold, std::uint64_t value, int limits)
{
    const auto share = value > 0 ? static_cast<double>(threshold) / static_cast<double>(value) : 1.0;
    const auto confidence = 40 + static_cast<int>(60 * (1 - std::min(share, 1.0))) - 15 * limits;
    return std::clamp(confidence, 5, 99);
}

std::string frameSet(const std::vector<PacketNumber>& packets)
{
    std::string text = "frame.number in {";
    for (std::size_t i = 0; i < packets.size();) {
        auto end = i;
        while (end + 1 < packets.size() && packets[end + 1].value == packets[end].value + 1)
            ++end;
        text.append(i ? ", " : "").append(std::to_string(packets[i].value));
        if (end > i)
            text.append("..").append(std::to_string(packets[end].value));
        i = end + 1;
    }
    return text + "}";
}

std::string spanWords(std::int64_t span)
{
    char text[32];
    const auto seconds = static_cast<double>(std::max<std::int64_t>(span, 0)) / 1e9;
    if (seconds < 0.001)
        return "less than 1 ms";
    if (seconds < 1)
        std::snprintf(text, sizeof text, "%.0f ms", seconds * 1000);
    else if (seconds < 10)
        std::snprintf(text, sizeof text, "%.1f s", seconds);
    else if (seconds < 600)
        std::snprintf(text, sizeof text, "%.0f s", seconds);
    else if (seconds < 7200)
        std::snprintf(text, sizeof text, "%.0f min", seconds / 60);
    else if (seconds < 48 * 3600.0)
        std::snprintf(text, sizeof text, "%.1f h", seconds / 3600);
    else
        std::snprintf(text, sizeof text, "%.0f days", seconds / 86400);
    return text;
}

}  // namespace pr::detect
