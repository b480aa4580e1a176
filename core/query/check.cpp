#include "core/query/check.h"

#include "core/base/text.h"
#include "core/query/literal.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>

namespace pr::query {

namespace {

// Which values can be compared: numbers with numbers, bytes with bytes, everything else with its own kind.
bool comparable(FieldType a, FieldType b)
{
    return a == b || (isNumber(a) && isNumber(b)) || (isBytesLike(a) && isBytesLike(b));
}

bool canSlice(FieldType type)
{
    return isBytesLike(type) || type == FieldType::String || type == FieldType::Ipv4 || type == FieldType::Ipv6;
}

class Checker {
public:
    Checker(const FieldRegistry& registry, std::vector<const Field*>& fields) : m_registry{registry}, m_fields{fields}
    {
    }

    bool test(Expression& e)
    {
        switch (e.kind) {
        case ExpressionKind::And:
        case ExpressionKind::Or:
        case ExpressionKind::Not:
            return std::all_of(
                e.operands.begin(), e.operands.end(), [this](const auto& operand) { return test(*operand); });
        case ExpressionKind::Holds: return holds(e);
        case ExpressionKind::Compare: return compare(e);
        case ExpressionKind::Member: return member(e);
        default: return refuse(e, "A test is expected here.");
        }
    }

    FilterError error;

private:
    bool refuse(const Expression& at, std::string message)
    {
        error = {at.column, at.length, std::move(message)};
        return false;
    }

    bool holds(Expression& e)
    {
        auto& operand = *e.operands[0];
        if (!value(operand))
            return false;
        if (!operand.typed) {
            const auto close = m_registry.beginningWith(operand.text);
            std::string message = "There is no field or protocol named \"" + escaped(operand.text) + "\".";
            if (!operand.quoted && !close.empty())
                message += " Did you mean \"" + std::string{close.front()->abbreviation} + "\"?";
            return refuse(operand, std::move(message));
        }
        if (operand.kind == ExpressionKind::FieldValue || operand.kind == ExpressionKind::Slice
            || (operand.kind == ExpressionKind::Arithmetic && operand.operation == TokenKind::BitAnd))
            return true;
        return refuse(operand, "This is a value, not a test: compare it with something.");
    }

    // Values: everything that stands beside an operator.
    bool value(Expression& e)
    {
        switch (e.kind) {
        case ExpressionKind::Literal: return name(e);
        case ExpressionKind::FieldValue: return true;
        case ExpressionKind::Reference: return reference(e);
        case ExpressionKind::Slice: return slice(e);
        case ExpressionKind::Call: return call(e);
        case ExpressionKind::Arithmetic: return arithmetic(e);
        case ExpressionKind::Negate: return negate(e);
        default: return refuse(e, "A value is expected here.");
        }
    }

    void need(std::string_view fieldName)
    {
        for (const auto* field : m_registry.named(fieldName))
            if (std::find(m_fields.begin(), m_fields.end(), field) == m_fields.end())
                m_fields.push_back(field);
    }

    // An unquoted word that is the name of a field is that field, wherever it stands.
    bool name(Expression& e)
    {
        const auto* field = e.quoted ? nullptr : m_registry.find(e.text);
        if (!field) {
            if (!e.layers.empty())
                return refuse(e, "Only a field has layers.");
            const bool looksLikeField = !e.quoted && !e.text.empty() && e.text.find('.') != std::string::npos
                && (e.text[0] | 0x20) >= 'g' && (e.text[0] | 0x20) <= 'z'
                && e.text.find_first_of("/:") == std::string::npos;
            if (looksLikeField && m_registry.find(e.text.substr(0, e.text.find('.'))))
                return refuse(e, "There is no field named \"" + escaped(e.text) + "\".");
            return true;
        }
        e.kind = ExpressionKind::FieldValue;
        e.field = field;
        e.type = field->type;
        e.typed = true;
        need(field->abbreviation);
        return true;
    }

    bool reference(Expression& e)
    {
        e.field = m_registry.find(e.text);
        if (!e.field)
            return refuse(e, "There is no field named \"" + escaped(e.text) + "\".");
        e.type = e.field->type;
        e.typed = true;
        return true;
    }

