// Which rows are selected: ranges, so that "all but one of 10^8" is two of them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace pr::models {

class RowSelection {
public:
    using Row = std::uint64_t;
    struct Range {
        Row first, last;  ///< both included
        friend bool operator==(const Range&, const Range&) = default;
    };

    void clear();
    /// Only this row; it becomes anchor and current.
    void select(Row row);
    /// From the anchor to the row, in place of what was selected.
    void extendTo(Row row);
    void toggle(Row row);
    /// Rows 0 … count-1; the current row stays.
    void selectAll(Row count);

    bool contains(Row row) const;
    Row count() const;
    const std::vector<Range>& ranges() const { return m_ranges; }  ///< sorted, never touching
    std::optional<Row> current() const { return m_current; }
    std::optional<Row> anchor() const { return m_anchor; }

private:
    std::vector<Range> m_ranges;
    std::optional<Row> m_anchor, m_current;
};

}  // namespace pr::models
