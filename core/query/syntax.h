// The tree of a filter: made by the parser, given types by the checker, run by the evaluator.
#pragma once

#include "core/fields/field.h"
#include "core/fields/value.h"
#include "core/query/lexer.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pr::query {

enum class ExpressionKind : std::uint8_t {
    And,
    Or,
    Not,
    Compare,     ///< operands 0 and 1, `comparison`
    Member,      ///< operand 0 in `set`
    Holds,       ///< an operand alone: a field is there, or an arithmetic result is not zero
    FieldValue,  ///< the values of a field in the packet
    Literal,
    Slice,       ///< `slices` of operand 0
    Call,        ///< `function` over all operands
    Arithmetic,  ///< operand 0 `operation` operand 1
    Negate,
    Reference,  ///< ${field}: the value in the selected packet; there is none outside the window
};

enum class Comparison : std::uint8_t {
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Contains,
    Matches,
};
/// Which pairs of values must agree.
enum class Quantifier : std::uint8_t { Any, All };

enum class Function : std::uint8_t { Length, Count, Upper, Lower, String, Maximum, Minimum, Absolute };

/// [from, to] or [from, from + length), negative from the end.
struct SliceRange {
    std::int64_t from = 0;
    std::int64_t to = 0;       ///< last byte, with isLength false
    std::int64_t length = -1;  ///< -1: to the end
    bool isLength = true;
};

struct LayerRange {
    int first = 1;
    int last = 1;  ///< negative ones count from the innermost
};

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

/// One element of a set: a value or a range of two.
struct SetElement {
    ExpressionPtr low;
    ExpressionPtr high;  ///< null: a value
};

struct Expression {
    ExpressionKind kind = ExpressionKind::Literal;
    std::size_t column = 0;
    std::size_t length = 0;
    std::vector<ExpressionPtr> operands;

    Comparison comparison = Comparison::Equal;
    Quantifier quantifier = Quantifier::Any;
    std::vector<SetElement> set;
    Function function = Function::Length;
    TokenKind operation = TokenKind::Plus;
    std::vector<SliceRange> slices;
    std::vector<LayerRange> layers;  ///< empty: every occurrence
    const Field* field = nullptr;

    // A literal: as written, then as the type that its place asks for.
    std::string text;
    bool quoted = false;
    bool character = false;
    Value value;  ///< refers to `storage` where it is bytes or text
    std::string storage;
    int prefix = -1;                      ///< length of the network part of an address, -1: a whole address
    std::shared_ptr<const void> pattern;  ///< compiled regular expression of `matches`

    FieldType type = FieldType::None;  ///< of the values it gives; set by the checker
    bool typed = false;                ///< false: a literal that takes the type of its partner
};

/// Parses, without knowing any field: names are resolved by the checker.
Result<ExpressionPtr, FilterError> parse(std::string_view filter);

}  // namespace pr::query
