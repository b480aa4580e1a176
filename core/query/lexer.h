// The words of a display filter (Wireshark 4.0's language), each with its column.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace pr::query {

/// Why a filter is refused: a sentence and the place, for the underline of the filter bar.
struct FilterError {
    std::size_t column = 0;  ///< in bytes from 0
    std::size_t length = 1;
    std::string message;
};

enum class TokenKind : std::uint8_t {
    End,
    Word,       ///< field, number, address, bytes, function: what it is depends on its place
    String,     ///< "…" with escapes resolved, or r"…" as it stands
    Character,  ///< '…', value is the one character
    Equal,
    AllNotEqual,
    AllEqual,
    AnyNotEqual,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Contains,
    Matches,
    In,
    And,
    Or,
    Not,
    Any,
    All,
    Plus,
    Minus,
    Times,
    Divide,
    Modulo,
    BitAnd,
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Hash,
    Dollar,
    Range,
};

struct Token {
    TokenKind kind = TokenKind::End;
    std::size_t column = 0;
    std::size_t length = 0;
    std::string text;  ///< the word, or the content of a string
};

/// All tokens of a filter; the last one is End. At most limits::filterText bytes of input.
Result<std::vector<Token>, FilterError> tokenize(std::string_view filter);

}  // namespace pr::query
