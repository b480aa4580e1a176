#include "core/protocols/http/message.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace pr::http {

namespace {

// RFC 9110 9, WebDAV (RFC 4918, 3253, 5842), UPnP, and what speaks on HTTP's ports.
constexpr auto methods = std::to_array<std::string_view>({"ACL", "BASELINE-CONTROL", "BCOPY", "BDELETE", "BIND",
    "BMOVE", "BPROPFIND", "BPROPPATCH", "CCM_POST", "CHECKIN", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD",
    "LABEL", "LINK", "LOCK", "M-SEARCH", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKWORKSPACE", "MOVE", "NOTIFY",
    "OPTIONS", "ORDERPATCH", "PATCH", "POLL", "POST", "PROPFIND", "PROPPATCH", "PUT", "REBIND", "REPORT", "RPC_IN_DATA",
    "RPC_OUT_DATA", "SEARCH", "SUBSCRIBE", "SUBSCRIPTIONS", "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK",
    "UNSUBSCRIBE", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL", "X-MS-ENUMATTS"});

constexpr std::string_view kResponse = "HTTP/", kShoutcast = "ICY";

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool isMethod(std::string_view word)
{
    return std::find(methods.begin(), methods.end(), word) != methods.end();
}

// The next line of a head that was cut: the last one needs no end.
std::optional<Line> lineOfCut(std::string_view message, std::size_t at)
{
    if (const auto line = lineAt(message, at); line || at >= message.size())
        return line;
    const auto rest = message.substr(at);
    return Line{at, rest.substr(0, rest.size() - (rest.ends_with('\r') ? 1 : 0)), rest};
}

// The next line of what may be text: CR, LF or both end it, and the last one needs no end.
std::optional<Line> lineOfText(std::string_view text, std::size_t at)
{
    if (at >= text.size())
        return std::nullopt;
    const auto rest = text.substr(at);
    const auto length = std::min(rest.find_first_of("\r\n"), rest.size());
    const auto end = std::min<std::size_t>(rest.substr(length).starts_with("\r\n") ? 2 : 1, rest.size() - length);
    return Line{at, rest.substr(0, length), rest.substr(0, length + end)};
}

// RFC 9112 5
Header parseHeader(const Line& line)
{
    const auto colon = line.text.find(':');
    if (colon == std::string_view::npos)
        return {.line = line, .name = {}, .value = {}, .hasColon = false};
    const auto value = line.text.substr(colon + 1);
    return {.line = line,
        .name = line.text.substr(0, colon),
        .value = value.substr(std::min(value.find_first_not_of(" \t"), value.size())),
        .hasColon = true};
}

void readRule(const Header& header, Head& head)
{
    const auto value = trimmed(header.value);
    if (sameWord(header.name, "content-length")) {
        // RFC 9112 6.3: of several that differ none can be believed; the first is what most peers take.
        if (!head.body.length)
            head.body.length = decimal(value);
    } else if (sameWord(header.name, "transfer-encoding")) {
        for (auto codings = value; !codings.empty();)
            head.body.chunked = sameWord(trimmed(takePart(codings, ',')), "chunked") || head.body.chunked;
    } else if (sameWord(header.name, "connection")) {
        head.body.keepAlive = sameWord(value, "keep-alive");
    } else if (sameWord(header.name, "content-type")) {
        head.contentType = value;
        head.body.hasContentType = true;
    } else if (sameWord(header.name, "content-encoding")) {
        head.contentEncoding = value;
    } else if (sameWord(header.name, "host")) {
        head.host = value;
        head.hasHost = true;
    } else if (sameWord(header.name, "user-agent")) {
        head.userAgent = value;
    } else if (sameWord(header.name, "referer")) {
        head.referer = value;
    }
}

}  // namespace

bool sameWord(std::string_view left, std::string_view right)
{
    return std::equal(
        left.begin(), left.end(), right.begin(), right.end(), [](char l, char r) { return lower(l) == lower(r); });
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view takePart(std::string_view& list, char separator)
{
    const auto end = list.find(separator);
    const auto part = list.substr(0, end);
    list = end == list.npos ? std::string_view{} : list.substr(end + 1);
    return part;
}

std::optional<std::uint64_t> decimal(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

std::optional<Line> lineAt(std::string_view message, std::size_t at)
{
    const auto end = message.find('\n', at);
    if (end == message.npos)
        return std::nullopt;
    const auto whole = message.substr(at, end + 1 - at);
    return Line{at, whole.substr(0, whole.size() - (whole.ends_with("\r\n") ? 2 : 1)), whole};
}

Begins beginsMessage(std::string_view bytes)
{
    if (bytes.starts_with(kResponse) || bytes.starts_with("ICY "))
        return Begins::Yes;
    const auto word = bytes.substr(0, bytes.find(' '));
    if (word.size() < bytes.size())
        return isMethod(word) ? Begins::Yes : Begins::No;
    const auto mayBe = [&](std::string_view whole) { return whole.starts_with(word); };
    return mayBe(kResponse) || mayBe(kShoutcast) || std::any_of(methods.begin(), methods.end(), mayBe) ? Begins::Perhaps
                                                                                                       : Begins::No;
}

StartLine parseStartLine(std::string_view message, std::size_t at, Cut cut)
{
    const auto line = cut == Cut::Yes ? lineOfCut(message, at) : lineAt(message, at);
    if (!line || beginsMessage(line->whole) != Begins::Yes)
        return {};
    auto rest = line->text;
    StartLine start;
    start.line = *line;
    if (rest.starts_with(kResponse) || rest.starts_with(kShoutcast)) {
        start.kind = StartKind::Response;
        start.version = takePart(rest, ' ');
        start.status = takePart(rest, ' ');
        start.phrase = rest;
        start.code = static_cast<unsigned>(std::min<std::uint64_t>(decimal(start.status).value_or(0), 65'535));
        return start;
    }
    start.kind = StartKind::Request;
    start.method = takePart(rest, ' ');
    start.target = takePart(rest, ' ');
    start.version = rest;
    return start;
}

bool beginsWithHeader(std::string_view text)
{
    const auto line = text.substr(0, text.find_first_of("\r\n"));
    return line.empty() || line.find(':') != line.npos;
}

std::optional<Head> parseHead(std::string_view message, Cut cut)
{
    const bool isCut = cut == Cut::Yes;
    Head head;
    while (head.at < message.size() && head.at < 4 && (message[head.at] == '\r' || message[head.at] == '\n'))
        ++head.at;
    head.start = parseStartLine(message, head.at, cut);
    if (head.start.kind == StartKind::None)
        return std::nullopt;
    auto at = head.at + head.start.line.whole.size();
    for (std::size_t count = 0;; ++count) {
        const auto line = isCut ? lineOfCut(message, at) : lineAt(message, at);
        if (!line && !isCut)
            return std::nullopt;
        head.isCut = !line;
        if (!line)
            break;
        at += line->whole.size();
        if (line->text.empty())
            break;
        if (count < limits::httpHeaders)
            readRule(parseHeader(*line), head);
    }
    head.end = at;
    return head;
}

HeaderLines::HeaderLines(std::string_view text, std::size_t at) : m_head{text}, m_at{at}, m_next{lineOfText} { }

HeaderLines::HeaderLines(std::string_view message, const Head& head)
    : m_head{message.substr(0, head.end)}, m_at{head.at + head.start.line.whole.size()}, m_next{head.isCut ? lineOfCut
                                                                                                           : lineAt}
{
}

bool HeaderLines::skipBlank()
{
    const auto line = m_next(m_head, m_at);
    const bool blank = line && line->text.empty();
    m_at += blank ? line->whole.size() : 0;
    return blank;
}

bool HeaderLines::next(Header& header)
{
    const auto line = m_next(m_head, m_at);
    if (!line || line->text.empty() || ++m_count > limits::httpHeaders)
        return false;
    m_at += line->whole.size();
    header = parseHeader(*line);
    return true;
}

}  // namespace pr::http
