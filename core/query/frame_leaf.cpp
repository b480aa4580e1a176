#include "core/query/frame_leaf.h"

#include <algorithm>
#include <limits>

namespace pr::query {

namespace {

enum class FrameColumn : std::uint8_t { Number, Length, Captured, Time, RelativeTime, Interface };

std::optional<FrameColumn> columnOf(std::string_view field)
{
    static constexpr std::pair<std::string_view, FrameColumn> columns[] = {
        {"frame.number", FrameColumn::Number},
        {"frame.len", FrameColumn::Length},
        {"frame.cap_len", FrameColumn::Captured},
        {"frame.time", FrameColumn::Time},
        {"frame.time_epoch", FrameColumn::Time},
        {"frame.time_relative", FrameColumn::RelativeTime},
        {"frame.interface_id", FrameColumn::Interface},
    };
    for (const auto& [name, column] : columns)
        if (name == field)
            return column;
    return {};
}

bool isTime(FrameColumn column)
{
    return column == FrameColumn::Time || column == FrameColumn::RelativeTime;
}

// Numbers whose order as unsigned integers is that of the values.
std::uint64_t keyOf(std::int64_t time)
{
    return static_cast<std::uint64_t>(time) ^ 1ULL << 63;
}

/// Closed ranges of keys; a value passes where it lies in one.
class Ranges {
public:
    void add(std::uint64_t low, std::uint64_t high)
    {
        if (low <= high)
            m_ranges.emplace_back(low, high);
    }
    void addComparison(Comparison comparison, std::uint64_t with)
    {
        constexpr auto most = std::numeric_limits<std::uint64_t>::max();
        const auto below = [&] {
            if (with > 0)
                add(0, with - 1);
        };
        const auto above = [&] {
            if (with < most)
                add(with + 1, most);
        };
        switch (comparison) {
        case Comparison::Equal: add(with, with); break;
        case Comparison::NotEqual:
            below();
            above();
            break;
        case Comparison::Greater: above(); break;
        case Comparison::GreaterEqual: add(with, most); break;
        case Comparison::Less: below(); break;
        default: add(0, with); break;
        }
    }
    bool contains(std::uint64_t key) const
    {
        return std::any_of(m_ranges.begin(), m_ranges.end(),
            [&](const auto& range) { return range.first <= key && key <= range.second; });
    }
    /// Whether all from low to high pass.
    bool covers(std::uint64_t low, std::uint64_t high) const
    {
        return std::any_of(m_ranges.begin(), m_ranges.end(),
            [&](const auto& range) { return range.first <= low && high <= range.second; });
    }
    bool touches(std::uint64_t low, std::uint64_t high) const
    {
        return std::any_of(m_ranges.begin(), m_ranges.end(),
            [&](const auto& range) { return range.first <= high && low <= range.second; });
    }
    const std::vector<std::pair<std::uint64_t, std::uint64_t>>& all() const { return m_ranges; }

private:
    std::vector<std::pair<std::uint64_t, std::uint64_t>> m_ranges;
};

class FrameLeaf : public Leaf {
public:
    FrameLeaf(FrameColumn column, Ranges ranges, const SessionFacts& session)
        : m_column{column}, m_ranges{std::move(ranges)}, m_session{session},
          m_hasPseudoHeaders{std::any_of(
              session.pseudoHeaders.begin(), session.pseudoHeaders.end(), [](std::uint32_t size) { return size > 0; })}
    {
    }

    Outcome<Bounds> bounds(SegmentColumns& columns) override
    {
        PacketSet set{columns.size()};
        if (m_column == FrameColumn::Number) {
            numbers(columns, set);
        } else {
            const auto [first, count] = columns.blocks();
            for (auto block = first; block < first + count; ++block)
                if (auto done = look(columns, block, set); !done)
                    return Unexpected{done.error()};
        }
        return Bounds{set, set};
    }
    std::string_view source() const override { return "columns"; }
    int cost() const override { return m_column == FrameColumn::Number || isTime(m_column) ? 0 : 2; }

private:
    void numbers(const SegmentColumns& columns, PacketSet& set) const
    {
        const auto first = columns.first().value, last = first + columns.size() - 1;
        for (const auto& [low, high] : m_ranges.all()) {
            const auto from = std::max(low, first), to = std::min(high, last);
            if (from <= to)
                set.addRange({from - first + 1}, to - from + 1);
        }
    }

