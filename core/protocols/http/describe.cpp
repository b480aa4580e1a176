#include "core/protocols/http/describe.h"

#include "core/base/text.h"
#include "core/fields/marks.h"
#include "core/protocols/http/body.h"
#include "core/protocols/http/fields.h"
#include "core/protocols/http/status.h"
#include "core/protocols/x509/x509.h"

#include <algorithm>

namespace pr::http {

namespace {

struct KnownHeader {
    std::string_view name;
    const Field* field;
};

constexpr auto knownHeaders = std::to_array<KnownHeader>({
    {"Authorization", &field::authorization},
    {"Proxy-Authorization", &field::proxyAuthorization},
    {"Proxy-Authenticate", &field::proxyAuthenticate},
    {"WWW-Authenticate", &field::wwwAuthenticate},
    {"Content-Type", &field::contentType},
    {"Content-Length", &field::contentLengthHeader},
    {"Content-Encoding", &field::contentEncoding},
    {"Transfer-Encoding", &field::transferEncoding},
    {"Upgrade", &field::upgrade},
    {"User-Agent", &field::userAgent},
    {"Host", &field::host},
    {"Connection", &field::connection},
    {"Cookie", &field::cookie},
    {"Accept", &field::accept},
    {"Referer", &field::referer},
    {"Accept-Language", &field::acceptLanguage},
    {"Accept-Encoding", &field::acceptEncoding},
    {"Date", &field::date},
    {"Cache-Control", &field::cacheControl},
    {"Server", &field::server},
    {"Location", &field::location},
    {"Sec-WebSocket-Accept", &field::secWebsocketAccept},
    {"Sec-WebSocket-Extensions", &field::secWebsocketExtensions},
    {"Sec-WebSocket-Key", &field::secWebsocketKey},
    {"Sec-WebSocket-Protocol", &field::secWebsocketProtocol},
    {"Sec-WebSocket-Version", &field::secWebsocketVersion},
    {"Set-Cookie", &field::setCookie},
    {"Last-Modified", &field::lastModified},
    {"X-Forwarded-For", &field::xForwardedFor},
    {"HTTP2-Settings", &field::http2Settings},
});

const Field* fieldOf(std::string_view name)
{
    for (const auto& known : knownHeaders)
        if (sameWord(known.name, name))
            return known.field;
    return nullptr;
}

bool isToken(std::string_view name)  // RFC 9110 5.6.2
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
    });
}

// RFC 4648 4; what is no digit of it is skipped.
std::string base64Decoded(std::string_view text)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned pending = 0, have = 0;
    for (const char c : text) {
        const auto digit = digits.find(c);
        if (digit == digits.npos)
            continue;
        pending = (pending << 6 | static_cast<unsigned>(digit)) & 0xFFFF;
        have += 6;
        if (have >= 8)
            out += static_cast<char>(pending >> (have -= 8) & 0xFF);
    }
    return out;
}

// A target that names the host itself: what a proxy is asked (RFC 9112 3.2.2, 3.2.3).
bool isWhole(const StartLine& start)
{
    return start.method == "CONNECT" || start.target.find("://") != start.target.npos;
}

bool isText(std::string_view type)
{
    constexpr std::string_view types[] = {"application/javascript", "application/x-javascript",
        "application/x-ns-proxy-autoconfig", "application/xml-external-parsed-entity", "text/css", "text/enriched",
        "text/html", "text/javascript", "text/parameters", "text/plain", "text/richtext",
        "text/xml-external-parsed-entity"};
    return std::any_of(std::begin(types), std::end(types), [&](auto known) { return sameWord(known, type); });
}

/// What a body is once chunks and codings are undone, and where that stands.
struct Entity {
    std::string_view data;
    ByteRange range;
    std::uint8_t source = 0;
};

class Description {
public:
    explicit Description(const flow::Pdu& pdu) : m_pdu{pdu}, m_sink{pdu.sink}, m_message{textOf(pdu.bytes)} { }

