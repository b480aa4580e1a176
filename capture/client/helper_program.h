// Finds the programs that have a right of their own, and knows what it would take to give them that.
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

/// The same for the program that sends, packetrecorder-inject. Whoever may record may not start it for that.
Outcome<std::filesystem::path> findInjector();

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
