#include "core/pipeline/inject.h"

#include "capture/client/interfaces.h"
#include "core/pipeline/pace.h"
#include "core/query/query.h"

#include <algorithm>

namespace pr::pipeline {

namespace {

// What the packets of the session are, or some of them; those of another link type are counted one by one.
LinkType linkTypeFor(const std::string& interface, std::span<const store::InterfaceRecord> recorded)
{
    const auto expected = client::expectedLinkType(interface);
    const auto fits = std::any_of(
        recorded.begin(), recorded.end(), [&](const store::InterfaceRecord& one) { return one.linkType == expected; });
    return fits || recorded.empty() ? expected : recorded.front().linkType;
}

}  // namespace

Outcome<client::Injection> openInjection(const store::PacketReader& reader, const std::string& interface, int stopFd)
{
    return client::Injection::open(
        {.interface = interface, .linkType = linkTypeFor(interface, reader.interfaces()), .stop = stopFd});
}

Outcome<InjectResult> injectPackets(client::Injection injection, store::Case& opened, store::PacketReader& reader,
    const query::Filter& filter, const InjectOptions& options, ProgressSink& progress, std::stop_token stop)
{
    auto query = query::Query::open(opened, reader, filter, {});
    if (!query)
        return Unexpected{query.error()};
    Pace pace{options.speed};
    std::uint64_t bytes = 0;
    const auto onPacket = [&](const store::StoredPacket& packet, const dissect::PacketAnalysis&, const FieldSink&) {
        if (const auto moment = pace.due(packet.view); moment && !injection.waitUntil(*moment))
            return false;
        if (stop.stop_requested() || !injection.send(packet.view) || (options.speed > 0 && !injection.flush()))
            return false;
        bytes += packet.view.bytes.size();
        progress.advance({.bytes = bytes, .totalBytes = {}, .packets = injection.sending().asked});
        return options.limit == 0 || injection.sending().asked < options.limit;
    };
    const auto passed = (*query)->rows(onPacket, stop);
    InjectResult result{.sending = {}, .ending = injection.finish(), .cancelled = stop.stop_requested()};
    result.sending = injection.sending();
    if (!passed)
        result.ending = {client::Ending::Kind::Died, passed.error().text()};
    return result;
}

}  // namespace pr::pipeline
