#include "models/case_alerts.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace pr::models {

namespace {

struct Title {
    std::string_view detector, words;
};
constexpr std::array kTitles{Title{"scan-vertical", "Port scan of a host"},
    Title{"scan-horizontal", "Scan for a service"}, Title{"tls-certificate-time", "Certificate not valid"},
    Title{"tls-name-mismatch", "Name not covered"}, Title{"capture-clock-suspect", "Clock of the capture"},
    Title{"detector-flooded", "More alerts than shown"}};

std::string titleOf(const store::AlertRecord& alert)
{
    const auto found = std::ranges::find(kTitles, alert.detector, &Title::detector);
    if (found == kTitles.end())
        return alert.detector;
    if (alert.detector == "tls-certificate-time" && alert.severity == store::Severity::Info)
        return "Certificate ends soon";
    return std::string{found->words};
}

std::string sureness(const store::AlertRecord& alert)
{
    return std::string{store::wordForConfidence(alert.confidence)} + " " + std::to_string(alert.confidence);
}

std::string evidenceWords(const store::AlertRecord& alert)
{
    std::string words = counted(alert.packets, "packet", "packets");
    if (alert.packets > 1)
        words +=
            " from number " + std::to_string(alert.firstPacket.value) + " to " + std::to_string(alert.lastPacket.value);
    words += alert.packets > alert.evidence.size() ? "; of these stand for all: " : ": ";
    for (std::size_t i = 0; i < alert.evidence.size(); ++i)
        words.append(i ? ", " : "").append(std::to_string(alert.evidence[i].value));
    return words + ".";
}

}  // namespace

const std::vector<std::string>& alertNames()
{
    static const std::vector<std::string> names{
        "severity", "confidence", "title", "entities", "count", "first", "last", "reason", "filter"};
    return names;
}

std::vector<store::OwnedCell> alertCells(const store::AlertRecord& alert)
{
    // who did what to whom; certificates are in the passages
    std::string who;
    for (const auto& entity : alert.entities)
        if (entity.role != "certificate")
            who.append(who.empty() ? "" : entity.role == "target" ? " → " : ", ").append(entity.value);
    return {std::string{wordFor(alert.severity)}, sureness(alert), titleOf(alert), std::move(who),
        counted(alert.count, alert.unit.substr(0, alert.unit.size() - (alert.unit.ends_with('s') ? 1 : 0)), alert.unit),
        alert.first, alert.last, alert.reason, alert.evidenceFilter};
}

std::vector<Passage> passagesOf(const store::AlertRecord& alert)
{
    std::string who;
    for (const auto& entity : alert.entities)
        who.append(who.empty() ? "" : "; ").append(entity.role).append(": ").append(entity.value);
    auto method = alert.detector + ", version " + std::to_string(alert.version) + ", " + alert.parameters + ".";
    if (!alert.attack.empty())
        method += " ATT&CK " + alert.attack + ".";
    if (!alert.references.empty())
        method += " " + alert.references + ".";
    return {{"Why", alert.reason, {}, {}}, {"Who", who + ".", {}, {}},
        {"Evidence", evidenceWords(alert), alert.evidenceFilter, "Show packets"},
        {"How sure",
            sureness(alert) + " of 100. "
                + (alert.limits.empty() ? "Nothing is known that weakens it."
                                        : "What weakens it: " + alert.limits + "."),
            {}, {}},
        {"What would make it wrong", alert.disprove, alert.disproveFilter, "Show where to look"},
        {"How it was found", std::move(method), {}, {}}};
}

}  // namespace pr::models
