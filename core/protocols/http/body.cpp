#include "core/protocols/http/body.h"

#include "core/base/limits.h"
#include "core/protocols/http/message.h"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace pr::http {

namespace {

constexpr std::uint64_t kGreatestChunk = 0x7FFF'FFFF;  // Wireshark's: nobody sends a longer one in good faith
constexpr std::size_t kSizeLine = 256;                 // a size and its extensions; RFC 9112 7.1.1 lets us bound them

// Grows with what comes out, never by what the input claims.
class Output {
public:
    explicit Output(std::size_t inputSize)
        : m_most{std::min(limits::decompressed, std::max(limits::MiB, inputSize * limits::decompressRatio))}
    {
    }

    std::span<std::uint8_t> room() { return m_room; }
    /// False where the limit was reached.
    bool take(std::size_t written)
    {
        const auto allowed = std::min(written, m_most - bytes.size());
        bytes.append(reinterpret_cast<const char*>(m_room.data()), allowed);
        return allowed == written;
    }

    std::string bytes;

private:
    std::size_t m_most;
    std::array<std::uint8_t, 16 * limits::KiB> m_room;
};

Decoded inflateBody(Bytes body, int windowBits)
{
    z_stream stream{};
    if (inflateInit2(&stream, windowBits) != Z_OK)
        return {{}, Fault::Unsupported};
    const std::unique_ptr<z_stream, decltype(&inflateEnd)> end{&stream, inflateEnd};
    Output out{body.size()};
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(body.data()));  // zlib only reads it
    stream.avail_in = static_cast<uInt>(body.size());
    for (;;) {
        stream.next_out = out.room().data();
        stream.avail_out = static_cast<uInt>(out.room().size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        const auto written = out.room().size() - stream.avail_out;
        if (!out.take(written))
            return {std::move(out.bytes), Fault::Limit};
        if (status == Z_STREAM_END)
            return {std::move(out.bytes), Fault::None};
        if (status != Z_OK && status != Z_BUF_ERROR)
            return {std::move(out.bytes), Fault::Malformed};
        if (written == 0)
            return {std::move(out.bytes), Fault::Cut};
    }
}

Decoded brotliBody(Bytes body)
{
    const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state{
        BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance};
    if (!state)
        return {{}, Fault::Unsupported};
    Output out{body.size()};
    auto in = reinterpret_cast<const std::uint8_t*>(body.data());
    auto left = body.size();
    for (;;) {
        auto* next = out.room().data();
        auto room = out.room().size();
        const auto status = BrotliDecoderDecompressStream(state.get(), &left, &in, &room, &next, nullptr);
        if (!out.take(out.room().size() - room))
            return {std::move(out.bytes), Fault::Limit};
        switch (status) {
        case BROTLI_DECODER_RESULT_SUCCESS: return {std::move(out.bytes), Fault::None};
        case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: return {std::move(out.bytes), Fault::Cut};
        case BROTLI_DECODER_RESULT_ERROR: return {std::move(out.bytes), Fault::Malformed};
        case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: break;
        }
    }
}

}  // namespace

Chunks::Step Chunks::next(Chunk& chunk)
{
    const auto line = lineAt(m_body.substr(0, std::min(m_body.size(), m_at + kSizeLine)), m_at);
    if (!line)
        return m_body.size() - m_at < kSizeLine ? Step::NeedMore : Step::Broken;
    auto digits = trimmed(line->text.substr(0, line->text.find(';')));
    chunk.at = m_at;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), chunk.size, 16);
    if (error != std::errc{} || end != digits.data() + digits.size() || chunk.size > kGreatestChunk)
        return Step::Broken;
    chunk.dataAt = m_at + line->whole.size();
    if (chunk.size == 0) {
        m_at = chunk.end = chunk.dataAt;
        chunk.boundary = 0;
        return Step::Last;
    }
    const auto left = m_body.size() - chunk.dataAt;
    if (chunk.size >= left || (chunk.size + 1 == left && m_body.back() == '\r'))
        return Step::NeedMore;
    const auto behind = m_body.substr(chunk.dataAt + chunk.size, 2);
    chunk.boundary = behind == "\r\n" ? 2 : behind[0] == '\n' ? 1 : 0;
    if (chunk.boundary == 0)
        return Step::Broken;
    m_at = chunk.end = chunk.dataAt + chunk.size + chunk.boundary;
    return Step::Chunk;
}

std::optional<std::size_t> Chunks::end() const
{
    for (auto at = m_at;;) {
        const auto line = lineAt(m_body, at);
        if (!line)
            return std::nullopt;
        at += line->whole.size();
        if (line->text.empty())
            return at;
    }
}

ChunkedEnd endOfChunks(std::string_view body)
{
    using Answer = ChunkedEnd::Answer;
    Chunks chunks{body};
    Chunk chunk;
    for (std::size_t count = 0; count <= limits::httpChunks; ++count)
        switch (chunks.next(chunk)) {
        case Chunks::Step::Chunk: break;
        case Chunks::Step::Broken: return {Answer::Broken, 0};
        case Chunks::Step::NeedMore: return {Answer::NeedMore, 0};
        case Chunks::Step::Last: {
            const auto end = chunks.end();
            return {end ? Answer::Complete : Answer::NeedMore, end.value_or(0)};
        }
        }
    return {Answer::Broken, 0};
}

Coding codingOf(std::string_view contentEncoding)
{
    constexpr std::pair<std::string_view, Coding> names[] = {{"", Coding::None}, {"identity", Coding::None},
        {"gzip", Coding::Gzip}, {"x-gzip", Coding::Gzip}, {"deflate", Coding::Deflate}, {"x-deflate", Coding::Deflate},
        {"br", Coding::Brotli}};
    for (const auto& [name, coding] : names)
        if (sameWord(contentEncoding, name))
            return coding;
    return Coding::Unknown;
}

Decoded decode(Coding coding, Bytes body)
{
    constexpr int kGzip = 15 + 16, kZlib = 15, kRaw = -15;  // window bits: what zlib calls the formats
    switch (coding) {
    case Coding::Gzip: return inflateBody(body, kGzip);
    case Coding::Deflate: {
        auto decoded = inflateBody(body, kZlib);  // RFC 9110 8.4.1.2 asks for zlib; some send it without its header
        return decoded.fault == Fault::Malformed && decoded.bytes.empty() ? inflateBody(body, kRaw) : decoded;
    }
    case Coding::Brotli: return brotliBody(body);
    case Coding::None: return {std::string{textOf(body)}, Fault::None};
    case Coding::Unknown: break;
    }
    return {{}, Fault::Unsupported};
}

}  // namespace pr::http
