#include "core/source/output.h"

#include "core/base/limits.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace pr::source {

namespace {

constexpr std::size_t bufferBytes = limits::MiB;
constexpr int nothing = -1;

}  // namespace

Outcome<Output> Output::create(const std::string& path)
{
    if (path == "-")
        return to(STDOUT_FILENO, "standard output");
    struct stat status { };
    if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
        const auto fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (fd < 0)
            return fail(Status::Storage, "cannot write " + path + ": " + std::strerror(errno) + '.');
        return Output{fd, true, path, {}};
    }
    std::error_code ignored;
    auto target =
        std::filesystem::weakly_canonical(path, ignored).string();  // what a link points at is replaced, not the link
    if (target.empty())
        target = path;
    auto partial = target + '.' + std::to_string(getpid()) + ".part";
    const auto fd = open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) {
        const auto reason = errno;
        return fail(reason == EACCES || reason == EPERM ? Status::Permission : Status::Storage,
            "cannot create " + path + ": " + std::strerror(reason) + '.', "Choose another folder.");
    }
    return Output{fd, true, std::move(target), std::move(partial)};
}

Output Output::to(int fd, std::string name)
{
    return Output{fd, false, std::move(name), {}};
}

Output::Output(int fd, bool owned, std::string name, std::string partial)
    : m_fd{fd}, m_owned{owned}, m_name{std::move(name)}, m_partial{std::move(partial)}
{
}

Output::Output(Output&& other) noexcept
    : m_fd{std::exchange(other.m_fd, nothing)}, m_owned{other.m_owned}, m_name{std::move(other.m_name)},
      m_partial{std::exchange(other.m_partial, {})}, m_buffer{std::move(other.m_buffer)}
{
}

Output::~Output()
{
    if (m_owned && m_fd != nothing)
        close(m_fd);
    if (!m_partial.empty())
        unlink(m_partial.c_str());
}

Outcome<void> Output::write(Bytes bytes)
{
    if (bytes.size() > bufferBytes - m_buffer.size()) {
        if (auto flushed = flush(); !flushed)
            return flushed;
        if (bytes.size() >= bufferBytes)
            return writeAll(bytes);
    }
    m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
    return {};
}

Outcome<void> Output::flush()
{
    auto written = writeAll(m_buffer);
    m_buffer.clear();
    return written;
}

Outcome<void> Output::commit()
{
    if (auto flushed = flush(); !flushed)
        return flushed;
    if (m_partial.empty())
        return {};
    if (fsync(m_fd) != 0 || close(std::exchange(m_fd, nothing)) != 0
        || std::rename(m_partial.c_str(), m_name.c_str()) != 0)
        return failure(errno);
    m_partial.clear();
    return {};
}

Outcome<void> Output::writeAll(Bytes bytes)
{
    while (!bytes.empty()) {
        const auto count = ::write(m_fd, bytes.data(), bytes.size());
        if (count >= 0)
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        else if (errno != EINTR)
            return failure(errno);
    }
    return {};
}

Unexpected<Failure> Output::failure(int reason) const
{
    if (reason == EPIPE)
        return fail(Status::Cancelled, "whoever reads " + m_name + " has closed it.");
    return fail(Status::Storage, "cannot write " + m_name + ": " + std::strerror(reason) + '.',
        reason == ENOSPC || reason == EDQUOT ? "Make room and repeat it." : "");
}

}  // namespace pr::source
