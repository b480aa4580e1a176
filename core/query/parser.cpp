// Recursive descent over the grammar of Wireshark 4.0 (epan/dfilter): or < and < not < relation < & < + - < * / % <
// unary.
#include "core/query/syntax.h"

#include "core/base/limits.h"

#include <array>
#include <charconv>

namespace pr::query {

namespace {

struct ComparisonWord {
    TokenKind token;
    Comparison comparison;
    Quantifier quantifier;
};

// "==" asks for any pair, "!=" for all pairs to differ; "===" and "!==" are the other two of the four.
constexpr std::array kComparisons{
    ComparisonWord{TokenKind::Equal, Comparison::Equal, Quantifier::Any},
    ComparisonWord{TokenKind::AllNotEqual, Comparison::NotEqual, Quantifier::All},
    ComparisonWord{TokenKind::AllEqual, Comparison::Equal, Quantifier::All},
    ComparisonWord{TokenKind::AnyNotEqual, Comparison::NotEqual, Quantifier::Any},
    ComparisonWord{TokenKind::Greater, Comparison::Greater, Quantifier::Any},
    ComparisonWord{TokenKind::GreaterEqual, Comparison::GreaterEqual, Quantifier::Any},
    ComparisonWord{TokenKind::Less, Comparison::Less, Quantifier::Any},
    ComparisonWord{TokenKind::LessEqual, Comparison::LessEqual, Quantifier::Any},
    ComparisonWord{TokenKind::Contains, Comparison::Contains, Quantifier::Any},
    ComparisonWord{TokenKind::Matches, Comparison::Matches, Quantifier::Any},
};

struct FunctionName {
    std::string_view name;
    Function function;
};

constexpr std::array kFunctions{
    FunctionName{"len", Function::Length},
    FunctionName{"count", Function::Count},
    FunctionName{"upper", Function::Upper},
    FunctionName{"lower", Function::Lower},
    FunctionName{"string", Function::String},
    FunctionName{"max", Function::Maximum},
    FunctionName{"min", Function::Minimum},
    FunctionName{"abs", Function::Absolute},
};

class Parser {
public:
    explicit Parser(std::vector<Token> tokens) : m_tokens{std::move(tokens)} { }

    Result<ExpressionPtr, FilterError> run()
    {
        auto expression = disjunction();
        if (expression && peek().kind != TokenKind::End)
            refuse(peek(), "This does not fit here; is an operator or a parenthesis missing before it?");
        if (m_failed)
            return Unexpected{std::move(m_error)};
        return expression;
    }

private:
    const Token& peek(std::size_t ahead = 0) const { return m_tokens[std::min(m_at + ahead, m_tokens.size() - 1)]; }
    const Token& take() { return m_tokens[m_at < m_tokens.size() - 1 ? m_at++ : m_at]; }
    bool accept(TokenKind kind)
    {
        if (peek().kind != kind)
            return false;
        take();
        return true;
    }

    std::nullptr_t refuse(const Token& token, std::string message)
    {
        if (!m_failed) {
            m_failed = true;
            m_error = {token.column, std::max<std::size_t>(1, token.length),
                token.kind == TokenKind::End && message.empty() ? "The filter ends too early." : std::move(message)};
        }
        return nullptr;
    }

    bool expect(TokenKind kind, std::string message)
    {
        if (accept(kind))
            return true;
        refuse(peek(), std::move(message));
        return false;
    }

    static ExpressionPtr make(ExpressionKind kind, const Token& at)
    {
        auto expression = std::make_unique<Expression>();
        expression->kind = kind;
        expression->column = at.column;
        expression->length = std::max<std::size_t>(1, at.length);
        return expression;
    }

    static ExpressionPtr join(ExpressionKind kind, const Token& at, ExpressionPtr left, ExpressionPtr right)
    {
        auto expression = make(kind, at);
        expression->operands.push_back(std::move(left));
        expression->operands.push_back(std::move(right));
        return expression;
    }

    // Every nested construct passes here, so a filter of brackets cannot exhaust the stack.
    struct Depth {
        Parser& parser;
        explicit Depth(Parser& p) : parser{p} { ++parser.m_depth; }
        ~Depth() { --parser.m_depth; }
        bool tooDeep() const { return parser.m_depth > limits::filterDepth; }
    };

    ExpressionPtr disjunction()
    {
        auto left = conjunction();
        while (left && peek().kind == TokenKind::Or) {
            const auto at = take();
            auto right = conjunction();
            if (!right)
                return nullptr;
            left = join(ExpressionKind::Or, at, std::move(left), std::move(right));
        }
        return left;
    }

