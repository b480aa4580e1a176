#include "models/packet_summary.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/decode/path.h"
#include "core/dissect/protocols.h"
#include "core/fields/format.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace pr::models {

namespace {

/// Fields that the words are made of, first to last; of each the first value in the packet, with a word before it where
/// one is needed.
struct Part {
    std::string_view field;
    std::string_view before;
    enum class Form : std::uint8_t { Value, Word, QueryOrResponse, Flags } form = Part::Form::Value;
};
using Form = Part::Form;

struct Recipe {
    std::string_view protocol;  ///< as in the stack
    std::vector<Part> parts;
};

const std::vector<Recipe>& recipes()
{
    static const std::vector<Recipe> all{
        {"arp", {{"arp.opcode", "", Form::Word}, {"arp.src.proto_ipv4", "from"}, {"arp.dst.proto_ipv4", "about"}}},
        {"icmp", {{"icmp.type", "", Form::Word}, {"icmp.code", "code"}, {"icmp.seq", "seq"}}},
        {"icmpv6", {{"icmpv6.type", "", Form::Word}, {"icmpv6.nd.ns.target_address", "for"}}},
        {"igmp", {{"igmp.type", "", Form::Word}, {"igmp.maddr", "group"}}},
        {"dns",
            {{"dns.flags.response", "", Form::QueryOrResponse}, {"dns.id", ""}, {"dns.qry.type", "", Form::Word},
                {"dns.qry.name", ""}, {"dns.a", "A"}, {"dns.aaaa", "AAAA"}, {"dns.cname", "CNAME"}}},
        {"tls",
            {{"tls.handshake.type", "", Form::Word}, {"tls.alert_message.desc", "Alert", Form::Word},
                {"tls.handshake.extensions_server_name", "SNI"}, {"tls.record.content_type", "", Form::Word}}},
        {"http",
            {{"http.request.method", ""}, {"http.request.uri", ""}, {"http.host", "Host"}, {"http.response.code", ""},
                {"http.response.phrase", ""}, {"http.content_type", ""}}},
        {"tcp",
            {{"tcp.srcport", ""}, {"tcp.dstport", "→"}, {"tcp.flags", "", Form::Flags},
                {"tcp.window_size_value", "Win"}, {"tcp.len", "Len"}}},
        {"udp", {{"udp.srcport", ""}, {"udp.dstport", "→"}, {"udp.length", "Len"}}},
    };
    return all;
}

const Recipe* recipeFor(std::string_view protocol)
{
    if (protocol == "mdns" || protocol == "llmnr")
        protocol = "dns";
    const auto found = std::ranges::find(recipes(), protocol, &Recipe::protocol);
    return found == recipes().end() ? nullptr : &*found;
}

std::string flagWords(std::uint64_t flags)
{
    constexpr std::array names{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    std::string words = "[";
    for (std::size_t i = 0; i < names.size(); ++i)
        if (flags >> i & 1U)
            words.append(words.size() > 1 ? ", " : "").append(names[i]);
    return words + "]";
}

/// The name of a number, or the number where it has none.
std::string wordOf(const Node& node)
{
    const auto name = nameOf(node.field->names, node.value.asUnsigned());
    return name.empty() ? displayValue(*node.field, node.value) : std::string{name};
}

std::string upper(std::string_view text)
{
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

Ink inkFor(std::string_view stack)
{
    struct Rule {
        std::string_view name;
        Ink ink;
    };
    constexpr std::array rules{Rule{"dns", Ink::Dns}, Rule{"mdns", Ink::Dns}, Rule{"llmnr", Ink::Dns},
        Rule{"http", Ink::Http}, Rule{"tls", Ink::Tls}, Rule{"quic", Ink::Quic}, Rule{"smb", Ink::Smb},
        Rule{"icmp", Ink::Icmp}, Rule{"icmpv6", Ink::Icmp}, Rule{"arp", Ink::Arp}, Rule{"tcp", Ink::Tcp},
        Rule{"udp", Ink::Udp}};
    // From the innermost name outwards: what has no colour takes that of its carrier.
    while (!stack.empty()) {
        const auto colon = stack.rfind(':');
        const auto name = colon == std::string_view::npos ? stack : stack.substr(colon + 1);
        if (const auto rule = std::ranges::find(rules, name, &Rule::name); rule != rules.end())
            return rule->ink;
        stack = colon == std::string_view::npos ? std::string_view{} : stack.substr(0, colon);
    }
    return Ink::Plain;
}

/// The innermost name that says more than "data".
std::string_view protocolOf(std::string_view stack)
{
    while (true) {
        const auto colon = stack.rfind(':');
        const auto name = colon == std::string_view::npos ? stack : stack.substr(colon + 1);
        if (colon == std::string_view::npos
            || (name != "data" && name != "ethertype" && name != "x509sat" && name != "x509ce" && name != "x509af"
                && name != "pkcs1"))
            return name;
        stack = stack.substr(0, colon);
    }
}

std::string timeText(const PacketView& packet)
{
    if (!packet.hasTime)
        return "none";
    auto text = rfc3339(packet.time);
    text.pop_back();
    if (text.ends_with("000"))
        text.resize(text.size() - 3);
    std::ranges::replace(text, 'T', ' ');
    return text;
}

void addresses(Bytes path, Row& row, std::string& source, std::string& destination)
{
    decode::PathView view{path};
    decode::PathLayer layer;
    while (view.ok() && view.next(layer)) {
        if (layer.quoted() || layer.source.empty())
            continue;
        const bool mac = layer.source.size() == 6;
        source = mac ? macText(layer.source) : addressText(layer.source);
        destination = mac ? macText(layer.destination) : addressText(layer.destination);
    }
    if (!view.ok())
        row.note = "Decoding ended at a bound; addresses are not known.";
}

std::string markWords(std::uint16_t marks)
{
    struct Word {
        dissect::Mark mark;
        std::string_view text;
    };
    constexpr std::array words{Word{dissect::Mark::Malformed, "[Malformed] "},
        Word{dissect::Mark::Retransmission, "[Retransmission] "}, Word{dissect::Mark::OutOfOrder, "[Out of order] "},
        Word{dissect::Mark::LostSegment, "[Segment lost before] "},
        Word{dissect::Mark::DuplicateAck, "[Duplicate ACK] "}, Word{dissect::Mark::ZeroWindow, "[Zero window] "},
        Word{dissect::Mark::KeepAlive, "[Keep-alive] "}, Word{dissect::Mark::Conflict, "[Conflicting bytes] "}};
    std::string text;
    for (const auto& word : words)
        if (marks & static_cast<std::uint16_t>(word.mark))
            text += word.text;
    return text;
}

}  // namespace

const FieldRegistry& fieldRegistry()
{
    static const FieldRegistry registry{dissect::fieldLists()};
    return registry;
}

PacketSummary::PacketSummary()
{
    std::vector<const Field*> fields;
    for (const auto& recipe : recipes())
        for (const auto& part : recipe.parts)
            if (const auto* field = fieldRegistry().find(part.field))
                fields.push_back(field);
    m_sink.select(std::move(fields));
    begin();
}

void PacketSummary::begin()
{
    m_dissector = std::make_unique<dissect::Dissector>(dissect::DissectOptions{});
}

std::string PacketSummary::words(const PacketView& packet, std::string_view protocol)
{
    m_dissector->dissect(packet, {}, m_sink, nullptr);
    const auto* recipe = recipeFor(protocol);
    std::string text;
    for (const auto& part : recipe ? recipe->parts : std::vector<Part>{}) {
        const auto& nodes = m_sink.nodes();
        const auto node = std::ranges::find_if(
            nodes, [&](const Node& candidate) { return candidate.field->abbreviation == part.field; });
        if (node == nodes.end())
            continue;
        text.append(text.empty() ? "" : " ").append(part.before).append(part.before.empty() ? "" : " ");
        if (part.form == Form::Flags)
            text += flagWords(node->value.asUnsigned());
        else if (part.form == Form::Word)
            text += wordOf(*node);
        else if (part.form == Form::QueryOrResponse)
            text += node->value.asUnsigned() ? "Response" : "Query";
        else
            appendValue(text, *node->field, node->value);
    }
    return text;
}

void PacketSummary::describe(
    const PacketView& packet, Bytes path, std::string_view stack, std::uint16_t marks, Row& row)
{
    std::string source, destination;
    addresses(path, row, source, destination);
    const auto protocol = protocolOf(stack);
    row.cells = {grouped(packet.number.value), timeText(packet), source, destination, protocol == "icmpv6" ? "ICMPv6" : upper(protocol),
        std::to_string(packet.originalLength), markWords(marks) + words(packet, protocol)};
    row.ink = inkFor(stack);
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

}  // namespace pr::models
