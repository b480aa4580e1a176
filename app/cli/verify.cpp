// verify, migrate and info.
#include "core/store/verify.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/store/alert.h"
#include "core/store/analysis_age.h"
#include "core/store/schema.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

namespace pr::cli {

int runVerify(const Arguments& arguments)
{
    const Interrupt interrupt;
    auto opened = openCase(arguments);
    if (!opened)
        return complain(opened.error());
    store::VerifyOptions options;
    options.progress = [&](std::uint64_t, std::uint64_t) { return !interrupt.token().stop_requested(); };
    const auto report = store::verify(**opened, options);
    if (!report)
        return complain(report.error());
    for (const auto& finding : report->findings)
        std::printf("%s\n", escaped(finding.text()).c_str());
    if (report->more)
        std::printf("More findings are not listed.\n");
    const bool quiet = arguments.flag("quiet") && report->passed();
    if (!quiet) {
        std::printf("%s: %s, %s, %s checked\n",
            report->passed() ? "Nothing is wrong" : "The case is not what was recorded",
            counted(report->entries, "ledger entry", "ledger entries").c_str(),
            counted(report->blocks, "block", "blocks").c_str(), counted(report->packets, "packet", "packets").c_str());
        if (report->droppedBlocks > 0)
            std::printf("Of these, rings of captures dropped %s with %s; their digests are in the ledger\n",
                counted(report->droppedBlocks, "block", "blocks").c_str(),
                counted(report->droppedPackets, "packet", "packets").c_str());
        std::printf("Ledger %llu %s\n", static_cast<unsigned long long>(report->heads.ledger.sequence),
            hex(report->heads.ledger.hash).c_str());
    }
    return report->passed() ? 0 : static_cast<int>(Status::Problem);
}

int runMigrate(const Arguments& arguments)
{
    const auto path = arguments.text("database");
    {
        const auto opened = openCase(arguments);
        if (!opened)
            return complain(opened.error());
        if ((*opened)->format() == store::kSchemaVersion) {
            notice(arguments, escaped(path) + " is up to date.");
            return 0;
        }
    }
    if (!arguments.flag("yes")) {
        if (!::isatty(STDIN_FILENO))
            return complain({Status::Usage, "Nobody can be asked whether " + escaped(path) + " may be changed.",
                "--yes says that it may."});
        std::fprintf(
            stderr, "Bring %s up to date? Earlier versions cannot open it then. [y/N] ", escaped(path).c_str());
        const int answer = std::getchar();
        if (answer != 'y' && answer != 'Y')
            return static_cast<int>(Status::Cancelled);
    }
    const auto from = store::Case::migrate(path);
    if (!from)
        return complain(from.error());
    notice(arguments,
        escaped(path) + " had format " + std::to_string(*from) + " and has format "
            + std::to_string(store::kSchemaVersion) + " now.");
    return 0;
}

namespace {

int showConfiguration(const Arguments& arguments)
{
    std::printf("configuration file: %s\n", escaped(arguments.text("config")).c_str());
    for (const auto list : {arguments.command().options, commonOptions()})
        for (const auto& option : list)
            if (arguments.has(option.name))
                std::printf("%-12.*s %s (%s)\n", static_cast<int>(option.name.size()), option.name.data(),
                    escaped(arguments.text(option.name)).c_str(), std::string{arguments.origin(option.name)}.c_str());
    return 0;
}

}  // namespace

int runInfo(const Arguments& arguments)
{
    if (arguments.flag("config"))
        return showConfiguration(arguments);
    auto opened = openCase(arguments);
    if (!opened)
        return complain(opened.error());
    const auto all = store::sessions(**opened);
    if (!all)
        return complain(all.error());
    std::error_code error;
    const auto size = std::filesystem::file_size((*opened)->path(), error);
    store::Losses losses;
    std::uint64_t packets = 0, bytes = 0, dropped = 0, alerts = 0, older = 0, undetected = 0;
    for (const auto& s : *all) {
        const auto raised = store::alerts(**opened, s.id);
        if (!raised)
            return complain(raised.error());
        alerts += static_cast<std::uint64_t>(
            std::ranges::count_if(*raised, [](const store::AlertRecord& alert) { return alert.withdrawn.empty(); }));
        const auto age = store::AnalysisAge::of(**opened, s.id);
        if (!age)
            return complain(age.error());
        older += age->isCurrent() ? 0 : 1;
        undetected += age->detected() == false ? 1 : 0;
        packets += s.packets;
        bytes += s.capturedBytes;
        dropped += s.dropped;
        if (s.dropped == 0)
            continue;
        const auto lost = store::losses(**opened, s.id);
        if (!lost)
            return complain(lost.error());
        losses += *lost;
    }
    const auto heads = (*opened)->heads();
    if (arguments.flag("json")) {
        std::printf(
            R"({"case":%s,"id":%s,"size":%llu,"sessions":%zu,"packets":%llu,"bytes":%llu,"dropped":%llu,"dropped_by":{"kernel":%llu,"interface":%llu,"helper":%llu,"core":%llu},"alerts":%llu,"older_analyses":%llu,"without_detection":%llu,"ledger":{"sequence":%llu,"hash":"%s"}})"
            "\n",
            jsonString((*opened)->path().string()).c_str(), jsonString((*opened)->id()).c_str(),
            static_cast<unsigned long long>(size), all->size(), static_cast<unsigned long long>(packets),
            static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(dropped),
            static_cast<unsigned long long>(losses.kernel), static_cast<unsigned long long>(losses.device),
            static_cast<unsigned long long>(losses.helper), static_cast<unsigned long long>(losses.core),
            static_cast<unsigned long long>(alerts), static_cast<unsigned long long>(older),
            static_cast<unsigned long long>(undetected), static_cast<unsigned long long>(heads.ledger.sequence),
            hex(heads.ledger.hash).c_str());
        return 0;
    }
    std::printf("Case      %s\nId        %s\nSize      %s (%s)\nSessions  %zu\nPackets   %s\nBytes     %s\nDropped   "
                "%s\nAlerts    %s\nLedger    %llu %s\n",
        escaped((*opened)->path().string()).c_str(), (*opened)->id().c_str(), grouped(size).c_str(),
        humanBytes(size).c_str(), all->size(), grouped(packets).c_str(), grouped(bytes).c_str(),
        grouped(dropped).c_str(), grouped(alerts).c_str(), static_cast<unsigned long long>(heads.ledger.sequence),
        hex(heads.ledger.hash).c_str());
    if (dropped > 0)
        std::printf("Lost      %s: what those packets held is missing in every table\n", losses.words().c_str());
    if (older > 0)
        std::printf("Analysis  %s analysed by another version; `packetrecorder reanalyze` does it anew\n",
            counted(older, "session was", "sessions were").c_str());
    if (undetected > 0)
        std::printf("Detection %s imported without\n", counted(undetected, "session was", "sessions were").c_str());
    return 0;
}

}  // namespace pr::cli
