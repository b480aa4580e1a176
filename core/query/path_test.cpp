#include "core/query/path_test.h"

#include "core/query/evaluate.h"
#include "core/query/leaf.h"

#include <algorithm>
#include <cstring>

namespace pr::query {

namespace {

bool isLiteral(const ExpressionPtr& e)
{
    return !e || e->kind == ExpressionKind::Literal;
}

// Asks each value of one field by itself.
bool asksValues(const Expression& test)
{
    if (test.operands.empty() || test.operands[0]->kind != ExpressionKind::FieldValue
        || !test.operands[0]->layers.empty())
        return false;
    if (test.kind == ExpressionKind::Compare)
        return isLiteral(test.operands[1]);
    return test.kind == ExpressionKind::Member
        && std::all_of(test.set.begin(), test.set.end(),
            [](const SetElement& element) { return isLiteral(element.low) && isLiteral(element.high); });
}

// Asks whether a field is there: the same for all paths of a shape.
bool asksPresence(const Expression& test)
{
    return test.kind == ExpressionKind::Holds && test.operands[0]->kind == ExpressionKind::FieldValue;
}

bool isAddress(const Expression& e)
{
    return e.kind == ExpressionKind::Literal && e.value.kind() == Value::Kind::Bytes && e.prefix < 0
        && (e.type == FieldType::Ipv4 || e.type == FieldType::Ipv6);
}

// IP addresses without one of which the test cannot be true.
std::optional<std::vector<Bytes>> addressesOf(const Expression& test)
{
    std::vector<Bytes> out;
    switch (test.kind) {
    case ExpressionKind::And:
        for (const auto& operand : test.operands)
            if (auto one = addressesOf(*operand))
                return one;
        return {};
    case ExpressionKind::Or:
        for (const auto& operand : test.operands) {
            const auto one = addressesOf(*operand);
            if (!one)
                return {};
            out.insert(out.end(), one->begin(), one->end());
        }
        return out;
    case ExpressionKind::Compare:
        if (test.comparison != Comparison::Equal || test.operands[0]->kind != ExpressionKind::FieldValue
            || !isAddress(*test.operands[1]))
            return {};
        out.push_back(test.operands[1]->value.asBytes());
        return out;
    case ExpressionKind::Member:
        for (const auto& element : test.set) {
            if (test.operands[0]->kind != ExpressionKind::FieldValue || element.high || !isAddress(*element.low))
                return {};
            out.push_back(element.low->value.asBytes());
        }
        return out;
    default: return {};
    }
}

constexpr std::size_t kMostKept = std::size_t{1} << 20;

}  // namespace

/// Which values of one field pass.
class PathTest::Values {
public:
    Values(const Expression& test, const Field& field) : m_test{test}, m_field{field}
    {
        m_sink.select({&field});
        m_of16.resize(std::size_t{1} << 16);
        const auto& literal = test.kind == ExpressionKind::Compare ? test.operands[1].get() : nullptr;
        if (literal && literal->value.kind() == Value::Kind::Bytes && literal->prefix < 0
            && (test.comparison == Comparison::Equal || test.comparison == Comparison::NotEqual))
            m_whole = literal->value.asBytes();
    }

    bool passes(Bytes bytes, bool isNumber)
    {
        if (!m_whole.empty() && !isNumber)
            return (m_whole.size() == bytes.size() && std::memcmp(m_whole.data(), bytes.data(), bytes.size()) == 0)
                == (m_test.comparison == Comparison::Equal);
        if (bytes.size() > sizeof(std::uint32_t))
            return evaluate(bytes, isNumber);
        std::uint32_t number = 0;
        for (const auto byte : bytes)
            number = number << 8U | std::to_integer<std::uint32_t>(byte);
        if (bytes.size() <= 2) {
            auto& known = m_of16[number];
            if (known == 0)
                known = evaluate(bytes, isNumber) ? 2 : 1;
            return known == 2;
        }
        if (m_of32.size() >= kMostKept)
            m_of32.clear();
        const auto [found, fresh] = m_of32.try_emplace(number, false);
        if (fresh)
            found->second = evaluate(bytes, isNumber);
        return found->second;
    }

private:
    bool evaluate(Bytes bytes, bool isNumber)
    {
        m_sink.begin({});
        std::uint64_t number = 0;
        for (const auto byte : bytes)
            number = number << 8U | std::to_integer<std::uint64_t>(byte);
        m_sink.add(m_field, isNumber ? Value::number(number) : Value::bytes(bytes), {});
        return query::evaluate(m_test, m_sink);
    }

