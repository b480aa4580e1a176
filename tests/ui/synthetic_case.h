// A case made of functions, for tests of the window only: row n is computed from n, so 10^8 rows cost nothing and every
// cell is known.
#pragma once

#include "models/time_text.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <span>
#include <thread>

namespace pr::ui_test {

using namespace pr::models;

/// Markup, controls, bidirectional marks, NUL, broken UTF-8, 64 KiB.
inline std::string hostileText(std::uint64_t n)
{
    switch (n % 6) {
    case 0: return "<b>bold</b><img src='http://example.invalid/x.png'>";
    case 1: return "a\nb\tc\x1b[31mred";
    case 2:
        return "user\xe2\x80\xae"
               "gpj.exe";
    case 3: return std::string{"nul\0here", 8};
    case 4: return "\xed\xa0\x80 lone surrogate \xff";
    default: return std::string(64 * 1024, 'A');
    }
}

inline std::vector<Column> packetColumns()
{
    return {
        {"frame.number", "No.", 96, true, true, false, false},
        {"frame.time", "Time", 210, false, true, false, false, TimeColumn::OfPackets},
        {"ip.src", "Source", 128, false, true, false, false},
        {"ip.dst", "Destination", 128, false, true, false, false},
        {"protocol", "Protocol", 84, false, true, true, false},
        {"frame.len", "Length", 70, true, true, false, false},
        {"info", "Info", 160, false, false, false, true},
    };
}

inline Row packetRow(std::uint64_t n, bool hostile)
{
    struct Kind {
        const char* protocol;
        Ink ink;
        const char* info;
    };
    constexpr Kind kinds[] = {{"TCP", Ink::Tcp, "51422 → 443 [ACK] Seq=518 Ack=1454 Win=64128 Len=0"},
        {"TLSv1.3", Ink::Tls, "Client Hello (SNI=www.example.test)"},
        {"DNS", Ink::Dns, "Standard query 0x3f1c A www.example.test"}, {"HTTP", Ink::Http, "GET /index.html HTTP/1.1"},
        {"UDP", Ink::Udp, "137 → 137 Len=50"}, {"ARP", Ink::Arp, "Who has 10.20.4.1? Tell 10.20.4.17"},
        {"ICMP", Ink::Icmp, "Echo (ping) request id=0x1, seq=2/512, ttl=64"},
        {"QUIC", Ink::Quic, "Initial, DCID=8f21c0d94a71"}};
    const auto& kind = kinds[n % std::size(kinds)];
    Row row;
    row.number = n + 1;
    row.cells = {std::to_string(n + 1), {}, "10.20.4." + std::to_string(n % 250 + 1),
        "198.51.100." + std::to_string(n % 90 + 1), kind.protocol, std::to_string(54 + n % 1400),
        hostile ? hostileText(n) : kind.info};
    // One packet a millisecond, from 2026-11-12 13:40 on.
    constexpr std::int64_t begin = 1'794'490'800'000'000'000, millisecond = 1'000'000;
    const auto at = [](std::uint64_t packet) { return begin + static_cast<std::int64_t>(packet) * millisecond; };
    row.times = {{1, at(n)}};
    row.clock.first = begin;
    if (n > 0)
        row.clock.previous = row.clock.shown = at(n - 1);
    row.cells[1] = timeText(at(n), TimeForm::UtcDate);
    row.ink = kind.ink;
    row.trouble = n % 23 == 12;
    row.severity = n % 41 == 7 ? Severity::High : n % 67 == 9 ? Severity::Critical : Severity::None;
    if (row.severity != Severity::None)
        row.note = "The certificate had expired 3 days before this packet.";
    return row;
}

class FunctionRows : public RowReader {
public:
    FunctionRows(std::uint64_t count, std::uint64_t step, bool hostile = false, std::chrono::milliseconds delay = {})
        : m_count{count}, m_step{step}, m_hostile{hostile}, m_delay{delay}
    {
    }
    std::uint64_t rowCount() const override { return m_count; }
    void grow(std::uint64_t rows) { m_count += rows; }
    std::vector<Row> rows(std::uint64_t first, std::size_t count, std::stop_token stop) override
    {
        std::this_thread::sleep_for(m_delay);
        std::vector<Row> rows;
        for (auto n = first; n < std::min<std::uint64_t>(m_count, first + count) && !stop.stop_requested(); ++n)
            rows.push_back(packetRow(n * m_step, m_hostile));
        return rows;
    }
    std::uint64_t rowOf(std::uint64_t number) override
    {
        return std::min<std::uint64_t>(m_count, (number - 1 + m_step - 1) / m_step);
    }
    std::shared_ptr<RowReader> another() const override
    {
        return std::make_shared<FunctionRows>(m_count, m_step, m_hostile, m_delay);
    }
    pr::Outcome<std::shared_ptr<RowReader>> sorted(
        const SortOrder&, std::stop_token, const std::function<void(double)>&) const override
    {
        return pr::Unexpected{pr::Failure{pr::Status::Usage, "These rows are not sorted.", {}}};
    }

private:
    std::atomic<std::uint64_t> m_count;
    std::uint64_t m_step;
    bool m_hostile;
    std::chrono::milliseconds m_delay;
};

/// Rows that stand in a list.
class ListRows : public RowReader {
public:
    explicit ListRows(std::vector<Row> rows) : m_rows{std::move(rows)} { }
    std::uint64_t rowCount() const override { return m_rows.size(); }
    std::vector<Row> rows(std::uint64_t first, std::size_t count, std::stop_token) override
    {
        const auto from = std::min<std::size_t>(first, m_rows.size());
        return {m_rows.begin() + static_cast<std::ptrdiff_t>(from),
            m_rows.begin() + static_cast<std::ptrdiff_t>(std::min(from + count, m_rows.size()))};
    }
    std::uint64_t rowOf(std::uint64_t number) override { return std::min<std::uint64_t>(number - 1, m_rows.size()); }
    std::shared_ptr<RowReader> another() const override { return std::make_shared<ListRows>(m_rows); }
    /// By the letters of the first cell, whatever the column.
    pr::Outcome<std::shared_ptr<RowReader>> sorted(
        const SortOrder& order, std::stop_token, const std::function<void(double)>&) const override
    {
        auto rows = m_rows;
        std::ranges::sort(rows, [&](const Row& a, const Row& b) {
            return order.descending ? a.cells[0] > b.cells[0] : a.cells[0] < b.cells[0];
        });
        return std::shared_ptr<RowReader>{std::make_shared<ListRows>(std::move(rows))};
    }

private:
    std::vector<Row> m_rows;
};

/// "tls" and "dns" are filters that end, "few" with 20,000 rows; "slow" never does; "bad" fails while it runs; "(" does
/// not parse.
class SyntheticCase : public CaseSource {
public:
    explicit SyntheticCase(std::uint64_t packets = 100'000'000, bool hostile = false)
        : m_packets{packets}, m_hostile{hostile}
    {
    }

