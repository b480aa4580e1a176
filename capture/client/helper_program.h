// Finds packetrecorder-capture and knows what it would take to give it its right.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <optional>

namespace pr::client {

/// Two programs can record: by packet sockets, and by XDP.
enum class BackEnd : bool { Libpcap, Xdp };

/// The helper that can do most: beside the running program, in /usr/local/libexec/packetrecorder, in
/// /usr/libexec/packetrecorder, in this order; for an ordinary user the first that has the capability. Nothing from the
/// environment chooses what gets rights.
Outcome<std::filesystem::path> findHelper(BackEnd backEnd = BackEnd::Libpcap);

/// Whether the helper at `path` has the right to open devices when this user starts it.
bool mayOpenDevices(const std::filesystem::path& path);

/// The socket of the capture service, where there is one that this user may talk to.
std::optional<std::filesystem::path> captureService();

/// Status::Permission, with the one command that grants the right to the helper at `path`, or what keeps it from having
/// effect. `path` may be the socket of the service.
Failure missingRight(const std::filesystem::path& path);
/// The same where that helper did start and the kernel refused it, which for root has another reason.
Failure refusedRight(const std::filesystem::path& path);

}  // namespace pr::client
