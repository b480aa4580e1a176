// capture and list-interfaces.
#include "core/pipeline/capture.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/schedule.h"
#include "app/cli/serve.h"
#include "app/cli/worker.h"
#include "capture/client/helper_program.h"
#include "capture/client/interfaces.h"
#include "core/base/text.h"
#include "core/pipeline/capture_rules.h"
#include "core/pipeline/key_file.h"
#include "core/source/link_type.h"

#include <algorithm>
#include <cstdio>

namespace pr::cli {

namespace {

std::string_view stateOf(const client::Interface& i)
{
    return !i.up ? "down" : i.running ? "up" : "no carrier";
}

/// The values of --backend with which the interface can be recorded here.
std::string backEndsOf(const client::Interface& i)
{
    return client::fitsXdp(i) && client::findHelper(client::BackEnd::Xdp) ? R"("libpcap","xdp")" : R"("libpcap")";
}

/// What is wrong with the options, in the words that the window has, too.
Outcome<void> checkOptions(const Arguments& arguments)
{
    pipeline::WrittenOptions written;
    for (const auto option : pipeline::kCheckedOptions)
        written[std::string{option}] = arguments.text(option);
    auto snaplens = arguments.all("snaplen");  // several interfaces may each have one
    if (snaplens.empty())
        snaplens.emplace_back();
    for (const auto& snaplen : snaplens) {
        written["snaplen"] = snaplen;
        if (const auto wrong = pipeline::wrongOptions(written, std::chrono::system_clock::now()); !wrong.empty())
            return fail(Status::Usage,
                "--" + std::string{wrong.front().option} + ' '
                    + wrong.front().said([](std::string_view other) { return "--" + std::string{other}; }) + '.',
                "See: packetrecorder capture --help");
    }
    return {};
}

/// What was written for a time that checkOptions() found right; nothing where the option was not given.
std::optional<Timestamp> timeOf(const Arguments& arguments, std::string_view option)
{
    return arguments.has(option) ? wallTime(arguments.text(option)) : std::nullopt;
}

/// As dumpcap has it: filter, snaplen and promiscuous mode hold for the interface before them, and for all where they
/// stand before the first. Gives what holds for all; the settings of environment and file are among that.
client::Request::Device describeDevices(const Arguments& arguments, client::Request& request)
{
    client::Request::Device common;
    const auto set = [](client::Request::Device& device, std::string_view option, const std::string& value) {
        if (option == "filter")
            device.filter = value;
        else if (option == "snaplen")
            device.snaplen = static_cast<std::uint32_t>(std::min<std::uint64_t>(parseNumber(value).value_or(0), ~0U));
        else if (option == "promisc")
            device.promiscuous = value == "true" ? client::Promiscuous::Yes : client::Promiscuous::No;
    };
    for (const auto* option : {"filter", "snaplen", "promisc"})
        if (arguments.has(option) && arguments.origin(option) != "option")
            set(common, option, arguments.text(option));
    for (const auto& [option, value] : arguments.inOrder()) {
        if (option == "interface")
            request.devices.push_back({value, common.filter, common.snaplen, common.promiscuous});
        else
            set(request.devices.empty() ? common : request.devices.back(), option, value);
    }
    if (request.devices.empty())
        for (const auto& name : arguments.all("interface"))
            request.devices.push_back({name, common.filter, common.snaplen, common.promiscuous});
    return common;
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
        for (const auto& address : i.addresses)
            addresses += (addresses.empty() ? "" : json ? "," : " ") + (json ? jsonString(address) : escaped(address));
        const auto link = source::linkTypeName(i.linkType);
        if (json) {
            out += out.size() > 1 ? ",\n " : "";
            out += R"({"name":)" + jsonString(i.name) + R"(,"state":")" + std::string{stateOf(i)} + R"(","link_type":)"
                + jsonString(link) + R"(,"loopback":)" + (i.loopback ? "true" : "false") + R"(,"description":)"
                + jsonString(i.description) + R"(,"backends":[)" + backEndsOf(i) + R"(],"addresses":[)" + addresses
                + "]}";
        } else {
            auto line = escaped(i.name);
            for (const auto& [text, width] : {std::pair{std::string{stateOf(i)}, 17U}, {link, 29U}, {addresses, 45U}}) {
                line.resize(std::max<std::size_t>(line.size() + 1, width), ' ');
                line += text;
            }
            out += line + '\n';
        }
    }
    out += json ? "]\n" : "";
    std::fwrite(out.data(), 1, out.size(), stdout);
    return 0;
}

int runCapture(const Arguments& arguments)
{
    const Interrupt interrupt{Interrupt::Requests::Taken};
    if (auto right = checkOptions(arguments); !right)
        return complain(right.error());
    pipeline::CaptureOptions options;
    const auto common = describeDevices(arguments, options.request);
    if (options.request.devices.empty()) {
        const auto all = client::listInterfaces();
        if (!all)
            return complain(all.error());
        for (const auto& i : *all)
            if (options.request.devices.empty() && stateOf(i) == "up" && i.name != "any" && i.running)
                options.request.devices.push_back({i.name, common.filter, common.snaplen, common.promiscuous});
        if (options.request.devices.empty())
            return complain({Status::Usage, "No interface is up.",
                "Name one with --interface; packetrecorder list-interfaces lists them."});
    }
    options.request.buffer = arguments.number("buffer-size");
    options.request.monitor = arguments.flag("monitor") ? client::Monitor::Yes : client::Monitor::No;
    options.request.backEnd = arguments.text("backend") == "xdp" ? client::BackEnd::Xdp : client::BackEnd::Libpcap;
    options.request.oneIn = static_cast<std::uint32_t>(std::min<std::uint64_t>(arguments.number("sample"), ~0U));
    options.request.packets = arguments.number("count");
    options.request.duration = std::chrono::seconds{arguments.number("duration")};
    options.recorder.ring = {
        .bytes = arguments.number("ring-size"), .duration = std::chrono::seconds{arguments.number("ring-duration")}};
    if (arguments.has("pre-trigger")) {
        options.recorder.ring.duration = std::chrono::seconds{arguments.number("pre-trigger")};
        options.preTrigger = {.on = true, .detectors = arguments.all("trigger-on"), .asked = &interrupt.asked()};
    }
    options.stop.bytes = arguments.number("filesize");
    options.stop.leastFree = arguments.number("min-free");
    options.stop.until = timeOf(arguments, "stop-at");
    const auto start = timeOf(arguments, "start-at");
    options.casePath = arguments.text("database");
    options.name = arguments.text("name");
    if (arguments.has("keylog")) {
        auto text = pipeline::readKeyLog(arguments.text("keylog"));
        if (!text)
            return complain(text.error());
        options.recorder.keyLog = std::move(*text);
    }
    options.copy = arguments.text("pcap");
    options.recorder.threads = static_cast<unsigned>(arguments.number("threads"));
    options.recorder.memory = limits::memoryFor(arguments.number("memory"));

    pipeline::Meter meter;
    std::optional<Api> running;
    if (arguments.has("api-port")) {
        options.recorder.meter = &meter;
        auto started = Api::start(arguments, arguments.text("api-bind"), arguments.number("api-port"), &meter);
        if (!started)
            return complain(started.error());
        running.emplace(std::move(*started));
    }

    const auto progress = progressOf(arguments);
    if (start && *start > std::chrono::system_clock::now()) {
        notice(arguments, "Waiting until " + rfc3339(*start) + " to begin; Ctrl+C gives up.");
        progress->waiting(*start);
        if (!waitUntil(*start, interrupt.descriptor())) {
            progress->stopped("cancelled", "Stopped before the capture began; nothing was recorded.");
            return static_cast<int>(Status::Cancelled);
        }
    }
    const auto result = pipeline::capture(options, *progress, interrupt.descriptor());
    if (!result)
        return failed(arguments, *progress, result.error());
    if (!result->copyProblem.empty())
        progress->warning("The copy is not whole: " + result->copyProblem);
    const bool asked = result->ending.kind == client::Ending::Kind::Asked;
    if (asked && result->stop)
        progress->stopped(result->stop->word, result->stop->text);
    else
        progress->stopped(asked ? "done" : "error", asked ? "" : result->ending.why);
    printSummary(arguments, result->session);
    if (options.preTrigger.on && result->trigger.empty())
        notice(arguments,
            "Nothing triggered: of these, the last " + counted(arguments.number("pre-trigger"), "second", "seconds")
                + " are kept.");
    printHeads(arguments, result->heads);
    if (asked)
        return static_cast<int>(result->stop && result->stop->full ? Status::Storage : Status::Done);
    return static_cast<int>(Status::Input);
}

}  // namespace pr::cli
