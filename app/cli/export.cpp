// export.
#include "core/pipeline/export.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "app/cli/worker.h"
#include "core/base/text.h"

#include <utility>

namespace pr::cli {

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

}  // namespace pr::cli
