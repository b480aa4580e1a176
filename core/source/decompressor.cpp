// gzip, zstd and lz4 as streams. A file of a few bytes can claim to hold terabytes: nothing is allocated by such a
// claim, and beyond limits::decompressed bytes of output the ratio is bounded.
#include "core/base/bytes.h"
#include "core/base/limits.h"
#include "core/source/byte_order.h"
#include "core/source/input.h"

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstring>

namespace pr::source {

namespace {

constexpr std::size_t chunk = 256 * limits::KiB;
constexpr int zstdWindowLog = 23;  // 8 MiB, what levels up to 19 use
constexpr int zlibGzip = 15 + 16;

/// One format's part: turns input into output and says when a frame (a gzip member) is complete.
struct Step {
    std::size_t consumed = 0;
    std::size_t produced = 0;
    bool frameEnds = false;
    const char* broken = nullptr;
    Fault fault = Fault::Malformed;
};

class GzipCodec {
public:
    GzipCodec() { m_ready = inflateInit2(&m_stream, zlibGzip) == Z_OK; }
    ~GzipCodec() { inflateEnd(&m_stream); }
    GzipCodec(const GzipCodec&) = delete;
    GzipCodec& operator=(const GzipCodec&) = delete;

    Step step(Bytes in, std::span<std::byte> out)
    {
        if (!m_ready)
            return {.broken = "there is no memory to decompress it", .fault = Fault::Limit};
        // zlib reads through a pointer to non-const bytes and does not write there.
        m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(in.data()));
        m_stream.avail_in = static_cast<uInt>(in.size());
        m_stream.next_out = reinterpret_cast<Bytef*>(out.data());
        m_stream.avail_out = static_cast<uInt>(out.size());
        const auto result = inflate(&m_stream, Z_NO_FLUSH);
        Step step{.consumed = in.size() - m_stream.avail_in, .produced = out.size() - m_stream.avail_out};
        if (result == Z_STREAM_END) {
            step.frameEnds = true;
            inflateReset(&m_stream);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            step.broken = "the gzip data are damaged";
        }
        return step;
    }

private:
    z_stream m_stream{};
    bool m_ready = false;
};

class ZstdCodec {
public:
    ZstdCodec() : m_stream{ZSTD_createDStream()}
    {
        if (m_stream != nullptr)
            ZSTD_DCtx_setParameter(m_stream, ZSTD_d_windowLogMax, zstdWindowLog);
    }
    ~ZstdCodec() { ZSTD_freeDStream(m_stream); }
    ZstdCodec(const ZstdCodec&) = delete;
    ZstdCodec& operator=(const ZstdCodec&) = delete;

    Step step(Bytes in, std::span<std::byte> out)
    {
        if (m_stream == nullptr)
            return {.broken = "there is no memory to decompress it", .fault = Fault::Limit};
        ZSTD_inBuffer from{in.data(), in.size(), 0};
        ZSTD_outBuffer to{out.data(), out.size(), 0};
        const auto result = ZSTD_decompressStream(m_stream, &to, &from);
        Step step{.consumed = from.pos, .produced = to.pos, .frameEnds = result == 0};
        if (ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge) {
            step.broken = "its zstd window is larger than 8 MiB";
            step.fault = Fault::Limit;
        } else if (ZSTD_isError(result) != 0) {
            step.broken = "the zstd data are damaged";
        }
        return step;
    }

private:
    ZSTD_DStream* m_stream;
};

class Lz4Codec {
public:
    Lz4Codec() { m_ready = LZ4F_isError(LZ4F_createDecompressionContext(&m_context, LZ4F_VERSION)) == 0; }
    ~Lz4Codec() { LZ4F_freeDecompressionContext(m_context); }
    Lz4Codec(const Lz4Codec&) = delete;
    Lz4Codec& operator=(const Lz4Codec&) = delete;

