// The fields of HTTP/1: abbreviations as Wireshark has them, so that a person's filters work here.
#pragma once

#include "core/fields/field.h"

#include <array>

namespace pr::http::field {

inline constexpr Field http{.abbreviation = "http", .name = "Hypertext Transfer Protocol", .type = FieldType::Protocol};
inline constexpr Field textLines{
    .abbreviation = "data-text-lines", .name = "Line-based text data", .type = FieldType::Protocol};

// Ours: a line of the tree. What Wireshark makes of a line are the fields below it.
inline constexpr Field line{.abbreviation = "pr.http.line", .name = "Line", .type = FieldType::None};

inline constexpr Field notification{
    .abbreviation = "http.notification", .name = "Notification", .type = FieldType::Boolean};
inline constexpr Field response{.abbreviation = "http.response", .name = "Response", .type = FieldType::Boolean};
inline constexpr Field request{.abbreviation = "http.request", .name = "Request", .type = FieldType::Boolean};
inline constexpr Field responseNumber{
    .abbreviation = "http.response_number", .name = "Response number", .type = FieldType::UInt32};
inline constexpr Field requestNumber{
    .abbreviation = "http.request_number", .name = "Request number", .type = FieldType::UInt32};
inline constexpr Field authbasic{.abbreviation = "http.authbasic", .name = "Credentials", .type = FieldType::String};
inline constexpr Field responseLine{
    .abbreviation = "http.response.line", .name = "Response line", .type = FieldType::String};
inline constexpr Field requestLine{
    .abbreviation = "http.request.line", .name = "Request line", .type = FieldType::String};
inline constexpr Field requestMethod{
    .abbreviation = "http.request.method", .name = "Request Method", .type = FieldType::String, .indexed = true};
inline constexpr Field requestUri{
    .abbreviation = "http.request.uri", .name = "Request URI", .type = FieldType::String, .indexed = true};
inline constexpr Field requestUriPath{
    .abbreviation = "http.request.uri.path", .name = "Request URI Path", .type = FieldType::String};
inline constexpr Field requestUriQuery{
    .abbreviation = "http.request.uri.query", .name = "Request URI Query", .type = FieldType::String};
inline constexpr Field requestUriQueryParameter{.abbreviation = "http.request.uri.query.parameter",
    .name = "Request URI Query Parameter",
    .type = FieldType::String};
inline constexpr Field requestVersion{
    .abbreviation = "http.request.version", .name = "Request Version", .type = FieldType::String};
inline constexpr Field responseVersion{
    .abbreviation = "http.response.version", .name = "Response Version", .type = FieldType::String};
inline constexpr Field requestFullUri{
    .abbreviation = "http.request.full_uri", .name = "Full request URI", .type = FieldType::String};
inline constexpr Field responseCode{
    .abbreviation = "http.response.code", .name = "Status Code", .type = FieldType::UInt16, .indexed = true};
inline constexpr Field responseCodeDesc{
    .abbreviation = "http.response.code.desc", .name = "Status Code Description", .type = FieldType::String};
inline constexpr Field responseForUri{
    .abbreviation = "http.response_for.uri", .name = "Request URI", .type = FieldType::String};
inline constexpr Field responsePhrase{
    .abbreviation = "http.response.phrase", .name = "Response Phrase", .type = FieldType::String};
inline constexpr Field authorization{
    .abbreviation = "http.authorization", .name = "Authorization", .type = FieldType::String};
inline constexpr Field proxyAuthenticate{
    .abbreviation = "http.proxy_authenticate", .name = "Proxy-Authenticate", .type = FieldType::String};
inline constexpr Field proxyAuthorization{
    .abbreviation = "http.proxy_authorization", .name = "Proxy-Authorization", .type = FieldType::String};
inline constexpr Field proxyConnectHost{
    .abbreviation = "http.proxy_connect_host", .name = "Proxy-Connect-Hostname", .type = FieldType::String};
inline constexpr Field proxyConnectPort{
    .abbreviation = "http.proxy_connect_port", .name = "Proxy-Connect-Port", .type = FieldType::UInt16};
inline constexpr Field wwwAuthenticate{
    .abbreviation = "http.www_authenticate", .name = "WWW-Authenticate", .type = FieldType::String};
inline constexpr Field contentType{
    .abbreviation = "http.content_type", .name = "Content-Type", .type = FieldType::String};
inline constexpr Field contentLengthHeader{
    .abbreviation = "http.content_length_header", .name = "Content-Length", .type = FieldType::String};
inline constexpr Field contentLength{
    .abbreviation = "http.content_length", .name = "Content length", .type = FieldType::UInt64};
inline constexpr Field contentEncoding{
    .abbreviation = "http.content_encoding", .name = "Content-Encoding", .type = FieldType::String};
inline constexpr Field transferEncoding{
    .abbreviation = "http.transfer_encoding", .name = "Transfer-Encoding", .type = FieldType::String};
inline constexpr Field upgrade{.abbreviation = "http.upgrade", .name = "Upgrade", .type = FieldType::String};
inline constexpr Field userAgent{
    .abbreviation = "http.user_agent", .name = "User-Agent", .type = FieldType::String, .indexed = true};
inline constexpr Field host{.abbreviation = "http.host", .name = "Host", .type = FieldType::String, .indexed = true};
inline constexpr Field connection{.abbreviation = "http.connection", .name = "Connection", .type = FieldType::String};
inline constexpr Field cookie{.abbreviation = "http.cookie", .name = "Cookie", .type = FieldType::String};
inline constexpr Field cookiePair{.abbreviation = "http.cookie_pair", .name = "Cookie pair", .type = FieldType::String};
inline constexpr Field accept{.abbreviation = "http.accept", .name = "Accept", .type = FieldType::String};
inline constexpr Field referer{.abbreviation = "http.referer", .name = "Referer", .type = FieldType::String};
inline constexpr Field acceptLanguage{
    .abbreviation = "http.accept_language", .name = "Accept-Language", .type = FieldType::String};
inline constexpr Field acceptEncoding{
    .abbreviation = "http.accept_encoding", .name = "Accept Encoding", .type = FieldType::String};
inline constexpr Field date{.abbreviation = "http.date", .name = "Date", .type = FieldType::String};
inline constexpr Field cacheControl{
    .abbreviation = "http.cache_control", .name = "Cache-Control", .type = FieldType::String};
inline constexpr Field server{.abbreviation = "http.server", .name = "Server", .type = FieldType::String};
inline constexpr Field location{.abbreviation = "http.location", .name = "Location", .type = FieldType::String};
inline constexpr Field secWebsocketAccept{
    .abbreviation = "http.sec_websocket_accept", .name = "Sec-WebSocket-Accept", .type = FieldType::String};
inline constexpr Field secWebsocketExtensions{
    .abbreviation = "http.sec_websocket_extensions", .name = "Sec-WebSocket-Extensions", .type = FieldType::String};
inline constexpr Field secWebsocketKey{
    .abbreviation = "http.sec_websocket_key", .name = "Sec-WebSocket-Key", .type = FieldType::String};
inline constexpr Field secWebsocketProtocol{
    .abbreviation = "http.sec_websocket_protocol", .name = "Sec-WebSocket-Protocol", .type = FieldType::String};
inline constexpr Field secWebsocketVersion{
    .abbreviation = "http.sec_websocket_version", .name = "Sec-WebSocket-Version", .type = FieldType::String};
inline constexpr Field setCookie{.abbreviation = "http.set_cookie", .name = "Set-Cookie", .type = FieldType::String};
inline constexpr Field lastModified{
    .abbreviation = "http.last_modified", .name = "Last-Modified", .type = FieldType::String};
inline constexpr Field xForwardedFor{
    .abbreviation = "http.x_forwarded_for", .name = "X-Forwarded-For", .type = FieldType::String};
inline constexpr Field http2Settings{
    .abbreviation = "http.http2_settings", .name = "HTTP2-Settings", .type = FieldType::String};
inline constexpr Field requestIn{
    .abbreviation = "http.request_in", .name = "Request in frame", .type = FieldType::FrameNumber};
inline constexpr Field responseIn{
    .abbreviation = "http.response_in", .name = "Response in frame", .type = FieldType::FrameNumber, .lookAhead = true};
inline constexpr Field nextRequestIn{.abbreviation = "http.next_request_in",
    .name = "Next request in frame",
    .type = FieldType::FrameNumber,
    .lookAhead = true};
inline constexpr Field nextResponseIn{.abbreviation = "http.next_response_in",
    .name = "Next response in frame",
    .type = FieldType::FrameNumber,
    .lookAhead = true};
inline constexpr Field prevRequestIn{
    .abbreviation = "http.prev_request_in", .name = "Prev request in frame", .type = FieldType::FrameNumber};
inline constexpr Field prevResponseIn{
    .abbreviation = "http.prev_response_in", .name = "Prev response in frame", .type = FieldType::FrameNumber};
inline constexpr Field time{.abbreviation = "http.time", .name = "Time since request", .type = FieldType::RelativeTime};
inline constexpr Field chunkedTrailerPart{
    .abbreviation = "http.chunked_trailer_part", .name = "trailer-part", .type = FieldType::String};
inline constexpr Field chunkBoundary{
    .abbreviation = "http.chunk_boundary", .name = "Chunk boundary", .type = FieldType::Bytes};
inline constexpr Field chunkSize{.abbreviation = "http.chunk_size", .name = "Chunk size", .type = FieldType::UInt32};
inline constexpr Field chunkData{.abbreviation = "http.chunk_data", .name = "Chunk data", .type = FieldType::Bytes};
inline constexpr Field fileData{.abbreviation = "http.file_data", .name = "File Data", .type = FieldType::String};
inline constexpr Field unknownHeader{
    .abbreviation = "http.unknown_header", .name = "Unknown header", .type = FieldType::String};
inline constexpr Field chat{.abbreviation = "http.chat", .name = "Formatted text", .type = FieldType::None};
inline constexpr Field teAndLength{.abbreviation = "http.te_and_length",
    .name = "The Content-Length and Transfer-Encoding header must not be set together",
    .type = FieldType::None};
inline constexpr Field leadingCrlf{.abbreviation = "http.leading_crlf",
    .name = "Leading CRLF previous message in the stream may have extra CRLF",
    .type = FieldType::None};
inline constexpr Field badHeaderName{
    .abbreviation = "http.bad_header_name", .name = "Illegal characters found in header name", .type = FieldType::None};
inline constexpr Field decompressionFailed{
    .abbreviation = "http.decompression_failed", .name = "Decompression failed", .type = FieldType::None};
inline constexpr auto all = std::to_array<const Field*>({&textLines, &line, &notification, &response, &request,
    &responseNumber, &requestNumber, &authbasic, &responseLine, &requestLine, &requestMethod, &requestUri,
    &requestUriPath, &requestUriQuery, &requestUriQueryParameter, &requestVersion, &responseVersion, &requestFullUri,
    &responseCode, &responseCodeDesc, &responseForUri, &responsePhrase, &authorization, &proxyAuthenticate,
    &proxyAuthorization, &proxyConnectHost, &proxyConnectPort, &wwwAuthenticate, &contentType, &contentLengthHeader,
    &contentLength, &contentEncoding, &transferEncoding, &upgrade, &userAgent, &host, &connection, &cookie, &cookiePair,
    &accept, &referer, &acceptLanguage, &acceptEncoding, &date, &cacheControl, &server, &location, &secWebsocketAccept,
    &secWebsocketExtensions, &secWebsocketKey, &secWebsocketProtocol, &secWebsocketVersion, &setCookie, &lastModified,
    &xForwardedFor, &http2Settings, &requestIn, &responseIn, &nextRequestIn, &nextResponseIn, &prevRequestIn,
    &prevResponseIn, &time, &chunkedTrailerPart, &chunkBoundary, &chunkSize, &chunkData, &fileData, &unknownHeader,
    &chat, &teAndLength, &leadingCrlf, &badHeaderName, &decompressionFailed});

}  // namespace pr::http::field