    void startLine(const Head& head);
    void headerLines(const Head& head);
    void strayLines(std::size_t at);
    void blankLine(std::size_t at, std::size_t end);
    void links(const Head& head, const State& state);
    Entity body(const Head& head, BodyEnd end);
    void fileData(const Entity& entity);

private:
    void request(const StartLine& start);
    void response(const StartLine& start);
    void target(const StartLine& start);
    void header(const Header& header, const Field& lineField);
    void headerDetails(const Field& field, const Header& header);
    void chunks(std::string_view body, std::size_t bodyAt, std::string& joined);
    void decompress(Coding coding, Entity& entity);

    ByteRange range(std::size_t at, std::size_t size) const
    {
        return {static_cast<std::uint32_t>(m_pdu.range.offset + at), static_cast<std::uint32_t>(size)};
    }
    /// A part of the message; one that is missing stands nowhere.
    ByteRange rangeOf(std::string_view part) const
    {
        if (part.data() == nullptr)
            return {};
        return range(static_cast<std::size_t>(part.data() - m_message.data()), part.size());
    }
    /// HTTP is ASCII: each other byte is shown as U+FFFD, well-formed UTF-8 too (as Wireshark does).
    std::string_view ascii(std::string_view text);
    void add(const Field& field, std::string_view part)
    {
        if (m_sink.wants(field))
            m_sink.add(field, Value::text(ascii(part)), rangeOf(part));
    }
    FieldSink::Scope openLine(const Line& line)
    {
        return m_sink.open(field::line, {}, range(line.at, line.whole.size()));
    }

    const flow::Pdu& m_pdu;
    FieldSink& m_sink;
    std::string_view m_message;
};

std::string_view Description::ascii(std::string_view text)
{
    const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    const auto others =
        static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [&](char c) { return !isAscii(c); }));
    if (others == 0)
        return text;
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    const auto room = m_sink.arena().allocate(text.size() + others * (replacement.size() - 1));
    auto out = room.begin();
    for (const char& c : text)
        for (const auto byte : bytesOf(isAscii(c) ? std::string_view{&c, 1} : replacement))
            *out++ = byte;
    return textOf(room);
}

void Description::startLine(const Head& head)
{
    const auto scope = openLine(head.start.line);
    if (m_sink.wantsLabels())
        m_sink.label(scope.node(), escaped(head.start.line.text));
    m_sink.addGenerated(field::chat, {}, rangeOf(head.start.line.whole));
    if (head.start.kind == StartKind::Request)
        request(head.start);
    else
        response(head.start);
}

void Description::request(const StartLine& start)
{
    add(field::requestMethod, start.method);
    target(start);
    add(field::requestVersion, start.version);
}

// RFC 9112 3.2; the parts of a query are what forms make of it.
void Description::target(const StartLine& start)
{
    const auto scope = m_sink.open(field::requestUri,
        m_sink.wants(field::requestUri) ? Value::text(ascii(start.target)) : Value{}, rangeOf(start.target));
    const auto mark = start.target.find('?');
    if (mark != start.target.npos && mark + 1 < start.target.size()) {
        add(field::requestUriPath, start.target.substr(0, mark));
        auto query = start.target.substr(mark + 1);
        add(field::requestUriQuery, query);
        while (!query.empty())
            if (const auto parameter = takePart(query, '&'); !parameter.empty())
                add(field::requestUriQueryParameter, parameter);
    }
    if (start.method != "CONNECT")
        return;
    const auto colon = start.target.rfind(':');
    add(field::proxyConnectHost, start.target.substr(0, colon));
    if (colon != start.target.npos)
        if (const auto port = decimal(start.target.substr(colon + 1)))
            m_sink.add(field::proxyConnectPort, *port, rangeOf(start.target.substr(colon + 1)));
}

void Description::response(const StartLine& start)
{
    add(field::responseVersion, start.version);
    if (start.status.empty())
        return;
    m_sink.add(field::responseCode, start.code, rangeOf(start.status));
    if (m_sink.wants(field::responseCodeDesc))
        m_sink.addGenerated(
            field::responseCodeDesc, Value::text(m_sink.arena().copy(statusWords(start.code))), rangeOf(start.status));
    if (!start.phrase.empty())
        add(field::responsePhrase, start.phrase);
}

