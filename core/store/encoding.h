// The little grammar of the case file's blobs: variable-length integers, columns of bytes of equal weight, and sections
// that are compressed one by one, so that a reader pays for what it looks at only.
//
//     sections = version u8 (1), count u8, count × (raw size varint, stored size varint), stored bytes …
//     column   = width u8 (0 to 8), base varint, width × (one byte of every value, the least significant first)
//
// A section whose stored size equals its raw size stands as it is, any other is one zstd frame.
#pragma once

#include "core/base/bytes.h"
#include "core/base/cursor.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pr::store {

/// LEB128, at most ten bytes.
void putVarint(std::string& out, std::uint64_t value);
/// The same, read; a fault where it is cut or longer than 64 bits.
std::uint64_t takeVarint(Cursor& in);
/// Fixed width, little-endian.
void putU64(std::string& out, std::uint64_t value);

/// Small for small differences of either sign; wraps, so every pair of numbers comes back exactly.
constexpr std::uint64_t zigzag(std::uint64_t difference)
{
    return difference << 1 ^ (0 - (difference >> 63));
}
constexpr std::uint64_t unzigzag(std::uint64_t coded)
{
    return coded >> 1 ^ (0 - (coded & 1U));
}

void putColumn(std::string& out, std::span<const std::uint64_t> values);
/// Fills `values`; false, and a fault in `in`, where it does not hold as many.
bool takeColumn(Cursor& in, std::span<std::uint64_t> values);
/// The same for narrower numbers; a value that they do not hold is a fault.
bool takeColumn(Cursor& in, std::span<std::uint32_t> values);
bool takeColumn(Cursor& in, std::span<std::uint16_t> values);
bool takeColumn(Cursor& in, std::span<std::uint8_t> values);

/// Memory for one step of encoding or decoding, kept by the thread: a fresh megabyte a block costs 256 page faults.
class Scratch {
public:
    /// At least `size` bytes, not cleared; what the last call of the same object gave is gone.
    std::span<std::byte> room(std::size_t size);

private:
    std::unique_ptr<std::byte[]> m_bytes;
    std::size_t m_size = 0;
};

/// One zstd frame, level 1. It stands in memory of the thread until its next call.
Bytes compressed(Bytes raw);
/// The content of one frame, exactly out.size() bytes; false where it is anything else.
bool decompress(Bytes frame, std::span<std::byte> out);

class SectionWriter {
public:
    void add(std::string_view raw);
    std::string finish() const;

private:
    struct Section {
        std::size_t raw;
        std::string stored;
    };
    std::vector<Section> m_sections;
};

/// Refers to the bytes it was read from.
class Sections {
public:
    static Result<Sections> read(Bytes bytes);
    std::size_t size() const { return m_sections.size(); }
    /// The raw content of a section. A section that claims more than `most` bytes is a Limit fault.
    Result<std::string> section(std::size_t index, std::size_t most) const;
    /// The same without a copy: stands in the bytes or in `room` until that is used again.
    Result<Bytes> view(std::size_t index, std::size_t most, Scratch& room) const;

private:
    struct Section {
        std::uint64_t raw;
        Bytes stored;
    };
    std::vector<Section> m_sections;
};

}  // namespace pr::store
