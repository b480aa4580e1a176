// Bytes of single packets out of a file that stays where it is.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace pr::source {

/// A regular, uncompressed capture file, opened for reading at offsets that Batch::offsets gave. Any number of threads
/// may read.
class PacketFile {
public:
    static Outcome<PacketFile> open(const std::string& path);
    PacketFile(PacketFile&& other) noexcept;
    PacketFile& operator=(PacketFile&& other) = delete;
    ~PacketFile();

    /// Fills `into` from `offset`; a file that has become shorter is a Failure. Whether the bytes are still the same
    /// ones is for digests to say.
    Outcome<void> read(std::uint64_t offset, std::span<std::byte> into) const;

private:
    PacketFile(int fd, std::string name);

    int m_fd;
    std::string m_name;
};

}  // namespace pr::source