void Description::headerLines(const Head& head)
{
    const auto& lineField = head.start.kind == StartKind::Request ? field::requestLine : field::responseLine;
    HeaderLines lines{m_message, head};
    for (Header line; lines.next(line);)
        header(line, lineField);
    blankLine(lines.at(), head.end);
    if (head.body.chunked && head.body.length)  // RFC 9112 6.1: how requests are smuggled past a proxy
        m_sink.addGenerated(field::teAndLength, {}, range(head.end, 0));
    if (lines.limited())
        addFault(m_sink, {Fault::Limit, head.end, "HTTP header lines"}, range(head.end, 0));
}

// The line that ends a head: with it the lines of a tree cover all of the head.
void Description::blankLine(std::size_t at, std::size_t end)
{
    if (end > at)
        m_sink.add(field::line, {}, range(at, end - at));
}

// Header lines whose start line nobody saw; what follows them is shown as a body.
void Description::strayLines(std::size_t at)
{
    HeaderLines lines{m_message, at};
    for (Header line; at = lines.at(), lines.next(line) && line.hasColon;)
        header(line, field::unknownHeader);
    if (lines.at() == at && lines.skipBlank()) {
        blankLine(at, lines.at());
        at = lines.at();
    }
    fileData({.data = m_message.substr(at), .range = range(at, m_message.size() - at), .source = m_sink.source()});
}

void Description::header(const Header& header, const Field& lineField)
{
    const auto scope = openLine(header.line);
    if (m_sink.wants(field::line) && m_sink.wantsLabels())
        m_sink.label(scope.node(), escaped(header.line.text));
    if (!header.hasColon)
        return;
    if (!isToken(header.name)) {
        add(lineField, header.line.whole);
        m_sink.addGenerated(field::badHeaderName, {}, rangeOf(header.name));
        return;
    }
    if (const auto* field = fieldOf(header.name)) {
        add(*field, header.value);
        headerDetails(*field, header);
    }
    if (m_sink.wants(lineField))
        m_sink.addHidden(lineField, Value::text(ascii(header.line.whole)), rangeOf(header.line.whole));
}

void Description::headerDetails(const Field& field, const Header& header)
{
    if (&field == &field::contentLengthHeader) {
        if (const auto length = decimal(trimmed(header.value)))
            m_sink.addGenerated(field::contentLength, Value::number(*length), rangeOf(header.value));
    } else if (&field == &field::cookie) {
        for (auto rest = header.value; !rest.empty();)
            if (const auto pair = trimmed(takePart(rest, ';')); !pair.empty())
                add(field::cookiePair, pair);
    } else if ((&field == &field::authorization || &field == &field::proxyAuthorization)
        && m_sink.wants(field::authbasic)) {
        auto rest = header.value;
        if (sameWord(takePart(rest, ' '), "Basic"))
            m_sink.add(field::authbasic, Value::text(ascii(m_sink.arena().copy(base64Decoded(rest)))), rangeOf(rest));
    }
}

