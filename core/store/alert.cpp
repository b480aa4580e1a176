#include "core/store/alert.h"

#include "core/store/case.h"
#include "core/store/schema.h"
#include "core/store/session_writer.h"
#include "core/store/table_reader.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace pr::store {

namespace {

constexpr std::size_t kEntityParts = 3;

std::string_view partUntil(std::string_view& text, char end)
{
    const auto at = text.find(end);
    const auto part = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return part;
}

std::string written(const std::vector<AlertEntity>& entities)
{
    std::string text;
    for (const auto& entity : entities)
        text.append(entity.role).append("\t").append(entity.type).append("\t").append(entity.value).append("\n");
    return text;
}

std::vector<AlertEntity> entitiesIn(std::string_view text)
{
    std::vector<AlertEntity> entities;
    while (!text.empty()) {
        auto line = partUntil(text, '\n');
        std::string parts[kEntityParts];
        for (auto& part : parts)
            part = partUntil(line, '\t');
        entities.push_back({std::move(parts[0]), std::move(parts[1]), std::move(parts[2])});
    }
    return entities;
}

std::string written(const std::vector<PacketNumber>& packets)
{
    std::string text;
    for (const auto packet : packets)
        text.append(text.empty() ? "" : ",").append(std::to_string(packet.value));
    return text;
}

std::vector<PacketNumber> packetsIn(std::string_view text)
{
    std::vector<PacketNumber> packets;
    while (!text.empty()) {
        const auto one = partUntil(text, ',');
        PacketNumber packet;
        if (std::from_chars(one.data(), one.data() + one.size(), packet.value).ec == std::errc{})
            packets.push_back(packet);
    }
    return packets;
}

AlertRecord alertOf(const Statement& row)
{
    const auto number = [&row](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
    AlertRecord alert;
    alert.id = row.text(2);
    alert.detector = row.text(3);
    alert.version = static_cast<std::uint32_t>(number(4));
    alert.parameters = row.text(5);
    alert.severity = static_cast<Severity>(row.integer(6));
    alert.confidence = static_cast<int>(row.integer(7));
    alert.entities = entitiesIn(row.text(8));
    alert.first = row.integer(9);
    alert.last = row.integer(10);
    alert.firstPacket = {number(11)};
    alert.lastPacket = {number(12)};
    alert.count = number(13);
    alert.unit = row.text(14);
    alert.packets = number(15);
    alert.rollup = row.text(16);
    alert.reason = row.text(17);
    alert.evidence = packetsIn(row.text(18));
    alert.evidenceFilter = row.text(19);
    alert.attack = row.text(20);
    alert.references = row.text(21);
    alert.disprove = row.text(22);
    alert.disproveFilter = row.text(23);
    alert.limits = row.text(24);
    alert.withdrawn = row.text(25);
    return alert;
}

}  // namespace

std::string_view wordFor(Severity severity)
{
    switch (severity) {
    case Severity::Info: return "info";
    case Severity::Low: return "low";
    case Severity::Medium: return "medium";
    case Severity::High: return "high";
    case Severity::Critical: return "critical";
    }
    return "unknown";
}

std::string_view wordForConfidence(int confidence)
{
    return confidence <= 30 ? "weak" : confidence <= 69 ? "fair" : "strong";
}

Outcome<void> SessionWriter::putAlert(const AlertRecord& alert)
{
    ensureTransaction();
    if (!m_putAlert)
        m_putAlert =
            m_database->prepare("INSERT INTO alert VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    m_putAlert.run(rowKey(m_summary.analysis, m_alertRows++), m_summary.id.value, alert.id, alert.detector,
        alert.version, alert.parameters, static_cast<std::int64_t>(alert.severity), alert.confidence,
        written(alert.entities), alert.first, alert.last, alert.firstPacket.value, alert.lastPacket.value, alert.count,
        alert.unit, alert.packets, alert.rollup, alert.reason, written(alert.evidence), alert.evidenceFilter,
        alert.attack, alert.references, alert.disprove, alert.disproveFilter, alert.limits, alert.withdrawn);
    return m_database->outcome();
}

Outcome<std::vector<AlertRecord>> alerts(Case& opened, SessionId session)
{
    constexpr std::int64_t firstFormat = 2;  // that has this table
    if (opened.format() < firstFormat)
        return std::vector<AlertRecord>{};
    auto& database = opened.database();
    const auto analysis = analysisOf(database, session);
    if (!analysis)
        return Unexpected{analysis.error()};
    std::vector<AlertRecord> all;
    std::unordered_map<std::string, std::size_t> places;
    auto row = database.prepare("SELECT * FROM alert WHERE id >= ? AND id < ? ORDER BY id");
    row.start(rowKey(*analysis, 0), rowKey(*analysis + 1, 0));
    while (row.next()) {
        auto alert = alertOf(row);
        const auto [known, fresh] = places.try_emplace(alert.id, all.size());
        if (fresh)
            all.push_back(std::move(alert));
        else
            all[known->second] = std::move(alert);
    }
    if (auto done = database.takeOutcome(); !done)
        return Unexpected{done.error()};
    std::stable_sort(all.begin(), all.end(), [](const AlertRecord& a, const AlertRecord& b) {
        return a.firstPacket != b.firstPacket ? a.firstPacket < b.firstPacket : a.rollup < b.rollup;
    });
    return all;
}

}  // namespace pr::store
