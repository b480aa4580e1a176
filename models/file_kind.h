// What a file is, by its first bytes and never by its name.
#pragma once

#include <cstdint>
#include <filesystem>

namespace pr::models {

enum class FileKind : std::uint8_t { Missing, Case, Capture, Unknown };
FileKind kindOf(const std::filesystem::path& path);

}  // namespace pr::models
