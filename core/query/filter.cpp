#include "core/query/filter.h"

#include "core/query/check.h"
#include "core/query/evaluate.h"

namespace pr::query {

Result<Filter, FilterError> Filter::compile(std::string_view text, const FieldRegistry& fields)
{
    Filter filter;
    filter.m_text = text;
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return filter;
    auto root = parse(text);
    if (!root)
        return Unexpected{std::move(root.error())};
    if (auto checked = check(**root, fields, filter.m_fields); !checked)
        return Unexpected{std::move(checked.error())};
    filter.m_root = std::move(*root);
    return filter;
}

bool Filter::matches(const FieldSink& tree) const
{
    return !m_root || evaluate(*m_root, tree);
}

std::string pointAt(std::string_view filter, const FilterError& error)
{
    std::string out{filter};
    out += '\n';
    out.append(std::min(error.column, filter.size()), ' ');
    return out.append(std::max<std::size_t>(1, error.length), '^');
}

}  // namespace pr::query
