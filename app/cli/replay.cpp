// replay: a session once more, as lines, as a stream in its own time, or out of an interface.
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "app/cli/worker.h"
#include "core/base/text.h"
#include "core/pipeline/export.h"
#include "core/pipeline/inject.h"
#include "core/query/query.h"

#include <cstdio>

namespace pr::cli {

namespace {

using client::Unsent;

int displayOnly(const Arguments& arguments, OpenSession& session, const query::Filter& filter, std::stop_token stop)
{
    const auto limit = arguments.number("count");
    std::uint64_t count = 0;
    query::PassOptions options;
    options.bytes = false;
    auto query = query::Query::open(*session.file, *session.packets, filter, options);
    if (!query)
        return complain(query.error());
    const auto result = (*query)->rows(
        [&](const store::StoredPacket& packet, const dissect::PacketAnalysis& analysis, const FieldSink&) {
            std::printf("%llu\t%s\t%u\t%.*s\n", static_cast<unsigned long long>(packet.view.number.value),
                rfc3339(packet.view.time).c_str(), packet.view.originalLength, static_cast<int>(analysis.stack.size()),
                textOf(analysis.stack).data());
            return limit == 0 || ++count < limit;
        },
        std::move(stop));
    return result ? 0 : complain(result.error());
}

/// Why packets were not sent: behind "1 packet" or "2 packets".
std::string reasonFor(Unsent why, bool one, const std::string& interface, std::uint32_t longest)
{
    switch (why) {
    case Unsent::TooLong:
        return (one ? " is longer than " : " are longer than ") + interface + " takes (" + std::to_string(longest)
            + " bytes with the link header)";
    case Unsent::TooShort: return one ? " is shorter than a link header" : " are shorter than a link header";
    case Unsent::Kernel: return one ? " was refused by the kernel" : " were refused by the kernel";
    case Unsent::LinkType: return (one ? " has another link type than " : " have another link type than ") + interface;
    case Unsent::Cut:
        return std::string{one ? " was" : " were"} + " recorded only in part, and would not be what was there";
    case Unsent::NoRoom: return " found no room in the queue of " + interface + " within a second";
    case Unsent::Unknown: return " may or may not have been sent: nobody was left to say";
    }
    return {};
}

void tellUnsent(const client::Sending& sending, const std::string& interface, std::uint32_t longest,
    pipeline::ProgressSink& progress)
{
    for (std::size_t kind = 0; kind < sending.unsent.size(); ++kind)
        if (const auto& unsent = sending.unsent[kind]; unsent.count != 0)
            progress.warning(counted(unsent.count, "packet", "packets")
                + reasonFor(static_cast<Unsent>(kind), unsent.count == 1, interface, longest)
                + (unsent.count == 1 ? ": packet " : "; the first is packet ") + std::to_string(unsent.first.value)
                + '.');
}

int sendOut(const Arguments& arguments, OpenSession& session, const query::Filter& filter, double speed,
    const Interrupt& interrupt)
{
    const auto interface = arguments.text("interface");
    const auto progress = progressOf(arguments);
    auto injection = pipeline::openInjection(*session.packets, interface, interrupt.descriptor());
    if (!injection)
        return failed(arguments, *progress, injection.error());
    const auto longest = injection->longest();
    notice(arguments,
        "Sending packets of session " + std::to_string(session.summary.id.value) + " out of " + escaped(interface)
            + (speed > 0 ? ", in their own time" : ", as fast as it takes them") + "; Ctrl+C stops.");
    const auto result = pipeline::injectPackets(std::move(*injection), *session.file, *session.packets, filter,
        {.speed = speed, .limit = arguments.number("count")}, *progress, interrupt.token());
    if (!result)
        return failed(arguments, *progress, result.error());
    const auto& sending = result->sending;
    const bool asked = result->ending.kind == client::Ending::Kind::Asked;
    progress->stopped(result->cancelled ? "cancelled" : asked ? "done" : "error", asked ? "" : result->ending.why);
    tellUnsent(sending, interface, longest, *progress);
    notice(arguments,
        (result->cancelled ? "Stopped. Of " : "Of ") + counted(sending.asked, "packet", "packets") + ": "
            + grouped(sending.sent) + " sent, " + grouped(sending.refused()) + " refused, " + grouped(sending.failed())
            + " failed.");
    if (result->cancelled)
        return static_cast<int>(Status::Cancelled);
    if (!asked)
        return static_cast<int>(Status::Input);
    return static_cast<int>(sending.sent == sending.asked ? Status::Done : Status::Problem);
}

}  // namespace

int runReplay(const Arguments& arguments)
{
    const Interrupt interrupt;
    const auto given = [&](std::string_view option) { return arguments.origin(option) == "option"; };
    // the setting of a configuration is for recording: it must never send
    const bool sends = given("interface");
    if (sends && (given("output") || arguments.flag("display-only")))
        return complain({Status::Usage, "--interface sends packets instead of writing or printing them.",
            "Leave out --output and --display-only."});
    if (arguments.flag("top-speed") && given("speed"))
        return complain({Status::Usage, "--top-speed and --speed contradict each other.", "Give one of them."});
    const auto speed = arguments.flag("top-speed") ? 0.0 : arguments.real("speed");
    const auto filter = filterOf(arguments);
    if (!filter)
        return complain(filter.error());
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());
    if (sends)
        return sendOut(arguments, *session, *filter, speed, interrupt);
    if (arguments.flag("display-only"))
        return displayOnly(arguments, *session, *filter, interrupt.token());
    auto output = source::Output::create(arguments.text("output"));
    if (!output)
        return complain(output.error());
    const auto progress = progressOf(arguments);
    const auto result = pipeline::exportPackets(*session->file, *session->packets, *filter, std::move(*output),
        {.limit = arguments.number("count"), .speed = speed}, *progress, interrupt.token());
    progress->stopped(result ? "done" : "error", "");
    if (!result)
        return complain(result.error());
    return result->cancelled ? static_cast<int>(Status::Cancelled) : 0;
}

}  // namespace pr::cli
