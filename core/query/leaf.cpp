#include "core/query/leaf.h"

#include "core/dissect/field_layers.h"
#include "core/query/evaluate.h"
#include "core/query/frame_leaf.h"
#include "core/query/index_leaf.h"
#include "core/query/path_test.h"

#include <algorithm>
#include <array>

namespace pr::query {

namespace {

using Fields = std::vector<const Field*>;

template <class Visit> void visit(const Expression& e, const Visit& on)
{
    on(e);
    for (const auto& operand : e.operands)
        visit(*operand, on);
    for (const auto& element : e.set) {
        visit(*element.low, on);
        if (element.high)
            visit(*element.high, on);
    }
}

bool isConnective(const Expression& e)
{
    return e.kind == ExpressionKind::And || e.kind == ExpressionKind::Or || e.kind == ExpressionKind::Not;
}

// Of a protocol only its presence can be told without the packet: no bytes, no slices.
bool asksProtocolsForPresenceOnly(const Expression& e)
{
    if (e.kind == ExpressionKind::Holds && e.operands[0]->kind == ExpressionKind::FieldValue)
        return true;
    if (isConnective(e))
        return std::all_of(e.operands.begin(), e.operands.end(),
            [](const ExpressionPtr& operand) { return asksProtocolsForPresenceOnly(*operand); });
    bool protocol = false;
    visit(e, [&](const Expression& part) {
        protocol = protocol || (part.kind == ExpressionKind::FieldValue && part.field->type == FieldType::Protocol);
    });
    return !protocol;
}

bool isOneOf(const Field* field, std::span<const Field* const> list)
{
    return std::find(list.begin(), list.end(), field) != list.end();
}

bool allOneOf(const Fields& fields, std::span<const Field* const> list)
{
    return !fields.empty()
        && std::all_of(fields.begin(), fields.end(), [&](const Field* field) { return isOneOf(field, list); });
}

/// Asks the test once of each path. Packets whose path does not tell everything may be anything.
class PathLeaf : public Leaf {
public:
    PathLeaf(const Expression& test, Fields fields) : m_test{test, std::move(fields)} { }

    Outcome<Bounds> bounds(SegmentColumns& columns) override
    {
        if (m_test.addresses()) {
            const auto summary = columns.summary();
            if (!summary)
                return Unexpected{summary.error()};
            if (*summary && std::none_of(m_test.addresses()->begin(), m_test.addresses()->end(), [&](Bytes address) {
                    return (*summary)->mayHave(address);
                }))
                return Bounds{PacketSet{columns.size()}, PacketSet{columns.size()}};
        }
        const auto names = columns.pathNames();
        if (!names)
            return Unexpected{names.error()};
        const auto column = columns.paths();
        if (!column)
            return Unexpected{column.error()};
        const auto& paths = **names;
        std::vector<std::uint8_t> truth(std::max<std::size_t>(paths.size(), 1)), unknown(truth.size());
        unknown[0] = 1;
        bool anyUnknown = false;
        for (std::size_t i = 1; i < truth.size(); ++i) {
            const auto answer = m_test.ask(paths[i]);
            truth[i] = answer == PathTest::Answer::Yes;
            if (answer == PathTest::Answer::Unknown)
                unknown[i] = anyUnknown = true;
        }
        Bounds out{columns.select(*column, truth), {}};
        out.upper = out.lower;
        if (anyUnknown || std::find(column->begin(), column->end(), 0) != column->end())
            out.upper |= columns.select(*column, unknown);
        return out;
    }
    std::string_view source() const override { return "paths"; }
    int cost() const override { return 2; }

private:
    PathTest m_test;
};

/// Asks the test once of each stack: which protocols are there.
class StackLeaf : public Leaf {
public:
    StackLeaf(const Expression& test, Fields fields) : m_test{test}, m_fields{fields}
    {
        m_carried = std::any_of(fields.begin(), fields.end(), [](const Field* field) {
            return field->type != FieldType::Protocol || dissect::isCarried(field->abbreviation);
        });
        m_sink.select(std::move(fields));
    }

    Outcome<Bounds> bounds(SegmentColumns& columns) override
    {
        const auto names = columns.stackNames();
        if (!names)
            return Unexpected{names.error()};
        const auto column = columns.stacks();
        if (!column)
            return Unexpected{column.error()};
        const auto open = m_carried ? columns.limited() : columns.unknown();
        if (!open)
            return Unexpected{open.error()};
        std::vector<std::uint8_t> truth(std::max<std::size_t>((*names)->size(), 1));
        for (std::size_t i = 1; i < truth.size(); ++i) {
            m_sink.begin({});
            const auto stack = textOf((**names)[i]);
            for (const auto* field : m_fields)
                if (field->type != FieldType::Protocol)
                    m_sink.add(*field, Value::text(stack), {});
                else if (field->abbreviation == "frame" || hasLayer(stack, field->abbreviation))
                    m_sink.add(*field, Value{}, {});
            truth[i] = evaluate(m_test, m_sink);
        }
        Bounds out{columns.select(*column, truth), {}};
        out.upper = out.lower | **open;
        out.lower -= **open;
        return out;
    }
    std::string_view source() const override { return "stacks"; }
    int cost() const override { return 1; }

