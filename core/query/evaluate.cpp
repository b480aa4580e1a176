#include "core/query/evaluate.h"

#include "core/base/limits.h"
#include "core/fields/format.h"
#include "core/query/literal.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstring>
#include <deque>

namespace pr::query {

namespace {

/// A value that stands in the packet, in the filter, or was calculated (then `prefix` and `whole` do not apply).
struct Operand {
    Value value;
    FieldType type = FieldType::None;
    int prefix = -1;  ///< of a network in the filter
    Bytes whole;      ///< of a protocol: header and payload, for contains and matches
};

using Operands = std::vector<Operand>;

class Evaluator {
public:
    explicit Evaluator(const FieldSink& tree) : m_tree{tree} { }

    bool test(const Expression& e)
    {
        switch (e.kind) {
        case ExpressionKind::And: return test(*e.operands[0]) && test(*e.operands[1]);
        case ExpressionKind::Or: return test(*e.operands[0]) || test(*e.operands[1]);
        case ExpressionKind::Not: return !test(*e.operands[0]);
        case ExpressionKind::Holds: return holds(*e.operands[0]);
        case ExpressionKind::Compare: return compare(e);
        case ExpressionKind::Member: return member(e);
        default: return false;
        }
    }

private:
    bool holds(const Expression& e)
    {
        const auto values = valuesOf(e);
        if (e.kind != ExpressionKind::Arithmetic)
            return !values.empty();
        return std::any_of(values.begin(), values.end(), isNotZero);
    }

    static bool isNotZero(const Operand& operand)
    {
        if (operand.value.kind() == Value::Kind::Bytes)
            return std::ranges::any_of(operand.value.asBytes(), [](std::byte b) { return b != std::byte{}; });
        return operand.value.kind() == Value::Kind::Real ? operand.value.asReal() != 0
                                                         : operand.value.asUnsigned() != 0;
    }

    bool compare(const Expression& e)
    {
        const auto left = valuesOf(*e.operands[0]);
        if (left.empty())
            return false;
        if (e.comparison == Comparison::Matches) {
            const auto* code = static_cast<const pcre2_code*>(e.operands[1]->pattern.get());
            return quantified(e.quantifier, left, [&](const Operand& a) { return matchesPattern(code, a); });
        }
        const auto right = valuesOf(*e.operands[1]);
        if (right.empty())
            return false;
        return quantified(e.quantifier, left, [&](const Operand& a) {
            return quantified(e.quantifier, right, [&](const Operand& b) { return agrees(e.comparison, a, b); });
        });
    }

    bool member(const Expression& e)
    {
        const auto left = valuesOf(*e.operands[0]);
        if (left.empty())
            return false;
        return quantified(e.quantifier, left, [&](const Operand& a) {
            return std::any_of(e.set.begin(), e.set.end(), [&](const SetElement& element) {
                const auto low = valuesOf(*element.low);
                if (!element.high)
                    return std::ranges::any_of(low, [&](const Operand& b) { return agrees(Comparison::Equal, a, b); });
                const auto high = valuesOf(*element.high);
                return std::ranges::any_of(low, [&](const Operand& b) {
                    return agrees(Comparison::GreaterEqual, a, b);
                }) && std::ranges::any_of(high, [&](const Operand& b) { return agrees(Comparison::LessEqual, a, b); });
            });
        });
    }

    template <class Predicate>
    static bool quantified(Quantifier quantifier, const Operands& values, Predicate predicate)
    {
        return quantifier == Quantifier::Any ? std::any_of(values.begin(), values.end(), predicate)
                                             : std::all_of(values.begin(), values.end(), predicate);
    }

    Operands valuesOf(const Expression& e)
    {
        switch (e.kind) {
        case ExpressionKind::FieldValue: return fieldValues(e);
        case ExpressionKind::Literal: return {{e.value, e.type, e.prefix, {}}};
        case ExpressionKind::Slice: return slices(e);
        case ExpressionKind::Call: return call(e);
        case ExpressionKind::Arithmetic: return arithmetic(e);
        case ExpressionKind::Negate: {
            auto values = valuesOf(*e.operands[0]);
            for (auto& operand : values)
                operand.value = negated(operand);
            return values;
        }
        default: return {};
        }
    }