// What a message is to the others of its flow.
void Description::links(const Head& head, const State& state)
{
    const auto link = [&](const Field& field, PacketNumber packet) {
        if (packet.value)
            m_sink.addGenerated(field, Value::number(packet.value));
    };
    if (head.start.kind == StartKind::Request) {
        if (m_sink.wants(field::requestFullUri) && (head.hasHost || isWhole(head.start)))
            m_sink.addGenerated(
                field::requestFullUri, Value::text(ascii(m_sink.arena().copy(shownUri(head, m_pdu.carrier)))));
        m_sink.addGenerated(head.start.method == "NOTIFY" ? field::notification : field::request, Value::boolean(true));
        m_sink.addGenerated(field::requestNumber, Value::number(state.exchanges() + 1));
        link(field::prevRequestIn, state.beforeRequest().request);
        return;
    }
    m_sink.addGenerated(field::response, Value::boolean(true));
    const auto* request = state.answered();
    m_sink.addGenerated(field::responseNumber, Value::number(request ? request->number : state.exchanges() + 1));
    if (request)
        m_sink.addGenerated(field::time, Value::duration(m_pdu.time - request->time));
    link(field::prevRequestIn, state.beforeResponse().request);
    link(field::prevResponseIn, state.beforeResponse().response);
    if (!request)
        return;
    link(field::requestIn, request->packet);
    if (m_sink.wants(field::responseForUri) && !request->shownUri.empty())
        m_sink.addGenerated(field::responseForUri, Value::text(ascii(m_sink.arena().copy(request->shownUri))));
}

Entity Description::body(const Head& head, BodyEnd end)
{
    const auto body = m_message.substr(head.end);
    Entity entity{.data = body, .range = range(head.end, body.size()), .source = m_sink.source()};
    if (body.empty())
        return entity;
    if (end.kind == BodyEnd::Kind::Chunked) {
        std::string joined;
        chunks(body, head.end, joined);
        entity.data = m_sink.arena().copy(std::string_view{joined});
        if (m_sink.wants(field::fileData)) {
            const auto outer = m_sink.source();
            entity.range = {0, static_cast<std::uint32_t>(joined.size())};
            entity.source = m_sink.addSource("De-chunked entity body", bytesOf(entity.data));
            m_sink.useSource(outer);
        }
    }
    if (m_sink.wants(field::fileData) || m_sink.wants(field::textLines) || m_sink.wants(field::decompressionFailed))
        decompress(codingOf(head.contentEncoding), entity);
    fileData(entity);
    return entity;
}

void Description::chunks(std::string_view body, std::size_t bodyAt, std::string& joined)
{
    Chunks reader{body};
    Chunk chunk;
    for (auto step = reader.next(chunk); step == Chunks::Step::Chunk || step == Chunks::Step::Last;
         step = reader.next(chunk)) {
        m_sink.add(field::chunkSize, chunk.size, range(bodyAt + chunk.at, chunk.dataAt - chunk.at));
        if (step == Chunks::Step::Last)
            break;
        const auto data = body.substr(chunk.dataAt, chunk.size);
        const auto boundary = body.substr(chunk.dataAt + chunk.size, chunk.boundary);
        m_sink.add(field::chunkData, Value::bytes(bytesOf(data)), rangeOf(data));
        m_sink.add(field::chunkBoundary, Value::bytes(bytesOf(boundary)), rangeOf(boundary));
        joined += data;
    }
    if (const auto trailer = body.substr(chunk.end); chunk.size == 0 && trailer.size() > 2)
        add(field::chunkedTrailerPart, trailer);
}

void Description::decompress(Coding coding, Entity& entity)
{
    if (entity.data.empty() || coding == Coding::None)
        return;
    auto decoded = decode(coding, bytesOf(entity.data));
    if (decoded.fault == Fault::Limit || (decoded.fault != Fault::None && decoded.bytes.empty()))
        m_sink.addGenerated(field::decompressionFailed, {}, entity.range);
    entity.data = m_sink.arena().copy(std::string_view{decoded.bytes});  // what came out before a fault is shown
    entity.range = {0, static_cast<std::uint32_t>(entity.data.size())};
    const auto outer = m_sink.source();
    entity.source = m_sink.addSource("Uncompressed entity body", bytesOf(entity.data));
    m_sink.useSource(outer);
}

// A text of C: it ends at the first zero byte, as Wireshark has it. The bytes of the body are those of its range.
void Description::fileData(const Entity& entity)
{
    if (entity.data.empty() || !m_sink.wants(field::fileData))
        return;
    const auto outer = m_sink.source();
    m_sink.useSource(entity.source);
    m_sink.add(field::fileData, Value::text(ascii(entity.data.substr(0, entity.data.find('\0')))), entity.range);
    m_sink.useSource(outer);
}

