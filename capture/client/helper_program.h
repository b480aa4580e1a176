// Finds packetrecorder-capture and knows what it would take to give it its right.
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace pr::client {

/// The helper that can do most: beside the running program, in /usr/local/libexec/packetrecorder, in
/// /usr/libexec/packetrecorder, in this order; for an ordinary user the first that has the capability. Nothing from the
/// environment chooses what gets rights.
Outcome<std::filesystem::path> findHelper();

/// Status::Permission, with the one command that grants the right to the helper at `path`, or what keeps it from having
/// effect.
Failure missingRight(const std::filesystem::path& path);

}  // namespace pr::client
