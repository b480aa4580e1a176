// What the path of a packet says in fields: addresses, ports, VLANs, protocols and streams, as the tree has them. A
// filter over these needs no packet: it is asked once of each path.
#pragma once

#include "core/base/bytes.h"
#include "core/fields/sink.h"

#include <span>

namespace pr::dissect {

/// The fields that describePath() can give.
std::span<const Field* const> pathFields();

/// How much a path tells.
struct PathFacts {
    bool known = false;        ///< it is a path
    bool complete = false;     ///< all of the fields of pathFields() that the packets have were added
    std::uint64_t untold = 0;  ///< kinds of layers (bits by number) of which that does not hold
    bool datagram = false;     ///< its only transport header is one of UDP, whole and not quoted
    bool fragment = false;     ///< they are fragments of IP datagrams, or complete one
    std::uint8_t tcp = 0;      ///< TCP headers that show flags, quoted ones too
    bool tcpStrange = false;   ///< one of them is quoted in an ICMP error, cut or broken
};

/// The kinds of layers, bits by number, that show a field of pathFields(). Whether a path is complete in their regard
/// is all that a question for the field needs.
std::uint64_t layersOf(const Field& field);

/// Adds the fields of a path (core/decode/path.h) to `sink`, with the layers that they stand in. The values refer to
/// `path`, which may come from a damaged file.
PathFacts describePath(Bytes path, FieldSink& sink);

}  // namespace pr::dissect
