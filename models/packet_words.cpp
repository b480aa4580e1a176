#include "models/packet_words.h"

#include "core/dissect/protocols.h"
#include "core/fields/format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <utility>

namespace pr::models {

const FieldRegistry& fieldRegistry()
{
    static const FieldRegistry registry{dissect::fieldLists()};
    return registry;
}

namespace {

void put(std::string& out, std::string_view text)
{
    out += text;
}

void put(std::string& out, std::unsigned_integral auto number)
{
    out += std::to_string(number);
}

/// The parts one after another; numbers in decimal.
template <class... Parts> std::string line(const Parts&... parts)
{
    std::string out;
    (put(out, parts), ...);
    return out;
}

std::string hex(std::uint64_t number, std::size_t digits)
{
    std::array<char, 16> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, 16).ptr;
    std::string text{buffer.data(), end};
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

/// A field that was looked up by name once. Null where the program does not know it (yet): then it is in no packet.
struct Known {
    const Field* field;
    explicit Known(std::string_view name) : field{fieldRegistry().find(name)} { all().push_back(field); }
    static std::vector<const Field*>& all()
    {
        static std::vector<const Field*> fields;
        return fields;
    }
};

struct Fields {
    Known tcpSource{"tcp.srcport"}, tcpDestination{"tcp.dstport"}, tcpFlags{"tcp.flags"}, tcpSequence{"tcp.seq"},
        tcpAcknowledged{"tcp.ack"}, tcpWindow{"tcp.window_size"}, tcpLength{"tcp.len"}, tcpMss{"tcp.options.mss_val"},
        tcpScale{"tcp.options.wscale.multiplier"}, tcpSackAllowed{"tcp.options.sack_perm"},
        tcpSackLeft{"tcp.options.sack_le"}, tcpSackRight{"tcp.options.sack_re"}, tcpTime{"tcp.options.timestamp.tsval"},
        tcpTimeEcho{"tcp.options.timestamp.tsecr"}, tcpSegment{"tcp.segment_data"};
    Known retransmission{"tcp.analysis.retransmission"}, fastRetransmission{"tcp.analysis.fast_retransmission"},
        spurious{"tcp.analysis.spurious_retransmission"}, outOfOrder{"tcp.analysis.out_of_order"},
        lostSegment{"tcp.analysis.lost_segment"}, ackLost{"tcp.analysis.ack_lost_segment"},
        duplicateAck{"tcp.analysis.duplicate_ack"}, duplicateOf{"tcp.analysis.duplicate_ack_frame"},
        duplicateNumber{"tcp.analysis.duplicate_ack_num"}, zeroWindow{"tcp.analysis.zero_window"},
        zeroProbe{"tcp.analysis.zero_window_probe"}, zeroProbeAck{"tcp.analysis.zero_window_probe_ack"},
        windowFull{"tcp.analysis.window_full"}, windowUpdate{"tcp.analysis.window_update"},
        keepAlive{"tcp.analysis.keep_alive"}, keepAliveAck{"tcp.analysis.keep_alive_ack"},
        reused{"tcp.analysis.reused_ports"};
    Known udpSource{"udp.srcport"}, udpDestination{"udp.dstport"}, udpLength{"udp.length"};
    Known dnsId{"dns.id"}, dnsResponse{"dns.flags.response"}, dnsCode{"dns.flags.rcode"},
        dnsOperation{"dns.flags.opcode"}, dnsName{"dns.qry.name"}, dnsType{"dns.qry.type"},
        dnsRecordType{"dns.resp.type"}, dnsA{"dns.a"}, dnsAaaa{"dns.aaaa"}, dnsCname{"dns.cname"},
        dnsPtr{"dns.ptr.domain_name"}, dnsNs{"dns.ns"}, dnsMx{"dns.mx.mail_exchange"}, dnsSoa{"dns.soa.mname"},
        dnsSrv{"dns.srv.target"};
    Known httpMethod{"http.request.method"}, httpUri{"http.request.uri"}, httpVersion{"http.request.version"},
        httpCode{"http.response.code"}, httpPhrase{"http.response.phrase"}, httpAnswerVersion{"http.response.version"},
        httpType{"http.content_type"};
    Known tlsContent{"tls.record.content_type"}, tlsOpaque{"tls.record.opaque_type"},
        tlsHandshake{"tls.handshake.type"}, tlsName{"tls.handshake.extensions_server_name"},
        tlsAlertLevel{"tls.alert_message.level"}, tlsAlert{"tls.alert_message.desc"};
    Known icmpType{"icmp.type"}, icmpCode{"icmp.code"}, icmpIdent{"icmp.ident"}, icmpSequence{"icmp.seq"},
        icmpGateway{"icmp.redir_gw"}, ttl{"ip.ttl"};
    Known icmp6Type{"icmpv6.type"}, icmp6Code{"icmpv6.code"}, icmp6Ident{"icmpv6.echo.identifier"},
        icmp6Sequence{"icmpv6.echo.sequence_number"}, solicited{"icmpv6.nd.ns.target_address"},
        advertised{"icmpv6.nd.na.target_address"}, linkAddress{"icmpv6.opt.linkaddr"}, hops{"ipv6.hlim"};
    Known igmpType{"igmp.type"}, igmpGroup{"igmp.maddr"};
    Known arpOperation{"arp.opcode"}, arpSource{"arp.src.proto_ipv4"}, arpTarget{"arp.dst.proto_ipv4"},
        arpSourceMac{"arp.src.hw_mac"}, arpGratuitous{"arp.isgratuitous"}, arpProbe{"arp.isprobe"},
        arpAnnouncement{"arp.isannouncement"};
    Known ipProtocol{"ip.proto"}, ipOffset{"ip.frag_offset"}, ipMore{"ip.flags.mf"}, ipId{"ip.id"},
        malformed{"_ws.malformed"}, conflict{"tcp.segment.overlap.conflict"}, ip6Offset{"ipv6.fraghdr.offset"},
        ip6Id{"ipv6.fraghdr.ident"}, ip6Next{"ipv6.nxt"};
};

const Fields& known()
{
    static const Fields fields;
    return fields;
}

std::string textOf(const Node& node)
{
    return displayValue(*node.field, node.value);
}

/// The name of a number, or the number where it has none.
std::string wordOf(const Node& node)
{
    const auto name = nameOf(node.field->names, node.value.asUnsigned());
    return name.empty() ? textOf(node) : std::string{name};
}

/// "A" of "A (Host Address)".
std::string shortWord(const Node& node)
{
    const auto word = wordOf(node);
    return word.substr(0, word.find(' '));
}

/// The fields of one packet. Of several layers of a protocol the first is meant, or the last: the innermost.
class Packet {
public:
    explicit Packet(const FieldSink& sink) : m_nodes{sink.nodes()} { }

