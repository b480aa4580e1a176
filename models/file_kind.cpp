#include "models/file_kind.h"

#include <array>
#include <fstream>
#include <string_view>

namespace pr::models {

using namespace std::literals;

FileKind kindOf(const std::filesystem::path& path)
{
    std::error_code ignored;
    const auto found = std::filesystem::status(path, ignored);
    if (!std::filesystem::exists(found))
        return FileKind::Missing;
    if (std::filesystem::is_fifo(found))
        return FileKind::Pipe;
    if (!std::filesystem::is_regular_file(found))
        return FileKind::Unknown;
    std::ifstream file{path, std::ios::binary};
    std::array<char, 16> buffer{};
    file.read(buffer.data(), buffer.size());
    const std::string_view start{buffer.data(), static_cast<std::size_t>(file.gcount())};
    if (start == "SQLite format 3\0"sv)
        return FileKind::Case;
    constexpr std::array magics{
        "\xa1\xb2\xc3\xd4"sv, "\xd4\xc3\xb2\xa1"sv,                // pcap, microseconds, both byte orders
        "\xa1\xb2\x3c\x4d"sv, "\x4d\x3c\xb2\xa1"sv,                // pcap, nanoseconds
        "\x0a\x0d\x0d\x0a"sv,                                      // pcapng
        "\x1f\x8b"sv, "\x28\xb5\x2f\xfd"sv, "\x04\x22\x4d\x18"sv,  // gzip, zstd, lz4: the importer looks inside
    };
    for (const auto magic : magics)
        if (start.starts_with(magic))
            return FileKind::Capture;
    return FileKind::Unknown;
}

}  // namespace pr::models
