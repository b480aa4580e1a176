// A case file as the window reads it.
#pragma once

#include "models/packet_source.h"

#include <filesystem>

namespace pr::models {

/// Opens read-only; fails for a file that is not ours, newer, damaged or locked. Each thread that reads later opens the
/// file again for itself, as core/store asks for.
Outcome<std::shared_ptr<CaseSource>> openCase(const std::filesystem::path& path);

}  // namespace pr::models
