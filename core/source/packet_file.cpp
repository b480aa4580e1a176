#include "core/source/packet_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace pr::source {

Outcome<PacketFile> PacketFile::open(const std::string& path)
{
    // no waiting for the other end of a pipe: the name may come out of a foreign case
    const auto fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status { };
    if (fd >= 0 && (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
        ::close(fd);
        return fail(Status::Input, path + " is not a regular file.", "Put the original capture back where it was.");
    }
    if (fd < 0)
        return fail(Status::Input, "cannot open " + path + ": " + std::strerror(errno) + '.',
            "Put the original capture back where it was.");
    return PacketFile{fd, path};
}

PacketFile::PacketFile(int fd, std::string name) : m_fd{fd}, m_name{std::move(name)} { }

PacketFile::PacketFile(PacketFile&& other) noexcept
    : m_fd{std::exchange(other.m_fd, -1)}, m_name{std::move(other.m_name)}
{
}

PacketFile::~PacketFile()
{
    if (m_fd >= 0)
        close(m_fd);
}

Outcome<void> PacketFile::read(std::uint64_t offset, std::span<std::byte> into) const
{
    while (!into.empty()) {
        const auto count = pread(m_fd, into.data(), into.size(), static_cast<off_t>(offset));
        if (count > 0) {
            into = into.subspan(static_cast<std::size_t>(count));
            offset += static_cast<std::uint64_t>(count);
        } else if (count == 0) {
            return fail(Status::Input,
                m_name + " is shorter than it was: nothing is left at byte " + std::to_string(offset) + '.',
                "Put the original capture back.");
        } else if (errno != EINTR) {
            return fail(Status::Input, "cannot read " + m_name + ": " + std::strerror(errno) + '.');
        }
    }
    return {};
}

}  // namespace pr::source
