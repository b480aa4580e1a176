#include "core/query/look_ahead.h"

#include "core/query/pass.h"

#include <algorithm>
#include <tuple>

namespace pr::query {

namespace {

/// A field in which a packet names an earlier one, and the field of that one which names it back.
struct Kind {
    std::string_view back, ahead;
};
constexpr Kind kKinds[] = {
    {"dns.response_to", "dns.response_in"},
    {"http.request_in", "http.response_in"},
    {"http.prev_request_in", "http.next_request_in"},
    {"http.prev_response_in", "http.next_response_in"},
    {"icmp.resp_to", "icmp.resp_in"},
    {"icmpv6.resp_to", "icmpv6.resp_in"},
    {"ip.fragment", "ip.reassembled_in"},
    {"ipv6.fragment", "ipv6.reassembled.in"},
    {"tcp.segment", "tcp.reassembled_in"},
    {"tls.handshake.fragment", "tls.handshake.reassembled_in"},
};
constexpr std::string_view kStream = "tcp.stream", kCompleteness = "tcp.completeness";

// The value of a field in the same layer as a node, which stands anywhere in it.
const Node* inLayer(const FieldSink& tree, const Node& node, const Field* field)
{
    for (const auto& other : tree.nodes())
        if (other.field == field && other.layer == node.layer)
            return &other;
    return nullptr;
}

}  // namespace

LookAhead::LookAhead(const FieldRegistry& registry)
    : m_stream{registry.find(kStream)}, m_completeness{registry.find(kCompleteness)}
{
    for (const auto& kind : kKinds)
        m_pairs.push_back({registry.find(kind.back), registry.find(kind.ahead)});
    std::erase_if(m_pairs, [](const Pair& pair) { return !pair.back || !pair.ahead; });
}

std::vector<const Field*> LookAhead::backFields() const
{
    std::vector<const Field*> fields{m_stream, m_completeness};
    for (const auto& pair : m_pairs)
        fields.push_back(pair.back);
    return fields;
}

Outcome<LookAhead> LookAhead::ofSession(store::Case& opened, store::PacketReader& reader, const FieldRegistry& registry,
    std::string_view keyLog, std::stop_token stop)
{
    const auto everything = Filter::compile("", registry);
    LookAhead ahead{registry};
    PassOptions options;
    options.fields = ahead.backFields();
    options.keyLog = keyLog;
    const auto done = pass(
        opened, reader, *everything, options,
        [&](const store::StoredPacket& packet, const auto&, const FieldSink& tree) {
            ahead.take(packet.view.number, tree);
            return true;
        },
        stop);
    if (!done)
        return Unexpected{done.error()};
    if (done->stopped)
        return fail(Status::Cancelled, "Stopped.");
    ahead.finish();
    return ahead;
}

void LookAhead::take(PacketNumber packet, const FieldSink& tree)
{
    for (const auto& node : tree.nodes()) {
        if (node.field == m_completeness) {
            if (const auto* of = inLayer(tree, node, m_stream))
                m_complete[of->value.asUnsigned()] = node.value.asUnsigned();
            continue;
        }
        if (node.field->type != FieldType::FrameNumber)
            continue;
        for (std::uint32_t kind = 0; kind < m_pairs.size(); ++kind)
            if (m_pairs[kind].back == node.field && node.value.asUnsigned() < packet.value)
                m_links.push_back({node.value.asUnsigned(), kind, packet.value});
    }
}

void LookAhead::finish()
{
    std::sort(m_links.begin(), m_links.end(), [](const Link& left, const Link& right) {
        return std::tie(left.from, left.kind, left.to) < std::tie(right.from, right.kind, right.to);
    });
    // a packet is put together or answered once: where two say so, the first one
    m_links.erase(
        std::unique(m_links.begin(), m_links.end(),
            [](const Link& left, const Link& right) { return left.from == right.from && left.kind == right.kind; }),
        m_links.end());
    m_links.shrink_to_fit();
}

void LookAhead::join(std::vector<const Field*>& wanted) const
{
    if (std::find(wanted.begin(), wanted.end(), m_completeness) != wanted.end())
        wanted.push_back(m_stream);
}

void LookAhead::addTo(PacketNumber packet, FieldSink& tree) const
{
    for (std::size_t i = 0; i < tree.nodes().size(); ++i) {
        const auto& node = tree.nodes()[i];
        if (node.field != m_completeness)
            continue;
        const auto* of = inLayer(tree, node, m_stream);
        const auto known = of ? m_complete.find(of->value.asUnsigned()) : m_complete.end();
        if (known != m_complete.end())
            tree.setValue(i, Value::number(known->second));
    }
    const auto first = std::lower_bound(m_links.begin(), m_links.end(), packet.value,
        [](const Link& link, std::uint64_t number) { return link.from < number; });
    const FieldSink::Scope scope{tree, FieldSink::npos, 0};  // at the end of the last layer
    for (auto link = first; link != m_links.end() && link->from == packet.value; ++link)
        tree.addGenerated(*m_pairs[link->kind].ahead, Value::number(link->to));
}

}  // namespace pr::query
