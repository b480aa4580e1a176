// Certificates that servers show: whether they are valid when they are shown, and whether they stand for the name that
// was asked for.
#pragma once

#include "core/base/limits.h"
#include "core/detect/alert_book.h"
#include "core/detect/recent_table.h"
#include "core/detect/server_name.h"
#include "core/fields/events.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace pr::detect {

/// A certificate in a handshake, as the row "certificate" has it. Views live as long as the row.
struct ShownCertificate {
    EventPlace place;
    bool hasTime = true;
    std::string_view fingerprint;  ///< hexadecimal
    std::string_view server;       ///< address text
    std::uint16_t serverPort = 0;
    std::string_view sni;  ///< empty: no name was asked for
    std::uint64_t position = 0;
    const dissect::Certificate* certificate = nullptr;

    std::string endpoint() const;
};

/// One alert for each certificate at each server; the table is by serial number and server, as the filter is. Alerts
/// take in all handshakes in which it is at fault; the filter names the packets one by one where others of the same
/// server and certificate lie between them.
class CertificateFaults {
public:
    struct Fault {
        Severity severity;
        int confidence;
        std::string reason;  ///< begins the sentence; how often it was shown follows
        std::string limits;
    };
    CertificateFaults(const DetectorText& text, AlertBook& book);

    /// Notes a handshake with a fault. `kind` tells faults of one certificate apart. Null where no alert may be raised.
    void fault(const ShownCertificate& shown, std::string_view kind, const Fault& fault);
    /// Notes one without: alerts of the same server and certificate must leave it out of their filters.
    void sound(const ShownCertificate& shown);
    /// Puts the figures in.
    void refresh();
    /// Takes back the alerts of a kind.
    void withdraw(std::string_view kind, const std::string& why);

    /// What all alerts of the detector say.
    std::string parameters, attack, disprove;

private:
    struct Entry {
        std::shared_ptr<OpenAlert> alert;
        std::string kind, fingerprint, server, serial;
        std::uint16_t port = 0;
        std::string reason;
        std::vector<PacketNumber> packets;
        std::uint64_t count = 0;
        bool mixed = false;   ///< handshakes that are not at fault lie between those that are
        bool sealed = false;  ///< the next fault is another alert
        std::set<std::string> names;
        bool changed = true;

        void leaveOut();
    };
    struct Hash {
        std::uint64_t operator()(const std::string& key) const { return std::hash<std::string>{}(key); }
    };
    using Table = RecentTable<std::string, std::vector<Entry>, Hash>;

    static std::string keyOf(const ShownCertificate& shown);
    void write(Entry& entry);

    DetectorText m_text;
    AlertBook& m_book;
    Table m_table;
};

/// tls-certificate-time, and capture-clock-suspect where the packets' clock and not the certificate must be wrong.
class CertificateTime {
public:
    explicit CertificateTime(AlertBook& book);
    void see(const ShownCertificate& shown);
    void refresh() { m_faults.refresh(); }

private:
    void suspectClock(const ShownCertificate& shown, const std::string& why);

    AlertBook& m_book;
    CertificateFaults m_faults;
    std::shared_ptr<OpenAlert> m_clock;
    std::vector<PacketNumber> m_clockPackets;
};

/// tls-name-mismatch.
class NameMismatch {
public:
    explicit NameMismatch(AlertBook& book);
    void see(const ShownCertificate& shown);
    void refresh() { m_faults.refresh(); }

private:
    CertificateFaults m_faults;
};

}  // namespace pr::detect
