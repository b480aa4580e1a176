#include "core/source/sample.h"

#include "core/base/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

namespace pr::source {
namespace {

using namespace sample;
using testing::HasSubstr;

Raw gzip(const Raw& bytes)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    Raw out(deflateBound(&stream, bytes.size()));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

Raw zstandard(const Raw& bytes)
{
    Raw out(ZSTD_compressBound(bytes.size()));
    out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
    return out;
}

Raw lz4(const Raw& bytes)
{
    Raw out(LZ4F_compressFrameBound(bytes.size(), nullptr));
    out.resize(LZ4F_compressFrame(out.data(), out.size(), bytes.data(), bytes.size(), nullptr));
    return out;
}

struct Format {
    const char* name;
    Raw (*compress)(const Raw&);
};
constexpr Format formats[] = {{"gzip", gzip}, {"zstd", zstandard}, {"lz4", lz4}};

Raw manyPackets(std::size_t count)
{
    auto file = pcapHeader();
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto record = pcapRecord({.seconds = i * 2'654'435'761U, .fraction = i});
        file.insert(file.end(), record.begin(), record.end());
    }
    return file;
}

TEST(Decompressor, ReadsWhatIsCompressed)
{
    const auto file = manyPackets(60'000);
    const auto plain = readAll(file);
    for (const auto& format : formats) {
        const auto compressed = format.compress(file);
        const auto content = readAll(compressed);
        EXPECT_EQ(content.failure, "") << format.name;
        ASSERT_EQ(content.packets.size(), plain.packets.size()) << format.name;
        EXPECT_EQ(content.packets.back().bytes, plain.packets.back().bytes) << format.name;
        EXPECT_EQ(content.source, compressed) << format.name;
    }
}

TEST(Decompressor, GoesOnWithTheNextMember)
{
    const auto file = manyPackets(10);
    const auto middle = file.begin() + 100;
    for (const auto& format : formats) {
        const auto joined = format.compress({file.begin(), middle}) + format.compress({middle, file.end()});
        EXPECT_EQ(readAll(joined).packets.size(), 10U) << format.name;
        EXPECT_EQ(readAll(joined + Raw(512)).packets.size(), 10U) << format.name;
        EXPECT_EQ(readAll(joined + Raw(512)).failure, "") << "zeros that fill up: " << format.name;
    }
}

TEST(Decompressor, KeepsWholePacketsWhereTheDataEnd)
{
    const auto file = manyPackets(10);
    for (const auto& format : formats) {
        const auto whole = format.compress(file);
        for (std::size_t kept = 4; kept < whole.size(); ++kept) {
            const auto content = readAll(Raw{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kept)});
            EXPECT_LE(content.packets.size(), 10U);
            EXPECT_THAT(content.failure, HasSubstr("decompressed")) << format.name << ' ' << kept;
        }
    }
}

TEST(Decompressor, SurvivesEveryChangedByte)
{
    const auto file = manyPackets(10);
    for (const auto& format : formats) {
        auto whole = format.compress(file);
        for (auto& byte : whole) {
            byte ^= std::byte{0x55};
            EXPECT_LE(readAll(whole).packets.size(), 4096U);
            byte ^= std::byte{0x55};
        }
    }
}

TEST(Decompressor, SaysWhatFollowsTheData)
{
    const auto file = manyPackets(3);
    for (const auto& format : formats) {
        const auto content = readAll(format.compress(file) + raw("more"));
        EXPECT_EQ(content.packets.size(), 3U);
        EXPECT_THAT(content.failure, HasSubstr("something else follows")) << format.name;
        EXPECT_THAT(content.failure, HasSubstr("all 3 packets before it were read"));
    }
}

TEST(Decompressor, StopsAtABomb)
{
    const auto file = pcapHeader({.link = 231}) + Raw(64 * limits::MiB);
    for (const auto& format : formats) {
        const auto content = readAll(format.compress(file));
        EXPECT_EQ(content.fault, Fault::Limit) << format.name;
        EXPECT_THAT(content.failure, HasSubstr("more than 100 times its size")) << format.name;
    }
}

TEST(Decompressor, NamesAFileThatIsCompressedButNoCapture)
{
    for (const auto& format : formats)
        EXPECT_THAT(readAll(format.compress(raw("hello, this is a text file"))).failure, HasSubstr("neither pcap nor"));
}

}  // namespace
}  // namespace pr::source
