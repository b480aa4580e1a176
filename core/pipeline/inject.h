// Packets of a case back onto a network: the same bytes, in the same order, after the same gaps.
#pragma once

#include "capture/client/injection.h"
#include "core/pipeline/progress.h"
#include "core/query/pass.h"

#include <stop_token>
#include <string>

namespace pr::pipeline {

struct InjectOptions {
    double speed = 1;         ///< 1: in the session's own time; 0: as fast as the interface takes them
    std::uint64_t limit = 0;  ///< packets that are to be sent; 0: all
};

struct InjectResult {
    client::Sending sending;
    client::Ending ending;
    bool cancelled = false;
};

/// Opens an interface for packets of this session. `stopFd`: readable once a stop is asked for.
Outcome<client::Injection> openInjection(const store::PacketReader& reader, const std::string& interface, int stopFd);

/// Sends the packets of a session that pass `filter`, as they were recorded; nothing is rewritten. What happens to
/// single packets, and to the interface, is the result's; fails where the packets cannot be read from the beginning.
Outcome<InjectResult> injectPackets(client::Injection injection, store::Case& opened, store::PacketReader& reader,
    const query::Filter& filter, const InjectOptions& options, ProgressSink& progress, std::stop_token stop);

}  // namespace pr::pipeline
