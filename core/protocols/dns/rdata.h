// The data of resource records, by type: a table of what stands in them, and functions for the few that need more.
#pragma once

#include "core/fields/sink.h"
#include "core/protocols/dns/parser.h"

#include <string>

namespace pr::dns {

/// A name as it is shown: "<Root>" for the empty one, what does not print as an escape (`\000`).
std::string displayed(std::string_view name);
/// The same, for a field; lives in the arena.
std::string_view displayName(const Name& name, Arena& arena);

/// Where the bytes of a message stand in the sink's source.
struct Place {
    std::uint32_t base = 0;

    ByteRange range(std::size_t from, std::size_t to) const
    {
        return {static_cast<std::uint32_t>(base + from), static_cast<std::uint32_t>(to - from)};
    }
};

/// Adds the fields of a record's data. A fault in it ends with the data: the length of the record says where the next
/// stands. Gives that fault.
Fault describeData(const Reader& message, const Record& record, Place place, FieldSink& sink);

/// The data as one short text, for rows: an address, a name, else nothing.
std::string dataText(const Reader& message, const Record& record);

}  // namespace pr::dns
