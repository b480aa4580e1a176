#include "core/fields/registry.h"

#include <algorithm>

namespace pr {

namespace {
constexpr auto byName = [](const Field* field) { return field->abbreviation; };
}

FieldRegistry::FieldRegistry(std::span<const std::span<const Field* const>> lists)
{
    for (const auto list : lists)
        m_fields.insert(m_fields.end(), list.begin(), list.end());
    std::ranges::stable_sort(m_fields, {}, byName);
    const auto sameName = [](const Field* l, const Field* r) { return l->abbreviation == r->abbreviation; };
    m_fields.erase(std::unique(m_fields.begin(), m_fields.end(), sameName), m_fields.end());
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
