// DNS over UDP and TCP, multicast DNS and LLMNR: one parser, three protocols to the driver. RFC 1035, 6762, 4795.
#pragma once

#include "core/fields/events.h"
#include "core/flow/protocol.h"

#include <array>

namespace pr::dns {

inline constexpr std::array columns{
    Column{"client", ColumnType::Text, "Address that asked"},
    Column{"client_port", ColumnType::Integer, "Port that asked"},
    Column{"server", ColumnType::Text, "Address that was asked"},
    Column{"server_port", ColumnType::Integer, "Port that was asked"},
    Column{"transport", ColumnType::Text, "udp, tcp or tls"},
    Column{"transaction_id", ColumnType::Integer, "Transaction id"},
    Column{"name", ColumnType::Text, "Name asked for, of the first question"},
    Column{"type", ColumnType::Text, "Record type asked for"},
    Column{"class", ColumnType::Text, "Class asked for"},
    Column{"rcode", ColumnType::Text, "Response code; empty without a response"},
    Column{"answers", ColumnType::Text, "Addresses, names and texts of the answer section"},
    Column{"ttl", ColumnType::Integer, "Shortest time to live of the answers, in seconds"},
    Column{"latency_ns", ColumnType::Integer, "From query to response, in nanoseconds"},
    Column{"query_packet", ColumnType::Integer, "Packet of the query"},
    Column{"response_packet", ColumnType::Integer, "Packet of the response"},
    Column{"flags", ColumnType::Text, "Flags of the response, else of the query: aa tc rd ra ad cd"},
};
/// One row a transaction; its place is the query's where there was one.
inline constexpr EventTable table{"dns", columns};

extern const flow::Protocol protocol;  ///< UDP and TCP 53, TCP 5353
extern const flow::Protocol mdns;      ///< UDP 5353
extern const flow::Protocol llmnr;     ///< UDP 5355

}  // namespace pr::dns