    Operands fieldValues(const Expression& e)
    {
        Operands values;
        int innermost = 0;
        if (!e.layers.empty())
            for (const auto& node : m_tree.nodes())
                if (isField(*node.field, *e.field))
                    innermost = std::max(innermost, int{node.layer});
        for (const auto& node : m_tree.nodes()) {
            if (!isField(*node.field, *e.field) || !inLayers(e, node.layer, innermost))
                continue;
            Operand operand{node.value, e.field->type, -1, {}};
            if (e.field->type == FieldType::Protocol)
                operand = protocol(node);
            values.push_back(operand);
        }
        return values;
    }

    // Fields of one name are one field to the one who asks.
    static bool isField(const Field& is, const Field& wanted)
    {
        return &is == &wanted || (is.bloom == wanted.bloom && is.abbreviation == wanted.abbreviation);
    }

    static bool inLayers(const Expression& e, int layer, int innermost)
    {
        return e.layers.empty() || std::ranges::any_of(e.layers, [&](const LayerRange& range) {
            const auto from = range.first < 0 ? innermost + 1 + range.first : range.first;
            const auto to = range.last < 0 ? innermost + 1 + range.last : range.last;
            return layer >= from && layer <= to;
        });
    }

    // A protocol's own bytes are its header; what it contains is searched to where the bytes of its node end: what
    // follows an IP datagram in the frame is no part of it. A node without bytes stands for all up to the end.
    Operand protocol(const Node& node)
    {
        const auto source = m_tree.sources()[node.source].bytes;
        const auto from = std::min<std::size_t>(node.range.offset, source.size());
        const auto rest = source.subspan(from);
        const auto header = rest.first(std::min<std::size_t>(node.range.length, rest.size()));
        const auto own = node.value.asBytes();
        return {
            Value::bytes(header), FieldType::Protocol, -1, !own.empty() && own.size() >= header.size() ? own : rest};
    }

    static Bytes searched(const Operand& operand)
    {
        return operand.type == FieldType::Protocol ? operand.whole : operand.value.asBytes();
    }

    static bool matchesPattern(const pcre2_code* code, const Operand& operand)
    {
        struct Scratch {
            pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
            pcre2_match_context* context = pcre2_match_context_create(nullptr);
            Scratch() { pcre2_set_match_limit(context, limits::patternSteps); }
            ~Scratch()
            {
                pcre2_match_data_free(data);
                pcre2_match_context_free(context);
            }
        };
        thread_local const Scratch scratch;
        const auto bytes = searched(operand);
        // PCRE2 wants an address even for nothing
        const auto* subject = bytes.empty() ? "" : reinterpret_cast<const char*>(bytes.data());
        return pcre2_match(
                   code, reinterpret_cast<PCRE2_SPTR>(subject), bytes.size(), 0, 0, scratch.data, scratch.context)
            >= 0;
    }

    static bool agrees(Comparison comparison, const Operand& a, const Operand& b)
    {
        if (comparison == Comparison::Contains) {
            const auto hay = searched(a), needle = b.value.asBytes();
            return std::search(hay.begin(), hay.end(), needle.begin(), needle.end()) != hay.end() || needle.empty();
        }
        const auto order = compareValues(a, b);
        switch (comparison) {
        case Comparison::Equal: return order == 0;
        case Comparison::NotEqual: return order != 0;
        case Comparison::Greater: return order > 0;
        case Comparison::GreaterEqual: return order >= 0;
        case Comparison::Less: return order < 0;
        case Comparison::LessEqual: return order <= 0;
        default: return false;
        }
    }