    bool slice(Expression& e)
    {
        auto& inner = *e.operands[0];
        if (!value(inner))
            return false;
        if (!inner.typed)
            return refuse(inner, "There is no field named \"" + escaped(inner.text) + "\" to take bytes of.");
        if (!canSlice(inner.type))
            return refuse(inner, "This is not a string of bytes, so it has no slices.");
        e.type = inner.type == FieldType::String ? FieldType::String : FieldType::Bytes;
        e.typed = true;
        return true;
    }

    bool call(Expression& e)
    {
        static constexpr std::string_view names[] = {"len", "count", "upper", "lower", "string", "max", "min", "abs"};
        const std::string function{names[static_cast<std::size_t>(e.function)]};
        const bool many = e.function == Function::Maximum || e.function == Function::Minimum;
        if (e.operands.empty() || (!many && e.operands.size() != 1))
            return refuse(e, function + "() takes " + (many ? "at least " : "") + "one argument.");
        for (auto& operand : e.operands)
            if (!value(*operand))
                return false;
        auto& first = *e.operands[0];
        e.typed = true;
        switch (e.function) {
        case Function::Length:
        case Function::Count:
            if (first.kind != ExpressionKind::FieldValue)
                return refuse(first, function + "() takes a field.");
            e.type = FieldType::UInt32;
            return true;
        case Function::Upper:
        case Function::Lower:
            if (first.kind != ExpressionKind::FieldValue || first.type != FieldType::String)
                return refuse(first, function + "() takes a field that holds text.");
            e.type = FieldType::String;
            return true;
        case Function::String:
            if (first.kind != ExpressionKind::FieldValue || first.type == FieldType::String
                || first.type == FieldType::None || first.type == FieldType::Protocol)
                return refuse(first, "string() takes a field that holds a number, an address, a time or bytes.");
            e.type = FieldType::String;
            return true;
        case Function::Absolute:
            if (!first.typed
                || (!isNumber(first.type) && first.type != FieldType::RelativeTime && first.type != FieldType::Double
                    && first.type != FieldType::Float))
                return refuse(first, "abs() takes a number.");
            e.type = first.type;
            return true;
        case Function::Maximum:
        case Function::Minimum: return extreme(e, function);
        }
        return false;
    }

    bool extreme(Expression& e, const std::string& function)
    {
        const auto typed =
            std::find_if(e.operands.begin(), e.operands.end(), [](const auto& operand) { return operand->typed; });
        if (typed == e.operands.end())
            return refuse(e, function + "() takes at least one field.");
        e.type = (*typed)->type;
        for (auto& operand : e.operands) {
            if (!operand->typed && !literal(*operand, e.type, (*typed)->field, false))
                return false;
            if (!comparable(operand->type, e.type))
                return refuse(*operand, "The arguments of " + function + "() are of different types.");
        }
        return true;
    }

    bool canCalculate(FieldType type, TokenKind operation)
    {
        if (isNumber(type))
            return true;
        if (operation == TokenKind::BitAnd)
            return isBytesLike(type) || type == FieldType::Boolean;
        return type == FieldType::RelativeTime || type == FieldType::AbsoluteTime || type == FieldType::Double
            || type == FieldType::Float;
    }

    bool arithmetic(Expression& e)
    {
        auto &left = *e.operands[0], &right = *e.operands[1];
        if (!value(left) || !value(right))
            return false;
        if (!left.typed && !right.typed)
            return refuse(e, "A calculation needs at least one field.");
        auto& typed = left.typed ? left : right;
        auto& partner = left.typed ? right : left;
        if (!canCalculate(typed.type, e.operation))
            return refuse(typed, "This field cannot be calculated with.");
        const auto type = isBytesLike(typed.type) ? FieldType::Bytes : typed.type;
        if (!partner.typed && !literal(partner, type, typed.field, true))
            return false;
        if (!comparable(left.type, right.type))
            return refuse(e, "The two sides are of different types.");
        e.type = type;
        e.typed = true;
        return true;
    }

    bool negate(Expression& e)
    {
        if (!value(*e.operands[0]))
            return false;
        if (!e.operands[0]->typed || !canCalculate(e.operands[0]->type, TokenKind::Minus))
            return refuse(e, "Only a number can be negated.");
        e.type = e.operands[0]->type;
        e.typed = true;
        return true;
    }

