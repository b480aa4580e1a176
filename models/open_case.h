// Opens what the user named.
#pragma once

#include "models/packet_source.h"

#include <filesystem>

namespace pr::models {

/// What a path is, by its first bytes and never by its name.
enum class FileKind : std::uint8_t { Missing, Case, Capture, Unknown };
FileKind kindOf(const std::filesystem::path& path);

/// The case at the path, read-only. Fails for a file that is not ours, newer, damaged or locked; changes nothing.
Outcome<std::shared_ptr<CaseSource>> openCase(const std::filesystem::path& path);

}  // namespace pr::models
