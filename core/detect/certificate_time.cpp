#include "core/detect/certificates.h"

#include "core/base/text.h"

#include <algorithm>

namespace pr::detect {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000, kDay = 86'400 * kSecond;
constexpr std::int64_t kSoon = 30 * kDay;
constexpr std::int64_t k1995 = 788'918'400 * kSecond;  // before SSL 2
constexpr std::string_view kExpired = "expired", kEarly = "not yet valid", kEnding = "ends soon";

constexpr DetectorText kTime{"tls-certificate-time", 1, "RFC 5280 4.1.2.5 and 6.1.3"};
constexpr DetectorText kClock{"capture-clock-suspect", 1, "RFC 6962 3.3"};

std::int64_t nanoseconds(Timestamp time)
{
    return time.time_since_epoch().count();
}

std::string whole(Timestamp time)
{
    auto text = rfc3339(time);
    if (const auto dot = text.find('.'); dot != std::string::npos)
        text.replace(dot, std::string::npos, "Z");
    return text;
}

// A clock that is wrong by hours is common, by days rare.
int confidenceBy(std::int64_t beyond)
{
    return 60 + static_cast<int>(35 * std::min<std::int64_t>(beyond, kDay) / kDay);
}

}  // namespace

CertificateTime::CertificateTime(AlertBook& book) : m_book{book}, m_faults{kTime, book}
{
    m_faults.parameters = R"({"ends_soon_days":30,"clock_suspect_days":30,"gap_s":3600})";
    m_faults.disprove = "Is the clock of the capture right? Other certificates and Date headers of HTTP tell. A root "
                        "that is sent along need not be valid where the client has a newer one.";
}

void CertificateTime::see(const ShownCertificate& shown)
{
    if (!shown.hasTime)
        return;
    const auto& certificate = *shown.certificate;
    // a time is valid to the end of its second (RFC 5280 4.1.2.5)
    const auto now = nanoseconds(std::chrono::floor<std::chrono::seconds>(shown.place.time));
    const auto begin = nanoseconds(certificate.notBefore), end = nanoseconds(certificate.notAfter);
    const auto which = shown.position == 0 ? std::string{"The certificate "}
                                           : "Certificate " + std::to_string(shown.position + 1) + " of the chain, ";
    const auto subject = which + "\"" + escaped(certificate.subject) + "\" of " + shown.endpoint();
    if (now < k1995) {
        suspectClock(shown, "The packets say " + whole(shown.place.time) + ", a time before TLS.");
        m_faults.sound(shown);
    } else if (now < begin) {
        if (certificate.logged && begin - now > kSoon)
            suspectClock(shown,
                subject + " is publicly logged and begins on " + whole(certificate.notBefore) + ", "
                    + spanWords(begin - now) + " after the packet that shows it.");
        if (m_clock) {
            m_faults.sound(shown);
            return;
        }
        m_faults.fault(shown, kEarly,
            {Severity::Low, confidenceBy(begin - now),
                subject + " was shown " + spanWords(begin - now) + " before it became valid ("
                    + whole(certificate.notBefore) + ").",
                {}});
    } else if (now > end) {
        const bool root = shown.position > 0 && certificate.selfSigned;
        m_faults.fault(shown, kExpired,
            {root ? Severity::Low : Severity::Medium, confidenceBy(now - end) - (m_clock ? 15 : 0),
                subject + " had expired " + spanWords(now - end) + " before it was shown ("
                    + whole(certificate.notAfter) + ").",
                m_clock ? "the clock of the capture is suspect" : ""});
    } else if (shown.position == 0 && end - now < kSoon && !m_clock) {
        m_faults.fault(shown, kEnding,
            {Severity::Info, 90,
                subject + " ends in " + spanWords(end - now) + " (" + whole(certificate.notAfter) + ").", {}});
    } else {
        m_faults.sound(shown);
    }
}

// One alert a session: what it says of time beyond this is not judged.
void CertificateTime::suspectClock(const ShownCertificate& shown, const std::string& why)
{
    if (!m_clock) {
        m_clock = m_book.open(kClock, std::string{kClock.name}, shown.place.packet, shown.place.time);
        if (!m_clock)
            return;
        auto& record = m_clock->record;
        record.severity = Severity::Medium;
        record.confidence = 80;
        record.parameters = R"({"ahead_days":30,"oldest":"1995-01-01T00:00:00Z"})";
        record.entities = {
            {"server", "endpoint", shown.endpoint()}, {"certificate", "sha256", std::string{shown.fingerprint}}};
        record.unit = "packets";
        record.reason = why + " The clock of the capture is wrong: whether certificates were valid yet is not judged.";
        record.disprove =
            "A forged certificate may hold the timestamps of another. Do several certificates of different "
            "issuers disagree with the packets' times?";
        record.disproveFilter = "tls.handshake.type == 11";
        m_faults.withdraw(kEarly, "the clock of the capture is suspect");
        m_faults.withdraw(kEnding, "the clock of the capture is suspect");
    }
    if (m_clockPackets.size() >= limits::alertPackets
        || (!m_clockPackets.empty() && m_clockPackets.back() == shown.place.packet))
        return;
    m_clockPackets.push_back(shown.place.packet);
    m_clock->see(shown.place.packet, shown.place.time);
    auto& record = m_clock->record;
    record.count = record.packets = m_clockPackets.size();
    record.evidenceFilter = frameSet(m_clockPackets);
}

}  // namespace pr::detect
