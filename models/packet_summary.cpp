#include "models/packet_summary.h"

#include "models/time_text.h"

#include "core/base/text.h"
#include "core/decode/path.h"
#include "core/dissect/outcome.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace pr::models {

namespace {

std::string upper(std::string_view text)
{
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

Ink inkFor(std::string_view protocol, std::string_view stack)
{
    struct Rule {
        std::string_view name;
        Ink ink;
    };
    constexpr std::array rules{Rule{"dns", Ink::Dns}, Rule{"mdns", Ink::Dns}, Rule{"llmnr", Ink::Dns},
        Rule{"http", Ink::Http}, Rule{"tls", Ink::Tls}, Rule{"quic", Ink::Quic}, Rule{"smb", Ink::Smb},
        Rule{"icmp", Ink::Icmp}, Rule{"icmpv6", Ink::Icmp}, Rule{"arp", Ink::Arp}, Rule{"tcp", Ink::Tcp},
        Rule{"udp", Ink::Udp}};
    // From that name outwards: what has no colour takes that of its carrier.
    stack = stack.substr(0, static_cast<std::size_t>(protocol.data() + protocol.size() - stack.data()));
    while (!stack.empty()) {
        const auto colon = stack.rfind(':');
        const auto name = colon == std::string_view::npos ? stack : stack.substr(colon + 1);
        if (const auto rule = std::ranges::find(rules, name, &Rule::name); rule != rules.end())
            return rule->ink;
        stack = colon == std::string_view::npos ? std::string_view{} : stack.substr(0, colon);
    }
    return Ink::Plain;
}

bool isContent(std::string_view name)
{
    constexpr std::array names{"data", "ethertype", "x509sat", "x509ce", "x509af", "x509if", "pkcs1", "pkix1implicit",
        "pkix1explicit", "data-text-lines", "media", "json", "xml", "urlencoded-form", "mime_multipart", "png",
        "image-jfif", "image-gif"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string textOfAddress(Bytes address)
{
    return address.empty() ? std::string{} : address.size() == 6 ? macText(address) : addressText(address);
}

}  // namespace

void summarize(const PacketView& packet, Bytes path, std::string_view stack, std::uint16_t marks, Row& row)
{
    const auto ends = endsOf(path);
    if (!ends.whole)
        row.note = "Decoding ended at a bound; addresses are not known.";
    const auto protocol = listedProtocol(stack);
    const auto time = packet.time.time_since_epoch().count();
    row.cells = {grouped(packet.number.value), packet.hasTime ? timeText(time, TimeForm::UtcDate) : "none",
        textOfAddress(ends.source), textOfAddress(ends.destination), protocol == "icmpv6" ? "ICMPv6" : upper(protocol),
        std::to_string(packet.originalLength), {}};
    if (packet.hasTime)
        row.times = {{1, time}};
    row.exact = {{0, std::to_string(packet.number.value)}};
    row.ink = inkFor(protocol, stack);
    const auto has = [marks](dissect::Mark mark) { return (marks & static_cast<std::uint16_t>(mark)) != 0; };
    row.trouble = has(dissect::Mark::Retransmission) || has(dissect::Mark::OutOfOrder)
        || has(dissect::Mark::LostSegment) || has(dissect::Mark::ZeroWindow) || has(dissect::Mark::Reset)
        || has(dissect::Mark::Malformed);
    if (has(dissect::Mark::Alert)) {
        row.severity = Severity::High;
        row.note = "An alert names this packet.";
    } else if (has(dissect::Mark::Malformed)) {
        row.severity = Severity::Medium;
        row.note = "A length or value in this packet lies; the field tree shows where.";
    }
}

PathEnds endsOf(Bytes path)
{
    PathEnds ends;
    decode::PathView view{path};
    decode::PathLayer layer;
    while (view.ok() && view.next(layer))
        if (!layer.quoted() && !layer.source.empty()) {
            ends.source = layer.source;
            ends.destination = layer.destination;
        }
    ends.whole = view.ok();
    return ends;
}

std::string_view listedProtocol(std::string_view stack)
{
    std::string_view found = stack.substr(0, stack.find(':'));
    for (std::size_t start = 0; start < stack.size();) {
        const auto end = std::min(stack.find(':', start), stack.size());
        const auto name = stack.substr(start, end - start);
        if (!isContent(name))
            found = name;
        if (name == "icmp" || name == "icmpv6")  // what follows is quoted
            break;
        start = end + 1;
    }
    return found;
}

}  // namespace pr::models
