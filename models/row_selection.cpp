#include "models/row_selection.h"

#include <algorithm>

namespace pr::models {

void RowSelection::clear()
{
    m_ranges.clear();
    m_anchor.reset();
    m_current.reset();
}

void RowSelection::select(Row row)
{
    m_ranges = {{row, row}};
    m_anchor = m_current = row;
}

void RowSelection::extendTo(Row row)
{
    const auto anchor = m_anchor.value_or(row);
    m_anchor = anchor;
    m_current = row;
    m_ranges = {{std::min(anchor, row), std::max(anchor, row)}};
}

void RowSelection::toggle(Row row)
{
    m_anchor = m_current = row;
    const auto found = std::ranges::find_if(m_ranges, [row](const Range& r) { return r.last >= row; });
    if (found != m_ranges.end() && found->first <= row) {
        const auto range = *found;
        const auto at = m_ranges.erase(found);
        std::vector<Range> parts;
        if (range.first < row)
            parts.push_back({range.first, row - 1});
        if (row < range.last)
            parts.push_back({row + 1, range.last});
        m_ranges.insert(at, parts.begin(), parts.end());
        return;
    }
    const auto at = m_ranges.insert(found, {row, row});
    if (const auto next = at + 1; next != m_ranges.end() && next->first == row + 1) {
        at->last = next->last;
        m_ranges.erase(next);
    }
    if (at != m_ranges.begin() && (at - 1)->last + 1 == row) {
        (at - 1)->last = at->last;
        m_ranges.erase(at);
    }
}

void RowSelection::selectAll(Row count)
{
    m_ranges.clear();
    if (count > 0)
        m_ranges.push_back({0, count - 1});
    m_anchor = 0;
}

bool RowSelection::contains(Row row) const
{
    const auto found = std::ranges::lower_bound(m_ranges, row, {}, &Range::last);
    return found != m_ranges.end() && found->first <= row;
}

RowSelection::Row RowSelection::count() const
{
    Row sum = 0;
    for (const auto& range : m_ranges)
        sum += range.last - range.first + 1;
    return sum;
}

}  // namespace pr::models
