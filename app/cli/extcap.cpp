// Wireshark's extcap interface (extcap(4)): what can be recorded from, in its sentences, and packets into its pipe.
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "capture/client/capture.h"
#include "capture/client/filter.h"
#include "capture/client/interfaces.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pr::cli {

namespace {

// Wireshark knows the interfaces themselves, too, and takes the first of a name.
constexpr std::string_view kPrefix = "packetrecorder-";
constexpr auto kReaderWithin = std::chrono::seconds{10};
constexpr int kLookMilliseconds = 20;

// A value of a sentence: braces would end it.
std::string value(std::string_view name, std::string_view text)
{
    std::string plain{text};
    std::replace(plain.begin(), plain.end(), '{', '(');
    std::replace(plain.begin(), plain.end(), '}', ')');
    return '{' + std::string{name} + '=' + escaped(plain) + '}';
}

int printInterfaces()
{
    const auto all = client::listInterfaces();
    if (!all)
        return complain(all.error());
    std::string out = "extcap " + value("version", PR_VERSION) + value("display", "packetrecorder") + '\n';
    for (const auto& each : *all)
        if (each.up)
            out += "interface " + value("value", std::string{kPrefix} + each.name)
                + value("display", each.name + " (packetrecorder)") + '\n';
    std::fputs(out.c_str(), stdout);
    return 0;
}

void printDlts(const std::string& interface)
{
    const auto dlt = client::dltOf(client::expectedLinkType(interface));
    std::printf("dlt %s%s%s\n", value("number", std::to_string(dlt.number)).c_str(), value("name", dlt.name).c_str(),
        value("display", dlt.description.empty() ? dlt.name : dlt.description).c_str());
}

// The pipe is made by Wireshark, which may begin to read it a little later.
Outcome<int> openPipe(const std::string& path, int stopFd)
{
    const auto until = std::chrono::steady_clock::now() + kReaderWithin;
    while (true) {
        const auto pipe = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        struct stat status { };
        if (pipe >= 0 && ::fstat(pipe, &status) == 0 && S_ISFIFO(status.st_mode))
            return pipe;
        if (pipe >= 0) {
            ::close(pipe);
            return fail(Status::Usage, escaped(path) + " is not a pipe.", "Make one with: mkfifo PIPE");
        }
        if (errno != ENXIO)
            return fail(Status::Storage, "Cannot open " + escaped(path) + ": " + std::strerror(errno) + '.');
        pollfd stop{stopFd, POLLIN, 0};
        if (std::chrono::steady_clock::now() > until || ::poll(&stop, 1, kLookMilliseconds) > 0)
            return fail(Status::Storage, "Nobody reads " + escaped(path) + '.');
    }
}

/// Moves the stream into the pipe until the stream ends or nobody reads the pipe; then the capture is over, too. While
/// the pipe is full nothing is taken, so that the kernel drops, and counts, what does not fit.
void relay(client::Capture& capture, int pipe, int stopFd)
{
    std::array<char, 65'536> bytes{};
    std::size_t from = 0, to = 0;
    while (true) {
        pollfd waits[] = {{from == to ? capture.stream() : -1, POLLIN, 0},
            {pipe, static_cast<short>(from == to ? 0 : POLLOUT), 0}, {stopFd, POLLIN, 0}};
        if (::poll(waits, 3, -1) < 0 && errno != EINTR)
            return;
        if (waits[2].revents != 0) {
            capture.stop();  // what the kernel holds still comes
            stopFd = -1;
        }
        if ((waits[1].revents & POLLERR) != 0)
            return;
        if (waits[0].revents != 0) {
            const auto got = ::read(capture.stream(), bytes.data(), bytes.size());
            if (got == 0 || (got < 0 && errno != EINTR))
                return;
            from = 0;
            to = got > 0 ? static_cast<std::size_t>(got) : 0;
        }
        if (from < to && (waits[1].revents & POLLOUT) != 0) {
            const auto written = ::write(pipe, bytes.data() + from, to - from);
            if (written < 0 && errno != EAGAIN && errno != EINTR)
                return;
            from += written > 0 ? static_cast<std::size_t>(written) : 0;
        }
    }
}

bool xdpOf(const Arguments& arguments)
{
    return arguments.text("backend") == "xdp";
}

int record(const Arguments& arguments, const std::string& interface)
{
    std::signal(SIGPIPE, SIG_IGN);  // Wireshark closes the pipe to end a recording
    const Interrupt interrupt;
    client::Request request;
    request.devices = {{interface, arguments.text("extcap-capture-filter")}};
    request.snaplen = static_cast<std::uint32_t>(std::min<std::uint64_t>(arguments.number("snaplen"), ~0U));
    request.buffer = arguments.number("buffer-size");
    request.backEnd = xdpOf(arguments) ? client::BackEnd::Xdp : client::BackEnd::Libpcap;
    request.promiscuous = arguments.flag("promisc") ? client::Promiscuous::Yes : client::Promiscuous::No;
    auto capture = client::Capture::open(request);
    if (!capture)
        return complain(capture.error());
    const auto pipe = openPipe(arguments.text("fifo"), interrupt.descriptor());
    if (!pipe)
        return complain(pipe.error());
    relay(*capture, *pipe, interrupt.descriptor());
    ::close(*pipe);
    const auto ending = capture->finish();
    if (ending.kind == client::Ending::Kind::Asked)
        return 0;
    return complain({Status::Input, ending.why, ""});
}

}  // namespace

