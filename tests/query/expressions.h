// Filters made by a seed: fields of the registry, operators, literals that stand in a capture.
#pragma once

#include "core/fields/registry.h"
#include "core/fields/sink.h"

#include <map>
#include <random>
#include <string>
#include <vector>

namespace pr::testing {

/// What stands in a capture: values of fields as a filter writes them.
class Literals {
public:
    /// Takes note of the fields of a packet, described with Mode::Tree.
    void add(const FieldSink& tree);
    const std::vector<const Field*>& fields() const { return m_fields; }
    const std::vector<std::string>* of(const Field& field) const;

private:
    std::map<std::string_view, std::vector<std::string>> m_values;
    std::vector<const Field*> m_fields;
};

class ExpressionMaker {
public:
    ExpressionMaker(const FieldRegistry& registry, const Literals& literals, std::uint64_t seed)
        : m_registry{registry}, m_literals{literals}, m_random{seed}
    {
    }
    /// The next filter; it may be one that the checker refuses.
    std::string next() { return expression(chance(40) ? 0 : 1 + below(3)); }

private:
    std::size_t below(std::size_t count) { return m_random() % count; }
    bool chance(unsigned percent) { return below(100) < percent; }
    std::string_view oneOf(std::initializer_list<std::string_view> words)
    {
        return *(words.begin() + below(words.size()));
    }

    std::string expression(std::size_t depth);
    std::string test();
    std::string comparison();
    std::string ofText(const Field& field);
    std::string ofNumbers(const Field& field);
    const Field& field();
    std::string named(const Field& field);
    std::string literal(const Field& field);
    std::string slice();
    std::string quantifier();

    const FieldRegistry& m_registry;
    const Literals& m_literals;
    std::mt19937_64 m_random;
};

}  // namespace pr::testing