Entity describeMessage(const Head& head, BodyEnd end, const State& state, const flow::Pdu& pdu)
{
    const auto scope = pdu.sink.openLayer(field::http, pdu.bytes, pdu.range);
    Description description{pdu};
    if (head.at > 0)
        pdu.sink.addGenerated(field::leadingCrlf, {}, {pdu.range.offset, static_cast<std::uint32_t>(head.at)});
    description.startLine(head);
    description.headerLines(head);
    description.links(head, state);
    return description.body(head, end);
}

// CR, LF or both end a line; the last one needs no end.
std::size_t countLines(std::string_view text)
{
    std::size_t lines = 0;
    for (std::size_t at = 0; at < text.size(); ++lines) {
        at = std::min(text.find_first_of("\r\n", at), text.size());
        if (at < text.size())
            at += text.substr(at).starts_with("\r\n") ? 2 : 1;
    }
    return lines;
}

// The layer that Wireshark gives to bodies that are text.
void describeText(const Head& head, const Entity& entity, FieldSink& sink)
{
    auto type = head.contentType;
    type = trimmed(takePart(type, ';'));
    if (entity.data.empty() || !isText(type) || entity.data.starts_with("<?xml"))  // XML is another layer
        return;
    const auto outer = sink.source();
    sink.useSource(entity.source);
    const auto scope = sink.openLayer(field::textLines, bytesOf(entity.data), entity.range);
    if (sink.wantsLabels()) {
        const auto lines = countLines(entity.data);
        sink.label(
            scope.node(), "Line-based text data: " + std::string{type} + " (" + std::to_string(lines) + " lines)");
    }
    sink.useSource(outer);
}

// RFC 6960 appendix A: what asks whether certificates were revoked, and what answers.
void describeStatusOfCertificates(const Head& head, const Entity& entity, FieldSink& sink)
{
    auto type = head.contentType;
    type = trimmed(takePart(type, ';'));
    const bool request = sameWord(type, "application/ocsp-request");
    if (entity.data.empty() || (!request && !sameWord(type, "application/ocsp-response")))
        return;
    const auto outer = sink.source();
    sink.useSource(entity.source);
    if (request)
        x509::describeOcspRequest(bytesOf(entity.data), sink, entity.range.offset);
    else
        x509::describeOcspResponse(bytesOf(entity.data), sink, entity.range.offset);
    sink.useSource(outer);
}

}  // namespace

void describe(const Head& head, BodyEnd end, const State& state, const flow::Pdu& pdu)
{
    const auto entity = describeMessage(head, end, state, pdu);
    describeText(head, entity, pdu.sink);
    describeStatusOfCertificates(head, entity, pdu.sink);
}

void describeContinuation(const State& state, const flow::Pdu& pdu)
{
    const auto text = textOf(pdu.bytes);
    const std::size_t at = text.size() > 3 && text.starts_with("\r\n") ? 2 : 0;  // RFC 9112 2.2
    const bool isText = at < text.size() && isPrintable(text[at]);
    if (!state.sawRequest() && !(isText && beginsWithHeader(text.substr(at))))
        return;
    const auto scope = pdu.sink.openLayer(field::http, pdu.bytes, pdu.range);
    if (isText)
        Description{pdu}.strayLines(at);
}

void describePiece(const State& state, const flow::Pdu& pdu)
{
    const auto scope = pdu.sink.openLayer(field::http, pdu.bytes, pdu.range);
    if (state.sawResponse())  // as Wireshark: before the first response nobody knows what it belongs to
        Description{pdu}.fileData({.data = textOf(pdu.bytes), .range = pdu.range, .source = pdu.sink.source()});
}

std::string shownUri(const Head& head, flow::Carrier carrier)
{
    if (isWhole(head.start) || !head.hasHost)
        return std::string{head.start.target};
    return std::string{carrier == flow::Carrier::Tls ? "https://" : "http://"}.append(head.host).append(
        head.start.target);
}

}  // namespace pr::http
