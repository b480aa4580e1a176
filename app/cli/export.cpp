// export and replay.
#include "core/pipeline/export.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "app/cli/worker.h"
#include "core/base/text.h"
#include "core/query/query.h"

#include <cstdio>
#include <utility>

namespace pr::cli {

namespace {

Outcome<query::Filter> filterOf(const Arguments& arguments)
{
    const auto text = arguments.operands().empty() ? std::string{} : arguments.operands()[0];
    auto filter = query::Filter::compile(text, registry());
    if (!filter)
        return fail(Status::Usage,
            escaped(filter.error().message) + " (column " + std::to_string(filter.error().column + 1) + ")");
    return std::move(*filter);
}

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

}  // namespace

int runExport(const Arguments& arguments)
{
    const Interrupt interrupt;
    if (!arguments.has("output"))
        return complain({Status::Usage, "export needs the file to write.",
            "Give it with --output FILE, or - for standard output."});
    const auto filter = filterOf(arguments);
    if (!filter)
        return complain(filter.error());
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());
    auto output = source::Output::create(arguments.text("output"));
    if (!output)
        return complain(output.error());
    const auto progress = progressOf(arguments);
    pipeline::ExportOptions options;
    options.format =
        arguments.text("format") == "pcap" ? source::FileFormat::PcapNanoseconds : source::FileFormat::Pcapng;
    options.limit = arguments.number("limit");
    const auto result = pipeline::exportPackets(
        *session->file, *session->packets, *filter, std::move(*output), options, *progress, interrupt.token());
    if (!result) {
        progress->stopped("error", arguments.has("progress-fd") ? result.error().text() : "");
        return complain(result.error());
    }
    progress->stopped(result->cancelled ? "cancelled" : "done", "");
    notice(arguments,
        result->cancelled ? "Stopped; no file was written."
                          : counted(result->packets, "packet", "packets") + ", " + humanBytes(result->bytes)
                + " written to " + escaped(arguments.text("output")));
    if (result->secretsBlocks != 0)
        notice(arguments,
            "The file carries secrets that decrypt its TLS connections ("
                + counted(result->secretsBlocks, "block", "blocks") + "), as the capture did.");
    return result->cancelled ? static_cast<int>(Status::Cancelled) : 0;
}

int runReplay(const Arguments& arguments)
{
    const Interrupt interrupt;
    const auto filter = filterOf(arguments);
    if (!filter)
        return complain(filter.error());
    auto session = openSession(arguments);
    if (!session)
        return complain(session.error());
    if (arguments.flag("display-only"))
        return displayOnly(arguments, *session, *filter, interrupt.token());
    auto output = source::Output::create(arguments.text("output"));
    if (!output)
        return complain(output.error());
    const auto progress = progressOf(arguments);
    const auto result = pipeline::exportPackets(*session->file, *session->packets, *filter, std::move(*output),
        {.limit = arguments.number("count"), .speed = arguments.real("speed")}, *progress, interrupt.token());
    progress->stopped(result ? "done" : "error", "");
    if (!result)
        return complain(result.error());
    return result->cancelled ? static_cast<int>(Status::Cancelled) : 0;
}

}  // namespace pr::cli
