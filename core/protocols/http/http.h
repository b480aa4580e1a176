// HTTP/1.0 and 1.1 (RFC 9110, 9112): messages cut out of a stream, requests matched with responses.
#pragma once

#include "core/fields/events.h"
#include "core/flow/protocol.h"

#include <array>

namespace pr::http {

inline constexpr std::array columns{
    Column{"client", ColumnType::Text, "Address that asked"},
    Column{"client_port", ColumnType::Integer, "Port that asked"},
    Column{"server", ColumnType::Text, "Address that was asked"},
    Column{"server_port", ColumnType::Integer, "Port that was asked"},
    Column{"method", ColumnType::Text, "Method"},
    Column{"host", ColumnType::Text, "Host header"},
    Column{"uri", ColumnType::Text, "Target, as it stands in the request line"},
    Column{"version", ColumnType::Text, "Version of the response, else of the request"},
    Column{"status", ColumnType::Integer, "Status code; empty without a response"},
    Column{"reason", ColumnType::Text, "Reason phrase"},
    Column{"user_agent", ColumnType::Text, "User-Agent header"},
    Column{"referer", ColumnType::Text, "Referer header"},
    Column{"request_type", ColumnType::Text, "Content-Type of the request"},
    Column{"response_type", ColumnType::Text, "Content-Type of the response"},
    Column{"request_length", ColumnType::Integer, "Bytes of the request's body, as sent"},
    Column{"response_length", ColumnType::Integer, "Bytes of the response's body, as sent"},
    Column{"request_packet", ColumnType::Integer, "Packet that completes the request"},
    Column{"response_packet", ColumnType::Integer, "Packet that completes the response"},
    Column{"latency_ns", ColumnType::Integer, "From request to response, in nanoseconds"},
};
/// One row a transaction; its place is the request's where there was one.
inline constexpr EventTable table{"http", columns};

extern const flow::Protocol protocol;

}  // namespace pr::http
