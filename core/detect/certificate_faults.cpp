#include "core/detect/certificates.h"

#include "core/base/text.h"

#include <algorithm>

namespace pr::detect {

namespace {

constexpr std::size_t kNames = 16;  // asked for, that an alert names
constexpr std::int64_t kGap = 3'600'000'000'000;

}  // namespace

std::string ShownCertificate::endpoint() const
{
    const bool v6 = server.find(':') != std::string_view::npos;
    return (v6 ? "[" : "") + std::string{server} + (v6 ? "]:" : ":") + std::to_string(serverPort);
}

CertificateFaults::CertificateFaults(const DetectorText& text, AlertBook& book)
    : m_text{text}, m_book{book}, m_table{limits::certificateFaults, limits::certificateFaults, {}}
{
}

std::string CertificateFaults::keyOf(const ShownCertificate& shown)
{
    return shown.certificate->serial + ' ' + shown.endpoint();
}

// A packet that the filter would find comes, and does not belong to the entry.
void CertificateFaults::Entry::leaveOut()
{
    mixed = true;
    if (count > packets.size())
        sealed = true;  // more than can be named were counted as a range, which ends before this packet
}

void CertificateFaults::fault(const ShownCertificate& shown, std::string_view kind, const Fault& fault)
{
    const auto slot = m_table.enter(keyOf(shown), [this](std::uint32_t gone) {
        for (auto& entry : m_table.at(gone))
            write(entry);
    });
    auto& entries = m_table.at(slot);
    const auto now = shown.place.time.time_since_epoch().count();
    auto found = entries.end();
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        if (entry->kind == kind && entry->fingerprint == shown.fingerprint)
            found = entry;
        else
            entry->leaveOut();
    }
    if (found != entries.end()
        && (found->sealed || now - found->alert->record.last > kGap
            || (found->mixed && found->packets.size() >= limits::alertPackets))) {
        write(*found);
        entries.erase(found);
        found = entries.end();
    }
    if (found == entries.end()) {
        auto alert = m_book.open(m_text,
            std::string{m_text.name} + " / " + std::string{shown.fingerprint.substr(0, 16)} + " / " + shown.endpoint()
                + (kind.empty() ? "" : " / ") + std::string{kind},
            shown.place.packet, shown.place.time);
        if (!alert)
            return;
        Entry fresh;
        fresh.alert = std::move(alert);
        fresh.kind = kind;
        fresh.fingerprint = shown.fingerprint;
        fresh.server = shown.server;
        fresh.port = shown.serverPort;
        fresh.serial = shown.certificate->serial;
        auto& record = fresh.alert->record;
        record.entities = {{"server", "endpoint", shown.endpoint()},
            {"certificate", "sha256", std::string{shown.fingerprint}},
            {"certificate", "name", escaped(shown.certificate->subject)}};
        record.attack = attack;
        record.disprove = disprove;
        record.unit = "handshakes";
        record.parameters = parameters;
        record.disproveFilter = (record.entities[0].value.starts_with('[') ? "ipv6.addr == " : "ip.addr == ")
            + std::string{shown.server} + " && tcp.port == " + std::to_string(shown.serverPort) + " && tls";
        found = entries.insert(entries.end(), std::move(fresh));
    }
    auto& entry = *found;
    auto& record = entry.alert->record;
    if (entry.count > 0 && record.lastPacket == shown.place.packet)
        return;  // twice in one packet
    ++entry.count;
    entry.alert->see(shown.place.packet, shown.place.time);
    if (entry.packets.size() < limits::alertPackets)
        entry.packets.push_back(shown.place.packet);
    entry.reason = fault.reason;
    record.severity = std::max(record.severity, fault.severity);
    record.confidence = std::max(record.confidence, fault.confidence);
    record.limits = fault.limits;
    if (!shown.sni.empty() && entry.names.size() < kNames && entry.names.emplace(escaped(shown.sni)).second)
        record.entities.push_back({"name", "name", escaped(shown.sni)});
    entry.changed = true;
}

void CertificateFaults::sound(const ShownCertificate& shown)
{
    const auto slot = m_table.find(keyOf(shown));
    if (slot == Table::none)
        return;
    for (auto& entry : m_table.at(slot))
        entry.leaveOut();
}

void CertificateFaults::write(Entry& entry)
{
    auto& record = entry.alert->record;
    record.count = record.packets = entry.count;
    record.reason = entry.reason + " It was shown in " + counted(entry.count, "handshake", "handshakes")
        + (entry.count > 1 ? " within " + spanWords(record.last - record.first) : "") + ".";
    const bool v6 = entry.server.find(':') != std::string::npos;
    auto filter = std::string{v6 ? "ipv6.src == " : "ip.src == "} + entry.server
        + " && tcp.srcport == " + std::to_string(entry.port) + " && tls.handshake.type == 11";
    if (!entry.serial.empty()) {
        filter += " && x509af.serialNumber == ";
        for (std::size_t i = 0; i + 1 < entry.serial.size(); i += 2)
            filter.append(i ? ":" : "").append(entry.serial, i, 2);
    }
    const bool named = entry.packets.size() == entry.count && (entry.mixed || entry.count == 1);
    filter += " && "
        + (named ? frameSet(entry.packets)
                 : "frame.number in {" + std::to_string(record.firstPacket.value) + ".."
                    + std::to_string(record.lastPacket.value) + "}");
    record.evidenceFilter = std::move(filter);
    entry.changed = false;
    entry.alert->changed = true;
}

void CertificateFaults::refresh()
{
    m_table.visit([this](std::uint32_t slot) {
        for (auto& entry : m_table.at(slot))
            if (entry.changed)
                write(entry);
    });
}

void CertificateFaults::withdraw(std::string_view kind, const std::string& why)
{
    m_table.visit([&](std::uint32_t slot) {
        for (auto& entry : m_table.at(slot))
            if (entry.kind == kind) {
                entry.alert->record.withdrawn = why;
                entry.changed = true;
            }
    });
}

}  // namespace pr::detect
