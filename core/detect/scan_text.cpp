// What an alert of a scan says.
#include "core/detect/scan.h"

#include "core/base/text.h"

namespace pr::detect {

namespace {

// RFC 1918, RFC 4193 and link-local addresses.
bool isInternal(Bytes address)
{
    const auto at = [address](std::size_t i) { return std::to_integer<unsigned>(address[i]); };
    if (address.size() == 4)
        return at(0) == 10 || (at(0) == 172 && (at(1) & 0xF0U) == 16) || (at(0) == 192 && at(1) == 168)
            || (at(0) == 169 && at(1) == 254);
    return address.size() == 16 && ((at(0) & 0xFEU) == 0xFC || (at(0) == 0xFE && (at(1) & 0xC0U) == 0x80));
}

// `ip.src`, or `ip.src#2` where the packet has other headers around it.
std::string occurrence(std::string_view field, unsigned which)
{
    return std::string{field} + (which > 1 ? "#" + std::to_string(which) : "");
}

// No header of either family follows the flow's own one: else the header that carries a tunnel or an ICMP error would
// be taken for it.
std::string nothingFollows(unsigned ipv4, unsigned ipv6)
{
    const auto none = [](std::string_view family, unsigned count) {
        return count == 0 ? "!" + std::string{family} : "!" + std::string{family} + ".src#" + std::to_string(count + 1);
    };
    return none("ip", ipv4) + " && " + none("ipv6", ipv6);
}

}  // namespace

std::string ScanDetector::reasonOf(const Key& key, const Scan& scan) const
{
    const auto address = [&key](const auto& bytes) { return addressText(Bytes{bytes}.first(key.addressBytes)); };
    const auto& record = scan.alert->record;
    const auto& items = scan.items;
    const auto more = std::string{items.more() ? "more than " : ""} + grouped(items.size());
    const auto where = m_rule.vertical
        ? more + (key.tcp ? " TCP ports of " : " UDP ports of ") + address(key.target)
        : (key.tcp ? "TCP port " : "UDP port ") + std::to_string(key.port) + " of " + more + " hosts";
    const auto when = " in " + spanWords(record.last - record.first);
    const auto threshold = " (threshold " + std::to_string(scan.byTried ? m_rule.tried : thresholdOf(key))
        + (scan.byTried ? " tried" : " failed") + " in " + spanWords(m_rule.window) + ").";
    if (!key.tcp)
        return address(key.source) + " sent to " + where + when + "; for each of them an ICMP error came back"
            + threshold;
    return address(key.source) + " tried " + where + when + " with SYN; "
        + grouped(items.count(Reply::Accepted) + items.count(Reply::Data)) + " answered, "
        + grouped(items.count(Reply::Refused)) + " refused, " + grouped(items.count(Reply::None)) + " were silent"
        + threshold;
}

std::string ScanDetector::filterOf(const Key& key, const Scan& scan) const
{
    const auto& record = scan.alert->record;
    const bool v4 = key.addressBytes == 4;
    const auto which = unsigned{v4 ? key.ipv4 : key.ipv6};
    const auto family = std::string{v4 ? "ip" : "ipv6"};
    const auto address = [&key](const auto& bytes) { return addressText(Bytes{bytes}.first(key.addressBytes)); };
    auto filter = occurrence(family + ".src", which) + " == " + address(key.source);
    if (m_rule.vertical)
        filter += " && " + occurrence(family + ".dst", which) + " == " + address(key.target);
    const auto port = key.tcp ? std::string{"tcp.dstport"} : occurrence("udp.dstport", key.udp);
    if (!m_rule.vertical)
        filter += " && " + port + " == " + std::to_string(key.port);
    if (key.tcp) {
        filter += " && tcp.flags.syn == 1 && tcp.flags.ack == 0";
    } else {
        filter += v4 ? " && icmp.type == 3 && !(icmp.code == 4)" : " && icmpv6.type == 1";
        filter += " && !(" + occurrence("udp.srcport", key.udp) + " < 1024 && " + port + " > 32767)";
    }
    filter += " && " + nothingFollows(key.ipv4, key.ipv6);
    return filter + " && frame.number in {" + std::to_string(record.firstPacket.value) + ".."
        + std::to_string(record.lastPacket.value) + "}";
}

void ScanDetector::write(const Key& key, Scan& scan)
{
    const Bytes source = Bytes{key.source}.first(key.addressBytes), target = Bytes{key.target}.first(key.addressBytes);
    const auto& items = scan.items;
    auto& record = scan.alert->record;
    record.count = items.size();
    record.unit = m_rule.vertical ? "ports" : "hosts";
    record.packets = scan.packets;
    record.reason = reasonOf(key, scan);
    record.evidenceFilter = filterOf(key, scan);
    const auto from = addressText(source);
    record.entities = {{"source", "address", from}};
    if (m_rule.vertical)
        record.entities.push_back({"target", "address", addressText(target)});
    else
        record.entities.push_back({"target", "port", (key.tcp ? "tcp/" : "udp/") + std::to_string(key.port)});
    const bool inside = isInternal(source);
    const bool inbound = m_rule.vertical && !inside && isInternal(target);
    record.severity = Severity::Medium;
    if (m_rule.vertical ? inside && isInternal(target) : thresholdOf(key) != m_rule.failed)
        record.severity = Severity::High;
    record.attack = inbound ? "T1595.001" : m_rule.vertical ? "T1046" : "T1018 T1046";
    record.parameters = "{\"failed\":" + std::to_string(m_rule.failed) + (m_rule.vertical ? "" : ",\"failed_named\":")
        + (m_rule.vertical ? "" : std::to_string(m_rule.failedNamed)) + ",\"tried\":" + std::to_string(m_rule.tried)
        + ",\"window_s\":" + std::to_string(m_rule.window / 1'000'000'000)
        + ",\"silence_s\":" + std::to_string(m_rule.silence / 1'000'000'000)
        + ",\"gap_s\":" + std::to_string(m_rule.gap / 1'000'000'000) + "}";

    int weaknesses = 0;
    record.limits.clear();
    const auto weakness = [&](const std::string& words) { record.limits += (weaknesses++ ? "; " : "") + words; };
    if (key.tcp && items.size() == items.count(Reply::None))
        weakness("nothing of the other direction was captured");
    if (scan.forgotten)
        weakness("the oldest of " + grouped(limits::scanKeys) + " watched pairs had been forgotten before");
    if (items.more())
        weakness("only the first " + grouped(items.size()) + " are told apart");
    const auto failed = items.count(Reply::Refused) + items.count(Reply::None);
    record.confidence = scan.byTried ? confidenceOf(m_rule.tried, items.size() - items.count(Reply::Data), weaknesses)
                                     : confidenceOf(thresholdOf(key), failed, weaknesses);
    const auto family = std::string{key.addressBytes == 4 ? "ip" : "ipv6"};
    record.disprove = m_rule.vertical
        ? "An authorised scanner or an inventory tool? Change tickets and the other hosts it visited tell. A program "
          "that looks for a service it lost tries few ports again and again; a browser or a peer gets data back."
        : "An authorised scanner, or a service with many peers of which some are gone? Then most of the connections "
          "that it opened carry data.";
    record.disproveFilter = family + ".dst == " + from + " && " + (key.tcp ? "tcp.len > 0" : "udp");
    scan.changed = false;
    scan.alert->changed = true;
}

ScanRule verticalRule()
{
    return {};
}

ScanRule horizontalRule()
{
    return {.vertical = false, .failed = 25, .failedNamed = 10, .tried = 0};
}

}  // namespace pr::detect
