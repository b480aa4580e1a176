// What a file is, by its kind and its first bytes and never by its name.
#pragma once

#include <cstdint>
#include <filesystem>

namespace pr::models {

enum class FileKind : std::uint8_t { Missing, Case, Capture, Pipe, Unknown };
/// A pipe is not opened: its bytes come once, for its reader.
FileKind kindOf(const std::filesystem::path& path);

}  // namespace pr::models
