// What most commands begin with: the case, the session that is meant, its packets.
#pragma once

#include "app/cli/options.h"
#include "core/fields/registry.h"
#include "core/query/filter.h"
#include "core/store/analysis_age.h"
#include "core/store/reader.h"

#include <memory>

namespace pr::cli {

const FieldRegistry& registry();

struct OpenSession {
    std::unique_ptr<store::Case> file;
    store::SessionSummary summary;
    store::AnalysisAge age;
    std::unique_ptr<store::PacketReader> packets;
};

/// The case of --database, read-only; its warnings are printed.
Outcome<std::unique_ptr<store::Case>> openCase(const Arguments& arguments);
/// The session of --session; 0 is the newest. That another version analysed it, or that it lost packets, is printed.
Outcome<OpenSession> openSession(const Arguments& arguments);

/// The display filter that is the operand, or the one that lets all pass.
Outcome<query::Filter> filterOf(const Arguments& arguments);

}  // namespace pr::cli
