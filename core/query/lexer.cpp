#include "core/query/lexer.h"

#include "core/base/limits.h"

#include <array>

namespace pr::query {

namespace {

struct Spelling {
    std::string_view text;
    TokenKind kind;
};

// Longest first: the first that fits is taken.
constexpr std::array kSymbols{
    Spelling{"===", TokenKind::AllEqual},
    Spelling{"!==", TokenKind::AnyNotEqual},
    Spelling{"==", TokenKind::Equal},
    Spelling{"!=", TokenKind::AllNotEqual},
    Spelling{">=", TokenKind::GreaterEqual},
    Spelling{"<=", TokenKind::LessEqual},
    Spelling{"&&", TokenKind::And},
    Spelling{"||", TokenKind::Or},
    Spelling{"..", TokenKind::Range},
    Spelling{">", TokenKind::Greater},
    Spelling{"<", TokenKind::Less},
    Spelling{"!", TokenKind::Not},
    Spelling{"~", TokenKind::Matches},
    Spelling{"&", TokenKind::BitAnd},
    Spelling{"+", TokenKind::Plus},
    Spelling{"-", TokenKind::Minus},
    Spelling{"*", TokenKind::Times},
    Spelling{"/", TokenKind::Divide},
    Spelling{"%", TokenKind::Modulo},
    Spelling{"(", TokenKind::LeftParenthesis},
    Spelling{")", TokenKind::RightParenthesis},
    Spelling{"[", TokenKind::LeftBracket},
    Spelling{"]", TokenKind::RightBracket},
    Spelling{"{", TokenKind::LeftBrace},
    Spelling{"}", TokenKind::RightBrace},
    Spelling{",", TokenKind::Comma},
    Spelling{"#", TokenKind::Hash},
    Spelling{"$", TokenKind::Dollar},
};

constexpr std::array kWords{
    Spelling{"eq", TokenKind::Equal},
    Spelling{"any_eq", TokenKind::Equal},
    Spelling{"ne", TokenKind::AllNotEqual},
    Spelling{"all_ne", TokenKind::AllNotEqual},
    Spelling{"all_eq", TokenKind::AllEqual},
    Spelling{"any_ne", TokenKind::AnyNotEqual},
    Spelling{"gt", TokenKind::Greater},
    Spelling{"ge", TokenKind::GreaterEqual},
    Spelling{"lt", TokenKind::Less},
    Spelling{"le", TokenKind::LessEqual},
    Spelling{"contains", TokenKind::Contains},
    Spelling{"matches", TokenKind::Matches},
    Spelling{"in", TokenKind::In},
    Spelling{"and", TokenKind::And},
    Spelling{"or", TokenKind::Or},
    Spelling{"not", TokenKind::Not},
    Spelling{"any", TokenKind::Any},
    Spelling{"all", TokenKind::All},
    Spelling{"bitwise_and", TokenKind::BitAnd},
};

bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'
        || c == ':';
}

int digitOf(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : c >= 'a' && c <= 'f'  ? c - 'a' + 10
        : c >= 'A' && c <= 'F'  ? c - 'A' + 10
                                : 99;
}

class Lexer {
public:
    explicit Lexer(std::string_view text) : m_text{text} { }

    Result<std::vector<Token>, FilterError> run()
    {
        if (m_text.size() > limits::filterText)
            return Unexpected{FilterError{limits::filterText, 1, "The filter is longer than 64 KiB."}};
        while (skipSpace()) {
            if (!next())
                return Unexpected{std::move(m_error)};
        }
        m_tokens.push_back({TokenKind::End, m_text.size(), 0, {}});
        return std::move(m_tokens);
    }

private:
    bool skipSpace()
    {
        while (m_at < m_text.size() && std::string_view{" \t\r\n"}.find(m_text[m_at]) != std::string_view::npos)
            ++m_at;
        return m_at < m_text.size();
    }

    bool fail(std::size_t column, std::size_t length, std::string message)
    {
        m_error = {column, length, std::move(message)};
        return false;
    }

    void push(TokenKind kind, std::size_t from, std::string text)
    {
        m_tokens.push_back({kind, from, m_at - from, std::move(text)});
    }