    const Node* first(const Known& wanted) const
    {
        const auto node =
            std::find_if(m_nodes.begin(), m_nodes.end(), [&](const Node& n) { return n.field == wanted.field; });
        return node == m_nodes.end() ? nullptr : &*node;
    }
    const Node* last(const Known& wanted) const
    {
        const auto node =
            std::find_if(m_nodes.rbegin(), m_nodes.rend(), [&](const Node& n) { return n.field == wanted.field; });
        return node == m_nodes.rend() ? nullptr : &*node;
    }
    bool has(const Known& wanted) const { return first(wanted) != nullptr; }
    std::string text(const Known& wanted) const
    {
        const auto* node = first(wanted);
        return node ? textOf(*node) : std::string{};
    }
    std::uint64_t number(const Known& wanted) const
    {
        const auto* node = first(wanted);
        return node ? node->value.asUnsigned() : 0;
    }
    std::uint64_t lastNumber(const Known& wanted) const
    {
        const auto* node = last(wanted);
        return node ? node->value.asUnsigned() : 0;
    }
    const std::vector<Node>& nodes() const { return m_nodes; }

private:
    const std::vector<Node>& m_nodes;
};

std::string flagWords(std::uint64_t flags)
{
    constexpr std::array names{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    std::string words = "[";
    for (std::size_t i = 0; i < names.size(); ++i)
        if (flags >> i & 1U)
            words.append(words.size() > 1 ? ", " : "").append(names[i]);
    return words.size() > 1 ? words + "]" : "[<None>]";
}

std::string analysisWords(const Packet& packet)
{
    const auto& f = known();
    const std::array<std::pair<const Known*, std::string_view>, 15> words{
        {{&f.reused, "Port numbers reused"}, {&f.lostSegment, "Previous segment not captured"},
            {&f.ackLost, "ACKed unseen segment"}, {&f.spurious, "Spurious Retransmission"},
            {&f.fastRetransmission, "Fast Retransmission"}, {&f.outOfOrder, "Out-Of-Order"},
            {&f.zeroProbe, "ZeroWindowProbe"}, {&f.zeroProbeAck, "ZeroWindowProbeAck"}, {&f.keepAlive, "Keep-Alive"},
            {&f.keepAliveAck, "Keep-Alive ACK"}, {&f.zeroWindow, "ZeroWindow"}, {&f.windowFull, "Window Full"},
            {&f.windowUpdate, "Window Update"}, {&f.retransmission, "Retransmission"}, {&f.duplicateAck, "Dup ACK"}}};
    std::string text;
    for (const auto& [field, word] : words) {
        const bool told = field == &f.retransmission && (packet.has(f.spurious) || packet.has(f.fastRetransmission));
        if (!packet.has(*field) && !(field == &f.duplicateAck && packet.has(f.duplicateNumber)))
            continue;
        if (told)
            continue;
        text.append("[TCP ").append(word);
        if (field == &f.duplicateAck && packet.has(f.duplicateOf))
            text += line(" ", packet.number(f.duplicateOf), "#", packet.number(f.duplicateNumber));
        text += "] ";
    }
    return text;
}

std::string tcpWords(const Packet& packet)
{
    const auto& f = known();
    const auto flags = packet.lastNumber(f.tcpFlags);
    auto text = line(packet.lastNumber(f.tcpSource), " → ", packet.lastNumber(f.tcpDestination), " ", flagWords(flags));
    constexpr std::uint64_t ack = 0x10;
    if (packet.last(f.tcpSequence))
        text += line(" Seq=", packet.lastNumber(f.tcpSequence));
    if (flags & ack && packet.last(f.tcpAcknowledged))
        text += line(" Ack=", packet.lastNumber(f.tcpAcknowledged));
    text += line(" Win=", packet.lastNumber(f.tcpWindow), " Len=", packet.lastNumber(f.tcpLength));
    for (const auto& node : packet.nodes()) {
        if (node.field == f.tcpMss.field)
            text += line(" MSS=", node.value.asUnsigned());
        else if (node.field == f.tcpScale.field)
            text += line(" WS=", node.value.asUnsigned());
        else if (node.field == f.tcpSackAllowed.field)
            text += " SACK_PERM";
        else if (node.field == f.tcpSackLeft.field)
            text += line(" SLE=", node.value.asUnsigned());
        else if (node.field == f.tcpSackRight.field)
            text += line(" SRE=", node.value.asUnsigned());
        else if (node.field == f.tcpTime.field)
            text += line(" TSval=", node.value.asUnsigned());
        else if (node.field == f.tcpTimeEcho.field)
            text += line(" TSecr=", node.value.asUnsigned());
    }
    if (packet.has(f.tcpSegment))
        text += " [TCP segment of a reassembled PDU]";
    return text;
}

std::string udpWords(const Packet& packet)
{
    const auto& f = known();
    constexpr std::uint64_t header = 8;
    const auto length = packet.lastNumber(f.udpLength);
    return line(packet.lastNumber(f.udpSource), " → ", packet.lastNumber(f.udpDestination),
        " Len=", length >= header ? length - header : 0);
}

std::string dnsWords(const Packet& packet)
{
    const auto& f = known();
    if (!packet.has(f.dnsId))
        return {};
    constexpr std::size_t mostRecords = 20;
    const auto* operation = packet.first(f.dnsOperation);
    auto text = operation ? wordOf(*operation) : std::string{"Standard query"};
    if (packet.number(f.dnsResponse))
        text += " response";
    text += line(" 0x", hex(packet.number(f.dnsId), 4));
    if (const auto* code = packet.first(f.dnsCode);
        code && code->value.asUnsigned() != 0 && packet.number(f.dnsResponse))
        text += ' ' + wordOf(*code);
    std::string name;  // stands before its type in the tree and behind it in the words
    std::size_t records = 0;
    for (const auto& node : packet.nodes()) {
        if (node.field == f.dnsName.field) {
            name = textOf(node);
        } else if (node.field == f.dnsType.field) {
            text.append(" ").append(shortWord(node)).append(" ").append(name.empty() ? "<Root>" : name);
        } else if (node.field == f.dnsRecordType.field) {
            if (++records > mostRecords)
                return text + " …";
            text.append(" ").append(shortWord(node));
        } else if (node.field == f.dnsA.field || node.field == f.dnsAaaa.field || node.field == f.dnsCname.field
            || node.field == f.dnsPtr.field || node.field == f.dnsNs.field || node.field == f.dnsMx.field
            || node.field == f.dnsSoa.field || node.field == f.dnsSrv.field) {
            text.append(" ").append(textOf(node));
        }
    }
    return text;
}

std::string httpWords(const Packet& packet)
{
    const auto& f = known();
    if (packet.has(f.httpMethod))
        return packet.text(f.httpMethod) + ' ' + packet.text(f.httpUri) + ' ' + packet.text(f.httpVersion);
    if (!packet.has(f.httpCode))
        return "Continuation";
    auto text = packet.text(f.httpAnswerVersion) + ' ' + packet.text(f.httpCode) + ' ' + packet.text(f.httpPhrase);
    if (const auto type = packet.text(f.httpType); !type.empty())
        text += "  (" + type.substr(0, type.find(';')) + ')';
    return text;
}

std::string tlsWords(const Packet& packet)
{
    const auto& f = known();
    constexpr std::uint64_t changeCipherSpec = 20, alert = 21, handshake = 22, data = 23;
    std::vector<std::string> words;
    bool sealed = false;  // a handshake record of which nothing could be read so far
    const auto seal = [&] {
        if (std::exchange(sealed, false))
            words.emplace_back("Encrypted Handshake Message");
    };
    std::string level;
    for (const auto& node : packet.nodes()) {
        if (node.field == f.tlsContent.field || node.field == f.tlsOpaque.field) {
            seal();
            switch (node.value.asUnsigned()) {
            case changeCipherSpec: words.emplace_back("Change Cipher Spec"); break;
            case alert: words.emplace_back("Encrypted Alert"); break;
            case handshake: sealed = true; break;
            case data: words.emplace_back("Application Data"); break;
            default: words.push_back(wordOf(node));
            }
        } else if (node.field == f.tlsHandshake.field) {
            sealed = false;
            words.push_back(wordOf(node));
        } else if (node.field == f.tlsName.field && !words.empty()) {
            words.back() += " (SNI=" + textOf(node) + ')';
        } else if (node.field == f.tlsAlertLevel.field) {
            level = wordOf(node);
        } else if (node.field == f.tlsAlert.field && !words.empty()) {
            words.back() = "Alert (Level: " + level + ", Description: " + wordOf(node) + ')';
        }
    }
    seal();
    std::string text;
    for (const auto& word : words)
        text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

std::string icmpWords(const Packet& packet)
{
    const auto& f = known();
    const auto* type = packet.first(f.icmpType);
    if (!type)
        return {};
    auto text = wordOf(*type);
    constexpr std::uint64_t reply = 0, request = 8;
    if (type->value.asUnsigned() == reply || type->value.asUnsigned() == request) {
        const auto sequence = packet.number(f.icmpSequence);
        text += line("  id=0x", hex(packet.number(f.icmpIdent), 4), ", seq=", sequence, "/",
            (sequence & 0xFFU) << 8U | sequence >> 8U, ", ttl=", packet.number(f.ttl));
    } else if (const auto* code = packet.first(f.icmpCode);
               code && !nameOf(code->field->names, code->value.asUnsigned()).empty()) {
        text += " (" + wordOf(*code) + ')';
    } else if (code && code->value.asUnsigned() != 0) {
        text += " (code " + textOf(*code) + ')';
    }
    return text;
}

std::string icmp6Words(const Packet& packet)
{
    const auto& f = known();
    const auto* type = packet.first(f.icmp6Type);
    if (!type)
        return {};
    auto text = wordOf(*type);
    if (packet.has(f.icmp6Ident))
        text += line(" id=0x", hex(packet.number(f.icmp6Ident), 4), ", seq=", packet.number(f.icmp6Sequence),
            ", hop limit=", packet.number(f.hops));
    if (packet.has(f.solicited))
        text += " for " + packet.text(f.solicited);
    if (packet.has(f.advertised))
        text += ' ' + packet.text(f.advertised);
    if (packet.has(f.linkAddress))
        text += (packet.has(f.advertised) ? " is at " : " from ") + packet.text(f.linkAddress);
    return text;
}

std::string igmpWords(const Packet& packet)
{
    const auto& f = known();
    const auto* type = packet.first(f.igmpType);
    return !type ? std::string{} : wordOf(*type) + (packet.has(f.igmpGroup) ? " " + packet.text(f.igmpGroup) : "");
}

std::string arpWords(const Packet& packet)
{
    const auto& f = known();
    constexpr std::uint64_t request = 1, reply = 2;
    const auto* operation = packet.first(f.arpOperation);
    if (!operation)
        return {};
    const auto source = packet.text(f.arpSource), target = packet.text(f.arpTarget);
    if (packet.number(f.arpAnnouncement))
        return "ARP Announcement for " + source;
    if (packet.number(f.arpProbe))
        return "Who has " + target + "? (ARP Probe)";
    if (packet.number(f.arpGratuitous))
        return "Gratuitous ARP for " + source + (operation->value.asUnsigned() == request ? " (Request)" : " (Reply)");
    if (operation->value.asUnsigned() == request)
        return "Who has " + target + "? Tell " + source;
    if (operation->value.asUnsigned() == reply)
        return source + " is at " + packet.text(f.arpSourceMac);
    return wordOf(*operation);
}

std::string fragmentWords(const Packet& packet)
{
    const auto& f = known();
    if (const auto* protocol = packet.last(f.ipProtocol);
        protocol && (packet.lastNumber(f.ipOffset) != 0 || packet.lastNumber(f.ipMore) != 0))
        return line("Fragmented IP protocol (proto=", shortWord(*protocol), " ", protocol->value.asUnsigned(),
            ", off=", packet.lastNumber(f.ipOffset), ", ID=", hex(packet.lastNumber(f.ipId), 4), ")");
    if (const auto* offset = packet.last(f.ip6Offset))
        return line(
            "IPv6 fragment (off=", offset->value.asUnsigned(), ", ID=0x", hex(packet.lastNumber(f.ip6Id), 8), ")");
    if (const auto* protocol = packet.last(f.ipProtocol))
        return wordOf(*protocol);
    if (const auto* next = packet.last(f.ip6Next))
        return wordOf(*next);
    return {};
}

using Words = std::string (*)(const Packet&);

Words wordsFor(std::string_view protocol)
{
    constexpr std::array<std::pair<std::string_view, Words>, 11> table{{{"tcp", tcpWords}, {"udp", udpWords},
        {"dns", dnsWords}, {"mdns", dnsWords}, {"llmnr", dnsWords}, {"http", httpWords}, {"tls", tlsWords},
        {"icmp", icmpWords}, {"icmpv6", icmp6Words}, {"igmp", igmpWords}, {"arp", arpWords}}};
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.first == protocol; });
    return found == table.end() ? nullptr : found->second;
}

}  // namespace

const std::vector<const Field*>& wordFields()
{
    static const std::vector<const Field*> fields = [] {
        known();
        auto all = Known::all();
        all.erase(std::remove(all.begin(), all.end(), nullptr), all.end());
        return all;
    }();
    return fields;
}

std::string packetWords(const FieldSink& sink, std::string_view protocol)
{
    const auto& f = known();
    const Packet packet{sink};
    const bool overTcp = packet.has(f.tcpFlags) && protocol != "icmp" && protocol != "icmpv6";
    std::string text;
    if (const auto words = wordsFor(protocol))
        text = words(packet);
    // A protocol without words of its own, or a part of a message: what carries it.
    if (text.empty())
        text = overTcp ? tcpWords(packet) : packet.has(f.udpLength) ? udpWords(packet) : fragmentWords(packet);
    if (overTcp)
        text = analysisWords(packet) + text;
    if (packet.has(f.conflict))
        text = "[Conflicting bytes] " + text;
    if (packet.has(f.malformed))
        text += " [Malformed]";
    return text;
}

}  // namespace pr::models
