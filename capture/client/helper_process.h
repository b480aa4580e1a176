// A helper as a child of this program: started over a pair of sockets, asked once, seen to its end. What is said in
// between is the business of Capture and Injection.
#pragma once

#include "capture/wire/messages.h"
#include "core/base/result.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace pr::client {

/// How a capture or an injection ended. `why` is a sentence for people.
struct Ending {
    enum class Kind : std::uint8_t { Asked, DeviceLost, Died };  ///< Asked: as the client or a limit of its own said
    Kind kind = Kind::Asked;
    std::string why{};
};

struct Child {
    int socket = -1;     ///< our end; whoever has this closes it
    pid_t process = -1;  ///< whoever has this waits for it
};

/// Starts `helper` with --socket-fd and these words behind it, without an environment. The kernel ends it with the
/// thread that called this. Status::Permission with what grants the right where this user may not start it.
Outcome<Child> startHelper(const std::filesystem::path& helper, std::vector<std::string> words = {});

/// False where the other end was closed.
bool sayAll(int socket, std::string_view frame);

/// What a helper answers to its first message, within five seconds: Opened or Refused. `name` as in "The capture
/// helper"; `whyEnded` is asked where it ended before.
Outcome<wire::Message> hearAnswer(int socket, const std::string& name, const std::function<std::string()>& whyEnded);

/// What waitpid() says of a helper, which gets this long to end by itself; nothing where it was killed then.
std::optional<int> waitOrKill(pid_t process, std::chrono::milliseconds within);

/// Why a helper died, from what waitpid() said.
std::string deathOf(int status, const std::string& name);

}  // namespace pr::client
