#include "core/store/encoding.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>
#include <memory>
#include <zstd.h>

namespace pr::store {

namespace {

constexpr int kLevel = 1;                      // 1,290 ns a packet of 618 bytes; level 3 takes 2,070 for 1 % less
constexpr int kWindowLog = 20;                 // a block's frame is one segment, so no byte of its header means nothing
constexpr std::size_t kWorthCompressing = 64;  // a zstd frame has up to 18 bytes of its own
constexpr std::uint8_t kVersion = 1;

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// One a thread: making a compression context costs more than compressing a column.
ZSTD_CCtx* compressor()
{
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context = [] {
        std::unique_ptr<ZSTD_CCtx, FreeContext> made{ZSTD_createCCtx()};
        ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, kLevel);
        ZSTD_CCtx_setParameter(made.get(), ZSTD_c_windowLog, kWindowLog);
        return made;
    }();
    return context.get();
}

ZSTD_DCtx* decompressor()
{
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context{ZSTD_createDCtx()};
    return context.get();
}

}  // namespace

void putVarint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

std::uint64_t takeVarint(Cursor& in)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint64_t byte = in.u8();
        if (shift == 63 && byte > 1)
            break;
        value |= (byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
    in.fail(Fault::Malformed);
    return 0;
}

void putU64(std::string& out, std::uint64_t value)
{
    for (int i = 0; i < 8; ++i, value >>= 8)
        out += static_cast<char>(value);
}

void putColumn(std::string& out, std::span<const std::uint64_t> values)
{
    if (values.empty())
        return;
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const std::uint64_t base = *least;
    const auto width = static_cast<std::size_t>((std::bit_width(*most - base) + 7) / 8);
    out += static_cast<char>(width);
    putVarint(out, base);
    const auto start = out.size();
    out.resize(start + width * values.size());
    for (std::size_t plane = 0; plane < width; ++plane) {
        char* at = out.data() + start + plane * values.size();
        for (const auto value : values)
            *at++ = static_cast<char>((value - base) >> (8 * plane));
    }
}

namespace {

// Adds planes to the base, modulo 2^64 as they were taken apart. What a narrower number does not hold is no value that
// was written.
template <class T> bool takePlanes(Cursor& in, std::span<T> values)
{
    if (values.empty())
        return in.ok();
    const std::size_t width = in.u8();
    if (width > 8)
        in.fail(Fault::Malformed);
    const auto base = takeVarint(in);
    // the largest value that the planes can make still fits: nothing to look at one by one
    constexpr std::uint64_t most = std::numeric_limits<T>::max();
    const auto reach = width >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * width) - 1;
    if (base <= most && reach <= most - base) {
        std::fill(values.begin(), values.end(), static_cast<T>(base));
        for (std::size_t plane = 0; plane < width && in.ok(); ++plane) {
            const auto bytes = in.take(values.size());
            for (std::size_t i = 0; i < bytes.size(); ++i)
                values[i] = static_cast<T>(values[i] + (std::to_integer<std::uint64_t>(bytes[i]) << (8 * plane)));
        }
        return in.ok();
    }
    std::vector<std::uint64_t> wide(values.size(), base);
    for (std::size_t plane = 0; plane < width && in.ok(); ++plane) {
        const auto bytes = in.take(values.size());
        for (std::size_t i = 0; i < bytes.size(); ++i)
            wide[i] += std::to_integer<std::uint64_t>(bytes[i]) << (8 * plane);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<T>(wide[i]);
        if (wide[i] > most)
            in.fail(Fault::Malformed);
    }
    return in.ok();
}

}  // namespace

bool takeColumn(Cursor& in, std::span<std::uint64_t> values)
{
    return takePlanes(in, values);
}

bool takeColumn(Cursor& in, std::span<std::uint32_t> values)
{
    return takePlanes(in, values);
}

bool takeColumn(Cursor& in, std::span<std::uint16_t> values)
{
    return takePlanes(in, values);
}

