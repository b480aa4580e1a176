// capture and list-interfaces.
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/worker.h"
#include "core/base/text.h"
#include "core/pipeline/capture.h"

#include <algorithm>
#include <cstdio>
#include <net/if.h>

namespace pr::cli {

namespace {

constexpr std::uint16_t kLoopbackHardware = 772, kEthernetHardware = 1;

std::string stateOf(const wire::Interface& i)
{
    return (i.flags & IFF_UP) == 0 ? "down" : (i.flags & IFF_RUNNING) || i.name == "any" ? "up" : "no carrier";
}

std::string linkOf(const wire::Interface& i)
{
    if (i.name == "any")
        return "Linux cooked";
    switch (i.hardware) {
    case kLoopbackHardware:
    case kEthernetHardware: return "Ethernet";
    case 512: return "PPP";
    case 768:
    case 769:
    case 776:
    case 778:
    case 65534: return "raw IP";
    case 801:
    case 802:
    case 803: return "802.11";
    default: return "type " + std::to_string(i.hardware);
    }
}

}  // namespace

int runListInterfaces(const Arguments& arguments)
{
    const auto all = client::listInterfaces();
    if (!all)
        return complain(all.error());
    const bool json = arguments.flag("json");
    std::string out = json ? "[" : "";
    for (const auto& i : *all) {
        std::string addresses;
        for (const auto& address : i.addresses) {
            const auto text = addressText(bytesOf(address));
            addresses += (addresses.empty() ? "" : json ? "," : " ") + (json ? jsonString(text) : text);
        }
        if (json)
            out += (out.size() > 1 ? ",\n " : "") + std::string{R"({"name":)"} + jsonString(i.name) + R"(,"state":")" + stateOf(i) + R"(","link_type":")"
                + linkOf(i) + R"(","loopback":)" + (i.flags & IFF_LOOPBACK ? "true" : "false") + R"(,"addresses":[)" + addresses + "]}";
        else {
            char line[64];
            std::snprintf(line, sizeof line, "%-16s %-11s %-13s ", escaped(i.name).c_str(), stateOf(i).c_str(), linkOf(i).c_str());
            out += line + addresses + '\n';
        }
    }
    out += json ? "]\n" : "";
    std::fwrite(out.data(), 1, out.size(), stdout);
    return 0;
}

int runCapture(const Arguments& arguments)
{
    const Interrupt interrupt;
    pipeline::CaptureOptions options;
    for (const auto& name : arguments.all("interface"))
        options.request.devices.push_back({name, arguments.text("filter")});
    if (options.request.devices.empty()) {
        const auto all = client::listInterfaces();
        if (!all)
            return complain(all.error());
        for (const auto& i : *all)
            if (options.request.devices.empty() && stateOf(i) == "up" && i.name != "any")
                options.request.devices.push_back({i.name, arguments.text("filter")});
        if (options.request.devices.empty())
            return complain({Status::Usage, "No interface is up.", "Name one with --interface; packetrecorder list-interfaces lists them."});
    }
    options.request.snaplen = static_cast<std::uint32_t>(std::min<std::uint64_t>(arguments.number("snaplen"), ~0U));
    options.request.buffer = arguments.number("buffer-size");
    options.request.promiscuous = arguments.flag("promisc") ? client::Promiscuous::Yes : client::Promiscuous::No;
    options.request.monitor = arguments.flag("monitor") ? client::Monitor::Yes : client::Monitor::No;
    options.request.packets = arguments.number("count");
    options.request.duration = std::chrono::seconds{arguments.number("duration")};
    options.casePath = arguments.text("database");
    options.name = arguments.text("name");
    options.copy = arguments.text("pcap");
    options.recorder.threads = static_cast<unsigned>(arguments.number("threads"));
    options.recorder.memory = limits::memoryFor(arguments.number("memory"));

    const auto progress = progressOf(arguments);
    const auto result = pipeline::capture(options, *progress, interrupt.descriptor());
    if (!result) {
        progress->stopped("error", arguments.has("progress-fd") ? result.error().text() : "");
        return complain(result.error());
    }
    if (!result->copyProblem.empty())
        progress->warning("The copy is not whole: " + result->copyProblem);
    const bool asked = result->ending.kind == client::Ending::Kind::Asked;
    progress->stopped(asked ? "done" : "error", asked ? "" : result->ending.why);
    printSummary(arguments, result->session);
    printHeads(arguments, result->heads);
    return asked ? 0 : static_cast<int>(Status::Input);
}

}  // namespace pr::cli