    ExpressionPtr conjunction()
    {
        auto left = negation();
        while (left && peek().kind == TokenKind::And) {
            const auto at = take();
            auto right = negation();
            if (!right)
                return nullptr;
            left = join(ExpressionKind::And, at, std::move(left), std::move(right));
        }
        return left;
    }

    ExpressionPtr negation()
    {
        const Depth depth{*this};
        if (depth.tooDeep())
            return refuse(peek(), "The filter is nested too deeply.");
        if (peek().kind == TokenKind::Not) {
            const auto at = take();
            auto operand = negation();
            if (!operand)
                return nullptr;
            auto expression = make(ExpressionKind::Not, at);
            expression->operands.push_back(std::move(operand));
            return expression;
        }
        if (peek().kind == TokenKind::LeftParenthesis) {
            take();
            auto inner = disjunction();
            if (!inner || !expect(TokenKind::RightParenthesis, "A closing parenthesis is missing."))
                return nullptr;
            return inner;
        }
        return relation();
    }

    const ComparisonWord* comparisonAt(const Token& token) const
    {
        for (const auto& word : kComparisons)
            if (word.token == token.kind)
                return &word;
        return nullptr;
    }

    // a < b, any a < b, a in {…}, a chain a < b < c, or a value alone.
    ExpressionPtr relation()
    {
        std::optional<Quantifier> quantifier;
        if (peek().kind == TokenKind::Any || peek().kind == TokenKind::All)
            quantifier = take().kind == TokenKind::Any ? Quantifier::Any : Quantifier::All;
        const auto start = peek();
        auto left = bitAnd();
        if (!left)
            return nullptr;
        if (peek().kind == TokenKind::In)
            return membership(std::move(left), quantifier.value_or(Quantifier::Any));
        if (!comparisonAt(peek())) {
            if (quantifier)
                return refuse(peek(), "\"any\" and \"all\" stand before a comparison.");
            auto holds = make(ExpressionKind::Holds, start);
            holds->operands.push_back(std::move(left));
            return holds;
        }
        ExpressionPtr chain;
        while (const auto* word = comparisonAt(peek())) {
            const auto at = take();
            const auto rightStart = m_at;
            auto right = bitAnd();
            if (!right)
                return nullptr;
            auto compare = make(ExpressionKind::Compare, at);
            compare->comparison = word->comparison;
            compare->quantifier = quantifier.value_or(word->quantifier);
            const bool more = comparisonAt(peek()) != nullptr;
            ExpressionPtr again;
            if (more) {  // a < b < c is a < b and b < c: b is parsed once more for the second comparison
                const auto end = m_at;
                m_at = rightStart;
                again = bitAnd();
                m_at = end;
            }
            compare->operands.push_back(std::move(left));
            compare->operands.push_back(std::move(right));
            chain = chain ? join(ExpressionKind::And, at, std::move(chain), std::move(compare)) : std::move(compare);
            left = std::move(again);
        }
        return chain;
    }

    ExpressionPtr membership(ExpressionPtr left, Quantifier quantifier)
    {
        auto member = make(ExpressionKind::Member, take());
        member->quantifier = quantifier;
        member->operands.push_back(std::move(left));
        if (!expect(TokenKind::LeftBrace, "\"in\" is followed by a set in curly brackets, such as {80, 443}."))
            return nullptr;
        do {
            SetElement element;
            if (!(element.low = bitAnd()))
                return nullptr;
            if (accept(TokenKind::Range) && !(element.high = bitAnd()))
                return nullptr;
            member->set.push_back(std::move(element));
        } while (accept(TokenKind::Comma));
        if (!expect(TokenKind::RightBrace, "The set needs a closing curly bracket."))
            return nullptr;
        return member;
    }

    ExpressionPtr binary(ExpressionPtr left, const Token& at, ExpressionPtr right)
    {
        if (!right)
            return nullptr;
        auto expression = join(ExpressionKind::Arithmetic, at, std::move(left), std::move(right));
        expression->operation = at.kind;
        return expression;
    }

    ExpressionPtr bitAnd()
    {
        auto left = sum();
        while (left && peek().kind == TokenKind::BitAnd) {
            const auto at = take();
            left = binary(std::move(left), at, sum());
        }
        return left;
    }

