// Packets out of a case: to a capture file, or played to a pipe in their own time.
#pragma once

#include "core/pipeline/progress.h"
#include "core/query/pass.h"
#include "core/source/writer.h"

#include <stop_token>
#include <string>

namespace pr::pipeline {

struct ExportOptions {
    source::FileFormat format = source::FileFormat::Pcapng;
    std::uint64_t limit = 0;  ///< 0: all
    double speed = 0;         ///< 0: as fast as possible; 1: in the session's own time
};

struct ExportResult {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;  ///< captured bytes
    bool cancelled = false;
    std::uint64_t secretsBlocks = 0;  ///< written: who has the file can decrypt
};

/// Writes the packets of a session that pass `filter`, with interfaces, options, comments and all blocks of the
/// original at their places (pcapng), to `output`. A file appears whole or not at all.
Outcome<ExportResult> exportPackets(store::Case& opened, store::PacketReader& reader, const query::Filter& filter,
    source::Output output, const ExportOptions& options, ProgressSink& progress, std::stop_token stop);

}  // namespace pr::pipeline
