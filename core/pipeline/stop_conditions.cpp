#include "core/pipeline/stop_conditions.h"

#include "core/base/text.h"

#include <sys/statvfs.h>

namespace pr::pipeline {

std::optional<std::uint64_t> freeBytes(const std::filesystem::path& file)
{
    struct statvfs disk { };
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
    if (::statvfs(file.c_str(), &disk) != 0 && ::statvfs(folder.c_str(), &disk) != 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
}

Outcome<void> checkFree(const StopConditions& conditions, const std::filesystem::path& file)
{
    const auto left = freeBytes(file);
    if (!left || *left >= conditions.leastFree)
        return {};
    return fail(Status::Storage,
        "Only " + humanBytes(*left) + " are free on the disk of " + file.string() + ", and "
            + humanBytes(conditions.leastFree) + " are to stay free.",
        "Make room, choose another disk with --database, or allow less with --min-free.");
}

std::optional<StopReason> reasonToStop(
    const StopConditions& conditions, std::uint64_t bytes, const std::filesystem::path& file)
{
    if (conditions.bytes > 0 && bytes >= conditions.bytes)
        return StopReason{"filesize", "Stopped: " + humanBytes(bytes) + " of packets were captured."};
    if (conditions.until && std::chrono::system_clock::now() >= *conditions.until)
        return StopReason{"stop-at", "Stopped: the time of --stop-at has come."};
    if (conditions.leastFree > 0)
        if (const auto left = freeBytes(file); left && *left < conditions.leastFree)
            return StopReason{"min-free",
                "Stopped before the disk is full: " + humanBytes(*left) + " are left on the disk of " + file.string()
                    + ", and " + humanBytes(conditions.leastFree)
                    + " are to stay free (--min-free). What was captured until then is stored.",
                true};
    return std::nullopt;
}

}  // namespace pr::pipeline
