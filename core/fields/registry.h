// All fields of the program by name: made once from the lists of the protocols, never changed.
#pragma once

#include "core/fields/field.h"

#include <span>
#include <vector>

namespace pr {

class FieldRegistry {
public:
    /// `lists`: the field lists of all protocols. Several fields may share a name (tshark has such, too): they mean one
    /// thing.
    explicit FieldRegistry(std::span<const std::span<const Field* const>> lists);

    /// The field of that name, or null.
    const Field* find(std::string_view abbreviation) const;
    /// All fields of that name, in the order of the lists.
    std::span<const Field* const> named(std::string_view abbreviation) const;
    /// All fields, sorted by name; one for each name.
    std::span<const Field* const> all() const { return m_fields; }
    /// The fields whose names begin so, sorted: for completion.
    std::span<const Field* const> beginningWith(std::string_view prefix) const;

private:
    std::vector<const Field*> m_fields;  ///< one for each name
    std::vector<const Field*> m_all;
};

}  // namespace pr
