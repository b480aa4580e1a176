// The head of an HTTP/1 message as plain structs (RFC 9112 2 to 6): start line, header lines, and how the body ends.
#pragma once

#include "core/base/bytes.h"
#include "core/base/limits.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace pr::http {

/// A line and where it stands in its message; `text` without its end, `whole` with it.
struct Line {
    std::size_t at = 0;
    std::string_view text, whole;
};

/// The line at `at`, or nothing where no line end follows. CRLF ends a line, LF alone too (RFC 9112 2.2).
std::optional<Line> lineAt(std::string_view message, std::size_t at);

/// A header line. What has no colon has only `line`.
struct Header {
    Line line;
    std::string_view name, value;  ///< value without the blanks before it
    bool hasColon = false;
};

enum class StartKind : std::uint8_t { None, Request, Response };

/// RFC 9112 3 and 4. Parts that are missing are empty.
struct StartLine {
    StartKind kind = StartKind::None;
    Line line;
    std::string_view method, target;  ///< of a request
    std::string_view version;
    std::string_view status, phrase;  ///< of a response
    unsigned code = 0;                ///< the status as a number
};

/// Whether the snaplen ended a message.
enum class Cut : std::uint8_t { No, Yes };

/// Reads the start line at `at`; kind None where it is neither.
StartLine parseStartLine(std::string_view message, std::size_t at, Cut cut = Cut::No);

/// Whether bytes can be the beginning of a message: a method that is known, or "HTTP/". Few bytes may be undecided.
enum class Begins : std::uint8_t { No, Perhaps, Yes };
Begins beginsMessage(std::string_view bytes);

/// How the body ends (RFC 9112 6.3), as far as the head says. What was asked decides the rest: endOfBody() in state.h.
struct BodyRules {
    bool chunked = false;
    bool keepAlive = false;  ///< "Connection: keep-alive" is said
    bool hasContentType = false;
    std::optional<std::uint64_t> length;
};

/// Start line and header lines of a message whose head is complete.
struct Head {
    StartLine start;
    std::size_t at = 0;   ///< of the start line: blank lines may stand before it
    std::size_t end = 0;  ///< offset of the body
    bool isCut = false;   ///< the head is not whole
    BodyRules body;
    bool hasHost = false;  ///< a Host header, which may be empty (RFC 9112 3.2)
    std::string_view host, userAgent, referer, contentType, contentEncoding;
};

/// The head of `message`, or nothing where its blank line is missing or the first line is no start line. Of a message
/// that was cut the lines that are there are its head, the last one as far as it goes.
std::optional<Head> parseHead(std::string_view message, Cut cut = Cut::No);

/// Goes through the header lines of a head.
class HeaderLines {
public:
    HeaderLines(std::string_view message, const Head& head);
    /// Lines without a start line before them, from `at` on.
    HeaderLines(std::string_view text, std::size_t at);
    /// False at the end, or behind limits::httpHeaders.
    bool next(Header& header);
    bool limited() const { return m_count > limits::httpHeaders; }
    std::size_t at() const { return m_at; }
    /// Takes the blank line that ends them, where one does.
    bool skipBlank();

private:
    std::string_view m_head;
    std::size_t m_at;
    std::optional<Line> (*m_next)(std::string_view, std::size_t);
    std::size_t m_count = 0;
};

/// Whether text begins with a blank line, or with one that has a colon: what stands behind a start line that was
/// missed.
bool beginsWithHeader(std::string_view text);
/// Whether a byte is a character of ASCII that leaves a mark, or a blank.
constexpr bool isPrintable(char c)
{
    return c >= ' ' && c <= '~';
}
/// ASCII without regard to case.
bool sameWord(std::string_view left, std::string_view right);
/// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);
/// The next part of a list up to `separator`; takes it from `list`.
std::string_view takePart(std::string_view& list, char separator);
/// Decimal digits and nothing else.
std::optional<std::uint64_t> decimal(std::string_view text);

}  // namespace pr::http