    // A layer number is not in the stack.
    static bool canAsk(const Expression& test, const Fields& fields)
    {
        bool layers = false;
        visit(test, [&](const Expression& part) { layers = layers || !part.layers.empty(); });
        return !layers && !fields.empty() && asksProtocolsForPresenceOnly(test)
            && std::all_of(fields.begin(), fields.end(), [](const Field* field) {
                   return field->abbreviation == "frame.protocols" || field->abbreviation == "frame"
                       || dissect::isNamedByStack(*field);
               });
    }

private:
    const Expression& m_test;
    const Fields m_fields;
    bool m_carried = false;
    FieldSink m_sink;
};

/// The flags of a TCP header from their column, which holds the lower eight of the only header.
class FlagsLeaf : public Leaf {
public:
    FlagsLeaf(const Expression& test, const Fields& fields)
    {
        FieldSink sink;
        sink.select(fields);
        sink.begin({});
        m_withoutTcp = evaluate(test, sink);
        for (std::size_t flags = 0; flags < m_truth.size(); ++flags) {
            bool any = false, all = true;
            for (unsigned upper = 0; upper < 16; ++upper) {
                sink.begin({});
                for (const auto* field : fields)
                    sink.add(*field,
                        field->mask > 0xFF ? upper << 8U | flags : std::uint64_t{(flags & flagOf(*field)) != 0}, {});
                const bool is = evaluate(test, sink);
                any = any || is;
                all = all && is;
            }
            m_truth[flags] = static_cast<std::uint8_t>(all ? 3 : any ? 2 : 0);
        }
    }

    Outcome<Bounds> bounds(SegmentColumns& columns) override
    {
        const auto facts = columns.pathFacts();
        if (!facts)
            return Unexpected{facts.error()};
        const auto paths = columns.paths();
        if (!paths)
            return Unexpected{paths.error()};
        const auto marks = columns.marks();
        if (!marks)
            return Unexpected{marks.error()};
        Bounds out{PacketSet{columns.size()}, PacketSet{columns.size()}};
        std::vector<std::uint64_t> lower((columns.size() + 63) / 64), upper(lower.size());
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto path = (*paths)[i];
            std::uint8_t is = 2;  // maybe
            if (path < facts->size() && (*facts)[path].complete) {
                const auto& fact = (*facts)[path];
                if (fact.tcp == 0)
                    is = m_withoutTcp ? 3 : 0;
                else if (fact.tcp == 1 && !fact.tcpStrange)
                    is = m_truth[(*marks)->tcpFlags[i]];
            }
            lower[i / 64] |= std::uint64_t{is == 3} << i % 64;
            upper[i / 64] |= std::uint64_t{is != 0} << i % 64;
        }
        out.lower.addBits({1}, lower, columns.size());
        out.upper.addBits({1}, upper, columns.size());
        return out;
    }
    std::string_view source() const override { return "TCP flags"; }
    int cost() const override { return 3; }

    static bool canAsk(const Expression& test, const Fields& fields)
    {
        bool layers = false;
        visit(test, [&](const Expression& part) { layers = layers || !part.layers.empty(); });
        return !layers && !fields.empty() && std::all_of(fields.begin(), fields.end(), [](const Field* field) {
            return field->abbreviation == "tcp.flags" || flagOf(*field) != 0;
        });
    }

private:
    // Explicit congestion notification is another field where both sides agreed on its accurate form.
    static std::uint64_t flagOf(const Field& field)
    {
        static constexpr std::pair<std::string_view, std::uint64_t> flags[] = {{"tcp.flags.fin", 1},
            {"tcp.flags.syn", 2}, {"tcp.flags.reset", 4}, {"tcp.flags.push", 8}, {"tcp.flags.ack", 16},
            {"tcp.flags.urg", 32}};
        for (const auto& [name, bit] : flags)
            if (name == field.abbreviation)
                return bit;
        return 0;
    }

    bool m_withoutTcp = false;
    std::array<std::uint8_t, 256> m_truth{};  // 0 no, 2 maybe, 3 yes
};

// The mark that every packet has which shows a field: what the analysis of TCP finds.
std::optional<dissect::Mark> markWith(const Field& field)
{
    using dissect::Mark;
    static constexpr std::pair<std::string_view, Mark> marks[] = {
        {"tcp.analysis.retransmission", Mark::Retransmission},
        {"tcp.analysis.fast_retransmission", Mark::Retransmission},
        {"tcp.analysis.spurious_retransmission", Mark::Retransmission},
        {"tcp.analysis.rto", Mark::Retransmission},
        {"tcp.analysis.rto_frame", Mark::Retransmission},
        {"tcp.analysis.out_of_order", Mark::OutOfOrder},
        {"tcp.analysis.lost_segment", Mark::LostSegment},
        {"tcp.analysis.ack_lost_segment", Mark::LostSegment},
        {"tcp.analysis.zero_window", Mark::ZeroWindow},
        {"tcp.analysis.keep_alive", Mark::KeepAlive},
    };
    for (const auto& [name, mark] : marks)
        if (name == field.abbreviation)
            return mark;
    return {};
}

/// A test without an exact rule: nothing is known but which packets can have its fields.
class OpenLeaf : public Leaf {
public:
    OpenLeaf(const Expression& test, std::span<const Field* const> fields) : m_test{test}, m_fields{fields} { }

