#include "core/source/input.h"

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pr::source {

FileInput::FileInput(int fd, std::string name, Waiting waiting) : m_fd{fd}, m_name{std::move(name)}, m_waiting{waiting}
{
    struct stat status { };
    m_regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

FileInput::~FileInput()
{
    close(m_fd);
}

std::optional<std::uint64_t> FileInput::totalBytes() const
{
    struct stat status { };
    if (!m_regular || fstat(m_fd, &status) != 0)
        return {};
    return static_cast<std::uint64_t>(status.st_size);
}

bool FileInput::ready() const
{
    if (m_regular)
        return true;
    pollfd wanted{m_fd, POLLIN, 0};
    return poll(&wanted, 1, 0) > 0;
}

Outcome<Got> FileInput::read(std::span<std::byte> into)
{
    while (true) {
        if (!m_regular) {
            pollfd wanted[2] = {
                {m_fd, POLLIN, 0}, {m_waiting.stopFd, POLLIN, 0}};  // poll() passes over a descriptor of -1
            const auto count = poll(wanted, 2, m_waiting.milliseconds);
            if (count < 0 && errno == EINTR)
                continue;
            if (count == 0)
                return Got{.kind = Got::Kind::Idle};
            if (wanted[1].revents != 0)
                return Got{.kind = Got::Kind::Stopped};
        }
        const auto count = ::read(m_fd, into.data(), into.size());
        if (count > 0) {
            m_bytesRead += static_cast<std::uint64_t>(count);
            return Got{.kind = Got::Kind::Bytes, .count = static_cast<std::size_t>(count)};
        }
        if (count == 0)
            return Got{.kind = Got::Kind::End};
        if (errno != EINTR && errno != EAGAIN)
            return fail(Status::Input, "cannot read " + m_name + ": " + std::strerror(errno) + '.');
    }
}

}  // namespace pr::source