    ExpressionPtr sum()
    {
        auto left = product();
        while (left && (peek().kind == TokenKind::Plus || peek().kind == TokenKind::Minus)) {
            const auto at = take();
            left = binary(std::move(left), at, product());
        }
        return left;
    }

    ExpressionPtr product()
    {
        auto left = unary();
        while (left
            && (peek().kind == TokenKind::Times || peek().kind == TokenKind::Divide
                || peek().kind == TokenKind::Modulo)) {
            const auto at = take();
            left = binary(std::move(left), at, unary());
        }
        return left;
    }

    ExpressionPtr unary()
    {
        const Depth depth{*this};
        if (depth.tooDeep())
            return refuse(peek(), "The filter is nested too deeply.");
        if (peek().kind == TokenKind::Minus || peek().kind == TokenKind::Plus) {
            const auto at = take();
            auto operand = unary();
            if (!operand || at.kind == TokenKind::Plus)
                return operand;
            if (operand->kind == ExpressionKind::Literal && !operand->quoted) {
                operand->text.insert(0, 1, '-');
                return operand;
            }
            auto negate = make(ExpressionKind::Negate, at);
            negate->operands.push_back(std::move(operand));
            return negate;
        }
        if (accept(TokenKind::LeftBrace)) {
            auto inner = bitAnd();
            if (!inner || !expect(TokenKind::RightBrace, "A closing curly bracket is missing."))
                return nullptr;
            return inner;
        }
        return sliced();
    }

    ExpressionPtr sliced()
    {
        auto inner = primary();
        if (!inner)
            return nullptr;
        if (accept(TokenKind::Hash) && !layers(*inner))
            return nullptr;
        while (peek().kind == TokenKind::LeftBracket) {
            auto slice = make(ExpressionKind::Slice, take());
            if (!ranges(*slice))
                return nullptr;
            slice->operands.push_back(std::move(inner));
            inner = std::move(slice);
        }
        return inner;
    }

    std::optional<std::int64_t> integer(const Token& token)
    {
        std::int64_t value = 0;
        std::string_view text = token.text;
        const int base = text.starts_with("0x") ? 16 : 10;
        if (base == 16)
            text.remove_prefix(2);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
        if (token.kind != TokenKind::Word || error != std::errc{} || end != text.data() + text.size() || text.empty())
            return {};
        return value;
    }

    std::optional<std::int64_t> signedInteger()
    {
        const bool negative = accept(TokenKind::Minus);
        const auto value = integer(peek());
        if (!value) {
            refuse(peek(), "A number is expected here.");
            return {};
        }
        take();
        return negative ? -*value : *value;
    }

    // #2, #[1-2], #[-1]
    bool layers(Expression& of)
    {
        const bool list = accept(TokenKind::LeftBracket);
        do {
            const auto first = signedInteger();
            if (!first)
                return false;
            LayerRange range{static_cast<int>(*first), static_cast<int>(*first)};
            if (list && accept(TokenKind::Minus)) {
                const auto last = signedInteger();
                if (!last)
                    return false;
                range.last = static_cast<int>(*last);
            } else if (list && accept(TokenKind::Range)) {
                const auto last = signedInteger();
                if (!last)
                    return false;
                range.last = static_cast<int>(*last);
            }
            of.layers.push_back(range);
        } while (list && accept(TokenKind::Comma));
        return !list || expect(TokenKind::RightBracket, "A closing square bracket is missing.");
    }

    // [a:n] [a-b] [:n] [a:] [a] and lists of them. The lexer reads "0:3" as one word, so it is taken apart here.
    bool ranges(Expression& slice)
    {
        std::string text;
        const auto from = peek();
        while (peek().kind != TokenKind::RightBracket) {
            if (peek().kind != TokenKind::Word && peek().kind != TokenKind::Minus && peek().kind != TokenKind::Comma) {
                refuse(peek(), "A slice is [first:length], [first-last], [:length], [first:] or [index].");
                return false;
            }
            text += take().text;
        }
        take();
        std::string_view left = text;
        do {
            const auto comma = left.find(',');
            const auto range = sliceOf(left.substr(0, comma));
            if (!range) {
                refuse(from, "A slice is [first:length], [first-last], [:length], [first:] or [index].");
                return false;
            }
            slice.slices.push_back(*range);
            left = comma == std::string_view::npos ? std::string_view{} : left.substr(comma + 1);
        } while (!left.empty());
        return true;
    }

