#include "capture/client/helper_program.h"

#include <algorithm>
#include <array>
#include <string>
#include <system_error>
#include <vector>

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace pr::client {
namespace {

namespace fs = std::filesystem;

struct Program {
    const char* name;
    std::vector<int> needed;
    const char* rights;      // the same for setcap
    std::string group;       // whose members may start it
    std::string words;       // for people
    const char* task;        // what it needs them for
    const char* missing[2];  // where it is not there: why, and what to do
};
const Program packetSockets{"packetrecorder-capture", {CAP_NET_RAW}, "cap_net_raw", "packetrecorder", "capture helper",
    "open network devices",
    {"The capture helper packetrecorder-capture was not found.",
        "It belongs beside the program or into /usr/libexec/packetrecorder."}};
const Program xdp{"packetrecorder-capture-xdp", {CAP_NET_ADMIN, CAP_BPF}, "cap_net_admin,cap_bpf", "packetrecorder",
    "capture helper", "open network devices",
    {"There is no XDP helper here: this packetrecorder was built without libbpf or without clang's bpf target.",
        "Install libbpf-dev and clang-14 and build it again, or capture without --backend xdp."}};
const Program injector{"packetrecorder-inject", {CAP_NET_RAW}, "cap_net_raw", "packetrecorder-inject", "injector",
    "send packets",
    {"The program that sends, packetrecorder-inject, was not found.",
        "It belongs beside the program or into /usr/libexec/packetrecorder."}};

const Program& programAt(const fs::path& path)
{
    return path.filename() == xdp.name ? xdp : path.filename() == injector.name ? injector : packetSockets;
}

const fs::path installed = "/usr/local/libexec/packetrecorder";
const fs::path packaged = "/usr/libexec/packetrecorder";
constexpr auto service = "/run/packetrecorder/capture.sock";

bool hasCapability(const fs::path& path)
{
    return getxattr(path.c_str(), "security.capability", nullptr, 0) > 0;
}

std::string quoted(const std::string& word)
{
    std::string out = "'";
    for (const auto c : word)
        out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

/// Whether no program started from here can get its rights.
bool isBounded(const Program& program)
{
    return std::any_of(program.needed.begin(), program.needed.end(),
        [](int capability) { return prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 0; });
}

bool inGroup(gid_t wanted)
{
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, getgroups(0, nullptr))));
    const auto count = getgroups(static_cast<int>(groups.size()), groups.data());
    groups.resize(static_cast<std::size_t>(std::max(0, count)));
    return getegid() == wanted || std::find(groups.begin(), groups.end(), wanted) != groups.end();
}

std::string nameOf(gid_t id)
{
    const auto* entry = getgrgid(id);
    return entry != nullptr ? entry->gr_name : std::to_string(id);
}

/// The group that may capture afterwards: packetrecorder for its members, else the user's own.
std::string captureGroup()
{
    const auto* ours = getgrnam(packetSockets.group.c_str());
    if (ours != nullptr && inGroup(ours->gr_gid))
        return packetSockets.group;
    return nameOf(getegid());
}

bool isThere(const fs::path& path)
{
    return access(path.c_str(), F_OK) == 0;
}

Failure notMember(const fs::path& path)
{
    struct stat status { };
    const auto wanted = stat(path.c_str(), &status) == 0 ? nameOf(status.st_gid) : programAt(path).group;
    return {Status::Permission, "You may not run " + path.string() + ".",
        "Join its group, then log in again: sudo usermod -aG " + wanted + " \"$USER\""};
}

bool ignoresCapabilities(const fs::path& path)
{
    struct statvfs system { };
    return statvfs(path.c_str(), &system) == 0 && (system.f_flag & ST_NOSUID) != 0;
}

/// How a helper of a build tree gets into place with its right. A file with a right must not lie where its user can
/// replace it, so it is copied. The right to send is nobody's by another: it has a group that is made for it.
std::string howToInstall(const Program& program, const fs::path& built)
{
    const auto own = (installed / program.name).string();
    const auto sends = &program == &injector;
    const auto join = "groupadd --system --force " + program.group + " && usermod -aG " + program.group + " $USER && ";
    return (sends ? "Grant it, then log in again: sudo sh -c \"" + join : "Grant it: sudo sh -c \"")
        + "install -D -o root -g " + (sends ? program.group : captureGroup()) + " -m 0750 " + quoted(built.string())
        + ' ' + own + " && setcap " + program.rights + "+ep " + own + '"';
}

Outcome<fs::path> find(const Program& program)
{
    std::error_code error;
    const auto self = fs::read_symlink("/proc/self/exe", error);
    // the package has a link beside the program, for ssh; what has rights is the file behind it
    const auto beside = fs::weakly_canonical(self.parent_path() / program.name, error);
    const std::array candidates{beside, installed / program.name, packaged / program.name};
    const fs::path* found = nullptr;
    const fs::path* closed = nullptr;
    for (const auto& path : candidates) {
        if (access(path.c_str(), X_OK) != 0) {
            closed = closed == nullptr && isThere(path) ? &path : closed;
            continue;
        }
        if (mayOpenDevices(path))
            return path;
        found = found == nullptr ? &path : found;
    }
    if (found != nullptr)
        return *found;
    if (closed != nullptr)
        return Unexpected{notMember(*closed)};
    return fail(Status::Permission, program.missing[0], program.missing[1]);
}

}  // namespace

Outcome<fs::path> findHelper(BackEnd backEnd)
{
    return find(backEnd == BackEnd::Xdp ? xdp : packetSockets);
}

Outcome<fs::path> findInjector()
{
    return find(injector);
}

bool mayOpenDevices(const fs::path& path)
{
    return geteuid() == 0 || hasCapability(path);
}

std::optional<fs::path> captureService()
{
    std::error_code error;
    if (!fs::is_socket(service, error) || access(service, W_OK) != 0)
        return std::nullopt;
    return service;
}

Failure missingRight(const fs::path& path)
{
    if (std::error_code error; fs::is_socket(path, error))
        return {Status::Permission, "The capture service may not open network devices.",
            "See why: journalctl -u 'packetrecorder-capture@*'"};
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
        return {Status::Permission,
            "The " + programAt(path).words + " cannot gain its right: this process runs with no_new_privs.",
            "Start packetrecorder outside the sandbox or service that sets it."};
    const auto& program = programAt(path);
    const auto noRight = "The " + program.words + " has no right to " + program.task + '.';
    if (isBounded(program))
        return {Status::Permission,
            "The " + program.words + " cannot gain its right: this container or service lacks "
                + std::string{program.rights} + '.',
            "Give it that, for example with `docker run --cap-add`."};
    if (path.parent_path() == packaged || path.parent_path() == installed)
        return {Status::Permission, noRight, "Grant it: sudo setcap " + (program.rights + ("+ep " + path.string()))};
    if (ignoresCapabilities(path) && hasCapability(path))
        return {Status::Permission,
            "The " + program.words + "'s right has no effect: " + path.parent_path().string() + " is mounted nosuid.",
            "Install it on another file system."};
    for (const auto& other : {installed / program.name, packaged / program.name})
        if (access(other.c_str(), X_OK) != 0 && isThere(other))
            return notMember(other);
    return {Status::Permission, noRight, howToInstall(program, path)};
}

Failure refusedRight(const fs::path& path)
{
    if (std::error_code error; geteuid() != 0 || fs::is_socket(path, error) || isBounded(programAt(path)))
        return missingRight(path);
    return {Status::Permission, std::string{"The kernel does not let even root "} + programAt(path).task + " here.",
        "It may be locked down, or this is a container: do it on the host."};
}

}  // namespace pr::client
