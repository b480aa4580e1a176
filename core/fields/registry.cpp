#include "core/fields/registry.h"

#include <algorithm>
#include <iterator>

namespace pr {

namespace {
constexpr auto byName = [](const Field* field) { return field->abbreviation; };
}

FieldRegistry::FieldRegistry(std::span<const std::span<const Field* const>> lists)
{
    for (const auto list : lists)
        m_all.insert(m_all.end(), list.begin(), list.end());
    std::ranges::stable_sort(m_all, {}, byName);
    // a list may name a field that another list has, too
    m_all.erase(std::unique(m_all.begin(), m_all.end()), m_all.end());
    const auto sameName = [](const Field* l, const Field* r) { return l->abbreviation == r->abbreviation; };
    std::unique_copy(m_all.begin(), m_all.end(), std::back_inserter(m_fields), sameName);
}

std::span<const Field* const> FieldRegistry::named(std::string_view abbreviation) const
{
    const auto first = std::ranges::lower_bound(m_all, abbreviation, {}, byName);
    const auto last = std::find_if(first, m_all.end(), [&](const Field* f) { return f->abbreviation != abbreviation; });
    return {first, last};
}

const Field* FieldRegistry::find(std::string_view abbreviation) const
{
    const auto at = std::ranges::lower_bound(m_fields, abbreviation, {}, byName);
    return at != m_fields.end() && (*at)->abbreviation == abbreviation ? *at : nullptr;
}

std::span<const Field* const> FieldRegistry::beginningWith(std::string_view prefix) const
{
    const auto first = std::ranges::lower_bound(m_fields, prefix, {}, byName);
    const auto last =
        std::find_if(first, m_fields.end(), [&](const Field* f) { return !f->abbreviation.starts_with(prefix); });
    return {first, last};
}

}  // namespace pr
