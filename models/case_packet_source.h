// A case file as the window reads it.
#pragma once

#include "models/packet_source.h"

#include <filesystem>

namespace pr::models {

/// Opens read-only. Each thread that reads later opens the file again for itself, as core/store asks for.
Outcome<std::shared_ptr<CaseSource>> openCaseFile(const std::filesystem::path& path);

}  // namespace pr::models
