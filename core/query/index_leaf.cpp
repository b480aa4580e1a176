#include "core/query/index_leaf.h"

#include "core/dissect/field_layers.h"
#include "core/query/evaluate.h"

#include <algorithm>

namespace pr::query {

namespace {

// Gives one value for each value of the field.
bool isOneToOne(const Expression& e)
{
    if (e.kind == ExpressionKind::FieldValue)
        return e.layers.empty();
    return e.kind == ExpressionKind::Call && e.operands[0]->kind == ExpressionKind::FieldValue
        && e.operands[0]->layers.empty()
        && (e.function == Function::Length || e.function == Function::Upper || e.function == Function::Lower
            || e.function == Function::String || e.function == Function::Absolute);
}

// Gives at most one value for each value of the field.
bool isAtMostOne(const Expression& e)
{
    return isOneToOne(e) || (e.kind == ExpressionKind::Slice && isOneToOne(*e.operands[0]));
}

bool isLiteral(const ExpressionPtr& e)
{
    return !e || e->kind == ExpressionKind::Literal;
}

enum class Manner : std::uint8_t {
    Any,  ///< true where any value makes it true
    All,  ///< true where the packet has the field and all values make it true
};

std::optional<Manner> mannerOf(const Expression& test)
{
    const auto& left = *test.operands[0];
    switch (test.kind) {
    case ExpressionKind::Holds: return isAtMostOne(left) ? std::optional{Manner::Any} : std::nullopt;
    case ExpressionKind::Compare:
        if (!isLiteral(test.operands[1]))
            return {};
        break;
    case ExpressionKind::Member:
        if (!std::all_of(test.set.begin(), test.set.end(),
                [](const SetElement& element) { return isLiteral(element.low) && isLiteral(element.high); }))
            return {};
        break;
    default: return {};
    }
    if (test.quantifier == Quantifier::Any)
        return isAtMostOne(left) ? std::optional{Manner::Any} : std::nullopt;
    return isOneToOne(left) ? std::optional{Manner::All} : std::nullopt;
}

class IndexLeaf : public Leaf {
public:
    IndexLeaf(const Expression& test, const Field& field, Manner manner)
        : m_test{test}, m_field{field}, m_manner{manner}
    {
        m_sink.select({&field});
    }

    Outcome<Bounds> bounds(SegmentColumns& columns) override
    {
        const auto limited = columns.limited();
        if (!limited)
            return Unexpected{limited.error()};
        const auto index =
            columns.hasIndex() ? columns.index(m_field.abbreviation) : Outcome<const store::FieldIndex*>{nullptr};
        if (!index)
            return Unexpected{index.error()};
        Bounds out{PacketSet{columns.size()}, PacketSet{columns.size()}};
        if (!columns.hasIndex() || (*index && !(*index)->complete())) {
            const auto layers = dissect::layersWith(m_field);
            if (layers.empty()) {
                out.upper = PacketSet::all(columns.size());
            } else {
                auto with = columns.withLayers(layers);
                if (!with)
                    return Unexpected{with.error()};
                out.upper = std::move(with->upper);
            }
        } else if (*index) {
            ask(**index, out.lower);
            out.upper = out.lower;
        }
        out.upper |= **limited;
        out.lower -= **limited;
        return out;
    }
    std::string_view source() const override { return "field index"; }
    int cost() const override { return 1; }

private:
    void ask(const store::FieldIndex& index, PacketSet& truth)
    {
        const auto addAll = [&](PacketSet& set, std::size_t value) {
            for (const auto packet : index.packets(value))
                set.add({std::uint64_t{packet} + 1});
        };
        PacketSet refused{truth.universe()};
        for (std::size_t i = 0; i < index.size(); ++i) {
            m_sink.begin({});
            m_sink.add(m_field, index.value(i), {});
            const bool is = evaluate(m_test, m_sink);
            if (m_manner == Manner::All)
                addAll(is ? truth : refused, i);
            else if (is)
                addAll(truth, i);
        }
        truth -= refused;
    }

    const Expression& m_test;
    const Field& m_field;
    const Manner m_manner;
    FieldSink m_sink;
};

}  // namespace

std::unique_ptr<Leaf> makeIndexLeaf(const Expression& test, std::span<const Field* const> fields)
{
    if (fields.size() != 1 || !fields[0]->indexed || fields[0]->type == FieldType::Protocol || test.operands.empty())
        return nullptr;
    const auto manner = mannerOf(test);
    return manner ? std::make_unique<IndexLeaf>(test, *fields[0], *manner) : nullptr;
}

}  // namespace pr::query
