// Reading a capture file, a pipe or a socket: pcap and pcapng, plain or in gzip, zstd or lz4.
#pragma once

#include "core/base/limits.h"
#include "core/source/batch.h"
#include "core/source/input.h"
#include "core/source/parser.h"

#include <memory>
#include <optional>
#include <string>

namespace pr::source {

struct ReaderOptions {
    Waiting waiting;      ///< for what is not a regular file
    Numbering numbering;  ///< where to begin: the end() of the file before, for several files in one session
};

/// What next() gave.
enum class Next {
    Batch,    ///< packets or items, or only more of the file's bytes
    Idle,     ///< nothing came within the time to wait
    Stopped,  ///< the stop descriptor became readable; what was read is kept, and next() may be called again
    End,      ///< all was read
};

/// Gives packets and items in the order of the file. What is damaged or cut off keeps its whole packets: they come
/// first, then next() gives a Failure that names packet and byte. Not for several threads; batches may go to any.
class Reader {
public:
    /// `path` "-" is the standard input. A regular file is looked at now, a pipe at the first next(): a named pipe that
    /// nobody writes to yet is opened all the same, and next() waits for its writer. Its writer's end is the end.
    static Outcome<std::unique_ptr<Reader>> open(const std::string& path, ReaderOptions options = {});
    /// Takes over a descriptor, closed with the reader and at a failure too. `name` is for messages.
    static Outcome<std::unique_ptr<Reader>> open(int fd, std::string name, ReaderOptions options = {});

    /// Empties the batch and fills it: with about 1 MiB of a file, with what is there of a pipe.
    /// A packet above that size comes alone.
    Outcome<Next> next(Batch& batch);

    std::uint64_t bytesRead() const { return m_file.bytesRead(); }  ///< of the file, compressed as it may be
    std::optional<std::uint64_t> totalBytes() const { return m_file.totalBytes(); }
    /// Whether Batch::offsets are places in the file itself, as PacketFile reads them.
    bool seekable() const { return m_file.regular() && m_compression == Compression::None; }
    std::string format() const;  ///< "pcapng, gzip"; empty before the first batch of a pipe
    const std::string& name() const { return m_name; }
    const Numbering& end() const { return m_numbering; }
    const std::optional<Damage>& damage() const { return m_damage; }

private:
    Reader(int fd, std::string name, ReaderOptions options);

    enum class Phase {
        Starting,  ///< the format is not known yet
        Reading,
        Ending,    ///< all bytes are in memory; a full batch left some unparsed
        Draining,  ///< damaged: the rest of a file is read for its SHA-256 only
        Done,
    };

    Outcome<Next> start();
    Outcome<Next> fill(Batch& batch);
    Outcome<Next> drain(Batch& batch);
    Outcome<Next> handOver(Batch& batch, std::size_t used, std::size_t parsed);
    void endBy(const Got& got);
    void endBy(Damage damage);
    Failure failureOf(const Damage& damage) const;
    Input& input() { return m_decompressor ? *m_decompressor : m_file; }

    std::string m_name;
    FileInput m_file;
    Numbering m_numbering;
    Compression m_compression = Compression::None;
    std::vector<std::byte> m_start;  ///< first bytes of a file whose format is not known yet
    std::vector<std::byte> m_seen;   ///< compressed bytes that no batch has taken yet
    std::unique_ptr<Input> m_decompressor;
    std::unique_ptr<Parser> m_parser;
    Phase m_phase = Phase::Starting;
    bool m_more = false;  ///< whole records are among the bytes carried over

    Buffer m_carry;  ///< bytes of the next batch that were already read
    std::size_t m_carried = 0;
    std::size_t m_reported = 0;               ///< of them, how many were in sourceBytes of a batch
    std::size_t m_goal = limits::batchBytes;  ///< how many bytes to read into a batch
    std::uint64_t m_offset = 0;               ///< of the first of them, in the content

    std::optional<Got> m_broken;           ///< why decompression ended
    std::optional<Failure> m_readFailure;  ///< of the operating system
    std::optional<Damage> m_damage;
};

}  // namespace pr::source
