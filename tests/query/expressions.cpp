#include "tests/query/expressions.h"

#include "core/base/text.h"
#include "core/fields/format.h"

#include <algorithm>

namespace pr::testing {

namespace {

constexpr std::size_t kValues = 40;  // of each field
constexpr std::size_t kLongest = 60;

bool isText(FieldType type)
{
    return type == FieldType::String;
}

bool isBytes(FieldType type)
{
    return type == FieldType::Bytes || type == FieldType::Ether || type == FieldType::Protocol;
}

bool isNumeric(FieldType type)
{
    return isUnsigned(type) || isSigned(type);
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::string colons(Bytes bytes)
{
    std::string out;
    for (const auto byte : bytes) {
        if (!out.empty())
            out += ':';
        appendHex(out, {&byte, 1});
    }
    return out;
}

}  // namespace

void Literals::add(const FieldSink& tree)
{
    for (const auto& node : tree.nodes()) {
        const auto [found, fresh] = m_values.try_emplace(node.field->abbreviation);
        if (fresh)
            m_fields.push_back(node.field);
        auto& values = found->second;
        if (values.size() >= kValues || node.field->type == FieldType::None)
            continue;
        std::string text;
        if (node.field->type == FieldType::Protocol || node.field->type == FieldType::Bytes)
            text = colons(node.value.asBytes().first(std::min<std::size_t>(node.value.asBytes().size(), 8)));
        else
            text = filterValue(*node.field, node.value);
        if (!text.empty() && text.size() <= kLongest && std::find(values.begin(), values.end(), text) == values.end())
            values.push_back(std::move(text));
    }
}

const std::vector<std::string>* Literals::of(const Field& field) const
{
    const auto found = m_values.find(field.abbreviation);
    return found == m_values.end() || found->second.empty() ? nullptr : &found->second;
}

std::string ExpressionMaker::expression(std::size_t depth)
{
    if (depth == 0)
        return chance(12) ? "not " + test() : test();
    const auto left = expression(depth - 1), right = expression(below(depth));
    auto joined = '(' + left + (chance(50) ? " and " : " or ") + right + ')';
    return chance(15) ? "!" + joined : joined;
}

const Field& ExpressionMaker::field()
{
    // mostly what the capture has, sometimes what it may have; what plans know best more often
    static constexpr std::string_view favourites[] = {"ip.addr", "ip.src", "tcp.port", "udp.port", "tcp.stream",
        "eth.addr", "ip.proto", "ipv6.addr", "tcp.flags", "tcp.flags.syn", "tcp.flags.ack", "frame.len", "frame.number",
        "frame.time_relative", "frame.time", "dns.qry.name", "dns.qry.type", "tls.handshake.type",
        "tls.handshake.extensions_server_name", "http.host", "http.request.method", "http.user_agent", "vlan.id", "tls",
        "dns", "http", "icmp", "tcp", "udp", "ip", "frame.protocols", "icmp.type", "frame.cap_len",
        "frame.interface_id", "udp.stream", "ip.id", "tcp.options.mss_val", "tcp.window_size_value", "tcp.len", "dns.a",
        "dns.resp.name", "frame.time_delta", "frame.time_delta_displayed", "tcp.analysis.flags", "tcp.seq"};
    if (chance(45))
        if (const auto* found = m_registry.find(favourites[below(std::size(favourites))]))
            return *found;
    if (chance(80) && !m_literals.fields().empty())
        return *m_literals.fields()[below(m_literals.fields().size())];
    return *m_registry.all()[below(m_registry.all().size())];
}

std::string ExpressionMaker::named(const Field& field)
{
    std::string name{field.abbreviation};
    if (!chance(8))
        return name;
    static constexpr std::string_view layers[] = {"#1", "#2", "#[-1]", "#[1-2]", "#[2]", "#[-2]"};
    return name.append(layers[below(std::size(layers))]);
}

std::string ExpressionMaker::literal(const Field& field)
{
    const auto* values = m_literals.of(field);
    if (values && chance(85))
        return (*values)[below(values->size())];
    if (isNumeric(field.type) || field.type == FieldType::Boolean)
        return std::to_string(chance(60) ? below(4) : below(70'000));
    if (isText(field.type))
        return quoted(oneOf({"www", "com", "a", "GET", "example", ""}));
    if (field.type == FieldType::Ipv4)
        return std::string{oneOf({"10.0.0.0/8", "192.168.0.0/16", "0.0.0.0/0", "127.0.0.1"})};
    if (field.type == FieldType::Ipv6)
        return std::string{oneOf({"fe80::/10", "::/0", "::1"})};
    if (isBytes(field.type))
        return std::string{oneOf({"00", "01:02", "ff:ff:ff:ff:ff:ff", "45"})};
    if (field.type == FieldType::AbsoluteTime)
        return "\"2026-01-01 00:00:00\"";
    return std::string{oneOf({"0", "0.001", "1.5"})};
}

std::string ExpressionMaker::slice()
{
    static constexpr std::string_view slices[] = {"[0:2]", "[1]", "[0:1]", "[-1]", "[2-3]", "[:3]", "[4:]", "[0,1]"};
    return std::string{slices[below(std::size(slices))]};
}

std::string ExpressionMaker::quantifier()
{
    return std::string{chance(20) ? oneOf({"any ", "all "}) : ""};
}

std::string ExpressionMaker::ofText(const Field& field)
{
    const auto value = literal(field);
    auto inner = value.size() > 2 && value.front() == '"' ? value.substr(1, value.size() - 2) : std::string{"w"};
    const auto part = [&] {
        if (inner.find('\\') != std::string::npos || inner.size() < 2)
            return quoted("w");
        const auto from = below(inner.size());
        return '"' + inner.substr(from, 1 + below(inner.size() - from)) + '"';
    };
    switch (below(7)) {
    case 0: return named(field) + " contains " + part();
    case 1: return quantifier() + named(field) + " contains " + part();
    case 2: return named(field) + " matches \"" + std::string{oneOf({"^w", "com$", "[0-9]+", "e.a", ".*"})} + '"';
    case 3: return named(field) + slice() + " == " + quoted(inner.substr(0, 2));
    case 4: return std::string{oneOf({"lower(", "upper("})}.append(field.abbreviation) + ") contains " + part();
    case 5:
        return "len(" + std::string{field.abbreviation} + ") " + std::string{oneOf({"==", ">", "<", "!="})} + ' '
            + std::to_string(below(30));
    default:
        return quantifier() + named(field) + ' ' + std::string{oneOf({"==", "!=", "===", "!==", "<", ">="})} + ' '
            + value;
    }
}

std::string ExpressionMaker::ofNumbers(const Field& field)
{
    const std::string name{field.abbreviation};
    switch (below(6)) {
    case 0: return name + " & " + std::to_string(1U << below(8));
    case 1: return "count(" + name + ") " + std::string{oneOf({"==", ">", "<="})} + ' ' + std::to_string(below(4));
    case 2:
        return std::string{oneOf({"max(", "min("})} + name + ") " + std::string{oneOf({"==", ">", "<"})} + ' '
            + literal(field);
    case 3:
        return name + ' ' + std::string{oneOf({"+ 1", "- 1", "* 2", "% 3"})} + std::string{oneOf({" == ", " > "})}
        + literal(field);
    case 4: {
        const auto& other = this->field();
        return name + std::string{oneOf({" == ", " < ", " != "})} + std::string{other.abbreviation};
    }
    default: return "string(" + name + ") contains \"" + std::to_string(below(10)) + '"';
    }
}

std::string ExpressionMaker::comparison()
{
    const auto& field = this->field();
    if (field.type == FieldType::None)
        return std::string{field.abbreviation};
    if (isText(field.type) && chance(70))
        return ofText(field);
    if (isNumeric(field.type) && chance(25))
        return ofNumbers(field);
    if ((isBytes(field.type) || field.type == FieldType::Ipv4) && chance(25))
        return std::string{field.abbreviation} + slice() + std::string{oneOf({" == ", " != ", " > "})}
        + std::string{oneOf({"00", "45:00", "08", "0a:00"})};
    if (isBytes(field.type) && field.type != FieldType::Ether && chance(40))
        return std::string{field.abbreviation}
        + (chance(70) ? " contains " + literal(field) : " matches \"a.b|GET|\\\\x00\"");
    if (chance(22)) {
        auto set = quantifier() + named(field) + " in {" + literal(field);
        for (auto more = below(3); more > 0; --more)
            set += ", " + literal(field) + (chance(25) ? " .. " + literal(field) : std::string{});
        return set + '}';
    }
    return quantifier() + named(field) + ' '
        + std::string{oneOf({"==", "==", "==", "!=", "===", "!==", "<", "<=", ">", ">="})} + ' ' + literal(field);
}

std::string ExpressionMaker::test()
{
    if (chance(18))
        return named(field());
    return comparison();
}

}  // namespace pr::testing
