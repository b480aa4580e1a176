// Bodies of HTTP/1 messages: chunks (RFC 9112 7.1) and content codings (RFC 9110 8.4), within limits.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace pr::http {

/// One chunk; offsets count from the start of the body. The last one has no data.
struct Chunk {
    std::size_t at = 0;  ///< of its size line
    std::size_t dataAt = 0;
    std::uint64_t size = 0;
    std::size_t end = 0;       ///< behind its data's line end, or behind the last chunk's size line
    std::size_t boundary = 0;  ///< length of the line end behind the data
};

/// Walks a chunked body.
class Chunks {
public:
    explicit Chunks(std::string_view body) : m_body{body} { }

    enum class Step : std::uint8_t { Chunk, Last, NeedMore, Broken };
    /// Reads the next chunk. Last: it has size 0, and the lines of the trailer up to end() follow it.
    Step next(Chunk& chunk);

    /// After Last: the trailer lines and the blank line behind them, complete or nothing.
    std::optional<std::size_t> end() const;

private:
    std::string_view m_body;
    std::size_t m_at = 0;
};

/// Where a chunked body ends.
struct ChunkedEnd {
    enum class Answer : std::uint8_t { Complete, NeedMore, Broken };
    Answer answer;
    std::size_t length;  ///< of the body with its trailer; 0 where it is not Complete
};
/// A body of more than limits::httpChunks chunks counts as broken: it is looked through with every segment that
/// arrives.
ChunkedEnd endOfChunks(std::string_view body);

enum class Coding : std::uint8_t { None, Gzip, Deflate, Brotli, Unknown };
Coding codingOf(std::string_view contentEncoding);

/// Decompresses a body. A body that grows beyond limits::decompressed, or beyond limits::decompressRatio times its size
/// after the first MiB, gives Fault::Limit and what came until then; one that ends early gives Cut and the same; a bad
/// one Malformed.
struct Decoded {
    std::string bytes;
    Fault fault = Fault::None;
};
Decoded decode(Coding coding, Bytes body);

}  // namespace pr::http