    static std::optional<std::int64_t> wholeNumber(std::string_view text)
    {
        const bool negative = text.starts_with('-');
        if (negative)
            text.remove_prefix(1);
        const int base = text.starts_with("0x") ? 16 : 10;
        if (base == 16)
            text.remove_prefix(2);
        std::int32_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
        if (text.empty() || error != std::errc{} || end != text.data() + text.size())
            return {};
        return negative ? -std::int64_t{value} : value;
    }

    static std::optional<SliceRange> sliceOf(std::string_view text)
    {
        if (const auto colon = text.find(':'); colon != std::string_view::npos) {
            const auto from = colon == 0 ? std::optional<std::int64_t>{0} : wholeNumber(text.substr(0, colon));
            const auto length =
                colon + 1 == text.size() ? std::optional<std::int64_t>{-1} : wholeNumber(text.substr(colon + 1));
            if (!from || !length || (colon + 1 < text.size() && *length <= 0))
                return {};
            return SliceRange{.from = *from, .length = *length};
        }
        const auto dash = text.find('-', 1);
        if (dash != std::string_view::npos) {
            const auto from = wholeNumber(text.substr(0, dash)), to = wholeNumber(text.substr(dash + 1));
            if (!from || !to)
                return {};
            return SliceRange{.from = *from, .to = *to, .isLength = false};
        }
        const auto index = wholeNumber(text);
        if (!index)
            return {};
        return SliceRange{.from = *index, .length = 1};
    }

    ExpressionPtr primary()
    {
        const auto token = peek();
        switch (token.kind) {
        case TokenKind::Word:
            take();
            if (peek().kind == TokenKind::LeftParenthesis)
                return call(token);
            return literal(token);
        case TokenKind::String:
        case TokenKind::Character: {
            take();
            auto expression = literal(token);
            expression->quoted = true;
            expression->character = token.kind == TokenKind::Character;
            return expression;
        }
        case TokenKind::Dollar: return reference();
        case TokenKind::End: return refuse(token, "");
        default: return refuse(token, "A field, a value or a function is expected here.");
        }
    }

    ExpressionPtr literal(const Token& token)
    {
        auto expression = make(ExpressionKind::Literal, token);
        expression->text = token.text;
        // "192.168.0.0/16" comes as a word, a slash and a word: only an address can stand before a prefix length
        if (token.kind == TokenKind::Word && peek().kind == TokenKind::Divide && peek(1).kind == TokenKind::Word
            && peek().column == token.column + token.length && isAddressLike(token.text)) {
            take();
            expression->text += '/' + take().text;
            expression->length = expression->text.size();
        }
        return expression;
    }

    static bool isAddressLike(std::string_view text)
    {
        return text.find(':') != std::string_view::npos
            || (text.find_first_not_of("0123456789.") == std::string_view::npos
                && text.find('.') != std::string_view::npos);
    }

    ExpressionPtr reference()
    {
        auto expression = make(ExpressionKind::Reference, take());
        if (!expect(TokenKind::LeftBrace, "A reference is written ${field}."))
            return nullptr;
        const auto name = peek();
        if (name.kind != TokenKind::Word)
            return refuse(name, "A reference holds the name of a field.");
        take();
        expression->text = name.text;
        expression->column = name.column;
        expression->length = name.length;
        if (!expect(TokenKind::RightBrace, "A closing curly bracket is missing."))
            return nullptr;
        return expression;
    }

    ExpressionPtr call(const Token& name)
    {
        const FunctionName* known = nullptr;
        for (const auto& entry : kFunctions)
            if (entry.name == name.text)
                known = &entry;
        if (!known)
            return refuse(name,
                "There is no function \"" + name.text + "\"; there are len count upper lower string max min abs.");
        take();
        auto expression = make(ExpressionKind::Call, name);
        expression->function = known->function;
        if (peek().kind != TokenKind::RightParenthesis) {
            do {
                auto argument = bitAnd();
                if (!argument)
                    return nullptr;
                expression->operands.push_back(std::move(argument));
            } while (accept(TokenKind::Comma));
        }
        if (!expect(TokenKind::RightParenthesis, "A closing parenthesis is missing."))
            return nullptr;
        return expression;
    }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
    bool m_failed = false;
    FilterError m_error;
};

}  // namespace

Result<ExpressionPtr, FilterError> parse(std::string_view filter)
{
    auto tokens = tokenize(filter);
    if (!tokens)
        return Unexpected{std::move(tokens.error())};
    return Parser{std::move(*tokens)}.run();
}

}  // namespace pr::query