    std::vector<Session> sessions() override
    {
        return {
            {1, "gw-core.pcapng", "complete", m_packets, false, "2026-11-12T13:40:00Z", "2026-11-12T15:20:00Z", 0, {}},
            {2, m_hostile ? hostileText(2) : "site-b.pcapng", "recovered after a crash", m_packets, false,
                "2026-11-12T13:40:00Z", "2026-11-12T15:20:00Z", 1204, "kernel 1,200, interface 4"}};
    }
    void grew(std::int64_t, std::uint64_t) override { }
    std::vector<TableInfo> tables() override
    {
        return {{Table::Packets, packetColumns()},
            {Table::Certificates,
                {{"subject", "Subject", 220, false, true, false, false},
                    {"issuer", "Issuer", 220, false, true, false, false},
                    {"names", "Names", 200, false, true, false, true}}},
            {Table::Alerts,
                {{"severity", "Severity", 90, false, false, false, false},
                    {"title", "Title", 300, false, false, false, true},
                    {"count", "Packets", 80, true, true, false, false}}}};
    }
    pr::Outcome<std::shared_ptr<RowReader>> openTable(std::int64_t, Table table) override
    {
        if (table == Table::Packets)
            return std::shared_ptr<RowReader>{std::make_shared<FunctionRows>(m_packets, 1, m_hostile)};
        Row row;
        row.number = 1;
        row.filter = "tls";
        if (table == Table::Certificates) {
            row.cells = {"CN=expired.example.test", "CN=Lab CA", "expired.example.test"};
            row.note = "Seen for 1 name on 2 servers; it had expired 3 days before the first packet that carried it.";
        } else {
            row.severity = Severity::High;
            row.cells = {"high", "Certificate expired at packet time", "6"};
            row.note =
                "expired.example.test presented a certificate that ended on 2026-11-09; the packets are of 2026-11-12.";
            row.passages = {{"Why", row.note, {}, {}}, {"Evidence", "6 packets.", "tls", "Show packets"},
                {"What would make it wrong", "Is the clock of the capture right?", "tls.handshake",
                    "Show where to look"}};
        }
        return std::shared_ptr<RowReader>{std::make_shared<ListRows>(std::vector<Row>{row})};
    }
    pr::Outcome<std::vector<Remark>> remarks(std::int64_t) override
    {
        return std::vector<Remark>{{3, true, ""}, {5, false, "The first beacon."}, {9, true, "And the second."}};
    }
    FilterCheck check(std::string_view filter) override
    {
        if (const auto at = filter.find('(');
            at != std::string_view::npos && filter.find(')') == std::string_view::npos)
            return {FilterCheck::Verdict::Invalid, "this parenthesis is not closed", at, 1};
        if (filter.find("!=") != std::string_view::npos)
            return {FilterCheck::Verdict::Suspicious,
                "matches if any address differs; did you mean not ip.addr == ...?", filter.find("!="), 2};
        return {FilterCheck::Verdict::Valid, {}, 0, 0};
    }
    std::vector<Suggestion> complete(std::string_view head, std::size_t limit) override
    {
        std::vector<Suggestion> found;
        const auto word =
            head.substr(head.find_last_of(' ') == std::string_view::npos ? 0 : head.find_last_of(' ') + 1);
        for (const auto& [name, help] :
            {std::pair{"tls", "protocol"}, {"tls.handshake.type", "unsigned integer, Handshake Type"},
                {"tcp.port", "unsigned integer, Source or Destination Port"}})
            if (std::string_view{name}.starts_with(word) && found.size() < limit)
                found.push_back({name, help});
        return found;
    }
    Result<void, Failure> filter(std::int64_t, const std::string& text, std::shared_ptr<RowReader>,
        std::stop_token stop, const std::function<void(const FilterProgress&)>& report) override
    {
        if (text == "bad")
            return Unexpected{
                Failure{Status::Storage, "Block 71 of the case does not fit its digest.", "The rows before it stand."}};
        const auto rows = std::make_shared<FunctionRows>(text == "none" ? 0
                : text == "few"                                         ? 20'000
                                                                        : m_packets / 8,
            8, m_hostile);
        report({0.5, rows, false});
        while (text == "slow" && !stop.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        if (!stop.stop_requested())
            report({1, rows, true});
        return {};
    }
    Result<Details, Failure> details(std::int64_t, std::uint64_t packet, std::stop_token) override
    {
        if (packet % 1000 == 999)
            return Unexpected{Failure{
                Status::Storage, "Packet " + std::to_string(packet) + " stands in a block that cannot be read.", {}}};
        Details details;
        details.number = packet;
        std::vector<std::byte> bytes(571);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::byte>((i * 37 + packet) & 0xff);
        const auto node = [&](std::string text, std::string name, std::uint16_t depth, std::uint64_t start,
                              std::uint64_t length, std::string filter = {}) {
            details.nodes.push_back(
                {std::move(text), std::move(name), "51422", std::move(filter), depth, 0, start, length, false});
        };
        node("Frame " + std::to_string(packet) + ": 571 bytes on wire, 571 bytes captured", "frame", 0, 0, 571);
        node("Ethernet II, Src: a4:8c:db:01:77:20, Dst: 3c:52:82:11:0a:9e", "eth", 0, 0, 14);
        node("Destination: 3c:52:82:11:0a:9e", "eth.dst", 1, 0, 6);
        node("Source: a4:8c:db:01:77:20", "eth.src", 1, 6, 6);
        node("Internet Protocol Version 4, Src: 10.20.4.17, Dst: 198.51.100.23", "ip", 0, 14, 20);
        node("0100 .... = Version: 4", "ip.version", 1, 14, 1);
        node("Source Address: 10.20.4.17", "ip.src", 1, 26, 4, "ip.src == 10.20.4.17");
        node("Transmission Control Protocol, Src Port: 51422, Dst Port: 443", "tcp", 0, 34, 32);
        node("Source Port: 51422", "tcp.srcport", 1, 34, 2, "tcp.srcport == 51422");
        node("Flags: 0x018 (PSH, ACK)", "tcp.flags", 1, 46, 2);
        node(".... .... ...1 .... = Acknowledgment: Set", "tcp.flags.ack", 2, 47, 1, "tcp.flags.ack == 1");
        node(m_hostile ? hostileText(packet) : "Transport Layer Security", "tls", 0, 66, 505);
        details.nodes.push_back(
            {"Malformed: the length runs 12 bytes past the record", "_ws.malformed", "", "", 1, 0, 71, 5, true});
        details.sources.push_back({"Frame", bytes});
        details.sources.push_back({"Reassembled TCP", std::vector<std::byte>(2400, std::byte{0x41})});
        details.follows = {{"tcp", 17}};
        return details;
    }
    Result<StreamContent, Failure> follow(std::int64_t, const FollowTarget&, std::stop_token) override
    {
        StreamContent content{"10.20.4.17:51422", "198.51.100.23:80", 0, 0, {}, false};
        const auto add = [&](bool server, std::uint64_t packet, std::string_view text) {
            const auto bytes = std::as_bytes(std::span{text});
            content.chunks.push_back({server, packet, 0, {bytes.begin(), bytes.end()}});
            (server ? content.serverBytes : content.clientBytes) += text.size();
        };
        add(false, 4, "GET /index.html HTTP/1.1\r\nHost: www.example.test\r\nUser-Agent: curl/7.88.1\r\n\r\n");
        add(true, 6,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 64\r\n\r\n<html><body><b>not "
            "rendered</b></body></html>\r\n");
        content.chunks.push_back({true, 9, 1400, {}});
        add(true, 11, std::string_view{"\x00\x01\x02\x03\x1b[31m", 9});
        return content;
    }

private:
    std::uint64_t m_packets;
    bool m_hostile;
};

}  // namespace pr::ui_test