    const Expression& m_test;
    const Field& m_field;
    FieldSink m_sink;
    Bytes m_whole;                     // equal to it, or not
    std::vector<std::uint8_t> m_of16;  // 0: not asked, 1: no, 2: yes
    std::unordered_map<std::uint32_t, bool> m_of32;
};

struct PathTest::Node {
    ExpressionKind kind = ExpressionKind::Holds;  // And, Or, Not; anything else is a leaf
    const Expression* test = nullptr;
    std::vector<std::unique_ptr<Node>> parts;
    std::size_t leaf = 0;
    std::vector<const Field*> fields;
    std::unique_ptr<Values> values;  // null: the shape decides
    bool all = false;                // every value must pass
};

struct PathTest::Use {
    bool constant = false, is = false;
    std::vector<dissect::PathPlace> places;
};

PathTest::PathTest(const Expression& test, std::vector<const Field*> fields) : m_test{test}
{
    m_root = make(test, fields);
    m_addresses = addressesOf(test);
    for (const auto* field : fields)
        m_layers |= dissect::layersOf(*field);
    m_sink.select(std::move(fields));
}

PathTest::~PathTest() = default;

std::unique_ptr<PathTest::Node> PathTest::make(const Expression& test, const std::vector<const Field*>& fields)
{
    auto node = std::make_unique<Node>();
    node->test = &test;
    if (test.kind == ExpressionKind::And || test.kind == ExpressionKind::Or || test.kind == ExpressionKind::Not) {
        node->kind = test.kind;
        for (const auto& operand : test.operands) {
            node->parts.push_back(make(*operand, fields));
            if (!node->parts.back())
                return nullptr;
        }
        return node;
    }
    node->leaf = m_leaves.size();
    if (asksValues(test)) {
        node->fields = fieldsOf(test, fields);
        if (node->fields.size() != 1)
            return nullptr;
        node->values = std::make_unique<Values>(test, *node->fields[0]);
        node->all = test.quantifier == Quantifier::All;
    } else if (!asksPresence(test)) {
        return nullptr;
    }
    m_leaves.push_back(node.get());
    return node;
}

// What of the test does not depend on the values of a path.
void PathTest::learn(std::size_t shape, Bytes path)
{
    m_uses.resize(m_shapes.size());
    auto& uses = m_uses[shape];
    uses.resize(m_leaves.size());
    m_sink.begin({});
    dissect::describePath(path, m_sink);
    for (std::size_t i = 0; i < m_leaves.size(); ++i) {
        const auto& leaf = *m_leaves[i];
        auto places = leaf.values ? m_shapes.places(shape, *leaf.fields[0]) : std::nullopt;
        uses[i].constant = !places || places->empty();
        if (uses[i].constant)
            uses[i].is = query::evaluate(*leaf.test, m_sink);
        else
            uses[i].places = std::move(*places);
        if (leaf.values && !places) {  // its values may differ from path to path: described from here on
            m_root.reset();
            m_leaves.clear();
            return;
        }
    }
}

bool PathTest::ask(const Node& node, const std::vector<Use>& uses, Bytes path) const
{
    const auto askPart = [&](const std::unique_ptr<Node>& part) { return ask(*part, uses, path); };
    switch (node.kind) {
    case ExpressionKind::And: return std::all_of(node.parts.begin(), node.parts.end(), askPart);
    case ExpressionKind::Or: return std::any_of(node.parts.begin(), node.parts.end(), askPart);
    case ExpressionKind::Not: return !askPart(node.parts[0]);
    default: break;
    }
    const auto& use = uses[node.leaf];
    if (use.constant)
        return use.is;
    const auto passes = [&](const dissect::PathPlace& place) {
        return node.values->passes(path.subspan(place.offset, place.size), place.isNumber);
    };
    return node.all ? std::all_of(use.places.begin(), use.places.end(), passes)
                    : std::any_of(use.places.begin(), use.places.end(), passes);
}

PathTest::Answer PathTest::ask(Bytes path)
{
    const auto shape = m_root ? m_shapes.of(path) : dissect::PathShapes::none;
    if (shape != dissect::PathShapes::none) {
        if ((m_shapes.facts(shape).untold & m_layers) != 0)
            return Answer::Unknown;
        if (shape >= m_uses.size() || m_uses[shape].empty())
            learn(shape, path);
        if (m_root)
            return ask(*m_root, m_uses[shape], path) ? Answer::Yes : Answer::No;
    }
    m_sink.begin({});
    const auto facts = dissect::describePath(path, m_sink);
    if (!facts.known || (facts.untold & m_layers) != 0)
        return Answer::Unknown;
    return query::evaluate(m_test, m_sink) ? Answer::Yes : Answer::No;
}

}  // namespace pr::query