bool takeColumn(Cursor& in, std::span<std::uint8_t> values)
{
    return takePlanes(in, values);
}

std::span<std::byte> Scratch::room(std::size_t size)
{
    if (m_size < size) {
        m_bytes.reset(new std::byte[size]);
        m_size = size;
    }
    return {m_bytes.get(), size};
}

Bytes compressed(Bytes raw)
{
    thread_local Scratch scratch;
    const auto room = scratch.room(ZSTD_compressBound(raw.size()));
    const auto size = ZSTD_compress2(compressor(), room.data(), room.size(), raw.data(), raw.size());
    if (ZSTD_isError(size))
        std::abort();  // memory to memory with room enough: only an exhausted heap ends here, and evidence must not be
                       // lost
    return room.first(size);
}

bool decompress(Bytes frame, std::span<std::byte> out)
{
    // Exactly one frame that knows its size: bytes behind it, or bits that the decoder ignores, are a change of the
    // file.
    constexpr std::size_t descriptor = 4;
    constexpr std::byte ignored{0x18};
    if (frame.size() <= descriptor || (frame[descriptor] & ignored) != std::byte{0}
        || ZSTD_getFrameContentSize(frame.data(), frame.size()) != out.size()
        || ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size())
        return false;
    return ZSTD_decompressDCtx(decompressor(), out.data(), out.size(), frame.data(), frame.size()) == out.size();
}

void SectionWriter::add(std::string_view raw)
{
    Section section{raw.size(), {}};
    if (raw.size() >= kWorthCompressing)
        section.stored = textOf(compressed(bytesOf(raw)));
    if (section.stored.empty() || section.stored.size() >= raw.size())
        section.stored = raw;
    m_sections.push_back(std::move(section));
}

std::string SectionWriter::finish() const
{
    std::string out;
    out += static_cast<char>(kVersion);
    out += static_cast<char>(m_sections.size());
    for (const auto& section : m_sections) {
        putVarint(out, section.raw);
        putVarint(out, section.stored.size());
    }
    for (const auto& section : m_sections)
        out += section.stored;
    return out;
}

Result<Sections> Sections::read(Bytes bytes)
{
    Cursor in{bytes};
    if (in.u8() != kVersion)
        in.fail(Fault::Unsupported);
    Sections sections;
    const auto count = in.u8();
    std::vector<std::uint64_t> stored;
    for (unsigned i = 0; i < count && in.ok(); ++i) {
        const auto raw = takeVarint(in);
        stored.push_back(takeVarint(in));
        sections.m_sections.push_back({raw, {}});
    }
    for (std::size_t i = 0; i < stored.size(); ++i)
        sections.m_sections[i].stored = in.take(stored[i]);
    if (in.ok() && !in.atEnd())
        in.fail(Fault::Malformed);
    return in.ok() ? Result<Sections>{std::move(sections)} : in.error("sections of a blob");
}

Result<std::string> Sections::section(std::size_t index, std::size_t most) const
{
    thread_local Scratch scratch;
    const auto raw = view(index, most, scratch);
    return raw ? Result<std::string>{std::string{textOf(*raw)}} : Unexpected{raw.error()};
}

Result<Bytes> Sections::view(std::size_t index, std::size_t most, Scratch& room) const
{
    if (index >= m_sections.size())
        return Unexpected{ParseError{Fault::Malformed, 0, "sections of a blob"}};
    const auto& [raw, stored] = m_sections[index];
    if (raw > most)
        return Unexpected{ParseError{Fault::Limit, 0, "section of a blob"}};
    if (raw == stored.size())
        return stored;
    // a frame says how much it holds: a claim that it does not bear out takes no memory
    const auto claimed = ZSTD_getFrameContentSize(stored.data(), stored.size());
    if (claimed != raw || !decompress(stored, room.room(raw)))
        return Unexpected{ParseError{Fault::Malformed, 0, "section of a blob"}};
    return Bytes{room.room(raw)};
}

}  // namespace pr::store