    Outcome<Bounds> bounds(SegmentColumns& columns) override
    {
        auto upper = canHold(m_test, columns);
        if (!upper)
            return Unexpected{upper.error()};
        return Bounds{PacketSet{columns.size()}, std::move(*upper)};
    }
    std::string_view source() const override { return "proof"; }
    int cost() const override { return 4; }

private:
    Outcome<PacketSet> joined(Outcome<PacketSet> left, Outcome<PacketSet> right, bool both)
    {
        if (!left)
            return left;
        if (!right)
            return right;
        return both ? *left & *right : *left | *right;
    }

    /// The packets in which an expression can be true, or can give a value.
    Outcome<PacketSet> canHold(const Expression& e, SegmentColumns& columns)
    {
        switch (e.kind) {
        case ExpressionKind::FieldValue: return canHave(e, columns);
        case ExpressionKind::Literal: return PacketSet::all(columns.size());
        case ExpressionKind::Reference: return PacketSet{columns.size()};
        case ExpressionKind::Compare:
            if (e.comparison == Comparison::Matches)
                return canHold(*e.operands[0], columns);
            [[fallthrough]];
        case ExpressionKind::Arithmetic:
            return joined(canHold(*e.operands[0], columns), canHold(*e.operands[1], columns), true);
        case ExpressionKind::Call: {
            auto set = canHold(*e.operands[0], columns);
            for (std::size_t i = 1; i < e.operands.size(); ++i)
                set = joined(std::move(set), canHold(*e.operands[i], columns), false);
            return set;
        }
        case ExpressionKind::Holds:
        case ExpressionKind::Member:
        case ExpressionKind::Slice:
        case ExpressionKind::Negate: return canHold(*e.operands[0], columns);
        default: return PacketSet::all(columns.size());
        }
    }

    Outcome<PacketSet> canHave(const Expression& e, SegmentColumns& columns)
    {
        PacketSet set{columns.size()};
        for (const auto* field : m_fields) {
            if (field->abbreviation != e.field->abbreviation || field->lookAhead)  // one pass never shows those
                continue;
            const auto layers = dissect::layersWith(*field);
            if (layers.empty())
                return PacketSet::all(columns.size());
            const auto with = columns.withLayers(layers);
            if (!with)
                return Unexpected{with.error()};
            const auto mark = markWith(*field);
            if (!mark) {
                set |= with->upper;
                continue;
            }
            auto marked = columns.withMark(*mark);
            if (!marked)
                return marked;
            set |= with->upper & *marked;
        }
        return set;
    }

    const Expression& m_test;
    const std::span<const Field* const> m_fields;
};

/// A test of what another version concluded: every packet is a candidate.
class ProofLeaf : public Leaf {
public:
    Outcome<Bounds> bounds(SegmentColumns& columns) override
    {
        return Bounds{PacketSet{columns.size()}, PacketSet::all(columns.size())};
    }
    std::string_view source() const override { return "proof, for another version analysed this"; }
    int cost() const override { return 5; }
};

// What comes from the evidence alone is as it was.
std::unique_ptr<Leaf> makeProof(const Expression& test, const SessionFacts& session)
{
    auto leaf = makeFrameLeaf(test, session);
    return leaf ? std::move(leaf) : std::make_unique<ProofLeaf>();
}

}  // namespace

std::vector<const Field*> fieldsOf(const Expression& test, std::span<const Field* const> fields)
{
    Fields out;
    visit(test, [&](const Expression& part) {
        if (part.kind != ExpressionKind::FieldValue)
            return;
        for (const auto* field : fields)
            if (field->abbreviation == part.field->abbreviation && !isOneOf(field, out))
                out.push_back(field);
    });
    return out;
}

std::unique_ptr<Leaf> makeLeaf(
    const Expression& test, std::span<const Field* const> fields, const SessionFacts& session)
{
    auto own = fieldsOf(test, fields);
    if (!own.empty()
        && std::any_of(own.begin(), own.end(), [&](const Field* field) { return session.age.isOlder(*field); }))
        return isConnective(test) ? nullptr : makeProof(test, session);
    if (StackLeaf::canAsk(test, own))
        return std::make_unique<StackLeaf>(test, std::move(own));
    if (allOneOf(own, dissect::pathFields()) && asksProtocolsForPresenceOnly(test))
        return std::make_unique<PathLeaf>(test, std::move(own));
    if (FlagsLeaf::canAsk(test, own))
        return std::make_unique<FlagsLeaf>(test, own);
    if (isConnective(test))
        return nullptr;
    if (auto leaf = makeFrameLeaf(test, session))
        return leaf;
    if (auto leaf = makeIndexLeaf(test, own))
        return leaf;
    return std::make_unique<OpenLeaf>(test, fields);
}

}  // namespace pr::query
