// Preloaded into a program whose case file must survive anything: writes down what reaches the disk and when it is
// synced, kills at the n-th such step, or lets the disk be full. Only files below FAULTS_PREFIX are looked at.
//
//     FAULTS_LOG=FILE   every step as a record (log.h), and what is written to the descriptor FAULTS_ACKS
//     FAULTS_KILL=N     the N-th step is cut in half, then the program is killed
//     FAULTS_SPACE=N    the files together may grow to N bytes; beyond that writing says "no space left on device"
//     FAULTS_SLOW=N     writing takes as long as on a disk of N bytes a second, syncing 20 ms
#include "log.h"

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

using pr::faults::Step;

constexpr int kMostFiles = 1024;

struct Shim {
    const char* prefix = std::getenv("FAULTS_PREFIX");
    int log = -1;
    int acks = -1;
    long killAt = 0, space = -1, slow = 0;
    long steps = 0;
    std::string paths[kMostFiles];  // of the descriptors that are looked at
    std::recursive_mutex mutex;

    Shim()
    {
        const auto number = [](const char* name, long none) {
            const char* text = std::getenv(name);
            return text ? std::atol(text) : none;
        };
        if (const char* path = std::getenv("FAULTS_LOG"))
            log = static_cast<int>(
                ::syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
        acks = static_cast<int>(number("FAULTS_ACKS", -1));
        killAt = number("FAULTS_KILL", 0);
        space = number("FAULTS_SPACE", -1);
        slow = number("FAULTS_SLOW", 0);
    }

    bool watches(int fd) const { return fd >= 0 && fd < kMostFiles && !paths[fd].empty(); }

    void opened(int fd, const char* path)
    {
        const std::scoped_lock lock{mutex};
        if (fd < 0 || fd >= kMostFiles)
            return;
        const std::string text{path ? path : ""};
        // the index of a log is memory that all share and is made anew after a crash
        if (prefix && text.starts_with(prefix) && !text.ends_with("-shm") && !text.ends_with(".lock"))
            paths[fd] = text;
        else
            paths[fd].clear();
    }

    // Writes the step down; true: this is the one to die at.
    bool step(Step kind, const std::string& path, long offset, const void* data, std::size_t size)
    {
        if (log >= 0) {
            const auto record = pr::faults::encode(kind, path, offset, {static_cast<const char*>(data), size});
            if (::syscall(SYS_write, log, record.data(), record.size()) != static_cast<long>(record.size()))
                ::_exit(99);
        }
        return kind != Step::Ack && ++steps == killAt;
    }

    void takeTime(long microseconds) const
    {
        if (slow > 0)
            ::usleep(static_cast<useconds_t>(microseconds));
    }

    [[noreturn]] static void die()
    {
        ::kill(::getpid(), SIGKILL);
        for (;;)
            ::pause();
    }

    // Whether a file may become `size` bytes long.
    bool mayGrow(int fd, long size)
    {
        struct stat status { };
        if (space < 0 || ::fstat(fd, &status) != 0 || size <= status.st_size)
            return true;
        return used() + size - status.st_size <= space;
    }

    long used() const
    {
        long sum = 0;
        for (int i = 0; i < kMostFiles; ++i) {
            struct stat status { };
            bool first = !paths[i].empty();
            for (int k = 0; k < i && first; ++k)
                first = paths[k] != paths[i];
            if (first && ::fstat(i, &status) == 0)
                sum += status.st_size;
        }
        return sum;
    }
};

Shim& shim()
{
    static auto& one = *new Shim;
    return one;
}

template <class Function> Function next(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

int openAs(const char* path, int flags, mode_t mode)
{
    static const auto call = next<int (*)(const char*, int, ...)>("open64");
    const int fd = call(path, flags, mode);
    if (!(flags & O_DIRECTORY))
        shim().opened(fd, path);
    return fd;
}

ssize_t written(int fd, const void* data, std::size_t size, long offset, bool atOffset)
{
    auto& s = shim();
    const std::scoped_lock lock{s.mutex};
    const auto run = [&](std::size_t bytes) -> ssize_t {
        return atOffset ? ::syscall(SYS_pwrite64, fd, data, bytes, offset) : ::syscall(SYS_write, fd, data, bytes);
    };
    if (fd == s.acks && !atOffset)
        s.step(Step::Ack, "", 0, data, size);
    if (!s.watches(fd))
        return run(size);
    if (!atOffset)
        offset = ::lseek(fd, 0, SEEK_CUR);
    if (!s.mayGrow(fd, offset + static_cast<long>(size))) {
        errno = ENOSPC;
        return -1;
    }
    if (s.step(Step::Write, s.paths[fd], offset, data, size)) {
        (void)!run(size / 2);
        Shim::die();
    }
    s.takeTime(s.slow > 0 ? static_cast<long>(size) * 1'000'000 / s.slow : 0);
    return run(size);
}

int synced(int fd, long call)
{
    auto& s = shim();
    const std::scoped_lock lock{s.mutex};
    if (s.watches(fd) && s.step(Step::Sync, s.paths[fd], 0, "", 0))
        Shim::die();
    if (s.watches(fd))
        s.takeTime(20'000);
    return static_cast<int>(::syscall(call, fd));
}

int truncated(int fd, long size)
{
    auto& s = shim();
    const std::scoped_lock lock{s.mutex};
    if (s.watches(fd)) {
        if (!s.mayGrow(fd, size)) {
            errno = ENOSPC;
            return -1;
        }
        if (s.step(Step::Truncate, s.paths[fd], size, "", 0))
            Shim::die();
    }
    return static_cast<int>(::syscall(SYS_ftruncate, fd, size));
}

int removed(const char* path)
{
    auto& s = shim();
    const std::scoped_lock lock{s.mutex};
    if (s.prefix && std::string_view{path}.starts_with(s.prefix) && s.step(Step::Remove, path, 0, "", 0))
        Shim::die();
    return static_cast<int>(::syscall(SYS_unlink, path));
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const auto mode = (flags & (O_CREAT | __O_TMPFILE)) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return openAs(path, flags, mode);
}
int open64(const char* path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const auto mode = (flags & (O_CREAT | __O_TMPFILE)) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return openAs(path, flags, mode);
}
int close(int fd)
{
    auto& s = shim();
    if (fd >= 0 && fd < kMostFiles) {
        const std::scoped_lock lock{s.mutex};
        s.paths[fd].clear();
    }
    return static_cast<int>(::syscall(SYS_close, fd));
}
ssize_t write(int fd, const void* data, size_t size)
{
    return written(fd, data, size, 0, false);
}
ssize_t pwrite(int fd, const void* data, size_t size, off_t offset)
{
    return written(fd, data, size, offset, true);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset)
{
    return written(fd, data, size, offset, true);
}
int fsync(int fd)
{
    return synced(fd, SYS_fsync);
}
int fdatasync(int fd)
{
    return synced(fd, SYS_fdatasync);
}
int ftruncate(int fd, off_t size)
{
    return truncated(fd, size);
}
int ftruncate64(int fd, off64_t size)
{
    return truncated(fd, size);
}
int unlink(const char* path)
{
    return removed(path);
}
int rename(const char* from, const char* to)
{
    auto& s = shim();
    const std::scoped_lock lock{s.mutex};
    if (s.prefix && std::string_view{to}.starts_with(s.prefix) && s.step(Step::Rename, from, 0, to, std::strlen(to)))
        Shim::die();
    return static_cast<int>(::syscall(SYS_rename, from, to));
}
}