    Step step(Bytes in, std::span<std::byte> out)
    {
        if (!m_ready)
            return {.broken = "there is no memory to decompress it", .fault = Fault::Limit};
        auto taken = in.size();
        auto given = out.size();
        const auto result = LZ4F_decompress(m_context, out.data(), &given, in.data(), &taken, nullptr);
        if (LZ4F_isError(result) != 0)
            return {.broken = "the lz4 data are damaged"};
        return {.consumed = taken, .produced = given, .frameEnds = result == 0};
    }

private:
    LZ4F_dctx* m_context = nullptr;
    bool m_ready = false;
};

template <class Codec> class Decompressor final : public Input {
public:
    Decompressor(Compression compression, Input& from, std::vector<std::byte> start, std::vector<std::byte>& seen)
        : m_compression{compression}, m_from{from}, m_in{std::move(start)}, m_seen{seen}, m_end{m_in.size()},
          m_compressed{m_in.size()}
    {
        m_seen.insert(m_seen.end(), m_in.begin(), m_in.end());
        m_in.resize(chunk);
    }

    bool ready() const override { return m_pending || m_ended || m_from.ready(); }

    Outcome<Got> read(std::span<std::byte> into) override
    {
        while (m_failed.broken == nullptr) {
            if (!m_pending && m_at == m_end && !m_ended) {
                auto got = refill();
                if (!got || got->kind != Got::Kind::Bytes)
                    return got;
            }
            if (m_betweenFrames) {
                skipZeros();
                if (m_at == m_end && !m_ended)
                    continue;
                if (m_at == m_end)
                    return Got{.kind = Got::Kind::End};
                if (!beginsFrame())
                    return broken(Fault::Malformed, "something else follows the compressed data");
            }
            const auto offered = m_end - m_at;
            const auto step = m_codec.step(Bytes{m_in}.subspan(m_at, offered), into);
            m_at += step.consumed;
            m_produced += step.produced;
            m_pending = step.produced == into.size() && !step.frameEnds;  // it may hold more than there was room for
            m_betweenFrames = step.frameEnds;
            if (step.broken != nullptr)
                m_failed = step;
            else if (m_produced > limits::decompressed && m_produced / limits::decompressRatio > m_compressed)
                m_failed = {.broken = "it expands to more than 100 times its size", .fault = Fault::Limit};
            else if (step.consumed == 0 && step.produced == 0 && !step.frameEnds && (m_ended || offered > 0))
                m_failed = {.broken = "the compressed data end early", .fault = Fault::Cut};
            if (step.produced > 0)
                return Got{.kind = Got::Kind::Bytes, .count = step.produced};
        }
        return broken(m_failed.fault, m_failed.broken);
    }

private:
    static Got broken(Fault fault, const char* what)
    {
        return Got{.kind = Got::Kind::Broken, .fault = fault, .what = what};
    }

    Outcome<Got> refill()
    {
        auto got = m_from.read(m_in);
        if (!got)
            return got;
        m_at = 0;
        m_end = got->count;
        if (got->kind == Got::Kind::End) {
            m_ended = true;
            got->kind = Got::Kind::Bytes;  // the codec has the last word on whether this is the end
        }
        m_compressed += got->count;
        m_seen.insert(m_seen.end(), m_in.begin(), m_in.begin() + static_cast<std::ptrdiff_t>(got->count));
        return got;
    }

    // Tapes and some tools fill up with zeros.
    void skipZeros()
    {
        while (m_at < m_end && m_in[m_at] == std::byte{0})
            ++m_at;
    }

    // Another member or frame may follow; zstd and lz4 also have frames to skip, 0x50 to 0x5f.
    bool beginsFrame() const
    {
        const auto first = std::to_integer<unsigned>(m_in[m_at]);
        switch (m_compression) {
        case Compression::Gzip: return first == 0x1f;
        case Compression::Zstandard: return first == 0x28 || first >> 4 == 5;
        default: return first == 0x04 || first >> 4 == 5;
        }
    }

    Compression m_compression;
    Input& m_from;
    std::vector<std::byte> m_in;
    std::vector<std::byte>& m_seen;
    Codec m_codec;
    std::size_t m_at = 0;
    std::size_t m_end;
    std::uint64_t m_compressed;
    std::uint64_t m_produced = 0;
    bool m_pending = false;
    bool m_ended = false;
    bool m_betweenFrames = false;
    Step m_failed;  ///< kept until what came before it has been handed over
};

}  // namespace

Compression compressionOf(std::span<const std::byte> start)
{
    if (start.size() >= 2 && u16be(start.data()) == 0x1f8b)
        return Compression::Gzip;
    if (start.size() < compressionMagic)
        return Compression::None;
    switch (u32be(start.data())) {
    case 0x28b5'2ffd: return Compression::Zstandard;
    case 0x0422'4d18: return Compression::Lz4;
    default: return Compression::None;
    }
}

const char* nameOf(Compression compression)
{
    switch (compression) {
    case Compression::Gzip: return "gzip";
    case Compression::Zstandard: return "zstd";
    case Compression::Lz4: return "lz4";
    case Compression::None: break;
    }
    return "";
}

std::unique_ptr<Input> makeDecompressor(
    Compression compression, Input& from, std::vector<std::byte> start, std::vector<std::byte>& seen)
{
    switch (compression) {
    case Compression::Gzip: return std::make_unique<Decompressor<GzipCodec>>(compression, from, std::move(start), seen);
    case Compression::Zstandard:
        return std::make_unique<Decompressor<ZstdCodec>>(compression, from, std::move(start), seen);
    case Compression::Lz4: return std::make_unique<Decompressor<Lz4Codec>>(compression, from, std::move(start), seen);
    case Compression::None: break;
    }
    return nullptr;
}

}  // namespace pr::source
