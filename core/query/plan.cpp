#include "core/query/plan.h"

#include "core/base/text.h"
#include "core/query/evaluate.h"

#include <algorithm>
#include <array>
#include <optional>

namespace pr::query {

namespace {

void addUnique(std::vector<const Field*>& to, const std::vector<const Field*>& fields)
{
    for (const auto* field : fields)
        if (std::find(to.begin(), to.end(), field) == to.end())
            to.push_back(field);
}

// Where the text of an expression begins and ends in the filter.
void extend(const Expression& e, std::size_t& begin, std::size_t& end)
{
    begin = std::min(begin, e.column);
    end = std::max(end, e.column + e.length);
    for (const auto& operand : e.operands)
        extend(*operand, begin, end);
    for (const auto& element : e.set) {
        extend(*element.low, begin, end);
        if (element.high)
            extend(*element.high, begin, end);
    }
}

}  // namespace

Plan::Plan(const Filter& filter, const SessionFacts& session) : m_filter{filter}, m_moreKeys{session.moreKeys}
{
    if (!filter.isEverything())
        m_root = make(*filter.root(), session);
}

Plan::Node Plan::make(const Expression& test, const SessionFacts& session) const
{
    Node node;
    node.kind = test.kind;
    node.test = &test;
    node.leaf = makeLeaf(test, m_filter.fields(), session);
    if (node.leaf) {
        node.kind = ExpressionKind::Holds;
        node.fields = fieldsOf(test, m_filter.fields());
        node.cost = node.leaf->cost();
        return node;
    }
    for (const auto& operand : test.operands) {
        node.parts.push_back(make(*operand, session));
        node.cost = std::max(node.cost, node.parts.back().cost);
    }
    // what costs least first: often it leaves nothing for the others
    std::stable_sort(node.parts.begin(), node.parts.end(),
        [](const Node& left, const Node& right) { return left.cost < right.cost; });
    return node;
}

Outcome<const Bounds*> Plan::evaluate(SegmentColumns& columns)
{
    if (m_filter.isEverything()) {
        m_everything = {PacketSet::all(columns.size()), PacketSet::all(columns.size())};
        return &m_everything;
    }
    std::optional<PacketSet> open;
    if (m_moreKeys) {
        constexpr std::array<std::string_view, 1> carrier{"tls"};
        auto carriers = columns.withLayers(carrier);
        if (!carriers)
            return Unexpected{carriers.error()};
        open = std::move(carriers->upper);
    }
    if (auto done = evaluate(m_root, columns, open ? &*open : nullptr); !done)
        return Unexpected{done.error()};
    return &m_root.bounds;
}

// `open`: packets about which what the import kept proves nothing; null for none.
Outcome<void> Plan::evaluate(Node& node, SegmentColumns& columns, const PacketSet* open)
{
    node.evaluated = true;
    if (node.leaf) {
        auto bounds = node.leaf->bounds(columns);
        if (!bounds)
            return Unexpected{bounds.error()};
        node.bounds = std::move(*bounds);
        if (open) {
            node.bounds.lower -= *open;
            node.bounds.upper |= *open;
        }
    } else {
        for (auto& part : node.parts)
            part.evaluated = false;
        for (std::size_t i = 0; i < node.parts.size(); ++i) {
            auto& part = node.parts[i];
            if (auto done = evaluate(part, columns, open); !done)
                return done;
            if (i == 0) {
                node.bounds = part.bounds;
            } else if (node.kind == ExpressionKind::And) {
                node.bounds.lower &= part.bounds.lower;
                node.bounds.upper &= part.bounds.upper;
            } else {
                node.bounds.lower |= part.bounds.lower;
                node.bounds.upper |= part.bounds.upper;
            }
            if (i + 1 < node.parts.size()
                && (node.kind == ExpressionKind::And ? node.bounds.upper.empty() : node.bounds.lower.full()))
                break;
        }
        if (node.kind == ExpressionKind::Not) {
            std::swap(node.bounds.lower, node.bounds.upper);
            node.bounds.lower.complement();
            node.bounds.upper.complement();
        }
    }
    node.lower += node.bounds.lower.count();
    node.upper += node.bounds.upper.count();
    return {};
}

std::vector<const Field*> Plan::fieldsFor(const PacketSet& candidates) const
{
    std::vector<const Field*> fields;
    if (!m_filter.isEverything())
        collect(m_root, candidates, fields);
    return fields;
}

void Plan::collect(const Node& node, const PacketSet& candidates, std::vector<const Field*>& fields)
{
    const auto open = (node.bounds.upper - node.bounds.lower) & candidates;
    if (!node.evaluated || open.empty())
        return;
    if (node.leaf)
        addUnique(fields, node.fields);
    for (const auto& part : node.parts)
        collect(part, open, fields);
}

void Plan::forgetSizes(Node& node)
{
    node.lower = node.upper = 0;
    for (auto& part : node.parts)
        forgetSizes(part);
}

bool Plan::passes(PacketNumber packet, const FieldSink& tree) const
{
    return m_filter.isEverything() || passes(m_root, packet, tree);
}

// A part that was not evaluated is never asked: the node above it knows the answer.
bool Plan::passes(const Node& node, PacketNumber packet, const FieldSink& tree)
{
    if (node.bounds.lower.contains(packet))
        return true;
    if (!node.bounds.upper.contains(packet))
        return false;
    if (node.leaf)
        return query::evaluate(*node.test, tree);
    switch (node.kind) {
    case ExpressionKind::And:
        return std::all_of(
            node.parts.begin(), node.parts.end(), [&](const Node& part) { return passes(part, packet, tree); });
    case ExpressionKind::Or:
        return std::any_of(
            node.parts.begin(), node.parts.end(), [&](const Node& part) { return passes(part, packet, tree); });
    default: return !passes(node.parts[0], packet, tree);
    }
}

std::string Plan::wordsOf(const Node& node) const
{
    if (!node.leaf)
        return node.kind == ExpressionKind::And ? "and" : node.kind == ExpressionKind::Or ? "or" : "not";
    std::size_t begin = m_filter.text().size(), end = 0;
    extend(*node.test, begin, end);
    end = std::min(end, m_filter.text().size());
    return begin < end ? m_filter.text().substr(begin, end - begin) : std::string{};
}

void Plan::print(std::string& out, const Node& node, std::size_t depth) const
{
    out.append(depth * 2, ' ').append(wordsOf(node)).append(": ");
    if (node.lower == node.upper)
        out += counted(node.lower, "packet", "packets");
    else
        out += grouped(node.lower) + " to " + counted(node.upper, "packet", "packets");
    if (node.leaf)
        out.append(", from ").append(node.leaf->source());
    out += '\n';
    for (const auto& part : node.parts)
        print(out, part, depth + 1);
}

std::string Plan::text() const
{
    std::string out = "Plan:\n";
    if (m_filter.isEverything())
        out += "  every packet\n";
    else
        print(out, m_root, 1);
    return out;
}

}  // namespace pr::query
