// All detectors of a session: a sink of what the driver says, in packet order. Packet time is the only clock.
#pragma once

#include "core/base/packet.h"
#include "core/detect/certificates.h"
#include "core/detect/scan.h"
#include "core/dissect/flow_change.h"
#include "core/fields/events.h"

#include <functional>
#include <string>
#include <unordered_map>

namespace pr::detect {

/// The running maximum of packet times, where a jump of more than an hour ahead counts only after 16 packets.
class PacketClock {
public:
    void advance(std::int64_t time)
    {
        if (!m_started) {
            m_started = true;
            m_now = time;
        } else if (time > m_now && (time - m_now <= kJump || ++m_ahead >= kConfirmations)) {
            m_now = time;
            m_ahead = 0;
        } else if (time <= m_now) {
            m_ahead = 0;
        }
    }
    std::int64_t now() const { return m_now; }

private:
    static constexpr std::int64_t kJump = 3'600'000'000'000;
    static constexpr unsigned kConfirmations = 16;

    std::int64_t m_now = 0;
    unsigned m_ahead = 0;
    bool m_started = false;
};

/// The names that alerts have as AlertRecord::detector.
inline constexpr std::string_view kDetectorNames =
    "scan-vertical|scan-horizontal|tls-certificate-time|tls-name-mismatch|capture-clock-suspect|detector-flooded";

class Detectors {
public:
    /// `memory`: bytes that all of them may take together.
    Detectors(SessionId session, std::size_t memory);
    Detectors(const Detectors&) = delete;
    Detectors& operator=(const Detectors&) = delete;

    /// Before the packet is dissected.
    void begin(const PacketView& packet)
    {
        m_hasTime = packet.hasTime;
        if (packet.hasTime)
            m_clock.advance(packet.time.time_since_epoch().count());
        m_vertical.advance(m_clock.now());
        m_horizontal.advance(m_clock.now());
    }
    void flowChanged(const dissect::FlowChange& change)
    {
        m_vertical.see(change);
        m_horizontal.see(change);
    }
    /// The rows from number `from` on, which the packet wrote.
    void events(const EventBuffer& events, std::size_t from);
    /// There are no more packets.
    void finish();

    /// Hands out the alerts that changed since the last time, as they stand now.
    void takeChanged(const std::function<void(const AlertRecord&)>& take);
    std::uint64_t alerts() const { return m_book.alerts(); }

private:
    /// Where the columns of the table of certificates stand.
    struct Columns {
        const EventTable* table = nullptr;
        std::size_t fingerprint = 0, server = 0, port = 0, sni = 0, position = 0, fromClient = 0, der = 0;
    };
    void certificate(const EventBuffer& events, const EventBuffer::Row& row);
    const dissect::Certificate* parsed(std::string_view fingerprint, Bytes der);

    AlertBook m_book;
    PacketClock m_clock;
    bool m_hasTime = true;
    ScanDetector m_vertical, m_horizontal;
    CertificateTime m_time;
    NameMismatch m_names;
    Columns m_columns;
    std::unordered_map<std::string, dissect::Certificate> m_certificates;
};

}  // namespace pr::detect
