// packetrecorder: every task on the command line, and the worker behind the window.
#include "app/cli/commands.h"

#include "core/base/text.h"

#include <clocale>
#include <csignal>
#include <cstdio>

namespace {

constexpr const char* kVersion = PR_VERSION;

void printUsage(std::FILE* out)
{
    std::fprintf(out,
        "packetrecorder %s: records, keeps, searches and proves network packets.\n\n"
        "Usage: packetrecorder COMMAND [options]\n\nCommands:\n",
        kVersion);
    for (const auto& command : pr::cli::commands())
        std::fprintf(out, "  %-18.*s%.*s\n", static_cast<int>(command.name.size()), command.name.data(),
            static_cast<int>(command.summary.size()), command.summary.data());
    std::fprintf(out,
        "\npacketrecorder COMMAND --help explains a command.\n"
        "Exit status: 0 done, 1 a problem was found, 2 usage, 3 input, 4 storage, 5 permission, 130 cancelled.\n");
}

}  // namespace

int main(int argc, char** argv)
{
    std::setlocale(LC_ALL, "C");    // numbers in machine formats do not depend on where the program runs
    std::signal(SIGPIPE, SIG_DFL);  // a closed pipe ends the program quietly
    std::vector<std::string> words(argv + 1, argv + argc);
    // Wireshark starts what stands in its folder by that name, and tells it no command
    if (argc > 0 && std::string_view{argv[0]}.ends_with("packetrecorder-extcap"))
        words.insert(words.begin(), "extcap");
    if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
        printUsage(words.empty() ? stderr : stdout);
        return words.empty() ? static_cast<int>(pr::Status::Usage) : 0;
    }
    if (words[0] == "--version") {
        std::printf("packetrecorder %s\n", kVersion);
        return 0;
    }
    for (const auto& command : pr::cli::commands()) {
        if (command.name != words[0])
            continue;
        auto path = pr::cli::configurationPath();
        for (std::size_t i = 1; i + 1 < words.size(); ++i)
            if (words[i] == "--config" && command.name != "info")
                path = words[i + 1];
        auto configuration = pr::cli::readConfiguration(path);
        if (!configuration)
            return pr::cli::complain(configuration.error());
        auto arguments = pr::cli::parseArguments(command, std::span{words}.subspan(1), *configuration);
        if (!arguments)
            return pr::cli::complain(arguments.error());
        if (arguments->flag("help")) {
            std::fputs(pr::cli::commandHelp(command).c_str(), stdout);
            return 0;
        }
        const int status = command.run(*arguments);
        std::fflush(stdout);
        return status;
    }
    std::fprintf(stderr, "packetrecorder: There is no command \"%s\". See: packetrecorder --help\n",
        pr::escaped(words[0]).c_str());
    return static_cast<int>(pr::Status::Usage);
}
