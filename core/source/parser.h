// Bytes of a capture file to packets and items: one parser a format, driven by the reader.
#pragma once

#include "core/base/result.h"
#include "core/source/batch.h"

#include <memory>
#include <optional>
#include <string>

namespace pr::source {

/// Where numbering stands; goes on over sections, and over files that become one session.
struct Numbering {
    PacketNumber packet{1};  ///< of the next one
    InterfaceId interface {
        0
    };
    std::uint32_t section = 0;
};

/// Why no more can be read, and where.
struct Damage {
    Fault fault = Fault::Malformed;
    std::uint64_t offset = 0;  ///< of the record that is broken, in the (uncompressed) content
    PacketNumber packet;       ///< the next packet: all before it were read
    std::string what;          ///< "the block's two lengths are 88 and 12348"
};

struct Parsed {
    std::size_t consumed =
        0;  ///< whole records; what follows wants more bytes, or is damaged, or came after the batch was full
    bool full = false;  ///< the batch holds limits::batchPackets
    std::optional<Damage> damage{};
};

class Parser {
public:
    virtual ~Parser() = default;
    /// Reads records from `content`, which begins `offset` bytes into the file and stays where it is, into the batch.
    virtual Parsed parse(Bytes content, std::uint64_t offset, Batch& batch) = 0;
    /// What a file that ends inside the record beginning with `rest` ends in: "packet" or "block".
    virtual const char* inside(Bytes rest) const = 0;
    /// "pcap (nanoseconds)"
    virtual const char* format() const = 0;
};

/// The parser for content that begins so, or nothing: not a format we read. `start` holds the first 24 bytes, or all
/// there are.
std::unique_ptr<Parser> parserFor(Bytes start, Numbering& numbering);
std::unique_ptr<Parser> makePcapParser(Bytes start, Numbering& numbering);    ///< nothing: not pcap
std::unique_ptr<Parser> makePcapngParser(Bytes start, Numbering& numbering);  ///< nothing: not pcapng

}  // namespace pr::source