    // Times of a block lie between two that its row says: most blocks need not be read.
    Outcome<void> look(SegmentColumns& columns, std::size_t block, PacketSet& set) const
    {
        const auto& info = columns.reader().blocks()[block];
        const auto offset = columns.offsetOf(block);
        bool covered = false;
        if (isTime(m_column)) {
            std::int64_t least = info.leastTime, most = info.mostTime;
            if (most < least || (m_column == FrameColumn::RelativeTime && !m_session.firstTime))
                return {};  // no packet has a time
            const bool exact = m_column == FrameColumn::Time
                || (!__builtin_sub_overflow(least, *m_session.firstTime, &least)
                    && !__builtin_sub_overflow(most, *m_session.firstTime, &most));
            if (exact && !m_ranges.touches(keyOf(least), keyOf(most)))
                return {};
            covered = exact && m_ranges.covers(keyOf(least), keyOf(most));
        }
        store::EvidenceColumns evidence;
        const auto read = [&](store::EvidencePart part) -> Outcome<void> {
            auto some = columns.reader().evidence(block, part);
            if (!some)
                return Unexpected{some.error()};
            if (part == store::EvidencePart::Time)
                evidence.time = std::move(some->time);
            else if (part == store::EvidencePart::Lengths)
                evidence.captured = std::move(some->captured), evidence.original = std::move(some->original);
            else
                evidence.interface = std::move(some->interface), evidence.flags = std::move(some->flags);
            return {};
        };
        const bool isLength = m_column == FrameColumn::Length || m_column == FrameColumn::Captured;
        if (isTime(m_column) || m_column == FrameColumn::Interface || (isLength && m_hasPseudoHeaders))
            if (auto done = read(store::EvidencePart::Rest); !done)
                return done;
        if (isTime(m_column) && !covered)
            if (auto done = read(store::EvidencePart::Time); !done)
                return done;
        if (isLength)
            if (auto done = read(store::EvidencePart::Lengths); !done)
                return done;
        std::vector<std::uint64_t> words((info.packets + 63) / 64);
        for (std::size_t i = 0; i < info.packets; ++i)
            words[i / 64] |= std::uint64_t{passes(evidence, i, covered)} << i % 64;
        set.addBits({offset + 1}, words, info.packets);
        return {};
    }

    bool passes(const store::EvidenceColumns& evidence, std::size_t i, bool covered) const
    {
        switch (m_column) {
        case FrameColumn::Length: return m_ranges.contains(lengthOf(evidence.original[i], evidence, i));
        // what lies beyond is stored, and not dissected
        case FrameColumn::Captured:
            return m_ranges.contains(
                lengthOf(std::min<std::size_t>(evidence.captured[i], limits::snaplen), evidence, i));
        case FrameColumn::Interface: {
            const auto interface = evidence.interface[i];
            return interface < m_session.interfaceIds.size() && m_session.interfaceIds[interface]
                && m_ranges.contains(*m_session.interfaceIds[interface]);
        }
        case FrameColumn::Time:
            return (evidence.flags[i] & store::HasTime) && (covered || m_ranges.contains(keyOf(evidence.time[i])));
        case FrameColumn::RelativeTime: {
            if (!(evidence.flags[i] & store::HasTime))
                return false;
            std::int64_t since = 0;
            return covered
                || (!__builtin_sub_overflow(evidence.time[i], *m_session.firstTime, &since)
                    && m_ranges.contains(keyOf(since)));
        }
        default: return false;
        }
    }

    // What stands before the packet is stored, and no part of it.
    std::size_t lengthOf(std::size_t stored, const store::EvidenceColumns& evidence, std::size_t i) const
    {
        if (!m_hasPseudoHeaders || evidence.interface[i] >= m_session.pseudoHeaders.size())
            return stored;
        return stored - std::min<std::size_t>(stored, m_session.pseudoHeaders[evidence.interface[i]]);
    }

    const FrameColumn m_column;
    const Ranges m_ranges;
    const SessionFacts& m_session;
    const bool m_hasPseudoHeaders;
};

// The key of a literal that is of the column's kind.
std::optional<std::uint64_t> keyOf(const Expression& literal, FrameColumn column)
{
    if (literal.kind != ExpressionKind::Literal
        || literal.value.kind() != (isTime(column) ? Value::Kind::Signed : Value::Kind::Unsigned))
        return {};
    return isTime(column) ? keyOf(literal.value.asSigned()) : literal.value.asUnsigned();
}

}  // namespace

std::unique_ptr<Leaf> makeFrameLeaf(const Expression& test, const SessionFacts& session)
{
    if (test.kind != ExpressionKind::Compare && test.kind != ExpressionKind::Member)
        return nullptr;
    const auto& left = *test.operands[0];
    if (left.kind != ExpressionKind::FieldValue || !left.layers.empty())
        return nullptr;
    const auto column = columnOf(left.field->abbreviation);
    if (!column)
        return nullptr;
    Ranges ranges;
    if (test.kind == ExpressionKind::Compare) {
        if (test.comparison == Comparison::Contains || test.comparison == Comparison::Matches)
            return nullptr;
        const auto key = keyOf(*test.operands[1], *column);
        if (!key)
            return nullptr;
        ranges.addComparison(test.comparison, *key);
    } else {
        for (const auto& element : test.set) {
            const auto low = keyOf(*element.low, *column);
            const auto high = element.high ? keyOf(*element.high, *column) : low;
            if (!low || !high)
                return nullptr;
            ranges.add(*low, *high);
        }
    }
    return std::make_unique<FrameLeaf>(*column, std::move(ranges), session);
}

}  // namespace pr::query
