// Bytes of a file, a pipe or a socket, and of what is compressed in them.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pr::source {

/// What one attempt to read gave.
struct Got {
    enum class Kind {
        Bytes,    ///< `count` of them
        Idle,     ///< none came within the time to wait
        Stopped,  ///< the stop descriptor became readable
        End,
        Broken,  ///< compressed data that cannot go on: `fault` and `what` say why
    };
    Kind kind = Kind::End;
    std::size_t count = 0;
    Fault fault = Fault::None;
    const char* what = "";
};

class Input {
public:
    virtual ~Input() = default;
    /// Waits for bytes where there are none yet. A failure is one of the operating system.
    virtual Outcome<Got> read(std::span<std::byte> into) = 0;
    /// Whether read() would give something at once.
    virtual bool ready() const = 0;
};

/// How long and for what a read waits; only where the input is not a regular file.
struct Waiting {
    int stopFd = -1;        ///< readable: stop waiting. Not owned
    int milliseconds = -1;  ///< -1: as long as it takes
};

/// A file descriptor, and the bytes that were read from it to look at its format.
class FileInput final : public Input {
public:
    /// Takes the descriptor over. `name` is for messages.
    FileInput(int fd, std::string name, Waiting waiting);
    ~FileInput() override;
    FileInput(const FileInput&) = delete;
    FileInput& operator=(const FileInput&) = delete;

    Outcome<Got> read(std::span<std::byte> into) override;
    bool ready() const override;

    bool regular() const { return m_regular; }
    std::uint64_t bytesRead() const { return m_bytesRead; }
    std::optional<std::uint64_t> totalBytes() const;  ///< of a regular file, as it is now

private:
    int m_fd;
    std::string m_name;
    Waiting m_waiting;
    bool m_regular = false;
    std::uint64_t m_bytesRead = 0;
};

enum class Compression { None, Gzip, Zstandard, Lz4 };

/// What bytes that begin a file say, and how many of them it takes to say it.
inline constexpr std::size_t compressionMagic = 4;
Compression compressionOf(std::span<const std::byte> start);
const char* nameOf(Compression compression);

/// Decompresses another input, in bounded memory. All compressed bytes are appended to `seen` as they are read.
/// `start` holds the bytes that were already read from `from`. Both references outlive it.
std::unique_ptr<Input> makeDecompressor(
    Compression compression, Input& from, std::vector<std::byte> start, std::vector<std::byte>& seen);

}  // namespace pr::source
