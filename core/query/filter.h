// A display filter, checked and ready to be asked of packets.
#pragma once

#include "core/fields/registry.h"
#include "core/fields/sink.h"
#include "core/query/syntax.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace pr::query {

class Filter {
public:
    /// Parses and checks. An empty text (or spaces only) is the filter that every packet passes.
    static Result<Filter, FilterError> compile(std::string_view text, const FieldRegistry& fields);

    /// Whether a packet passes: `tree` holds at least the fields of fields(), described with their layers.
    bool matches(const FieldSink& tree) const;
    bool isEverything() const { return !m_root; }
    /// The fields that must be in the tree, each once.
    std::span<const Field* const> fields() const { return m_fields; }
    const Expression* root() const { return m_root.get(); }
    const std::string& text() const { return m_text; }

private:
    std::string m_text;
    std::shared_ptr<const Expression> m_root;
    std::vector<const Field*> m_fields;
};

/// The message as two lines for a terminal: the filter and a marker below the place.
std::string pointAt(std::string_view filter, const FilterError& error);

}  // namespace pr::query
