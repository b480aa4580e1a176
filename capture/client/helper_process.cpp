#include "capture/client/helper_process.h"

#include "capture/client/helper_program.h"
#include "capture/wire/frames.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pr::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds handshake{5000};
constexpr auto socketNumber = 3;  // of the helper's end, in the helper

int left(steady_clock::time_point until)
{
    const auto span = std::chrono::duration_cast<milliseconds>(until - steady_clock::now()).count();
    return static_cast<int>(std::max<decltype(span)>(0, span));
}

/// Reads exactly that many bytes. False at the end of the stream or of the time.
bool receiveBytes(int socket, std::string& into, std::size_t bytes, steady_clock::time_point until)
{
    while (into.size() < bytes) {
        pollfd ready{socket, POLLIN, 0};
        const auto waited = poll(&ready, 1, left(until));
        if (waited < 0 && errno == EINTR)
            continue;
        if (waited <= 0)
            return false;
        char part[4096];
        const auto got = read(socket, part, std::min(sizeof part, bytes - into.size()));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        into.append(part, static_cast<std::size_t>(got));
    }
    return true;
}

}  // namespace

Outcome<Child> startHelper(const std::filesystem::path& helper, std::vector<std::string> words)
{
    int ends[2] = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(Status::Problem, "No socket for " + helper.filename().string() + ": " + std::strerror(errno) + '.');

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], socketNumber);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);

    words.insert(words.begin(), {helper.filename(), "--socket-fd", std::to_string(socketNumber)});
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    char* const environment[] = {nullptr};
    pid_t process = -1;
    const auto error = posix_spawn(&process, helper.c_str(), &actions, &attributes, arguments.data(), environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error == 0)
        return Child{ends[0], process};
    close(ends[0]);
    if (error == EPERM || error == EACCES)
        return Unexpected{missingRight(helper)};
    return fail(Status::Problem, "Cannot start " + helper.string() + ": " + std::strerror(error) + '.');
}

bool sayAll(int socket, std::string_view frame)
{
    while (!frame.empty()) {
        const auto sent = ::send(socket, frame.data(), frame.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        frame.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

Outcome<wire::Message> hearAnswer(int socket, const std::string& name, const std::function<std::string()>& whyEnded)
{
    const auto until = steady_clock::now() + handshake;
    std::string frame;
    if (!receiveBytes(socket, frame, wire::headerBytes, until))
        return fail(Status::Problem, left(until) > 0 ? whyEnded() : name + " does not answer.");
    const auto header = wire::parseHeader(bytesOf(frame));
    if (!header || !wire::next(wire::State::Opening, header->type))
        return fail(Status::Problem, name + " speaks another version.", "Install the one of this version.");
    if (!receiveBytes(socket, frame, wire::headerBytes + header->length, until))
        return fail(Status::Problem, name + " ended in the middle of its answer.");
    auto message = wire::parseBody(*header, bytesOf(frame).subspan(wire::headerBytes));
    if (!message)
        return fail(Status::Problem, name + " answers without sense.", "Install the one of this version.");
    return std::move(*message);
}

std::optional<int> waitOrKill(pid_t process, milliseconds within)
{
    const auto handle = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
    if (handle >= 0) {
        const auto until = steady_clock::now() + within;
        pollfd ended{handle, POLLIN, 0};
        while (poll(&ended, 1, left(until)) < 0 && errno == EINTR)
            ;
        close(handle);
    }
    int status = 0;
    if (waitpid(process, &status, WNOHANG) == process)
        return status;
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
    return std::nullopt;
}

std::string deathOf(int status, const std::string& name)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return "The kernel ended t" + name.substr(1) + ": it made a system call that is not on its list.";
    if (WIFSIGNALED(status))
        return name + " was ended by signal " + std::to_string(WTERMSIG(status)) + " (" + strsignal(WTERMSIG(status))
            + ").";
    switch (wire::Exit{WEXITSTATUS(status)}) {
    case wire::Exit::Protocol: return name + " was spoken to in a way it does not know.";
    case wire::Exit::Confinement: return name + " could not give up its rights, so it ended.";
    default: return name + " ended with status " + std::to_string(WEXITSTATUS(status)) + '.';
    }
}

}  // namespace pr::client