int runExtcap(const Arguments& arguments)
{
    if (arguments.flag("extcap-interfaces"))
        return printInterfaces();
    const auto filter = arguments.has("extcap-capture-filter");
    const bool asked = arguments.flag("extcap-dlts") || arguments.flag("extcap-config") || arguments.flag("capture");
    if (!asked && !filter)
        return complain({Status::Usage, "This is for Wireshark, which says what it wants with an option.",
            "See: packetrecorder extcap --help"});
    const auto name = arguments.text("extcap-interface");
    const auto all = client::listInterfaces();
    if (!all)
        return complain(all.error());
    const auto found = std::find_if(all->begin(), all->end(),
        [&](const client::Interface& each) { return std::string{kPrefix} + each.name == name; });
    if (found == all->end())
        return complain({Status::Usage,
            name.empty() ? "--extcap-interface is missing." : "There is no interface " + escaped(name) + '.',
            "--extcap-interfaces lists them."});
    if (arguments.flag("extcap-dlts")) {
        printDlts(found->name);
        return 0;
    }
    if (arguments.flag("extcap-config")) {
        std::printf("arg {number=0}{call=--promisc}{display=Promiscuous mode}{type=boolean}{default=true}"
                    "{tooltip=Record packets for other machines, too}\n"
                    "arg {number=1}{call=--snaplen}{display=Bytes kept of a packet}{type=unsigned}{range=64,262144}"
                    "{default=262144}{tooltip=The rest of a longer packet is cut off}\n"
                    "arg {number=2}{call=--buffer-size}{display=Bytes of the kernel's ring}{type=unsigned}"
                    "{range=1048576,67108864}{default=33554432}{tooltip=More of it survives longer stalls}\n");
        return 0;
    }
    if (!arguments.flag("capture")) {
        // whatever is printed is what is wrong with the filter
        const auto program =
            client::compileFilter(arguments.text("extcap-capture-filter"), client::expectedLinkType(found->name),
                limits::snaplen, xdpOf(arguments) ? client::Tags::InFrame : client::Tags::TakenOff);
        if (!program)
            std::printf("%s\n", program.error().text().c_str());
        return 0;
    }
    if (!arguments.has("fifo"))
        return complain({Status::Usage, "--capture needs --fifo: the pipe that packets go into."});
    return record(arguments, found->name);
}

}  // namespace pr::cli