    bool literal(Expression& e, FieldType type, const Field* field, bool partial)
    {
        auto reason = convertLiteral(e, type, field, partial);
        return reason.empty() || refuse(e, std::move(reason));
    }

    bool compare(Expression& e)
    {
        auto &left = *e.operands[0], &right = *e.operands[1];
        if (!value(left) || !value(right))
            return false;
        if (!left.typed)
            return refuse(left,
                left.quoted || !std::isalpha(static_cast<unsigned char>(left.text[0]))
                    ? "The left side of a comparison is a field or a function of one."
                    : "There is no field named \"" + escaped(left.text) + "\".");
        if (e.comparison == Comparison::Matches)
            return pattern(left, right);
        if (e.comparison == Comparison::Contains) {
            if (!isBytesLike(left.type) && left.type != FieldType::String)
                return refuse(left, "Only text and bytes can contain something.");
            if (!right.typed
                && !literal(right, left.type == FieldType::String ? left.type : FieldType::Bytes, nullptr, true))
                return false;
            if (!isBytesLike(right.type) && right.type != FieldType::String)
                return refuse(right, "Only text and bytes can be looked for.");
            return true;
        }
        if (left.type == FieldType::None)
            return refuse(left, "A mark without a value cannot be compared; its name alone asks whether it is there.");
        const bool partial = left.kind == ExpressionKind::Slice || left.kind == ExpressionKind::Arithmetic;
        if (!right.typed && !literal(right, left.type, left.field ? left.field : inner(left), partial))
            return false;
        if (!comparable(left.type, right.type))
            return refuse(e,
                "The two sides cannot be compared: " + std::string{typeWords(left.type)} + " and "
                    + std::string{typeWords(right.type)} + '.');
        return true;
    }

    // The field whose value names may stand for numbers: of max(a, b) and a & b the first.
    static const Field* inner(const Expression& e)
    {
        return e.operands.empty() || e.kind == ExpressionKind::Slice ? nullptr : e.operands[0]->field;
    }

    bool pattern(Expression& left, Expression& right)
    {
        if (left.type != FieldType::String && left.type != FieldType::Bytes && left.type != FieldType::Protocol)
            return refuse(left, "Only text and bytes can match a pattern.");
        if (right.kind != ExpressionKind::Literal || !right.quoted || right.character)
            return refuse(right, "A pattern stands between double quotes.");
        int code = 0;
        PCRE2_SIZE offset = 0;
        auto* compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(right.text.data()), right.text.size(),
            PCRE2_CASELESS | PCRE2_NEVER_UTF, &code, &offset, nullptr);
        if (!compiled) {
            std::string words(128, '\0');
            const auto length =
                pcre2_get_error_message(code, reinterpret_cast<PCRE2_UCHAR*>(words.data()), words.size());
            words.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
            return refuse(right,
                "The pattern is not a regular expression: " + words + " at its character " + std::to_string(offset)
                    + '.');
        }
        right.pattern = std::shared_ptr<const void>{
            compiled, [](const void* code2) { pcre2_code_free(static_cast<pcre2_code*>(const_cast<void*>(code2))); }};
        right.type = FieldType::String;
        right.typed = true;
        return true;
    }

    bool member(Expression& e)
    {
        auto& left = *e.operands[0];
        if (!value(left))
            return false;
        if (!left.typed)
            return refuse(left, "There is no field named \"" + escaped(left.text) + "\".");
        const bool partial = left.kind == ExpressionKind::Slice;
        for (auto& element : e.set) {
            for (auto* end : {element.low.get(), element.high.get()}) {
                if (!end)
                    continue;
                if (!value(*end) || (!end->typed && !literal(*end, left.type, left.field, partial)))
                    return false;
                if (!comparable(left.type, end->type))
                    return refuse(*end, "This cannot be in a set with the left side.");
            }
        }
        return true;
    }

    const FieldRegistry& m_registry;
    std::vector<const Field*>& m_fields;
};

}  // namespace

Result<void, FilterError> check(Expression& root, const FieldRegistry& registry, std::vector<const Field*>& fields)
{
    Checker checker{registry, fields};
    if (!checker.test(root))
        return Unexpected{std::move(checker.error)};
    return {};
}

}  // namespace pr::query