    static int sign(auto order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

    static int compareValues(const Operand& a, const Operand& b)
    {
        if (a.value.kind() == Value::Kind::Real || b.value.kind() == Value::Kind::Real)
            return sign(real(a) <=> real(b));
        if (a.value.kind() == Value::Kind::Bytes || a.value.kind() == Value::Kind::Text)
            return compareBytes(a.value.asBytes(), b.value.asBytes(), b.prefix >= 0 ? b.prefix : a.prefix);
        if (a.value.kind() == Value::Kind::Signed || b.value.kind() == Value::Kind::Signed)
            return sign(a.value.asSigned() <=> b.value.asSigned());
        return sign(a.value.asUnsigned() <=> b.value.asUnsigned());
    }

    static double real(const Operand& o)
    {
        return o.value.kind() == Value::Kind::Real ? o.value.asReal() : static_cast<double>(o.value.asSigned());
    }

    // Addresses compare within the network's bits; other bytes by content, then by length.
    static int compareBytes(Bytes a, Bytes b, int prefix)
    {
        if (prefix < 0 || a.size() != b.size()) {
            const auto common = std::min(a.size(), b.size());
            const int order = common ? std::memcmp(a.data(), b.data(), common) : 0;
            return order ? sign(order) : sign(a.size() <=> b.size());
        }
        for (std::size_t i = 0; i < a.size() && prefix > 0; ++i, prefix -= 8) {
            const unsigned mask = prefix >= 8 ? 0xFFU : 0xFF00U >> prefix & 0xFFU;
            const auto x = std::to_integer<unsigned>(a[i]) & mask, y = std::to_integer<unsigned>(b[i]) & mask;
            if (x != y)
                return x < y ? -1 : 1;
        }
        return 0;
    }

    Operands slices(const Expression& e)
    {
        Operands out;
        for (const auto& operand : valuesOf(*e.operands[0])) {
            const auto bytes = operand.value.asBytes();
            std::string joined;
            bool whole = true;
            for (const auto& range : e.slices) {
                const auto size = static_cast<std::int64_t>(bytes.size());
                const auto from = range.from < 0 ? size + range.from : range.from;
                const auto to = range.isLength ? (range.length < 0 ? size : from + range.length)
                                               : (range.to < 0 ? size + range.to : range.to) + 1;
                if (from < 0 || from >= size || to > size || to <= from) {
                    whole = false;  // a slice beyond the end is no value
                    break;
                }
                joined += textOf(bytes.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
            }
            if (whole)
                out.push_back(made(std::move(joined), e.type));
        }
        return out;
    }

    Operand made(std::string text, FieldType type)
    {
        const auto& kept = m_made.emplace_back(std::move(text));
        return {type == FieldType::String ? Value::text(kept) : Value::bytes(bytesOf(kept)), type, -1, {}};
    }

    Operands call(const Expression& e)
    {
        Operands out;
        if (e.function == Function::Maximum || e.function == Function::Minimum) {
            for (const auto& argument : e.operands)
                for (const auto& operand : valuesOf(*argument))
                    if (out.empty() || (e.function == Function::Maximum) == (compareValues(operand, out[0]) > 0))
                        out.assign(1, operand);
            return out;
        }
        const auto values = valuesOf(*e.operands[0]);
        if (e.function == Function::Count) {
            if (!values.empty())
                out.push_back({Value::number(values.size()), FieldType::UInt32, -1, {}});
            return out;
        }
        for (const auto& operand : values)
            out.push_back(called(e.function, operand, e.operands[0]->field));
        return out;
    }

    Operand called(Function function, const Operand& operand, const Field* field)
    {
        switch (function) {
        case Function::Length: {
            const auto fixed = wireSize(operand.type);
            return {Value::number(fixed ? fixed : operand.value.asBytes().size()), FieldType::UInt32, -1, {}};
        }
        case Function::Upper:
        case Function::Lower: {
            std::string text{operand.value.asText()};
            for (auto& c : text)
                c = function == Function::Upper && c >= 'a' && c <= 'z'   ? static_cast<char>(c - 32)
                    : function == Function::Lower && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32)
                                                                          : c;
            return made(std::move(text), FieldType::String);
        }
        case Function::String: {
            std::string text;
            appendValue(text, *field, operand.value);
            return made(std::move(text), FieldType::String);
        }
        default: {  // Absolute
            auto result = operand;
            if (operand.value.kind() == Value::Kind::Real)
                result.value = Value::real(std::fabs(operand.value.asReal()));
            else if (operand.value.kind() == Value::Kind::Signed && operand.value.asSigned() < 0)
                result.value = negated(operand);
            return result;
        }
        }
    }

    // Unsigned arithmetic wraps on purpose: below zero is a value that no packet has.
    static Value negated(const Operand& operand)
    {
        if (operand.value.kind() == Value::Kind::Real)
            return Value::real(-operand.value.asReal());
        const auto word = 0 - operand.value.asUnsigned();
        return operand.value.kind() == Value::Kind::Signed ? Value::signedNumber(static_cast<std::int64_t>(word))
                                                           : Value::number(word);
    }

    Operands arithmetic(const Expression& e)
    {
        Operands out;
        const auto left = valuesOf(*e.operands[0]), right = valuesOf(*e.operands[1]);
        for (const auto& a : left)
            for (const auto& b : right) {
                if (out.size() >= limits::filterValues)
                    return out;
                if (auto result = calculated(e, a, b))
                    out.push_back(*result);
            }
        return out;
    }

    std::optional<Operand> calculated(const Expression& e, const Operand& a, const Operand& b)
    {
        const bool division = e.operation == TokenKind::Divide || e.operation == TokenKind::Modulo;
        if (a.value.kind() == Value::Kind::Bytes) {
            std::string text{textOf(a.value.asBytes())};
            const auto other = b.value.asBytes();
            text.resize(std::min(text.size(), other.size()));
            for (std::size_t i = 0; i < text.size(); ++i)
                text[i] = static_cast<char>(text[i] & std::to_integer<char>(other[i]));
            return made(std::move(text), FieldType::Bytes);
        }
        if (a.value.kind() == Value::Kind::Real || b.value.kind() == Value::Kind::Real) {
            const auto x = real(a), y = real(b);
            if (division && y == 0)
                return {};
            return Operand{Value::real(e.operation == TokenKind::Plus ? x + y
                                   : e.operation == TokenKind::Minus  ? x - y
                                   : e.operation == TokenKind::Times  ? x * y
                                   : e.operation == TokenKind::Divide ? x / y
                                                                      : std::fmod(x, y)),
                FieldType::Double, -1, {}};
        }
        const bool isSignedResult = a.value.kind() == Value::Kind::Signed;
        const auto x = a.value.asUnsigned(), y = b.value.asUnsigned();
        const auto sx = a.value.asSigned(), sy = b.value.asSigned();
        if (division && (y == 0 || (isSignedResult && sy == -1 && e.operation == TokenKind::Modulo)))
            return {};
        std::uint64_t word = 0;
        switch (e.operation) {
        case TokenKind::BitAnd: word = x & y; break;
        case TokenKind::Plus: word = x + y; break;
        case TokenKind::Minus: word = x - y; break;
        case TokenKind::Times: word = x * y; break;
        case TokenKind::Divide:
            word = !isSignedResult ? x / y : sy == -1 ? 0 - x : static_cast<std::uint64_t>(sx / sy);
            break;
        default: word = !isSignedResult ? x % y : static_cast<std::uint64_t>(sx % sy);
        }
        return Operand{isSignedResult ? Value::signedNumber(static_cast<std::int64_t>(word)) : Value::number(word),
            e.type, -1, {}};
    }

    const FieldSink& m_tree;
    std::deque<std::string> m_made;
};

}  // namespace

bool evaluate(const Expression& root, const FieldSink& tree)
{
    return Evaluator{tree}.test(root);
}

}  // namespace pr::query
