// The two ends of a packet of a stream, as following prints them. Internal to core/query.
#pragma once

#include "core/query/pass.h"

#include <optional>
#include <string>

namespace pr::query {

struct Ends {
    std::string from, to;  ///< "192.0.2.1:443", "[2001:db8::1]:53"
};

/// The fields that say who talks to whom.
struct EndFields {
    /// `transport`: "tcp" or "udp".
    EndFields(const FieldRegistry& fields, const std::string& transport);

    std::vector<const Field*> all() const;
    /// The addresses around the transport header, the innermost ones; nothing where there are no ports.
    std::optional<Ends> of(const FieldSink& sink) const;

    const Field *source4, *destination4, *source6, *destination6, *sourcePort, *destinationPort;
};

}  // namespace pr::query