    bool next()
    {
        const auto from = m_at;
        const char c = m_text[m_at];
        if (c == '"')
            return quoted(from, false);
        if ((c == 'r' || c == 'R') && m_at + 1 < m_text.size() && m_text[m_at + 1] == '"') {
            ++m_at;
            return quoted(from, true);
        }
        if (c == '\'')
            return character(from);
        if (isWordCharacter(c) && !m_text.substr(m_at).starts_with(".."))
            return word(from);
        for (const auto& symbol : kSymbols) {
            if (m_text.substr(m_at).starts_with(symbol.text)) {
                m_at += symbol.text.size();
                push(symbol.kind, from, std::string{symbol.text});
                return true;
            }
        }
        return fail(from, 1, std::string{"\""} + c + "\" is not a part of the filter language.");
    }

    // A word runs over '.', ':' and inner '-' (MAC with dashes), and stops before a range "..".
    // A dash is part of a word only between two hexadecimal pairs of a MAC address: frame.len-14 is arithmetic.
    bool word(std::size_t from)
    {
        while (m_at < m_text.size()) {
            if (m_text.substr(m_at).starts_with(".."))
                break;
            if (!isWordCharacter(m_text[m_at]) && !isMacDash(from))
                break;
            ++m_at;
        }
        const auto text = m_text.substr(from, m_at - from);
        for (const auto& entry : kWords) {
            if (entry.text == text) {
                push(entry.kind, from, std::string{text});
                return true;
            }
        }
        push(TokenKind::Word, from, std::string{text});
        return true;
    }

    bool isMacDash(std::size_t from) const
    {
        if (m_text[m_at] != '-' || m_at - from < 2 || (m_at - from) % 3 != 2)
            return false;
        const auto all = m_text.substr(from, 17);
        if (all.size() != 17)
            return false;
        for (std::size_t i = 0; i < 17; ++i)
            if (i % 3 == 2 ? all[i] != '-' : digitOf(all[i]) > 15)
                return false;
        return true;
    }

    // After a backslash: one of \a \b \f \n \r \t \v \\ \" \' , \xHH, or one to three octal digits.
    bool escape(std::string& out, std::size_t from)
    {
        if (m_at >= m_text.size())
            return fail(from, m_at - from, "The string has no closing quote.");
        constexpr std::string_view names = "abfnrtv\\\"'";
        constexpr std::string_view values = "\a\b\f\n\r\t\v\\\"'";
        const char c = m_text[m_at++];
        if (const auto known = names.find(c); known != std::string_view::npos) {
            out += values[known];
            return true;
        }
        const int base = c == 'x' ? 16 : 8;
        const std::size_t most = c == 'x' ? 2 : 3;
        if (c != 'x')
            --m_at;
        int value = 0;
        std::size_t count = 0;
        while (count < most && m_at < m_text.size() && digitOf(m_text[m_at]) < base) {
            value = value * base + digitOf(m_text[m_at++]);
            ++count;
        }
        if (count == 0 || value > 255)
            return fail(m_at - 1, 2, "This escape is not known; write a backslash as \\\\.");
        out += static_cast<char>(value);
        return true;
    }

    bool quoted(std::size_t from, bool raw)
    {
        ++m_at;
        std::string out;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            const char c = m_text[m_at++];
            if (c != '\\') {
                out += c;
            } else if (raw) {
                out += c;  // a raw string keeps the backslash; an escaped quote does not end it
                if (m_at < m_text.size() && m_text[m_at] == '"')
                    out += m_text[m_at++];
            } else if (!escape(out, from)) {
                return false;
            }
        }
        if (m_at >= m_text.size())
            return fail(from, m_text.size() - from, "The string has no closing quote.");
        ++m_at;
        push(TokenKind::String, from, std::move(out));
        return true;
    }

    bool character(std::size_t from)
    {
        ++m_at;
        std::string out;
        if (m_at < m_text.size() && m_text[m_at] == '\\') {
            // Wireshark 4.0 knows numeric escapes in characters only ('\x0a', '\012'), and a quoted quote or backslash.
            if (m_at + 1 < m_text.size()
                && std::string_view{"abfnrtv"}.find(m_text[m_at + 1]) != std::string_view::npos)
                return fail(from, 4, "Write this character as a number, such as '\\x0a'.");
            ++m_at;
            if (!escape(out, from))
                return false;
        } else if (m_at < m_text.size()) {
            out += m_text[m_at++];
        }
        if (m_at >= m_text.size() || m_text[m_at] != '\'')
            return fail(
                from, m_at - from, "A character stands between two single quotes; text stands between double quotes.");
        ++m_at;
        push(TokenKind::Character, from, std::move(out));
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<Token> m_tokens;
    FilterError m_error;
};

}  // namespace

Result<std::vector<Token>, FilterError> tokenize(std::string_view filter)
{
    return Lexer{filter}.run();
}

}  // namespace pr::query
