#include "app/cli/session.h"

#include "app/cli/commands.h"
#include "core/base/text.h"
#include "core/dissect/protocols.h"

#include <algorithm>
#include <cstdio>

namespace pr::cli {

const FieldRegistry& registry()
{
    static const FieldRegistry all{dissect::fieldLists()};
    return all;
}

Outcome<std::unique_ptr<store::Case>> openCase(const Arguments& arguments)
{
    auto opened = store::Case::open(arguments.text("database"), store::CaseAccess::ReadOnly);
    if (opened && arguments.text("log-level") != "error")
        for (const auto& warning : (*opened)->warnings())
            std::fprintf(stderr, "Warning: %s\n", warning.c_str());
    return opened;
}

Outcome<OpenSession> openSession(const Arguments& arguments)
{
    OpenSession out;
    auto opened = openCase(arguments);
    if (!opened)
        return Unexpected{std::move(opened.error())};
    out.file = std::move(*opened);
    auto all = store::sessions(*out.file);
    if (!all)
        return Unexpected{std::move(all.error())};
    if (all->empty())
        return fail(Status::Input, "The case " + arguments.text("database") + " has no session.",
            "Import a capture first: packetrecorder import FILE");
    const auto wanted = static_cast<std::int64_t>(arguments.number("session"));
    out.summary = all->back();
    if (wanted) {
        const auto found = std::ranges::find(*all, SessionId{wanted}, &store::SessionSummary::id);
        if (found == all->end())
            return fail(Status::Usage, "There is no session " + std::to_string(wanted) + ".",
                "packetrecorder sessions lists them.");
        out.summary = *found;
    }
    auto age = store::AnalysisAge::of(*out.file, out.summary.id);
    if (!age)
        return Unexpected{std::move(age.error())};
    out.age = std::move(*age);
    if (!out.age.isCurrent() && arguments.text("log-level") != "error" && arguments.command().name != "reanalyze")
        std::fprintf(stderr,
            "Warning: Session %lld was analysed by another version (%s): its index does not answer, and filters take "
            "longer. `packetrecorder reanalyze --session %lld` makes the analysis anew.\n",
            static_cast<long long>(out.summary.id.value), out.age.words().c_str(),
            static_cast<long long>(out.summary.id.value));
    if (out.summary.dropped != 0 && arguments.text("log-level") != "error") {
        const auto losses = store::losses(*out.file, out.summary.id);
        if (!losses)
            return Unexpected{losses.error()};
        std::fprintf(stderr, "Warning: Session %lld lost %s (%s): what they held is missing here.\n",
            static_cast<long long>(out.summary.id.value), counted(out.summary.dropped, "packet", "packets").c_str(),
            losses->words().c_str());
    }
    auto packets = store::PacketReader::open(*out.file, out.summary.id);
    if (!packets)
        return Unexpected{std::move(packets.error())};
    out.packets = std::move(*packets);
    if (const auto dropped = out.packets->firstPacket().value - 1; dropped > 0)
        notice(arguments,
            "The ring of the capture dropped " + (dropped == 1 ? "packet 1" : "packets 1 to " + grouped(dropped))
                + " of session " + std::to_string(out.summary.id.value)
                + "; flows, events and alerts of them are there, and filters find those of their packets that are "
                  "left.");
    return out;
}

Outcome<query::Filter> filterOf(const Arguments& arguments)
{
    const auto text = arguments.operands().empty() ? std::string{} : arguments.operands()[0];
    auto filter = query::Filter::compile(text, registry());
    if (!filter)
        return fail(Status::Usage,
            escaped(filter.error().message) + " (column " + std::to_string(filter.error().column + 1) + ")");
    return std::move(*filter);
}

}  // namespace pr::cli
