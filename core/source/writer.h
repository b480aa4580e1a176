// Writing capture files: pcapng, which holds all that a reader gives, and pcap, which holds packets of one link type.
#pragma once

#include "core/source/batch.h"
#include "core/source/output.h"

#include <memory>
#include <string>

namespace pr::source {

enum class FileFormat { Pcapng, PcapMicroseconds, PcapNanoseconds };

struct WriterOptions {
    FileFormat format = FileFormat::Pcapng;
    std::string application = "packetrecorder";  ///< shb_userappl of sections that the writer makes itself
    std::string hardware, os;                    ///< likewise; empty: not written
};

/// Takes what a reader gave, in that order: each interface before its first packet, each item at its place.
///
/// pcapng: sections, interfaces, items and option lists go back verbatim, in the byte order of their section. What
/// changes: a section length is written as "not said"; padding bytes are zero; an obsolete packet block without options
/// and drop count becomes an enhanced one; a simple packet block that cannot say its captured length becomes one with
/// time 0. Whatever comes from pcap gets a section of the writer's own.
///
/// pcap: only packets are written. A second link type, and a time outside 1970 to 2106, is a Failure.
class Writer {
public:
    static std::unique_ptr<Writer> create(Output output, const WriterOptions& options);

    virtual ~Writer() = default;
    virtual Outcome<void> describe(const Interface& interface) = 0;
    /// Everything but options of packets; what the format cannot hold is passed over, and so are markers of interfaces.
    virtual Outcome<void> add(const Item& item) = 0;
    /// `options`: the item of kind PacketOptions of this packet, or nothing.
    virtual Outcome<void> add(const PacketView& packet, const Item* options) = 0;
    /// Hands what was added to the operating system, as a live capture wants.
    virtual Outcome<void> flush() = 0;
    /// Completes the file. Without it there is none.
    virtual Outcome<void> finish() = 0;
};

std::unique_ptr<Writer> makePcapWriter(Output output, const WriterOptions& options);
std::unique_ptr<Writer> makePcapngWriter(Output output, const WriterOptions& options);

}  // namespace pr::source
